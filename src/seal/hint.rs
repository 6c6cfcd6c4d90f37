//! The signed hint at the signer's certificate (ESS `SigningCertificate`, both versions): it binds
//! one certificate to a signature, where issuer and number alone could be claimed by another.

use sha1::{Digest as _, Sha1};

use super::algorithm::Hash;
use super::certificate::Certificate;
use super::der::{self, INTEGER, Malformed, OCTET_STRING, Parsed, SEQUENCE, Value, context};

/// The first certificate of the list, which is the signer's.
pub(crate) struct Hint<'a> {
    /// Nothing for SHA-1, which version 1 always uses. A second certificate with the same SHA-1
    /// would still have to come from a trusted issuer.
    hash: Option<Hash>,
    digest: &'a [u8],
    /// Issuer and serial number, where given.
    holder: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> Hint<'a> {
    /// `SigningCertificateV2`, whose digest is SHA-256 unless it names another.
    pub(crate) fn parse_v2(value: &Value<'a>) -> Parsed<Hint<'a>> {
        let first = first_of(value)?;
        let mut fields = first.reader();
        let hash = match fields.maybe(SEQUENCE)? {
            Some(identifier) => Hash::named(&identifier)?.ok_or(Malformed::Broken)?,
            None => Hash::Sha256,
        };
        let digest = fields.take(OCTET_STRING)?.body;
        let holder = fields.maybe(SEQUENCE)?.map(|holder| issuer_serial(&holder)).transpose()?;
        fields.finish()?;
        Ok(Hint { hash: Some(hash), digest, holder })
    }

    /// `SigningCertificate`, with SHA-1.
    pub(crate) fn parse_v1(value: &Value<'a>) -> Parsed<Hint<'a>> {
        let first = first_of(value)?;
        let mut fields = first.reader();
        let digest = fields.take(OCTET_STRING)?.body;
        let holder = fields.maybe(SEQUENCE)?.map(|holder| issuer_serial(&holder)).transpose()?;
        fields.finish()?;
        Ok(Hint { hash: None, digest, holder })
    }

    /// Whether it is this certificate.
    pub(crate) fn names(&self, certificate: &Certificate<'_>) -> bool {
        let digest = match self.hash {
            Some(hash) => hash.of(certificate.whole),
            None => Sha1::digest(certificate.whole).to_vec(),
        };
        let same = |(issuer, serial): (&[u8], &[u8])| {
            issuer == certificate.issuer && serial == certificate.serial
        };
        self.digest == digest && self.holder.is_none_or(same)
    }
}

fn first_of<'a>(value: &Value<'a>) -> Parsed<Value<'a>> {
    if value.tag != SEQUENCE {
        return Err(Malformed::Broken);
    }
    value.reader().take(SEQUENCE)?.reader().take(SEQUENCE)
}

/// The issuer's name and the serial number of an `IssuerSerial`.
fn issuer_serial<'a>(value: &Value<'a>) -> Parsed<(&'a [u8], &'a [u8])> {
    let mut fields = value.reader();
    let names = fields.take(SEQUENCE)?;
    let serial = fields.take(INTEGER)?.integer()?;
    fields.finish()?;
    let name = der::only(names.body, context(4))?;
    Ok((der::only(name.body, SEQUENCE)?.whole, serial))
}
