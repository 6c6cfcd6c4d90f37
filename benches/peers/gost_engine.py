"""What one verification of GOST R 34.10-2012 (512 bits) costs OpenSSL with the GOST engine.

Prints milliseconds of CPU for one verification: the best of five loops. Needs Debian's `openssl`
and `libengine-gost-openssl`; exits 3 where they are missing.
"""

import ctypes
import ctypes.util
import pathlib
import subprocess
import sys
import tempfile
import time

ROUNDS = 300
MESSAGE = bytes(range(256))
ENGINE_METHOD_ALL = 0xFFFF
# Built-in engines and the settings of the machine.
INIT = 0x00007E00 | 0x00000040


def material(folder):
    """A key, and its signature over the message, made by the engine itself."""
    run = lambda *words: subprocess.run(
        ["openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    engine = ("-engine", "gost")
    (folder / "message").write_bytes(MESSAGE)
    key = ("-algorithm", "gost2012_512", "-pkeyopt", "paramset:A")
    run("genpkey", *engine, *key, "-out", "key")
    run("pkey", *engine, "-in", "key", "-pubout", "-outform", "DER", "-out", "public")
    run("dgst", *engine, "-md_gost12_512", "-sign", "key", "-out", "signature", "message")
    return (folder / "public").read_bytes(), (folder / "signature").read_bytes()


def crypto():
    library = ctypes.CDLL(ctypes.util.find_library("crypto"))
    pointers = ("ENGINE_by_id", "d2i_PUBKEY", "EVP_get_digestbyname", "EVP_MD_CTX_new")
    for name in pointers:
        getattr(library, name).restype = ctypes.c_void_p
    return library


def verifications(library, engine, public, signature):
    """One verification after the other, as a program with the key at hand does it."""
    start = ctypes.c_char_p(public)
    key = library.d2i_PUBKEY(None, ctypes.byref(start), ctypes.c_long(len(public)))
    digest = library.EVP_get_digestbyname(b"md_gost12_512")
    if not key or not digest:
        sys.exit("the engine gives no key or no digest")
    size = ctypes.c_size_t
    best = float("inf")
    for _ in range(5):
        begun = time.process_time()
        for _ in range(ROUNDS):
            context = ctypes.c_void_p(library.EVP_MD_CTX_new())
            arguments = (context, None, ctypes.c_void_p(digest), engine, ctypes.c_void_p(key))
            library.EVP_DigestVerifyInit(*arguments)
            library.EVP_DigestUpdate(context, MESSAGE, size(len(MESSAGE)))
            if library.EVP_DigestVerifyFinal(context, signature, size(len(signature))) != 1:
                sys.exit("the engine refuses its own signature")
            library.EVP_MD_CTX_free(context)
        best = min(best, (time.process_time() - begun) / ROUNDS)
    return best * 1000


def main():
    with tempfile.TemporaryDirectory() as folder:
        try:
            public, signature = material(pathlib.Path(folder))
        except (OSError, subprocess.CalledProcessError):
            sys.exit(3)
    library = crypto()
    library.OPENSSL_init_crypto(ctypes.c_uint64(INIT), None)
    engine = ctypes.c_void_p(library.ENGINE_by_id(b"gost"))
    if not engine or not library.ENGINE_init(engine):
        sys.exit(3)
    library.ENGINE_set_default(engine, ctypes.c_uint(ENGINE_METHOD_ALL))
    print(f"{verifications(library, engine, public, signature):.4f}")


if __name__ == "__main__":
    main()
