//! A signed message (CMS `SignedData`) in the one form that Kazakh software makes: DER, one signer
//! named by issuer and serial number, signed attributes, the signer's certificate inside.
//!
//! [`Message::parse`] reads, [`Message::check`] proves that the signer's key signed exactly these
//! bytes. Neither says whether that key is to be trusted.

use crate::base::date::Instant;

use super::algorithm::{Algorithm, Hash};
use super::attributes::{Attributes, attribute, one};
use super::certificate::Certificate;
use super::der::{
    self, INTEGER, Malformed, OBJECT, OCTET_STRING, Parsed, Reader, SEQUENCE, SET, Value, context,
};
use super::oid::{self, Oid};
use super::verdict::{Judged, reason};

/// A message has the signer's certificate and at most its chain.
const MOST_CERTIFICATES: usize = 16;

/// A parsed message with one signer.
pub(crate) struct Message<'a> {
    version: Value<'a>,
    digests: Value<'a>,
    content_type: Value<'a>,
    /// The content, where it is inside.
    pub(crate) content: Option<&'a [u8]>,
    /// Everything after the content, as written.
    tail: Vec<Value<'a>>,
    pub(crate) certificates: Vec<&'a [u8]>,
    pub(crate) signer: Signer<'a>,
}

/// What `SignerInfo` says.
pub(crate) struct Signer<'a> {
    issuer: &'a [u8],
    serial: &'a [u8],
    hash: Option<Hash>,
    /// Nothing when it is none of ours.
    pub(crate) algorithm: Option<Algorithm>,
    attributes: Option<Value<'a>>,
    /// The signature proper.
    pub(crate) signature: &'a [u8],
    unsigned: Option<Value<'a>>,
}

/// What a message proves once it has been checked.
pub(crate) struct Checked<'a> {
    pub(crate) certificate: Certificate<'a>,
    pub(crate) algorithm: Algorithm,
    pub(crate) signing_time: Option<Instant>,
    /// Whether a signed hint binds the certificate.
    pub(crate) bound: bool,
}

impl<'a> Message<'a> {
    /// Reads a whole message and nothing after it.
    pub(crate) fn parse(bytes: &'a [u8]) -> Judged<Message<'a>> {
        der::well_formed(bytes).and_then(|()| signed_data(bytes)).map_err(|fault| match fault {
            Malformed::Ber => reason::NOT_DER,
            Malformed::Broken => reason::MALFORMED,
        })?
    }

    /// That the signer signed `content` as content of this type.
    ///
    /// Cheap comparisons come before curve arithmetic, so that garbage costs little; each speaks
    /// only about what the signature itself, checked last, makes true.
    pub(crate) fn check(&self, content: &[u8], content_type: &Oid) -> Judged<Checked<'a>> {
        let signer = &self.signer;
        let algorithm = signer.algorithm.ok_or(reason::ALGORITHM_UNKNOWN)?;
        let hash = algorithm.hash();
        if signer.hash != Some(hash) || self.digest() != Ok(Some(hash)) {
            return Err(reason::ALGORITHM_UNKNOWN);
        }
        let set = signer.attributes.ok_or(reason::ATTRIBUTES)?;
        let attributes = Attributes::parse(&set).map_err(|_| reason::ATTRIBUTES)?;
        let digest = attributes.digest.ok_or(reason::ATTRIBUTES)?;
        let signed_type = attributes.content_type.ok_or(reason::ATTRIBUTES)?;
        if !self.content_type.is(content_type) || !signed_type.is(content_type) {
            return Err(reason::CONTENT_TYPE);
        }
        if digest != hash.of(content) {
            return Err(reason::DIGEST_MISMATCH);
        }
        let certificate = self.certificate()?;
        // The key decides what its signatures are; a signer may not claim another kind.
        if certificate.key.algorithm != Some(algorithm) {
            return Err(reason::ALGORITHM_UNKNOWN);
        }
        let bound = attributes.names(&certificate)?;
        let message = signer.signed_bytes().ok_or(reason::ATTRIBUTES)?;
        if !algorithm.verify(certificate.key.bits, &message, signer.signature) {
            return Err(reason::SIGNATURE);
        }
        Ok(Checked { certificate, algorithm, signing_time: attributes.signing_time, bound })
    }

    /// The signer's certificate. Two that claim the same issuer and number leave open which key is
    /// meant, so that is as good as none.
    pub(crate) fn certificate(&self) -> Judged<Certificate<'a>> {
        let mut found = Err(reason::NO_CERTIFICATE);
        for bytes in &self.certificates {
            let certificate =
                Certificate::parse(bytes).map_err(|_| reason::CERTIFICATE_MALFORMED)?;
            let same = certificate.issuer == self.signer.issuer
                && certificate.serial == self.signer.serial;
            if same && found.is_ok() {
                return Err(reason::NO_CERTIFICATE);
            }
            if same {
                found = Ok(certificate);
            }
        }
        found
    }

    /// The only digest that the head of the message announces.
    fn digest(&self) -> Parsed<Option<Hash>> {
        let mut digests = self.digests.reader();
        let first = Hash::named(&digests.take(SEQUENCE)?)?;
        digests.finish()?;
        Ok(first)
    }

    /// The message without its content: what a register keeps beside the content.
    pub(crate) fn detached(&self) -> Vec<u8> {
        let content_type = der::encode(SEQUENCE, &[self.content_type.whole]);
        let mut parts = vec![self.version.whole, self.digests.whole, &content_type];
        parts.extend(self.tail.iter().map(|value| value.whole));
        let explicit = der::encode(context(0), &[&der::encode(SEQUENCE, &parts)]);
        let name = der::encode(OBJECT, &[oid::SIGNED_DATA.bytes()]);
        der::encode(SEQUENCE, &[&name, &explicit])
    }
}

impl<'a> Signer<'a> {
    /// `Err` inside when there are none or several signers.
    fn only(signers: &Value<'a>) -> Parsed<Judged<Signer<'a>>> {
        let mut list = signers.reader();
        if list.is_empty() {
            return Ok(Err(reason::SIGNER_COUNT));
        }
        let first = list.take(SEQUENCE)?;
        if !list.is_empty() {
            return Ok(Err(reason::SIGNER_COUNT));
        }
        Signer::parse(&first).map(Ok)
    }

    fn parse(value: &Value<'a>) -> Parsed<Signer<'a>> {
        let mut fields = value.reader();
        if fields.take(INTEGER)?.small()? != 1 {
            return Err(Malformed::Broken);
        }
        let mut sid = fields.take(SEQUENCE)?.reader();
        let issuer = sid.take(SEQUENCE)?.whole;
        let serial = sid.take(INTEGER)?.integer()?;
        sid.finish()?;
        let hash = Hash::named(&fields.take(SEQUENCE)?)?;
        let attributes = fields.maybe(context(0))?;
        let algorithm = Algorithm::of_signer(&fields.take(SEQUENCE)?)?;
        let signature = fields.take(OCTET_STRING)?.body;
        let unsigned = fields.maybe(context(1))?;
        fields.finish()?;
        Ok(Signer { issuer, serial, hash, algorithm, attributes, signature, unsigned })
    }

    /// What is signed: the SET of attributes, though it is written with the tag `[0]`.
    pub(crate) fn signed_bytes(&self) -> Option<Vec<u8>> {
        self.attributes.map(|set| der::encode(SET, &[set.body]))
    }

    /// The time-stamp token over the signature. Nobody signs unsigned attributes, so anyone may
    /// have added or dropped one: what cannot be read is an error, never an absence.
    pub(crate) fn time_stamp(&self) -> Parsed<Option<&'a [u8]>> {
        let Some(unsigned) = self.unsigned else { return Ok(None) };
        let mut token = None;
        let mut list = unsigned.reader();
        while !list.is_empty() {
            let (name, values) = attribute(&mut list)?;
            if name.is(&oid::TIME_STAMP_TOKEN) {
                let value = one(&values)?;
                if token.replace(value.whole).is_some() {
                    return Err(Malformed::Broken);
                }
            }
        }
        Ok(token)
    }
}

fn signed_data(bytes: &[u8]) -> Parsed<Judged<Message<'_>>> {
    let mut outer = der::only(bytes, SEQUENCE)?.reader();
    if !outer.take(OBJECT)?.is(&oid::SIGNED_DATA) {
        return Err(Malformed::Broken);
    }
    let explicit = outer.take(context(0))?;
    outer.finish()?;
    let mut fields = der::only(explicit.body, SEQUENCE)?.reader();
    let version = fields.take(INTEGER)?;
    let digests = fields.take(SET)?;
    let mut inner = fields.take(SEQUENCE)?.reader();
    let content_type = inner.take(OBJECT)?;
    let content = match inner.maybe(context(0))? {
        Some(explicit) => Some(der::only(explicit.body, OCTET_STRING)?.body),
        None => None,
    };
    inner.finish()?;
    // Version 1 is that of plain data, 3 of anything else.
    let expected = if content_type.is(&oid::DATA) { 1 } else { 3 };
    if version.small()? != expected {
        return Err(Malformed::Broken);
    }
    let set = fields.maybe(context(0))?;
    let lists = fields.maybe(context(1))?;
    let signers = fields.take(SET)?;
    fields.finish()?;
    let mut certificates = Vec::new();
    let mut list = Reader::new(set.map_or(&[], |set| set.body));
    while !list.is_empty() {
        certificates.push(list.take(SEQUENCE)?.whole);
        if certificates.len() > MOST_CERTIFICATES {
            return Err(Malformed::Broken);
        }
    }
    let tail = [set, lists, Some(signers)].into_iter().flatten().collect();
    Ok(Signer::only(&signers)?.map(|signer| Message {
        version,
        digests,
        content_type,
        content,
        tail,
        certificates,
        signer,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::demo::Demo;
    use super::*;

    /// A demo message with its set of signers replaced.
    fn with_signers(change: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let cms = Demo::from_seed("test").sign_detached(b"x", Instant(1_772_323_200));
        let message = Message::parse(&cms).unwrap_or_else(|reason| panic!("{reason:?}"));
        let signers = message.tail.last().unwrap();
        let start = cms.len() - signers.whole.len();
        let changed = der::encode(SET, &[&change(signers.body)]);
        // The signers stand last, so only the four lengths around them change.
        let mut outer = der::only(&cms, SEQUENCE).unwrap().reader();
        let name = outer.take(OBJECT).unwrap();
        let data = der::only(outer.take(context(0)).unwrap().body, SEQUENCE).unwrap();
        let head = &data.body[..data.body.len() - (cms.len() - start)];
        let data = der::encode(SEQUENCE, &[head, &changed]);
        der::encode(SEQUENCE, &[name.whole, &der::encode(context(0), &[&data])])
    }

    #[test]
    fn exactly_one_signer() {
        let reason = |bytes: &[u8]| Message::parse(bytes).map(|_| ()).unwrap_err();
        assert!(Message::parse(&with_signers(<[u8]>::to_vec)).is_ok());
        assert_eq!(reason(&with_signers(|_| Vec::new())), reason::SIGNER_COUNT);
        assert_eq!(reason(&with_signers(|one| one.repeat(2))), reason::SIGNER_COUNT);
        assert_eq!(reason(&with_signers(|one| [one, &[5, 0]].concat())), reason::SIGNER_COUNT);
    }
}
