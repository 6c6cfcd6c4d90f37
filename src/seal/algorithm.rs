//! The three signature algorithms there are, each one tuple of digest, signature, key and curve.
//! A message that mixes them is refused: that is how a weak digest would be slipped under a strong
//! key.

use gost94::Gost94Test;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use streebog::Streebog512;

use super::der::{self, BIT_STRING, NULL, OBJECT, OCTET_STRING, Parsed, SEQUENCE, Value};
use super::oid::{self, Oid};
use super::{gost, rsa};

/// A signature algorithm with all that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub enum Algorithm {
    /// GOST 34.10-2015 with 512 bits and Streebog-512.
    #[serde(rename = "gost-2015-512")]
    Gost2015,
    /// GOST 34.310-2004 with GOST 34.311-95.
    #[serde(rename = "gost-2004")]
    Gost2004,
    /// RSA PKCS#1 v1.5 with SHA-256.
    #[serde(rename = "rsa-sha256")]
    Rsa,
}

/// The algorithm identifiers of keys and signatures, as they stand in a SEQUENCE.
const KEY_2015: &[u8] = &[
    0x06, 0x09, 0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02, 0x02, 0x30, 0x16, 0x06, 0x0a, 0x2a,
    0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x83, 0x0e, 0x03, 0x0a,
    0x01, 0x03, 0x03,
];
const KEY_2004: &[u8] = &[
    0x06, 0x09, 0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x01, 0x01, 0x30, 0x18, 0x06, 0x0a, 0x2a,
    0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x01, 0x01, 0x01, 0x06, 0x0a, 0x2a, 0x83, 0x0e, 0x03, 0x0a,
    0x01, 0x03, 0x01, 0x01, 0x00,
];
const KEY_RSA: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
const SIGNATURE_2015: &[u8] =
    &[0x06, 0x0a, 0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x02, 0x03, 0x02, 0x05, 0x00];
const SIGNATURE_2004: &[u8] =
    &[0x06, 0x09, 0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x01, 0x02, 0x05, 0x00];
const SIGNATURE_RSA: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00];

impl Algorithm {
    pub(crate) const ALL: [Algorithm; 3] =
        [Algorithm::Gost2015, Algorithm::Gost2004, Algorithm::Rsa];

    /// The name in profiles and reports.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Gost2015 => "gost-2015-512",
            Algorithm::Gost2004 => "gost-2004",
            Algorithm::Rsa => "rsa-sha256",
        }
    }

    /// The identifier of its keys, without the SEQUENCE around it.
    pub(crate) fn key_id(self) -> &'static [u8] {
        match self {
            Algorithm::Gost2015 => KEY_2015,
            Algorithm::Gost2004 => KEY_2004,
            Algorithm::Rsa => KEY_RSA,
        }
    }

    /// The identifier of its signatures in certificates and lists, without the SEQUENCE around it.
    pub(crate) fn signature_id(self) -> &'static [u8] {
        match self {
            Algorithm::Gost2015 => SIGNATURE_2015,
            Algorithm::Gost2004 => SIGNATURE_2004,
            Algorithm::Rsa => SIGNATURE_RSA,
        }
    }

    /// The same where parameters are left out, as in some lists of the NCA beside NULL elsewhere.
    fn bare_signature_id(self) -> &'static [u8] {
        let id = self.signature_id();
        id.strip_suffix(&[NULL, 0]).unwrap_or(id)
    }

    /// The algorithm of a signature in a certificate, a list or an answer.
    pub(crate) fn of_signature(identifier: &[u8]) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| {
            identifier == algorithm.signature_id() || identifier == algorithm.bare_signature_id()
        })
    }

    /// Its digest.
    pub(crate) fn hash(self) -> Hash {
        match self {
            Algorithm::Gost2015 => Hash::Streebog512,
            Algorithm::Gost2004 => Hash::Gost34311,
            Algorithm::Rsa => Hash::Sha256,
        }
    }

    /// The algorithm that a `SignerInfo` names. Kalkan writes the signature's identifier, or for
    /// GOST 2004 and RSA that of the key; parameters are absent, NULL or those of the key.
    pub(crate) fn of_signer(identifier: &Value<'_>) -> Parsed<Option<Algorithm>> {
        let found = Algorithm::ALL.into_iter().find(|algorithm| {
            let key = *algorithm != Algorithm::Gost2015 && identifier.body == algorithm.key_id();
            key || identifier.body == algorithm.signature_id()
        });
        if found.is_some() {
            return Ok(found);
        }
        let name = plain_identifier(identifier)?;
        let is = |oid: &Oid| name.is_some_and(|name| name.is(oid));
        Ok(if is(&oid::SIGNATURE_2015) {
            Some(Algorithm::Gost2015)
        } else if is(&oid::KEY_2004) || is(&oid::SIGNATURE_2004) {
            Some(Algorithm::Gost2004)
        } else if is(&oid::RSA) || is(&oid::RSA_SHA_256) {
            Some(Algorithm::Rsa)
        } else {
            None
        })
    }

    /// Whether `signature` is one over `message` by the key with these bits.
    pub(crate) fn verify(self, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
        let point = |key| der::only(key, OCTET_STRING).map(|point| point.body).unwrap_or_default();
        match self {
            Algorithm::Gost2015 => {
                let digest = Hash::Streebog512.of(message);
                gost::TC26_512_A.verify(point(key), &digest, signature)
            }
            Algorithm::Gost2004 => {
                let digest = Hash::Gost34311.of(message);
                gost::CRYPTOPRO_A.verify(point(key), &digest, signature)
            }
            Algorithm::Rsa => rsa::verify(key, message, signature),
        }
    }
}

/// The object identifier of an `AlgorithmIdentifier` whose parameters are absent or NULL.
pub(crate) fn plain_identifier<'a>(identifier: &Value<'a>) -> Parsed<Option<Value<'a>>> {
    let mut fields = identifier.reader();
    let name = fields.take(OBJECT)?;
    let null = fields.maybe(NULL)?;
    let plain = null.is_none_or(|null| null.body.is_empty()) && fields.is_empty();
    Ok(plain.then_some(name))
}

/// A digest that a signed message or a time-stamp may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Streebog512,
    /// GOST 34.311-95 with the substitution boxes of the standard's own example, as in Kazakhstan.
    Gost34311,
    Sha256,
}

impl Hash {
    /// The digest that an `AlgorithmIdentifier` names.
    pub(crate) fn named(identifier: &Value<'_>) -> Parsed<Option<Hash>> {
        let Some(name) = plain_identifier(identifier)? else { return Ok(None) };
        let all = [Hash::Streebog512, Hash::Gost34311, Hash::Sha256];
        Ok(all.into_iter().find(|hash| name.is(&hash.oid())))
    }

    pub(crate) fn oid(self) -> Oid {
        match self {
            Hash::Streebog512 => oid::STREEBOG_512,
            Hash::Gost34311 => oid::GOST_34_311,
            Hash::Sha256 => oid::SHA_256,
        }
    }

    /// The digest of these bytes.
    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        use sha2::Digest as _;
        match self {
            Hash::Streebog512 => Streebog512::digest(bytes).to_vec(),
            Hash::Gost34311 => Gost94Test::digest(bytes).to_vec(),
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
        }
    }
}

/// A public key as a certificate carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey<'a> {
    /// Nothing when the key is of a kind that we do not know.
    pub(crate) algorithm: Option<Algorithm>,
    /// The contents of the BIT STRING.
    pub(crate) bits: &'a [u8],
    /// The contents of the `SubjectPublicKeyInfo`.
    pub(crate) info: &'a [u8],
}

impl<'a> PublicKey<'a> {
    /// From a `SubjectPublicKeyInfo`.
    pub(crate) fn parse(info: &Value<'a>) -> Parsed<PublicKey<'a>> {
        let mut fields = info.reader();
        let identifier = fields.take(SEQUENCE)?;
        let bits = fields.take(BIT_STRING)?.whole_bits()?;
        fields.finish()?;
        let algorithm = Algorithm::ALL.into_iter().find(|known| known.key_id() == identifier.body);
        Ok(PublicKey { algorithm, bits, info: info.body })
    }

    /// Whether `signature`, of the kind that `identifier` names, is one over `message` by this key.
    pub(crate) fn verifies(&self, identifier: &[u8], message: &[u8], signature: &[u8]) -> bool {
        self.algorithm.is_some_and(|algorithm| {
            Algorithm::of_signature(identifier) == Some(algorithm)
                && algorithm.verify(self.bits, message, signature)
        })
    }
}

/// An algorithm as the path engine takes it, with the identifier of its signatures.
#[derive(Debug)]
pub(crate) struct Plug(Algorithm, Parameters);

/// How an identifier says that there are no parameters.
#[derive(Debug)]
enum Parameters {
    Null,
    Absent,
}

/// All algorithms for the path engine.
pub(crate) const PLUGS: [&dyn SignatureVerificationAlgorithm; 6] = [
    &Plug(Algorithm::Gost2015, Parameters::Null),
    &Plug(Algorithm::Gost2015, Parameters::Absent),
    &Plug(Algorithm::Gost2004, Parameters::Null),
    &Plug(Algorithm::Gost2004, Parameters::Absent),
    &Plug(Algorithm::Rsa, Parameters::Null),
    &Plug(Algorithm::Rsa, Parameters::Absent),
];

impl SignatureVerificationAlgorithm for Plug {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let valid = self.0.verify(public_key, message, signature);
        if valid { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        AlgorithmIdentifier::from_slice(self.0.key_id())
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        AlgorithmIdentifier::from_slice(match self.1 {
            Parameters::Null => self.0.signature_id(),
            Parameters::Absent => self.0.bare_signature_id(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::certificate::hex;
    use super::*;

    /// RFC 6986 example 1 (its digest is printed last byte first there) and RFC 5831 for "abc".
    #[test]
    fn digests_of_published_examples() {
        let text = b"012345678901234567890123456789012345678901234567890123456789012";
        let mut digest = Hash::Streebog512.of(text);
        digest.reverse();
        assert_eq!(
            hex(&digest),
            "486f64c1917879417fef082b3381a4e211c324f074654c38823a7b76f830ad00\
             fa1fbae42b1285c0352f227524bc9ab16254288dd6863dccd5b9f54a1ad0541b"
        );
        assert_eq!(
            hex(&Hash::Gost34311.of(b"abc")),
            "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d"
        );
    }

    /// What Kalkan was seen to write for a signer's algorithm, and nothing else.
    #[test]
    fn names_of_signers_algorithms() {
        let named = |body: &[u8]| {
            let whole = der::encode(SEQUENCE, &[body]);
            Algorithm::of_signer(&der::only(&whole, SEQUENCE).unwrap())
        };
        let bare = |oid: Oid| der::encode(OBJECT, &[oid.bytes()]);
        let null = |oid: Oid| [bare(oid), vec![NULL, 0]].concat();
        for (oid, algorithm) in [
            (oid::SIGNATURE_2015, Algorithm::Gost2015),
            (oid::SIGNATURE_2004, Algorithm::Gost2004),
            (oid::KEY_2004, Algorithm::Gost2004),
            (oid::RSA, Algorithm::Rsa),
            (oid::RSA_SHA_256, Algorithm::Rsa),
        ] {
            assert_eq!(named(&bare(oid)), Ok(Some(algorithm)));
            assert_eq!(named(&null(oid)), Ok(Some(algorithm)));
            let other = [bare(oid), vec![OCTET_STRING, 0]].concat();
            assert_eq!(named(&other), Ok(None));
        }
        assert_eq!(named(KEY_2004), Ok(Some(Algorithm::Gost2004)));
        for oid in [oid::STREEBOG_512, oid::SHA_256, oid::DATA] {
            assert_eq!(named(&null(oid)), Ok(None));
        }
        assert_eq!(named(KEY_2015), Ok(None));
    }
}
