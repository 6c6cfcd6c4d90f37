"""What a host must do with a site, held against the real servers."""
import gzip
import os
import pathlib
import re
import shutil
import unittest

from servers import Caddy, Nginx

WORK = pathlib.Path(os.environ["WORK"])
SITE = WORK / "site"
LASTING, WHOLE, PAGE = "public, max-age=31536000, immutable", "no-cache", "public, max-age=300, must-revalidate"
TYPES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "csv": "text/csv; charset=utf-8", "ics": "text/calendar; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "json": "application/json", "ndjson": "application/x-ndjson", "atom": "application/atom+xml", "xml": "application/xml",
    "p7s": "application/pkcs7-signature", "bin": "application/octet-stream", "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIRE_LIMIT = 40 * 1024


def one(pattern):
    """The address of one file of the site."""
    return "/" + min(path.relative_to(SITE).as_posix() for path in SITE.glob(pattern))


class Checks:
    server_class = None

    @classmethod
    def setUpClass(cls):
        if cls.server_class.program is None:
            raise unittest.SkipTest("%s is not at hand" % cls.server_class.__name__)
        root = WORK / cls.__name__
        shutil.copytree(SITE, root)
        (root / ".upload").write_text("half\n")
        cls.root, cls.server = root, cls.server_class(WORK / (cls.__name__ + "-server"), root)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def get(self, path, **options):
        return self.server.get(path, **options)

    def test_types_of_every_kind_of_file(self):
        seen = set()
        for file in sorted(SITE.rglob("*")):
            kind = file.suffix[1:]
            if not file.is_file() or kind in seen or kind in ("gz", "br", ""):
                continue
            seen.add(kind)
            status, headers, body = self.get("/" + file.relative_to(SITE).as_posix())
            self.assertEqual((status, headers["content-type"].lower()), (200, TYPES[kind]), file)
            self.assertEqual(body, file.read_bytes())
        self.assertEqual(seen, set(TYPES))

    def test_safety_on_every_answer(self):
        for path in ("/", "/kk/", one("assets/site-*.css"), "/api/v1/status.json", "/kk/nothing", "/kk"):
            _, headers, _ = self.get(path)
            policy = headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertEqual(headers["referrer-policy"], "no-referrer")
            self.assertIn("camera=()", headers["permissions-policy"])

    def test_how_long_copies_hold(self):
        for path, expected in (
                ("/", PAGE), ("/ru/trusted/17/", PAGE), (one("assets/site-*.css"), LASTING),
                ("/api/v1/status.json", WHOLE), ("/api/v1/manifest.json", WHOLE), ("/api/v1/trusted/entries.json", WHOLE),
                ("/api/v1/trusted/changes/tail.ndjson", WHOLE), (one("api/v1/attestation/entries/*/r1.json"), LASTING),
                (one("api/v1/*/entries/*/r*.json.p7s"), LASTING),
                ("/search/kk/meta.bin", WHOLE), (one("search/kk/*/w0/0.bin"), LASTING)):
            self.assertEqual(self.get(path)[1]["cache-control"], expected, path)
        for path in ("/assets/none-000000000000.css", "/api/v1/trusted/entries/999/r1.json", "/search/kk/00000000/w0/0.bin"):
            status, headers, _ = self.get(path)
            self.assertEqual(status, 404)
            self.assertNotIn("immutable", headers.get("cache-control", ""), path)

    def test_unchanged_files_are_not_sent_again(self):
        for path in ("/kk/", "/api/v1/manifest.json"):
            _, headers, _ = self.get(path, Accept_Encoding="gzip")
            status, _, body = self.get(path, Accept_Encoding="gzip", If_None_Match=headers["etag"])
            self.assertEqual((status, body), (304, b""), path)

    def test_who_may_read_the_feed(self):
        for path in ("/api/v1/status.json", "/api/v1/trusted/entries.csv", one("kk/feeds/*.atom")):
            self.assertEqual(self.get(path)[1]["access-control-allow-origin"], "*", path)
        self.assertNotIn("access-control-allow-origin", self.get("/kk/")[1])

    def test_parts_of_files(self):
        whole = (SITE / "api/v1/trusted/entries.ndjson").read_bytes()
        status, headers, body = self.get("/api/v1/trusted/entries.ndjson", Range="bytes=100-299")
        self.assertEqual((status, body), (206, whole[100:300]))
        self.assertEqual(headers["content-range"], "bytes 100-299/%d" % len(whole))
        self.assertEqual(self.get("/api/v1/trusted/entries.ndjson", Range="bytes=-10")[2], whole[-10:])

    def test_compressed_copies(self):
        for path in ("/kk/trusted/17/", one("assets/site-*.css"), "/api/v1/trusted/entries.json", "/api/v1/manifest.json"):
            file = SITE / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
            for coding, ending in (("gzip", ".gz"), ("br", ".br")):
                if coding == "br" and not self.server_class.brotli:
                    continue
                status, headers, body = self.get(path, Accept_Encoding=coding)
                self.assertEqual((status, headers["content-encoding"]), (200, coding), path)
                self.assertEqual(headers["vary"].lower(), "accept-encoding", path)
                self.assertEqual(body, pathlib.Path(str(file) + ending).read_bytes(), path)
                if coding == "gzip":
                    self.assertEqual(gzip.decompress(body), file.read_bytes())

    def test_what_is_not_there(self):
        for path, lang in (("/kk/nothing", "kk"), ("/ru/trusted/999999/", "ru"), ("/ru/trusted/1/x", "ru"), ("/nothing", "kk")):
            status, headers, body = self.get(path)
            self.assertEqual((status, headers["content-type"].lower()), (404, TYPES["html"]), path)
            self.assertIn(b'<html lang="%s"' % lang.encode(), body, path)
            self.assertIn(b"noindex", body)
        self.assertIn(b'lang="ru"', self.get("/nothing")[2])

    def test_folders_end_with_a_slash(self):
        status, headers, _ = self.get("/kk/trusted/17")
        self.assertIn(status, (301, 308))
        self.assertRegex(headers["location"], r"^(/kk/trusted/)?17/$")

    def test_hidden_files(self):
        self.assertEqual(self.get("/.well-known/security.txt")[0], 200)
        self.assertEqual(self.get("/.upload")[0], 404)
        self.assertEqual(self.get("/.git/config")[0], 404)

    def test_nothing_can_be_written(self):
        for method in ("POST", "PUT", "DELETE"):
            self.assertIn(self.get("/kk/", method=method)[0], (403, 405), method)
        self.assertEqual((self.root / "kk/index.html").read_bytes(), (SITE / "kk/index.html").read_bytes())

    def test_an_entry_is_small_and_needs_one_round_trip_more(self):
        pages = [file for lang in ("kk", "ru") for file in SITE.glob("%s/trusted/*/index.html" % lang) if file.parent.name.isdigit()]
        largest = max(pages, key=lambda file: file.stat().st_size)
        address = "/%s/" % largest.parent.relative_to(SITE).as_posix()
        text = largest.read_text()
        needed = set(re.findall(r'<(?:link rel="(?:stylesheet|icon)"[^>]* href|(?:script|img)[^>]* src)="([^"]+)"', text))
        self.assertGreaterEqual(len(needed), 3)
        wire = 0
        for path in [address] + sorted(needed):
            _, headers, body = self.get(path, Accept_Encoding="gzip")
            wire += len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items())
            if path.endswith((".css", ".js")):  # what they needed would come a round trip later
                self.assertNotRegex(gzip.decompress(body), rb"@import|url\(|\bimport\b")
        self.assertLessEqual(wire, WIRE_LIMIT)
        print("%s: %s takes %d bytes with all it needs" % (self.server_class.__name__, address, wire))


class NginxChecks(Checks, unittest.TestCase):
    server_class = Nginx


class CaddyChecks(Checks, unittest.TestCase):
    server_class = Caddy


if __name__ == "__main__":
    unittest.main()
