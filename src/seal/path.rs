//! The path from a certificate to an anchor. rustls-webpki builds and checks it (names,
//! signatures, dates, constraints, unknown critical extensions) with our algorithms plugged in;
//! here is added what it leaves out: the anchor's own dates and flags, and keyUsage of issuers.
//!
//! Revocation is judged elsewhere: webpki knows only "now", a register asks about then.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath,
    anchor_from_trusted_cert,
};

use crate::base::date::Instant;

use super::algorithm::PLUGS;
use super::certificate::Certificate;
use super::verdict::{Judged, Reason, reason};

/// Longest chain of issuers over an issuer's certificate; webpki's own limit for others.
const MOST_ISSUERS: u32 = 6;

/// Which certificates may stand in a path.
pub(crate) struct Trust<'a> {
    pub(crate) anchors: Vec<&'a [u8]>,
    pub(crate) issuers: Vec<&'a [u8]>,
}

/// A proven path and when it holds; the same at every moment between its two ends.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    from: Instant,
    to: Instant,
    /// Certificates from the direct issuer to the anchor.
    pub(crate) issuers: Vec<Vec<u8>>,
}

impl Path {
    /// Whether every certificate in it is valid at this moment.
    pub(crate) fn covers(&self, moment: Instant) -> bool {
        (self.from..=self.to).contains(&moment)
    }

    /// A path through these issuers, each of which must be entitled and valid then.
    fn through(leaf: &Certificate<'_>, issuers: &[&[u8]], at: Instant) -> Judged<Path> {
        let mut path = Path { from: leaf.not_before, to: leaf.not_after, issuers: Vec::new() };
        for (below, bytes) in issuers.iter().enumerate() {
            let issuer = Certificate::parse(bytes).map_err(|_| reason::PATH)?;
            if !issuer.may_issue(below) {
                return Err(reason::NOT_AUTHORITY);
            }
            if !issuer.covers(at) {
                return Err(reason::ISSUER_TIME);
            }
            path.from = path.from.max(issuer.not_before);
            path.to = path.to.min(issuer.not_after);
            path.issuers.push(bytes.to_vec());
        }
        Ok(path)
    }
}

/// Proves a path from a certificate to an anchor at a moment.
pub(crate) fn find(leaf: &Certificate<'_>, trust: &Trust<'_>, at: Instant) -> Judged<Path> {
    if at < leaf.not_before {
        return Err(reason::NOT_YET_VALID);
    }
    if at > leaf.not_after {
        return Err(reason::EXPIRED);
    }
    if leaf.is_authority {
        let issuers = authority(leaf, trust, MOST_ISSUERS)?;
        return Path::through(leaf, &issuers, at);
    }
    let seconds = u64::try_from(at.0).map_err(|_| reason::NOT_YET_VALID)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let anchor_files: Vec<CertificateDer<'_>> =
        trust.anchors.iter().map(|bytes| CertificateDer::from(*bytes)).collect();
    let anchors: Vec<TrustAnchor<'_>> =
        anchor_files.iter().filter_map(|der| anchor_from_trusted_cert(der).ok()).collect();
    let issuers: Vec<CertificateDer<'_>> =
        trust.issuers.iter().map(|bytes| CertificateDer::from(*bytes)).collect();
    let leaf_der = CertificateDer::from(leaf.whole);
    let end = EndEntityCert::try_from(&leaf_der).map_err(|_| reason::CERTIFICATE_MALFORMED)?;
    let verified = end
        .verify_for_usage(&PLUGS, &anchors, &issuers, time, AnyPurpose, None, None)
        .map_err(|error| reason_of(&error))?;
    let file_of = |der: &[u8]| trust.issuers.iter().copied().find(|bytes| *bytes == der);
    let mut chain: Vec<&[u8]> = verified
        .intermediate_certificates()
        .filter_map(|issuer| file_of(issuer.der().as_ref()))
        .collect();
    chain.push(anchor_of(&verified, leaf, &chain, trust)?);
    Path::through(leaf, &chain, at)
}

/// The file of the anchor at which a path ends: the one whose key made the last signature.
fn anchor_of<'t>(
    verified: &VerifiedPath<'_>,
    leaf: &Certificate<'_>,
    chain: &[&[u8]],
    trust: &Trust<'t>,
) -> Judged<&'t [u8]> {
    let last = chain.last().copied().unwrap_or(leaf.whole);
    let last = Certificate::parse(last).map_err(|_| reason::PATH)?;
    let spki = verified.anchor().subject_public_key_info.as_ref();
    let is_it = |bytes: &&[u8]| {
        Certificate::parse(bytes)
            .is_ok_and(|anchor| anchor.subject == last.issuer && anchor.key.info == spki)
    };
    trust.anchors.iter().copied().find(is_it).ok_or(reason::UNTRUSTED)
}

/// Issuers of a certificate that is itself an issuer's, which webpki does not take as the end of a
/// path. An anchor stands for itself, provided that it signed itself.
fn authority<'t>(
    certificate: &Certificate<'_>,
    trust: &Trust<'t>,
    depth: u32,
) -> Judged<Vec<&'t [u8]>> {
    let itself = trust.anchors.iter().find(|bytes| **bytes == certificate.whole);
    if let Some(bytes) = itself.filter(|_| certificate.issuer == certificate.subject) {
        let own = certificate.is_signed_by(&certificate.key);
        return if own { Ok(vec![bytes]) } else { Err(reason::PATH_SIGNATURE) };
    }
    let depth = depth.checked_sub(1).ok_or(reason::UNTRUSTED)?;
    if certificate.has_unknown {
        return Err(reason::PATH);
    }
    let mut answer = Err(reason::UNTRUSTED);
    for (bytes, is_anchor) in
        trust.anchors.iter().map(|b| (*b, true)).chain(trust.issuers.iter().map(|b| (*b, false)))
    {
        let Ok(issuer) = Certificate::parse(bytes) else { continue };
        if issuer.subject != certificate.issuer || bytes == certificate.whole {
            continue;
        }
        if !certificate.is_signed_by(&issuer.key) {
            answer = Err(reason::PATH_SIGNATURE);
            continue;
        }
        if is_anchor {
            return Ok(vec![bytes]);
        }
        if let Ok(mut above) = authority(&issuer, trust, depth) {
            above.insert(0, bytes);
            return Ok(above);
        }
    }
    answer
}

fn reason_of(error: &Error) -> Reason {
    match error {
        Error::UnknownIssuer => reason::UNTRUSTED,
        Error::InvalidSignatureForPublicKey => reason::PATH_SIGNATURE,
        // The leaf's own dates have been checked before.
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => reason::ISSUER_TIME,
        Error::EndEntityUsedAsCa => reason::NOT_AUTHORITY,
        _ => reason::PATH,
    }
}

/// Purposes are judged with the roles, not here.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}
