//! The whole judgement of a signature under a trust profile.
//!
//! Order: first what the bytes prove by themselves, then the moment to judge at, then whether the
//! certificate was trusted, entitled and not revoked at that moment. Revocation comes last because
//! it alone can end in "indeterminate", which must not hide that something is plainly wrong.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::base::date::Instant;
use crate::base::digest::Digest;

use super::certificate::{Certificate, name_values};
use super::cms::{Checked, Message};
use super::crl::{self, Standing};
use super::path::{self, Path, Trust};
use super::profile::{Profile, TimeStamps};
use super::role::{self, Role};
use super::verdict::{Judged, Reason, Status, TimeSource, Verdict, reason};
use super::{ocsp, oid, stamp};

/// The bytes that were signed.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A file apart from its signature; a signature that carries content itself is refused.
    Detached(&'a [u8]),
    /// Whatever there is: inside the signature, apart, or both if they agree.
    Any(Option<&'a [u8]>),
}

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The signature: DER and nothing else.
    pub signature: &'a [u8],
    /// What was signed.
    pub content: Content<'a>,
    /// A stored answer of the issuer's status service.
    pub ocsp: Option<&'a [u8]>,
    /// The moment to judge at where no time-stamp proves one: for a register, when the record was
    /// committed.
    pub at: Instant,
}

/// Judges signatures under one profile; remembers the paths that it has proven.
#[derive(Debug)]
pub struct Judge<'p> {
    profile: &'p Profile,
    /// By certificate and purpose. Only a proven path is kept, and it is used only at moments when
    /// all of it is valid, so remembering changes no answer.
    paths: Mutex<BTreeMap<(Digest, Purpose), Path>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Purpose {
    Documents,
    TimeStamps,
}

/// Whether a signature is intact, saying nothing about trust in its signer.
pub fn integrity(signature: &[u8], content: Content<'_>) -> Verdict {
    let mut verdict = Verdict::new(reason::NO_PROFILE);
    if let Err(reason) = open(signature, content, &mut verdict) {
        verdict.decide(reason);
    }
    verdict
}

/// The detached DER form of a signature, as a register keeps it.
pub fn detached(signature: &[u8]) -> Result<Vec<u8>, Reason> {
    Message::parse(signature).map(|message| message.detached())
}

impl<'p> Judge<'p> {
    /// A judge who follows this profile.
    pub fn new(profile: &'p Profile) -> Judge<'p> {
        Judge { profile, paths: Mutex::new(BTreeMap::new()) }
    }

    /// Judges one signature.
    pub fn signature(&self, evidence: Evidence<'_>) -> Verdict {
        let mut verdict = Verdict::new(reason::OK);
        if let Err(reason) = self.judge(evidence, &mut verdict) {
            verdict.decide(reason);
        }
        verdict
    }

    /// Judges one certificate: path and revocation. Role and BIN are shown; where the profile does
    /// not accept them for signing, a note says so. Of issuers and time-stamping services, whose
    /// lists registers seldom keep, missing evidence about revocation is noted too.
    pub fn certificate(&self, der: &[u8], at: Instant) -> Verdict {
        let mut verdict = Verdict::new(reason::OK);
        let judged = Certificate::parse(der).map_err(|_| reason::CERTIFICATE_MALFORMED);
        let outcome = judged.and_then(|certificate| {
            describe(&certificate, &mut verdict)?;
            verdict.algorithm = certificate.key.algorithm;
            if let Err(reason) = self.entitled(&verdict, &certificate) {
                verdict.notes.push(reason.code);
            }
            let stamps = certificate.is_for(&oid::TIME_STAMPING);
            let path = if stamps {
                let trust = self.profile.stampers(&[]);
                self.remembered(&certificate, Purpose::TimeStamps, &trust, at)?
            } else {
                self.path(&certificate, at)?
            };
            match self.not_revoked(&certificate, &path, None, at, &mut verdict) {
                Err(missing)
                    if missing == reason::NO_CRL && (stamps || certificate.is_authority) =>
                {
                    verdict.notes.push(missing.code);
                    Ok(())
                }
                answer => answer,
            }
        });
        if let Err(reason) = outcome {
            verdict.decide(reason);
        }
        verdict
    }

    fn judge(&self, evidence: Evidence<'_>, verdict: &mut Verdict) -> Judged<()> {
        let (message, checked) = open(evidence.signature, evidence.content, verdict)?;
        let certificate = &checked.certificate;
        if !self.profile.algorithms.contains(&checked.algorithm) {
            return Err(reason::ALGORITHM);
        }
        let stamped = self.time_stamp(&message, verdict);
        let at = match stamped {
            Ok(Some(moment)) => {
                verdict.signed_at = Some(moment);
                verdict.time_source = Some(TimeSource::TimeStamp);
                moment
            }
            _ => evidence.at,
        };
        let path = self.path(certificate, at)?;
        if !role::signs_documents(certificate) {
            return Err(reason::KEY_USAGE);
        }
        self.entitled(verdict, certificate)?;
        match (self.profile.time_stamps, stamped) {
            (TimeStamps::Required, Ok(None)) => return Err(reason::TIME_STAMP_MISSING),
            (TimeStamps::Required, Err(_)) => return Err(reason::TIME_STAMP),
            (TimeStamps::Optional, Err(_)) => verdict.notes.push(reason::TIME_STAMP.code),
            (_, Ok(_)) => {}
        }
        self.not_revoked(certificate, &path, evidence.ocsp, at, verdict)
    }

    /// Whether the profile lets the holder of this certificate sign.
    fn entitled(&self, verdict: &Verdict, certificate: &Certificate<'_>) -> Judged<()> {
        let roles = &self.profile.roles;
        let accepted = |role: Role| roles.contains(&role);
        if !roles.is_empty() && !Role::of(certificate).is_some_and(accepted) {
            return Err(reason::ROLE);
        }
        let bin = &self.profile.authority_bin;
        if bin.is_some() && *bin != verdict.subject.bin { Err(reason::BIN) } else { Ok(()) }
    }

    /// The moment that a time-stamp proves; nothing when there is no time-stamp. The reason of a
    /// failure is noted, since the caller may go on without it.
    fn time_stamp(&self, message: &Message<'_>, verdict: &mut Verdict) -> Judged<Option<Instant>> {
        let token = message.signer.time_stamp().map_err(|_| reason::MALFORMED);
        let judged = token.and_then(|token| match token {
            Some(token) => self.trusted_stamp(token, message.signer.signature).map(Some),
            None => Ok(None),
        });
        verdict.time_stamp_fault = judged.err().map(|reason| reason.code);
        judged
    }

    fn trusted_stamp(&self, token: &[u8], signature: &[u8]) -> Judged<Instant> {
        let stamp = stamp::verify(token, signature)?;
        let trust = self.profile.stampers(&stamp.others);
        let purpose = Purpose::TimeStamps;
        let path = self.remembered(&stamp.certificate, purpose, &trust, stamp.at)?;
        let mut unused = Verdict::new(reason::OK);
        match self.not_revoked(&stamp.certificate, &path, None, stamp.at, &mut unused) {
            // Registers keep lists of their signers' issuers; of the stampers' not always.
            Err(Reason { status: Status::Indeterminate, .. }) | Ok(()) => Ok(stamp.at),
            Err(reason) => Err(reason),
        }
    }

    fn path(&self, certificate: &Certificate<'_>, at: Instant) -> Judged<Path> {
        self.remembered(certificate, Purpose::Documents, &self.profile.signers(), at)
    }

    fn remembered(
        &self,
        certificate: &Certificate<'_>,
        purpose: Purpose,
        trust: &Trust<'_>,
        at: Instant,
    ) -> Judged<Path> {
        let key = (certificate.sha256(), purpose);
        let paths = || self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = paths().get(&key).filter(|path| path.covers(at)) {
            return Ok(path.clone());
        }
        let path = path::find(certificate, trust, at)?;
        paths().insert(key, path.clone());
        Ok(path)
    }

    /// That neither the certificate nor an issuer below the anchor was revoked then. Evidence
    /// about the certificate itself is due; about its issuers it is used where there is some.
    fn not_revoked(
        &self,
        certificate: &Certificate<'_>,
        path: &Path,
        answer: Option<&[u8]>,
        at: Instant,
        verdict: &mut Verdict,
    ) -> Judged<()> {
        let issuers: Vec<Certificate<'_>> =
            path.issuers.iter().filter_map(|der| Certificate::parse(der).ok()).collect();
        let (crls, refused) = (&self.profile.crls, &self.profile.refused);
        for pair in issuers.windows(2) {
            let standing = crl::standing(crls, refused, (&pair[0], &pair[1]), at);
            if matches!(standing, Standing::Revoked { .. }) {
                return Err(reason::ISSUER_REVOKED);
            }
        }
        let issuer = issuers.first().ok_or(reason::UNTRUSTED)?;
        if issuer.whole == certificate.whole {
            return Ok(()); // an anchor is withdrawn by changing the profile
        }
        let listed = crl::standing(crls, refused, (certificate, issuer), at);
        let answered = answer.map(|answer| ocsp::standing(answer, (certificate, issuer), at));
        match (listed, answered) {
            (Standing::Revoked { at, hold }, _) | (_, Some(Standing::Revoked { at, hold })) => {
                verdict.revoked_at = Some(at);
                if hold {
                    // Released or not later: at that moment its holder could not sign.
                    verdict.notes.push(reason::ON_HOLD.code);
                }
                Err(reason::REVOKED)
            }
            (Standing::Good, _) | (_, Some(Standing::Good)) => Ok(()),
            (Standing::Unknown(_), Some(Standing::Unknown(reason)))
            | (Standing::Unknown(reason), None) => Err(reason),
        }
    }
}

/// Parses a signature and proves that its signer signed the content; fills in what it shows.
fn open<'a>(
    signature: &'a [u8],
    content: Content<'a>,
    verdict: &mut Verdict,
) -> Judged<(Message<'a>, Checked<'a>)> {
    let message = Message::parse(signature)?;
    let content = match (content, message.content) {
        (Content::Detached(_), Some(_)) => return Err(reason::NOT_DETACHED),
        (Content::Any(None), None) => return Err(reason::NO_CONTENT),
        (Content::Any(Some(apart)), Some(inside)) if apart != inside => {
            return Err(reason::CONTENT_DIFFERS);
        }
        (Content::Detached(bytes) | Content::Any(Some(bytes)), _) => bytes,
        (Content::Any(None), Some(inside)) => inside,
    };
    let checked = message.check(content, &oid::DATA)?;
    describe(&checked.certificate, verdict)?;
    verdict.algorithm = Some(checked.algorithm);
    verdict.signed_at = checked.signing_time;
    verdict.time_source = checked.signing_time.map(|_| TimeSource::SigningTime);
    Ok((message, checked))
}

/// Copies to the verdict what a certificate shows.
fn describe(certificate: &Certificate<'_>, verdict: &mut Verdict) -> Judged<()> {
    let unreadable = |_| reason::CERTIFICATE_MALFORMED;
    let issuer = name_values(certificate.issuer, &oid::COMMON_NAME).map_err(unreadable)?;
    verdict.subject = role::subject(certificate).map_err(unreadable)?;
    verdict.role = Role::of(certificate);
    verdict.serial = Some(certificate.serial_hex());
    verdict.issuer = issuer.into_iter().next();
    Ok(())
}
