//! What is said of a seal: one of four words, a stable reason, and what its certificate shows.

use serde::Serialize;

use crate::base::date::Instant;

use super::algorithm::Algorithm;
use super::role::Role;

/// The four answers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything that the profile asks for holds.
    Valid,
    /// Something is wrong, and no further evidence can mend it.
    Invalid,
    /// Evidence is missing, most often about revocation.
    Indeterminate,
    /// There is no signature.
    Missing,
}

impl Status {
    /// The word in reports and feeds.
    pub fn word(self) -> &'static str {
        match self {
            Status::Valid => "valid",
            Status::Invalid => "invalid",
            Status::Indeterminate => "indeterminate",
            Status::Missing => "missing",
        }
    }
}

/// Where the time of signing comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// A verified time-stamp: proof that the signature existed then.
    TimeStamp,
    /// The signer's own claim, which proves nothing.
    SigningTime,
}

/// Whom a certificate names, as it shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Common name.
    pub name: Option<String>,
    /// Individual identification number, 12 digits.
    pub iin: Option<String>,
    /// Business identification number, 12 digits.
    pub bin: Option<String>,
    /// Name of the organisation.
    pub organisation: Option<String>,
}

/// The full answer about one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The answer.
    pub status: Status,
    /// Why, in a stable kebab-case word; `ok` when valid.
    pub reason: &'static str,
    /// The role that the certificate gives its holder.
    pub role: Option<Role>,
    /// Whom the certificate names.
    pub subject: Subject,
    /// When it was signed, as far as known.
    pub signed_at: Option<Instant>,
    /// How we know.
    pub time_source: Option<TimeSource>,
    /// Serial number of the certificate in lower-case hex.
    pub serial: Option<String>,
    /// Common name of the certificate's issuer.
    pub issuer: Option<String>,
    /// Algorithm of the signature.
    pub algorithm: Option<Algorithm>,
    /// When the certificate was revoked, if the evidence says so.
    pub revoked_at: Option<Instant>,
    /// Why the time-stamp, if there is one, proves nothing.
    pub time_stamp_fault: Option<&'static str>,
    /// What did not change the answer but should be known, as reasons.
    pub notes: Vec<&'static str>,
}

impl Verdict {
    /// An answer about which nothing else is known yet.
    pub fn new(reason: Reason) -> Verdict {
        Verdict {
            status: reason.status,
            reason: reason.code,
            role: None,
            subject: Subject::default(),
            signed_at: None,
            time_source: None,
            serial: None,
            issuer: None,
            algorithm: None,
            revoked_at: None,
            time_stamp_fault: None,
            notes: Vec::new(),
        }
    }

    /// The answer where a signature is due and there is none.
    pub fn missing() -> Verdict {
        Verdict::new(reason::NO_SIGNATURE)
    }

    /// The same particulars with another answer.
    pub(crate) fn decide(&mut self, reason: Reason) {
        self.status = reason.status;
        self.reason = reason.code;
    }
}

/// A reason with the answer that it entails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable kebab-case word.
    pub code: &'static str,
    /// The answer it entails.
    pub status: Status,
}

/// What a step of the verification gives: a value, or the reason why there is none.
pub(crate) type Judged<T> = Result<T, Reason>;

/// Declares the reasons and the list of them all.
macro_rules! reasons {
    ($($(#[$doc:meta])+ $name:ident = $status:ident $code:literal;)+) => {
        $($(#[$doc])+ pub const $name: Reason = Reason { code: $code, status: Status::$status };)+

        /// Every reason there is.
        pub const ALL: &[Reason] = &[$($name),+];
    };
}

/// Every reason, in the order in which the verification can meet it.
pub mod reason {
    use super::{Reason, Status};

    reasons! {
        /// Everything that the profile asks for holds.
        OK = Valid "ok";
        /// There is no signature.
        NO_SIGNATURE = Missing "no-signature";
        /// The input is no CMS signature, or has bytes after its end.
        MALFORMED = Invalid "malformed";
        /// The input follows BER where DER is due.
        NOT_DER = Invalid "not-der";
        /// A signature must have exactly one signer.
        SIGNER_COUNT = Invalid "signer-count";
        /// The content is inside the signature where it must be apart.
        NOT_DETACHED = Invalid "not-detached";
        /// The signature is detached and no content was given.
        NO_CONTENT = Indeterminate "no-content";
        /// The content inside the signature is not the one given.
        CONTENT_DIFFERS = Invalid "content-differs";
        /// The algorithms are none of the allowed combinations.
        ALGORITHM_UNKNOWN = Invalid "algorithm-unknown";
        /// The signed attributes are missing, double, unordered or unreadable.
        ATTRIBUTES = Invalid "signed-attributes";
        /// The signed content type is not that of the content.
        CONTENT_TYPE = Invalid "content-type";
        /// The content is not what was signed.
        DIGEST_MISMATCH = Invalid "digest-mismatch";
        /// The signer's certificate is not in the signature.
        NO_CERTIFICATE = Invalid "certificate-missing";
        /// The certificate cannot be read.
        CERTIFICATE_MALFORMED = Invalid "certificate-malformed";
        /// The signed hint names another certificate, or is missing where it is due.
        SIGNING_CERTIFICATE = Invalid "signing-certificate";
        /// The signature is not one by this key over these bytes.
        SIGNATURE = Invalid "signature-mismatch";
        /// No trust profile was given: the signature is intact, its signer is not judged.
        NO_PROFILE = Indeterminate "no-trust-profile";
        /// The profile does not accept this algorithm.
        ALGORITHM = Invalid "algorithm-not-accepted";
        /// No path leads from the certificate to an anchor.
        UNTRUSTED = Invalid "certificate-untrusted";
        /// A signature in the path is wrong.
        PATH_SIGNATURE = Invalid "path-signature";
        /// The path breaks a rule of X.509.
        PATH = Invalid "path-invalid";
        /// An issuer may not issue certificates.
        NOT_AUTHORITY = Invalid "issuer-not-authority";
        /// The certificate was not yet valid.
        NOT_YET_VALID = Invalid "certificate-not-yet-valid";
        /// The certificate had expired.
        EXPIRED = Invalid "certificate-expired";
        /// An issuer's certificate was not valid at that time.
        ISSUER_TIME = Invalid "issuer-not-valid-then";
        /// An issuer's certificate had been revoked.
        ISSUER_REVOKED = Invalid "issuer-revoked";
        /// The certificate is not one for signing documents.
        KEY_USAGE = Invalid "key-usage";
        /// The profile does not accept this role.
        ROLE = Invalid "role-not-accepted";
        /// The certificate belongs to another organisation.
        BIN = Invalid "bin-mismatch";
        /// A time-stamp is due and there is none.
        TIME_STAMP_MISSING = Invalid "time-stamp-missing";
        /// The time-stamp cannot be verified.
        TIME_STAMP = Invalid "time-stamp-unverified";
        /// The certificate had been revoked.
        REVOKED = Invalid "certificate-revoked";
        /// The certificate was suspended: a note beside `certificate-revoked`.
        ON_HOLD = Invalid "certificate-on-hold";
        /// There is no evidence about revocation.
        NO_CRL = Indeterminate "crl-missing";
        /// No list was valid at that time or made after it.
        CRL_EXPIRED = Indeterminate "crl-expired";
        /// The list only tells changes to another one.
        CRL_DELTA = Indeterminate "crl-delta";
        /// The list is not signed by the issuer.
        CRL_SIGNATURE = Indeterminate "crl-signature";
        /// The list cannot be read or says what we do not understand.
        CRL_UNSUPPORTED = Indeterminate "crl-unsupported";
        /// The stored answer of the issuer's service is of no use.
        OCSP = Indeterminate "ocsp-unusable";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let codes: BTreeSet<&str> = reason::ALL.iter().map(|reason| reason.code).collect();
        assert_eq!(codes.len(), reason::ALL.len());
        assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
        assert_eq!(reason::ALL.iter().filter(|reason| reason.status == Status::Valid).count(), 1);
    }
}
