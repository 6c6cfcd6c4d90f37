//! Object identifiers, written as numbers here and compared as their DER bytes.

/// An object identifier in the form of its DER contents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Oid {
    bytes: [u8; 16],
    length: usize,
}

impl Oid {
    /// The DER contents, without tag and length.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Encodes the arcs of an identifier; too long a one does not compile, since all uses are `const`.
const fn oid(arcs: &[u32]) -> Oid {
    let mut encoded = Oid { bytes: [0; 16], length: 0 };
    let mut index = 1;
    while index < arcs.len() {
        let arc = if index == 1 { arcs[0] * 40 + arcs[1] } else { arcs[index] };
        let mut septets = 1;
        while septets < 5 && arc >> (7 * septets) != 0 {
            septets += 1;
        }
        while septets > 0 {
            septets -= 1;
            let more = if septets == 0 { 0 } else { 0x80 };
            encoded.bytes[encoded.length] = (arc >> (7 * septets)).to_le_bytes()[0] & 0x7f | more;
            encoded.length += 1;
        }
        index += 1;
    }
    encoded
}

// Content types and attributes of signed messages.
pub(crate) const DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 1]);
pub(crate) const SIGNED_DATA: Oid = oid(&[1, 2, 840, 113_549, 1, 7, 2]);
pub(crate) const TST_INFO: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 1, 4]);
pub(crate) const CONTENT_TYPE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 3]);
pub(crate) const MESSAGE_DIGEST: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 4]);
pub(crate) const SIGNING_TIME: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 5]);
pub(crate) const SIGNING_CERTIFICATE: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 12]);
pub(crate) const SIGNING_CERTIFICATE_V2: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 47]);
pub(crate) const TIME_STAMP_TOKEN: Oid = oid(&[1, 2, 840, 113_549, 1, 9, 16, 2, 14]);

// Digests.
pub(crate) const STREEBOG_512: Oid = oid(&[1, 2, 398, 3, 10, 1, 3, 3]);
pub(crate) const GOST_34_311: Oid = oid(&[1, 2, 398, 3, 10, 1, 3, 1]);
pub(crate) const SHA_256: Oid = oid(&[2, 16, 840, 1, 101, 3, 4, 2, 1]);
pub(crate) const SHA_1: Oid = oid(&[1, 3, 14, 3, 2, 26]);

// Keys and signatures.
pub(crate) const SIGNATURE_2015: Oid = oid(&[1, 2, 398, 3, 10, 1, 1, 2, 3, 2]);
pub(crate) const KEY_2004: Oid = oid(&[1, 2, 398, 3, 10, 1, 1, 1, 1]);
pub(crate) const SIGNATURE_2004: Oid = oid(&[1, 2, 398, 3, 10, 1, 1, 1, 2]);
pub(crate) const RSA: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 1]);
pub(crate) const RSA_SHA_256: Oid = oid(&[1, 2, 840, 113_549, 1, 1, 11]);

// Attributes of names.
pub(crate) const COMMON_NAME: Oid = oid(&[2, 5, 4, 3]);
pub(crate) const SURNAME: Oid = oid(&[2, 5, 4, 4]);
pub(crate) const SERIAL_NUMBER: Oid = oid(&[2, 5, 4, 5]);
pub(crate) const COUNTRY: Oid = oid(&[2, 5, 4, 6]);
pub(crate) const ORGANISATION: Oid = oid(&[2, 5, 4, 10]);
pub(crate) const UNIT: Oid = oid(&[2, 5, 4, 11]);
pub(crate) const GIVEN_NAME: Oid = oid(&[2, 5, 4, 42]);

// Extensions of certificates and lists.
pub(crate) const SUBJECT_KEY: Oid = oid(&[2, 5, 29, 14]);
pub(crate) const KEY_USAGE: Oid = oid(&[2, 5, 29, 15]);
pub(crate) const BASIC_CONSTRAINTS: Oid = oid(&[2, 5, 29, 19]);
pub(crate) const CRL_NUMBER: Oid = oid(&[2, 5, 29, 20]);
pub(crate) const REASON: Oid = oid(&[2, 5, 29, 21]);
pub(crate) const DELTA_CRL: Oid = oid(&[2, 5, 29, 27]);
pub(crate) const AUTHORITY_KEY: Oid = oid(&[2, 5, 29, 35]);
pub(crate) const EXTENDED_KEY_USAGE: Oid = oid(&[2, 5, 29, 37]);

// What a key may be used for.
pub(crate) const EMAIL_PROTECTION: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 4]);
pub(crate) const TIME_STAMPING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 8]);
pub(crate) const OCSP_SIGNING: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 3, 9]);
/// The NCA's policy for time-stamps with GOST 2015.
pub(crate) const STAMP_POLICY: Oid = oid(&[1, 2, 398, 3, 3, 2, 6, 4]);
pub(crate) const OCSP_BASIC: Oid = oid(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 1]);
pub(crate) const NATURAL_PERSON: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 1]);
pub(crate) const PERSON_SYSTEM: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 1, 1]);
pub(crate) const LEGAL_ENTITY: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2]);
pub(crate) const HEAD: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2, 1]);
pub(crate) const RIGHT_TO_SIGN: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2, 2]);
pub(crate) const RIGHT_TO_SIGN_FINANCIAL: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2, 3]);
pub(crate) const PERSONNEL: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2, 4]);
pub(crate) const EMPLOYEE: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2, 5]);
pub(crate) const INFORMATION_SYSTEM: Oid = oid(&[1, 2, 398, 3, 3, 4, 1, 2, 6]);
pub(crate) const TREASURY_CLIENT: Oid = oid(&[1, 2, 398, 5, 19, 1, 2, 2, 1]);

#[cfg(test)]
mod tests {
    use super::*;

    /// The encodings of two identifiers as X.690 and the certificates of the NCA show them.
    #[test]
    fn arcs_become_septets() {
        assert_eq!(DATA.bytes(), [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]);
        assert_eq!(HEAD.bytes(), [0x2a, 0x83, 0x0e, 3, 3, 4, 1, 2, 1]);
        assert_eq!(COMMON_NAME.bytes(), [0x55, 4, 3]);
    }
}
