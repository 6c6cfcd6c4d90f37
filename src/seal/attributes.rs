//! The signed attributes of a message.

use crate::base::date::Instant;

use super::algorithm::Algorithm;
use super::certificate::Certificate;
use super::der::{self, Malformed, OBJECT, OCTET_STRING, Parsed, Reader, SEQUENCE, SET, Value};
use super::hint::Hint;
use super::oid;
use super::verdict::{Judged, reason};

/// Real messages have four; the comparison of each with all must stay cheap.
const MOST_ATTRIBUTES: usize = 64;

/// The signed attributes that are judged. Others may stand beside them: they are signed too.
#[derive(Default)]
pub(crate) struct Attributes<'a> {
    pub(crate) content_type: Option<Value<'a>>,
    pub(crate) digest: Option<&'a [u8]>,
    pub(crate) signing_time: Option<Instant>,
    hint: Option<Hint<'a>>,
    old_hint: Option<Hint<'a>>,
}

impl<'a> Attributes<'a> {
    /// Reads a SET OF attributes: in DER order, each kind once.
    pub(crate) fn parse(set: &Value<'a>) -> Parsed<Attributes<'a>> {
        let mut attributes = Attributes::default();
        let mut kinds: Vec<&[u8]> = Vec::new();
        let mut before: &[u8] = &[];
        let mut list = set.reader();
        while !list.is_empty() {
            let next = list.clone().any()?.whole;
            let (name, values) = attribute(&mut list)?;
            let most = kinds.len() == MOST_ATTRIBUTES;
            if next <= before || kinds.contains(&name.body) || most {
                return Err(Malformed::Broken);
            }
            before = next;
            kinds.push(name.body);
            attributes.remember(&name, &values)?;
        }
        Ok(attributes)
    }

    fn remember(&mut self, name: &Value<'a>, values: &Value<'a>) -> Parsed<()> {
        if name.is(&oid::CONTENT_TYPE) {
            self.content_type = Some(one(values)?);
        } else if name.is(&oid::MESSAGE_DIGEST) {
            self.digest = Some(der::only(values.body, OCTET_STRING)?.body);
        } else if name.is(&oid::SIGNING_TIME) {
            self.signing_time = Some(one(values)?.time()?);
        } else if name.is(&oid::SIGNING_CERTIFICATE_V2) {
            self.hint = Some(Hint::parse_v2(&one(values)?)?);
        } else if name.is(&oid::SIGNING_CERTIFICATE) {
            self.old_hint = Some(Hint::parse_v1(&one(values)?)?);
        }
        Ok(())
    }

    /// Whether a hint names this certificate; an error when one names another. Without a hint the
    /// certificate is only found by its number, and another certificate for the same key could be
    /// put in its place; so messages of the generation of 2015, which always have one, must.
    pub(crate) fn names(&self, certificate: &Certificate<'_>) -> Judged<bool> {
        let hints = [&self.hint, &self.old_hint];
        let mut present = hints.into_iter().flatten().peekable();
        let bound = present.peek().is_some();
        if !present.all(|hint| hint.names(certificate)) {
            return Err(reason::SIGNING_CERTIFICATE);
        }
        let due = certificate.key.algorithm == Some(Algorithm::Gost2015);
        if due && self.hint.is_none() && self.old_hint.is_none() {
            return Err(reason::SIGNING_CERTIFICATE);
        }
        Ok(bound)
    }
}

/// The next attribute: its kind and its SET of values.
pub(crate) fn attribute<'a>(list: &mut Reader<'a>) -> Parsed<(Value<'a>, Value<'a>)> {
    let mut fields = list.take(SEQUENCE)?.reader();
    let (name, values) = (fields.take(OBJECT)?, fields.take(SET)?);
    fields.finish()?;
    Ok((name, values))
}

/// The only value of an attribute.
pub(crate) fn one<'a>(values: &Value<'a>) -> Parsed<Value<'a>> {
    let mut reader = values.reader();
    let value = reader.any()?;
    reader.finish()?;
    Ok(value)
}
