//! A certificate as far as a verdict needs it, borrowed from its bytes.

use crate::base::date::Instant;
use crate::base::digest::Digest;

use super::algorithm::PublicKey;
use super::der::{
    self, BIT_STRING, BOOLEAN, INTEGER, Malformed, OBJECT, OCTET_STRING, PRINTABLE, Parsed, Reader,
    SEQUENCE, SET, UTF8, Value, context,
};
use super::oid::{self, Oid};

/// Bits of keyUsage, bit 0 in the highest place.
pub(crate) const NON_REPUDIATION: u16 = 0x4000;
pub(crate) const KEY_CERT_SIGN: u16 = 0x0400;
pub(crate) const CRL_SIGN: u16 = 0x0200;

const MOST_EXTENSIONS: usize = 64;

/// What a certificate says.
#[derive(Clone, Debug)]
pub(crate) struct Certificate<'a> {
    pub(crate) whole: &'a [u8],
    tbs: &'a [u8],
    /// Contents of the INTEGER.
    pub(crate) serial: &'a [u8],
    /// Names as whole DER values; they are compared byte for byte.
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) not_before: Instant,
    pub(crate) not_after: Instant,
    pub(crate) key: PublicKey<'a>,
    signature_id: &'a [u8],
    signature: &'a [u8],
    /// Nothing when the extension is absent.
    pub(crate) key_usage: Option<u16>,
    /// Purposes, and whether a reader must understand them.
    pub(crate) purposes: Vec<&'a [u8]>,
    pub(crate) purposes_critical: bool,
    /// Whether it may issue certificates.
    pub(crate) is_authority: bool,
    /// How many issuers may stand between it and the end of a path; nothing when any number.
    path_length: Option<u32>,
    /// Whether it has a critical extension that is not read here.
    pub(crate) has_unknown: bool,
}

impl<'a> Certificate<'a> {
    /// Reads one certificate and nothing after it.
    pub(crate) fn parse(bytes: &'a [u8]) -> Parsed<Certificate<'a>> {
        let mut outer = der::only(bytes, SEQUENCE)?.reader();
        let tbs = outer.take(SEQUENCE)?;
        let signature_id = outer.take(SEQUENCE)?;
        let signature = outer.take(BIT_STRING)?.whole_bits()?;
        outer.finish()?;
        let mut fields = tbs.reader();
        let version = der::only(fields.take(context(0))?.body, INTEGER)?.small()?;
        let serial = fields.take(INTEGER)?.integer()?;
        let inner_id = fields.take(SEQUENCE)?;
        // The copy inside is the signed one: were they to differ, which algorithm would be meant?
        if version != 2 || inner_id.whole != signature_id.whole {
            return Err(Malformed::Broken);
        }
        let issuer = fields.take(SEQUENCE)?;
        let mut validity = fields.take(SEQUENCE)?.reader();
        let (not_before, not_after) = (validity.any()?.time()?, validity.any()?.time()?);
        validity.finish()?;
        let subject = fields.take(SEQUENCE)?;
        let key = PublicKey::parse(&fields.take(SEQUENCE)?)?;
        fields.maybe(0x81)?;
        fields.maybe(0x82)?;
        let extensions = fields.maybe(context(3))?;
        fields.finish()?;
        let mut certificate = Certificate {
            whole: bytes,
            tbs: tbs.whole,
            serial,
            issuer: issuer.whole,
            subject: subject.whole,
            not_before,
            not_after,
            key,
            signature_id: signature_id.body,
            signature,
            key_usage: None,
            purposes: Vec::new(),
            purposes_critical: false,
            is_authority: false,
            path_length: None,
            has_unknown: false,
        };
        if let Some(extensions) = extensions {
            certificate.remember(&extensions)?;
        }
        Ok(certificate)
    }

    /// Reads the extensions that we judge by; the path engine refuses unknown critical ones.
    fn remember(&mut self, extensions: &Value<'a>) -> Parsed<()> {
        let mut seen: Vec<&[u8]> = Vec::new();
        let mut list = der::only(extensions.body, SEQUENCE)?.reader();
        while !list.is_empty() {
            let extension = Extension::parse(&list.any()?)?;
            // Real ones have ten; the comparison of each with all must stay cheap.
            if seen.contains(&extension.id.body) || seen.len() == MOST_EXTENSIONS {
                return Err(Malformed::Broken);
            }
            seen.push(extension.id.body);
            if extension.id.is(&oid::KEY_USAGE) {
                self.key_usage = Some(der::only(extension.value, BIT_STRING)?.named_bits()?);
            } else if extension.id.is(&oid::EXTENDED_KEY_USAGE) {
                let mut purposes = der::only(extension.value, SEQUENCE)?.reader();
                while !purposes.is_empty() {
                    self.purposes.push(purposes.take(OBJECT)?.body);
                }
                self.purposes_critical = extension.critical;
            } else if extension.id.is(&oid::BASIC_CONSTRAINTS) {
                let mut fields = der::only(extension.value, SEQUENCE)?.reader();
                self.is_authority = match fields.maybe(BOOLEAN)? {
                    Some(flag) => flag.boolean()?,
                    None => false,
                };
                self.path_length = fields.maybe(INTEGER)?.map(|most| most.small()).transpose()?;
                fields.finish()?;
            } else {
                self.has_unknown |= extension.critical;
            }
        }
        Ok(())
    }

    /// SHA-256 of the whole certificate.
    pub(crate) fn sha256(&self) -> Digest {
        Digest::of(self.whole)
    }

    /// Whether the key of `issuer` made the signature of this certificate.
    pub(crate) fn is_signed_by(&self, issuer: &PublicKey<'_>) -> bool {
        issuer.verifies(self.signature_id, self.tbs, self.signature)
    }

    /// Whether it is valid at this moment as far as its own dates go.
    pub(crate) fn covers(&self, moment: Instant) -> bool {
        (self.not_before..=self.not_after).contains(&moment)
    }

    /// Whether keyUsage is present and has this bit.
    pub(crate) fn may(&self, usage: u16) -> bool {
        self.key_usage.is_some_and(|bits| bits & usage != 0)
    }

    /// Whether it has this purpose.
    pub(crate) fn is_for(&self, purpose: &Oid) -> bool {
        self.purposes.contains(&purpose.bytes())
    }

    /// Whether it may issue certificates by both of its flags, with this many issuers below it.
    pub(crate) fn may_issue(&self, below: usize) -> bool {
        self.is_authority
            && self.key_usage.is_none_or(|bits| bits & KEY_CERT_SIGN != 0)
            && self.path_length.is_none_or(|most| u32::try_from(below).is_ok_and(|n| n <= most))
    }

    /// The serial number in lower-case hex.
    pub(crate) fn serial_hex(&self) -> String {
        hex(self.serial)
    }
}

/// Lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One extension of a certificate, a list or an entry of a list.
pub(crate) struct Extension<'a> {
    pub(crate) id: Value<'a>,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

impl<'a> Extension<'a> {
    pub(crate) fn parse(value: &Value<'a>) -> Parsed<Extension<'a>> {
        if value.tag != SEQUENCE {
            return Err(Malformed::Broken);
        }
        let mut fields = value.reader();
        let id = fields.take(OBJECT)?;
        let critical = match fields.maybe(BOOLEAN)? {
            Some(flag) => flag.boolean()?,
            None => false,
        };
        let contents = fields.take(OCTET_STRING)?.body;
        fields.finish()?;
        Ok(Extension { id, critical, value: contents })
    }
}

/// Every value of one attribute in a name, as text; values in an unknown encoding are left out.
pub(crate) fn name_values(name: &[u8], attribute: &Oid) -> Parsed<Vec<String>> {
    let mut values = Vec::new();
    let mut sets = der::only(name, SEQUENCE)?.reader();
    while !sets.is_empty() {
        let mut pairs: Reader<'_> = sets.take(SET)?.reader();
        while !pairs.is_empty() {
            let mut pair = pairs.take(SEQUENCE)?.reader();
            let (id, value) = (pair.take(OBJECT)?, pair.any()?);
            pair.finish()?;
            if id.is(attribute) {
                values.extend(text(&value));
            }
        }
    }
    Ok(values)
}

/// The text of a directory string.
fn text(value: &Value<'_>) -> Option<String> {
    const IA5: u8 = 0x16;
    const BMP: u8 = 0x1e;
    match value.tag {
        UTF8 => String::from_utf8(value.body.to_vec()).ok(),
        PRINTABLE | IA5 => {
            value.body.is_ascii().then(|| String::from_utf8_lossy(value.body).into_owned())
        }
        BMP if value.body.len().is_multiple_of(2) => {
            let units =
                value.body.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<String, _>>().ok()
        }
        _ => None,
    }
}
