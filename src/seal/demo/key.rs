//! Keys of the demonstration and their signatures. Not for secrets: the arithmetic takes a time
//! that depends on the key.

use crypto_bigint::{U512, Uint};

use super::super::algorithm::{Algorithm, Hash};
use super::super::der::{BIT_STRING, OCTET_STRING, SEQUENCE, encode};
use super::super::gost::TC26_512_A;

/// A private key.
pub(super) struct Key(U512);

impl Key {
    /// The key that follows from a text.
    pub(super) fn derive(text: &str) -> Key {
        Key(scalar(format!("tizilim demo key: {text}").as_bytes()))
    }

    /// `r || s`, each little-endian. The nonce follows from key and message, so the same message
    /// always has the same signature and no two messages share a nonce.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let curve = &*TC26_512_A;
        let digest = Hash::Streebog512.of(message);
        let Some(e) = curve.residue(&digest) else { return Vec::new() };
        let nonce = scalar(&[self.0.to_le_bytes().as_slice(), &digest].concat());
        let Some([x, _]) = curve.generator_times(&nonce) else { return Vec::new() };
        let r = x.rem_vartime(curve.order());
        let own = r.mul_mod_vartime(&self.0, curve.order());
        let s = own.add_mod(&nonce.mul_mod_vartime(&e, curve.order()), curve.order());
        [r.to_le_bytes().as_slice(), s.to_le_bytes().as_slice()].concat()
    }

    /// Its `SubjectPublicKeyInfo`.
    pub(super) fn public(&self) -> Vec<u8> {
        let point = TC26_512_A.generator_times(&self.0);
        let bytes = point.map_or(Vec::new(), |[x, y]| {
            [x.to_le_bytes().as_slice(), y.to_le_bytes().as_slice()].concat()
        });
        let bits = encode(BIT_STRING, &[&[0], &encode(OCTET_STRING, &[&bytes])]);
        encode(SEQUENCE, &[&encode(SEQUENCE, &[Algorithm::Gost2015.key_id()]), &bits])
    }

    /// Twenty bytes that name it: the positive serial number of its certificate.
    pub(super) fn name(&self) -> [u8; 20] {
        let digest = Hash::Streebog512.of(&self.public());
        let mut name = [0; 20];
        for (to, from) in name.iter_mut().zip(digest) {
            *to = from;
        }
        name[0] = name[0] & 0x3f | 0x40;
        name
    }
}

/// A number from 1 to the order of the curve that follows from these bytes.
fn scalar(bytes: &[u8]) -> U512 {
    TC26_512_A.residue(&Hash::Streebog512.of(bytes)).unwrap_or(Uint::ONE)
}
