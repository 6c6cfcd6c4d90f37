//! Time-stamps (RFC 3161): proof that a signature existed at a moment.
//!
//! A token is a signed message of its own, made by an authority whose certificate is for nothing
//! else. Its serial number and nonce may be negative: the NCA draws them as random bytes.

use crate::base::date::Instant;

use super::algorithm::Hash;
use super::certificate::Certificate;
use super::cms::{Checked, Message};
use super::der::{
    self, BOOLEAN, GENERALIZED_TIME, INTEGER, Malformed, OBJECT, OCTET_STRING, Parsed, SEQUENCE,
    context,
};
use super::oid;
use super::verdict::{Judged, reason};

/// A token whose own signature holds; whether its signer is trusted is asked by the caller.
pub(crate) struct Stamp<'a> {
    pub(crate) at: Instant,
    pub(crate) certificate: Certificate<'a>,
    /// Other certificates in the token, which may be links of the path.
    pub(crate) others: Vec<&'a [u8]>,
}

/// What `TSTInfo` says, as far as it is used.
struct Info<'a> {
    hash: Option<Hash>,
    imprint: &'a [u8],
    at: Instant,
}

/// That a token was made over exactly this signature, by a certificate for time-stamping.
pub(crate) fn verify<'a>(token: &'a [u8], signature: &[u8]) -> Judged<Stamp<'a>> {
    let message = Message::parse(token)?;
    let content = message.content.ok_or(reason::NO_CONTENT)?;
    let info = Info::parse(content).map_err(|_| reason::MALFORMED)?;
    let hash = info.hash.ok_or(reason::ALGORITHM_UNKNOWN)?;
    // Without this comparison a token over anything else would prove a time for this signature.
    if hash.of(signature) != info.imprint {
        return Err(reason::DIGEST_MISMATCH);
    }
    let Checked { certificate, bound, .. } = message.check(content, &oid::TST_INFO)?;
    if !bound {
        return Err(reason::SIGNING_CERTIFICATE);
    }
    let only_stamps = certificate.is_for(&oid::TIME_STAMPING)
        && certificate.purposes.len() == 1
        && certificate.purposes_critical;
    if !only_stamps {
        return Err(reason::KEY_USAGE);
    }
    Ok(Stamp { at: info.at, certificate, others: message.certificates })
}

impl<'a> Info<'a> {
    fn parse(bytes: &'a [u8]) -> Parsed<Info<'a>> {
        der::well_formed(bytes)?;
        let mut fields = der::only(bytes, SEQUENCE)?.reader();
        if fields.take(INTEGER)?.small()? != 1 {
            return Err(Malformed::Broken);
        }
        fields.take(OBJECT)?; // policy
        let mut imprint = fields.take(SEQUENCE)?.reader();
        let hash = Hash::named(&imprint.take(SEQUENCE)?)?;
        let digest = imprint.take(OCTET_STRING)?.body;
        imprint.finish()?;
        fields.take(INTEGER)?.integer()?; // serial number, of either sign
        let at = fields.take(GENERALIZED_TIME)?.time()?;
        fields.maybe(SEQUENCE)?; // accuracy
        fields.maybe(BOOLEAN)?; // ordering
        if let Some(nonce) = fields.maybe(INTEGER)? {
            nonce.integer()?;
        }
        fields.maybe(context(0))?; // name of the authority: the certificate says it better
        // Extensions could restrict what the stamp means; none is known, so none is taken.
        fields.finish()?;
        Ok(Info { hash, imprint: digest, at })
    }
}
