//! Lists of revoked certificates, and what they say about one certificate at one moment.
//!
//! The question is always "was it revoked then", asked long after. Two traps: issuers drop expired
//! certificates from their lists, so a list made after a certificate's end says nothing about it;
//! and a list that only tells changes (a delta) looks like a whole one to whoever skips extensions.

use crate::base::date::Instant;

use super::algorithm::Algorithm;
use super::certificate::{CRL_SIGN, Certificate, Extension};
use super::der::{
    self, BIT_STRING, ENUMERATED, INTEGER, Malformed, Parsed, SEQUENCE, Value, context,
};
use super::oid;
use super::verdict::{Judged, Reason, reason};

/// A list whose signature has been verified.
#[derive(Clone, Debug)]
pub(crate) struct Crl {
    issuer: Vec<u8>,
    /// The key that signed it: an issuer's name alone may belong to several generations.
    key: Vec<u8>,
    this_update: Instant,
    next_update: Option<Instant>,
    /// By serial number, then date.
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    serial: Box<[u8]>,
    date: Instant,
    hold: bool,
}

/// A list that was not taken, whose issuer it claims to be, and why.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) issuer: Vec<u8>,
    pub(crate) reason: Reason,
}

/// What the evidence says about a certificate at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Good,
    Revoked { at: Instant, hold: bool },
    Unknown(Reason),
}

impl Crl {
    /// Reads a list and verifies it with the key of whichever of these certificates issued it.
    pub(crate) fn parse(bytes: &[u8], issuers: &[Certificate<'_>]) -> Result<Crl, Refused> {
        let unreadable = Refused { issuer: Vec::new(), reason: reason::CRL_UNSUPPORTED };
        let raw = Raw::parse(bytes).map_err(|_| unreadable)?;
        let refuse = |reason| Refused { issuer: raw.issuer.to_vec(), reason };
        let entries = raw.entries().map_err(|_| refuse(reason::CRL_UNSUPPORTED))?;
        raw.check_extensions().map_err(refuse)?;
        let signer = issuers.iter().find(|issuer| {
            issuer.subject == raw.issuer
                && issuer.key_usage.is_none_or(|bits| bits & CRL_SIGN != 0)
                && issuer.key.verifies(raw.signature_id, raw.tbs, raw.signature)
        });
        let signer = signer.ok_or_else(|| refuse(reason::CRL_SIGNATURE))?;
        Ok(Crl {
            issuer: raw.issuer.to_vec(),
            key: signer.key.info.to_vec(),
            this_update: raw.this_update,
            next_update: raw.next_update,
            entries,
        })
    }

    fn entry(&self, serial: &[u8]) -> Option<&Entry> {
        let index = self.entries.partition_point(|entry| *entry.serial < *serial);
        self.entries.get(index).filter(|entry| *entry.serial == *serial)
    }

    fn is_valid_at(&self, moment: Instant) -> bool {
        self.this_update <= moment && self.next_update.is_some_and(|next| moment <= next)
    }
}

/// Whether a certificate of this issuer was revoked at a moment when it was valid.
///
/// The first list made at or after the moment is the best witness: it holds every revocation up to
/// then. Failing that, the last one still valid then. A revocation that any list knows counts even
/// where neither exists.
pub(crate) fn standing(
    lists: &[Crl],
    refused: &[Refused],
    (leaf, issuer): (&Certificate<'_>, &Certificate<'_>),
    at: Instant,
) -> Standing {
    let of_issuer: Vec<&Crl> = lists
        .iter()
        .filter(|list| list.issuer == issuer.subject && list.key == issuer.key.info)
        .collect();
    let after = of_issuer
        .iter()
        .filter(|list| (at..=leaf.not_after).contains(&list.this_update))
        .min_by_key(|list| list.this_update);
    let during =
        of_issuer.iter().filter(|list| list.is_valid_at(at)).max_by_key(|list| list.this_update);
    if let Some(witness) = after.or(during) {
        return told_by(witness.entry(leaf.serial), at);
    }
    let known = of_issuer.iter().filter_map(|list| list.entry(leaf.serial)).find(|e| e.date <= at);
    if known.is_some() {
        return told_by(known, at);
    }
    let refusal = refused.iter().find(|list| list.issuer == issuer.subject);
    Standing::Unknown(match refusal {
        _ if !of_issuer.is_empty() => reason::CRL_EXPIRED,
        Some(list) => list.reason,
        None => reason::NO_CRL,
    })
}

fn told_by(entry: Option<&Entry>, at: Instant) -> Standing {
    match entry {
        Some(entry) if entry.date <= at => Standing::Revoked { at: entry.date, hold: entry.hold },
        _ => Standing::Good,
    }
}

/// The parts of a `CertificateList`.
struct Raw<'a> {
    tbs: &'a [u8],
    issuer: &'a [u8],
    this_update: Instant,
    next_update: Option<Instant>,
    revoked: Option<Value<'a>>,
    extensions: Option<Value<'a>>,
    signature_id: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Raw<'a> {
    fn parse(bytes: &'a [u8]) -> Parsed<Raw<'a>> {
        let mut outer = der::only(bytes, SEQUENCE)?.reader();
        let tbs = outer.take(SEQUENCE)?;
        let signature_id = outer.take(SEQUENCE)?;
        let signature = outer.take(BIT_STRING)?.whole_bits()?;
        outer.finish()?;
        let mut fields = tbs.reader();
        if fields.take(INTEGER)?.small()? != 1 {
            return Err(Malformed::Broken);
        }
        // Lists of the NCA write NULL parameters outside and none inside: compared by meaning.
        let inner_id = fields.take(SEQUENCE)?.body;
        if Algorithm::of_signature(inner_id) != Algorithm::of_signature(signature_id.body) {
            return Err(Malformed::Broken);
        }
        let issuer = fields.take(SEQUENCE)?.whole;
        let this_update = fields.any()?.time()?;
        let timed = fields.at(der::UTC_TIME) || fields.at(der::GENERALIZED_TIME);
        let next_update = if timed { Some(fields.any()?.time()?) } else { None };
        let revoked = fields.maybe(SEQUENCE)?;
        let extensions = fields.maybe(context(0))?;
        fields.finish()?;
        Ok(Raw {
            tbs: tbs.whole,
            issuer,
            this_update,
            next_update,
            revoked,
            extensions,
            signature_id: signature_id.body,
            signature,
        })
    }

    fn entries(&self) -> Parsed<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut list = der::Reader::new(self.revoked.map_or(&[], |value| value.body));
        while !list.is_empty() {
            entries.extend(entry(&list.take(SEQUENCE)?)?);
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// Critical extensions limit what a list covers; of those we know only the delta indicator,
    /// and that it may not be used.
    fn check_extensions(&self) -> Judged<()> {
        let Some(extensions) = self.extensions else { return Ok(()) };
        let unsupported = |_| reason::CRL_UNSUPPORTED;
        let mut list = der::only(extensions.body, SEQUENCE).map_err(unsupported)?.reader();
        while !list.is_empty() {
            let value = list.any().map_err(unsupported)?;
            let extension = Extension::parse(&value).map_err(unsupported)?;
            if extension.id.is(&oid::DELTA_CRL) {
                return Err(reason::CRL_DELTA);
            }
            let known = [oid::CRL_NUMBER, oid::AUTHORITY_KEY];
            if extension.critical && !known.iter().any(|oid| extension.id.is(oid)) {
                return Err(reason::CRL_UNSUPPORTED);
            }
        }
        Ok(())
    }
}

/// One revoked certificate; nothing for one that was removed from the list.
fn entry(value: &Value<'_>) -> Parsed<Option<Entry>> {
    const HOLD: u32 = 6;
    const REMOVED: u32 = 8;
    let mut fields = value.reader();
    let serial = fields.take(INTEGER)?.integer()?.into();
    let date = fields.any()?.time()?;
    let extensions = fields.maybe(SEQUENCE)?;
    fields.finish()?;
    let mut why = 0;
    let mut list = der::Reader::new(extensions.map_or(&[], |value| value.body));
    while !list.is_empty() {
        let extension = Extension::parse(&list.any()?)?;
        if extension.id.is(&oid::REASON) {
            why = der::only(extension.value, ENUMERATED)?.small()?;
        } else if extension.critical {
            return Err(Malformed::Broken);
        }
    }
    Ok((why != REMOVED).then_some(Entry { serial, date, hold: why == HOLD }))
}
