//! Stored answers of an issuer's status service (RFC 6960): the other evidence about revocation.

use sha1::{Digest as _, Sha1};

use crate::base::date::Instant;

use super::algorithm::{Hash, plain_identifier};
use super::certificate::Certificate;
use super::crl::Standing;
use super::der::{
    self, BIT_STRING, ENUMERATED, GENERALIZED_TIME, INTEGER, Malformed, OBJECT, OCTET_STRING,
    Parsed, SEQUENCE, Value, context,
};
use super::oid;
use super::verdict::reason;

/// What a stored answer says about a certificate of this issuer at a moment.
pub(crate) fn standing(
    answer: &[u8],
    (leaf, issuer): (&Certificate<'_>, &Certificate<'_>),
    at: Instant,
) -> Standing {
    let status = Basic::parse(answer).and_then(|basic| {
        if basic.is_signed_for(issuer) { basic.about(leaf, issuer) } else { Ok(None) }
    });
    match status {
        Ok(Some(status)) => status.judge(leaf, at),
        _ => Standing::Unknown(reason::OCSP),
    }
}

/// The answer about one certificate.
struct Status {
    this_update: Instant,
    next_update: Option<Instant>,
    /// When it was revoked, and whether only suspended.
    revoked: Option<(Instant, bool)>,
}

impl Status {
    /// As with lists: an answer from the moment or later tells all up to then, but nothing once
    /// the certificate has expired; an earlier one tells until its own end.
    fn judge(&self, leaf: &Certificate<'_>, at: Instant) -> Standing {
        let after = (at..=leaf.not_after).contains(&self.this_update);
        let during = self.this_update <= at && self.next_update.is_some_and(|next| at <= next);
        match self.revoked {
            Some((since, hold)) if since <= at => Standing::Revoked { at: since, hold },
            _ if after || during => Standing::Good,
            _ => Standing::Unknown(reason::OCSP),
        }
    }
}

/// The parts of a `BasicOCSPResponse`.
struct Basic<'a> {
    tbs: &'a [u8],
    produced_at: Instant,
    responses: Value<'a>,
    signature_id: &'a [u8],
    signature: &'a [u8],
    certificates: Option<Value<'a>>,
}

impl<'a> Basic<'a> {
    fn parse(bytes: &'a [u8]) -> Parsed<Basic<'a>> {
        der::well_formed(bytes)?;
        let mut outer = der::only(bytes, SEQUENCE)?.reader();
        if outer.take(ENUMERATED)?.small()? != 0 {
            return Err(Malformed::Broken);
        }
        let mut response = der::only(outer.take(context(0))?.body, SEQUENCE)?.reader();
        outer.finish()?;
        if !response.take(OBJECT)?.is(&oid::OCSP_BASIC) {
            return Err(Malformed::Broken);
        }
        let basic = response.take(OCTET_STRING)?.body;
        response.finish()?;
        der::well_formed(basic)?;
        let mut fields = der::only(basic, SEQUENCE)?.reader();
        let tbs = fields.take(SEQUENCE)?;
        let signature_id = fields.take(SEQUENCE)?.body;
        let signature = fields.take(BIT_STRING)?.whole_bits()?;
        let certificates = fields.maybe(context(0))?;
        fields.finish()?;
        let mut data = tbs.reader();
        data.any()?; // responder: its key is proven, its name adds nothing
        let produced_at = data.take(GENERALIZED_TIME)?.time()?;
        let responses = data.take(SEQUENCE)?;
        Ok(Basic { tbs: tbs.whole, produced_at, responses, signature_id, signature, certificates })
    }

    /// Whether the issuer signed it, or a service that the issuer itself certified for this alone
    /// and whose certificate was valid then.
    fn is_signed_for(&self, issuer: &Certificate<'_>) -> bool {
        if issuer.key.verifies(self.signature_id, self.tbs, self.signature) {
            return true;
        }
        let Some(certificates) = self.certificates else { return false };
        let Ok(list) = der::only(certificates.body, SEQUENCE) else { return false };
        // One certificate is what services send; more would be work for the asking.
        let Ok(responder) = list.reader().take(SEQUENCE) else { return false };
        Certificate::parse(responder.whole).is_ok_and(|responder| {
            responder.issuer == issuer.subject
                && responder.is_for(&oid::OCSP_SIGNING)
                && responder.covers(self.produced_at)
                && responder.is_signed_by(&issuer.key)
                && responder.key.verifies(self.signature_id, self.tbs, self.signature)
        })
    }

    /// The answer about this certificate, if there is one.
    fn about(&self, leaf: &Certificate<'_>, issuer: &Certificate<'_>) -> Parsed<Option<Status>> {
        let mut list = self.responses.reader();
        while !list.is_empty() {
            let mut fields = list.take(SEQUENCE)?.reader();
            let is_it = is_about(&fields.take(SEQUENCE)?, leaf, issuer)?;
            let status = fields.any()?;
            let this_update = fields.take(GENERALIZED_TIME)?.time()?;
            let next_update = match fields.maybe(context(0))? {
                Some(next) => Some(der::only(next.body, GENERALIZED_TIME)?.time()?),
                None => None,
            };
            let revoked = match status.tag {
                0x80 => None,
                0xa1 => Some(revocation(&status)?),
                _ => continue, // unknown to the service
            };
            if is_it {
                return Ok(Some(Status { this_update, next_update, revoked }));
            }
        }
        Ok(None)
    }
}

/// When a certificate was revoked, and whether only suspended.
fn revocation(info: &Value<'_>) -> Parsed<(Instant, bool)> {
    const HOLD: u32 = 6;
    let mut fields = info.reader();
    let since = fields.take(GENERALIZED_TIME)?.time()?;
    let why = match fields.maybe(context(0))? {
        Some(why) => der::only(why.body, ENUMERATED)?.small()?,
        None => 0,
    };
    fields.finish()?;
    Ok((since, why == HOLD))
}

/// Whether a `CertID` is that of this certificate.
fn is_about(id: &Value<'_>, leaf: &Certificate<'_>, issuer: &Certificate<'_>) -> Parsed<bool> {
    let mut fields = id.reader();
    let identifier = fields.take(SEQUENCE)?;
    let name = fields.take(OCTET_STRING)?.body;
    let key = fields.take(OCTET_STRING)?.body;
    let serial = fields.take(INTEGER)?.integer()?;
    fields.finish()?;
    let sha1 = plain_identifier(&identifier)?.is_some_and(|name| name.is(&oid::SHA_1));
    let digest = |bytes: &[u8]| -> Parsed<Vec<u8>> {
        match Hash::named(&identifier)? {
            Some(hash) => Ok(hash.of(bytes)),
            None if sha1 => Ok(Sha1::digest(bytes).to_vec()),
            None => Err(Malformed::Broken),
        }
    };
    Ok(serial == leaf.serial && name == digest(leaf.issuer)? && key == digest(issuer.key.bits)?)
}
