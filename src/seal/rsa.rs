//! RSA PKCS#1 v1.5 with SHA-256: the padded digest is built and compared, never parsed, so that
//! no lenient reading of padding (Bleichenbacher's forgery with small exponents) is possible.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use sha2::{Digest as _, Sha256};

use super::der::{self, INTEGER, SEQUENCE};

/// Sizes in bytes: the NCA's keys have 2048 and 4096 bits; above 8192 bits one check would cost
/// more than 10 ms.
const SMALLEST: usize = 2048 / 8;
const LARGEST: usize = 8192 / 8;

/// `DigestInfo` of SHA-256 up to the digest itself.
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// Whether `signature` is one over `message` by the key in this `RSAPublicKey`.
pub(crate) fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Some((modulus, exponent)) = parts(key) else { return false };
    if signature.len() != modulus.len() {
        return false;
    }
    let Some(opened) = power(modulus, exponent, signature) else { return false };
    opened == padded(&Sha256::digest(message), modulus.len())
}

/// Modulus and public exponent, where both are of an allowed size.
fn parts(key: &[u8]) -> Option<(&[u8], u64)> {
    let mut fields = der::only(key, SEQUENCE).ok()?.reader();
    let modulus = fields.take(INTEGER).ok()?.unsigned().ok()?;
    let exponent = fields.take(INTEGER).ok()?.unsigned().ok()?;
    fields.finish().ok()?;
    if !(SMALLEST..=LARGEST).contains(&modulus.len()) || exponent.len() > 8 {
        return None;
    }
    let exponent = exponent.iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
    (exponent >= 3 && exponent % 2 == 1).then_some((modulus, exponent))
}

/// `signature ^ exponent mod modulus` as bytes of the modulus' length; nothing when the signature
/// is not below an odd modulus.
fn power(modulus: &[u8], exponent: u64, signature: &[u8]) -> Option<Vec<u8>> {
    let bits = u32::try_from(modulus.len() * 8).ok()?;
    let n = BoxedUint::from_be_slice(modulus, bits).ok()?;
    let value = BoxedUint::from_be_slice(signature, bits).ok()?;
    if value.cmp_vartime(&n).is_ge() {
        return None;
    }
    let n = Odd::new(n).into_option()?;
    let form = BoxedMontyForm::new(value, &BoxedMontyParams::new_vartime(n));
    let exponent_bits = u64::BITS - exponent.leading_zeros();
    let opened = form.pow_bounded_exp(&BoxedUint::from(exponent), exponent_bits).retrieve();
    let bytes = opened.to_be_bytes();
    bytes.get(bytes.len() - modulus.len()..).map(<[u8]>::to_vec)
}

fn padded(digest: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = vec![0xff; length];
    let tail = length - DIGEST_INFO.len() - digest.len();
    bytes[..2].copy_from_slice(&[0, 1]);
    bytes[tail - 1] = 0;
    bytes[tail..tail + DIGEST_INFO.len()].copy_from_slice(&DIGEST_INFO);
    bytes[tail + DIGEST_INFO.len()..].copy_from_slice(digest);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = (0..hex.len()).step_by(2);
        digits.map(|index| u8::from_str_radix(&hex[index..index + 2], 16).unwrap()).collect()
    }

    /// Blocks signed by OpenSSL with a key made for this: the right one, and each way of padding
    /// that a lenient reader has been fooled with.
    #[test]
    fn only_the_one_padding_is_taken() {
        let mut key = Vec::new();
        let mut seen = 0;
        for line in include_str!("tests/rsa.txt").lines() {
            let mut words = line.split(' ');
            let (verdict, name, hex) =
                (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            if verdict == "key" {
                key = bytes(hex);
                continue;
            }
            let taken = verify(&key, b"the authorised body", &bytes(hex));
            assert_eq!(taken, verdict == "valid", "{name}");
            seen += 1;
        }
        assert!(seen >= 11);
    }

    #[test]
    fn keys_outside_the_limits_are_refused() {
        let key = |modulus: &[u8], exponent: &[u8]| {
            let (n, e) = (der::encode(INTEGER, &[modulus]), der::encode(INTEGER, &[exponent]));
            der::encode(SEQUENCE, &[&n, &e])
        };
        let odd = [&[0, 0xff][..], &[0xff; 255]].concat();
        assert!(parts(&key(&odd, &[1, 0, 1])).is_some());
        assert!(parts(&key(&odd, &[3])).is_some());
        for exponent in [&[1][..], &[2], &[0xff], &[1, 0, 0], &[1; 9]] {
            assert!(parts(&key(&odd, exponent)).is_none());
        }
        assert!(parts(&key(&odd[..129], &[1, 0, 1])).is_none());
        assert!(parts(&key(&[&[1][..], &[0; 1024]].concat(), &[1, 0, 1])).is_none());
        // An even modulus has no Montgomery form and must not panic.
        let even = [&[0, 0xff][..], &[0xfe; 255]].concat();
        assert!(!verify(&key(&even, &[3]), b"x", &[1; 256]));
    }
}
