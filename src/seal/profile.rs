//! Trust profiles: whom a register believes, as data. A profile is a JSON file; the certificates
//! and lists that it names lie beside it.

use std::fmt;

use serde::Deserialize;

use crate::base::date::Date;
use crate::base::digest::{Digest, Hasher};
use crate::base::finding::Severity;

use super::algorithm::Algorithm;
use super::armour;
use super::certificate::{Certificate, name_values};
use super::crl::{Crl, Refused};
use super::oid;
use super::path::Trust;
use super::role::Role;

/// The word that marks every certificate of a demonstration.
pub(crate) const DEMO: &str = "DEMO";

/// Whether the register is real.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// For showing: nothing in it has legal force.
    Demo,
    /// Real.
    Production,
}

/// Whether a signature needs a time-stamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeStamps {
    /// Without one, or with one that cannot be verified, a signature is refused.
    Required,
    /// One that cannot be verified is noted and not used.
    #[default]
    Optional,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Weight {
    #[default]
    Error,
    Warning,
    Note,
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    environment: Environment,
    authority_bin: Option<String>,
    anchors: Vec<Pin>,
    #[serde(default)]
    issuers: Vec<Pin>,
    #[serde(default)]
    crls: Vec<String>,
    #[serde(default)]
    roles: Vec<Role>,
    algorithms: Vec<Algorithm>,
    #[serde(default)]
    time_stamp: TimeStamps,
    #[serde(default)]
    time_stamp_anchors: Vec<Pin>,
    #[serde(default)]
    missing: Weight,
    #[serde(default)]
    indeterminate: Weight,
    in_force_from: Option<Date>,
    in_force_to: Option<Date>,
}

/// A certificate file and the hash that it must have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pin {
    file: String,
    sha256: String,
}

/// Whom to believe, with everything that it names loaded and checked.
#[derive(Debug)]
pub struct Profile {
    /// Its name.
    pub id: String,
    /// Whether the register is real.
    pub environment: Environment,
    /// The BIN that the signer's certificate must carry; nothing when it is not compared.
    pub authority_bin: Option<String>,
    /// Roles that may sign; an empty list compares none.
    pub roles: Vec<Role>,
    /// Algorithms that are accepted.
    pub algorithms: Vec<Algorithm>,
    /// Whether a time-stamp is due.
    pub time_stamps: TimeStamps,
    /// How bad a missing seal is.
    pub missing: Severity,
    /// How bad a seal is whose evidence is incomplete.
    pub indeterminate: Severity,
    /// First day on which it applies; nothing when it always did.
    pub in_force_from: Option<Date>,
    /// First day on which it no longer applies; nothing when it still does.
    pub in_force_to: Option<Date>,
    /// Hash of the profile and of every file that it names: verdicts may be kept under it.
    pub sha256: Digest,
    /// Lists that were not taken, each with the reason.
    pub refused_crls: Vec<(String, &'static str)>,
    anchors: Vec<Vec<u8>>,
    issuers: Vec<Vec<u8>>,
    stamp_anchors: Vec<Vec<u8>>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) refused: Vec<Refused>,
}

/// Why a profile cannot be used. A profile decides about trust, so nothing in it is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileError {
    /// It is not the JSON that a profile is.
    Json(String),
    /// A file that it names is not there.
    NoFile(String),
    /// A certificate is not the one that was pinned.
    Pin(String),
    /// A certificate cannot be read.
    Certificate(String),
    /// A production profile trusts a certificate made for demonstration.
    DemoAnchor(String),
}

impl fmt::Display for ProfileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileError::Json(message) => write!(formatter, "not a trust profile: {message}"),
            ProfileError::NoFile(file) => write!(formatter, "`{file}` cannot be read"),
            ProfileError::Pin(file) => {
                write!(formatter, "`{file}` does not have the SHA-256 that the profile gives")
            }
            ProfileError::Certificate(file) => write!(formatter, "`{file}` is no certificate"),
            ProfileError::DemoAnchor(file) => {
                write!(formatter, "a production profile cannot trust `{file}`, made for a demo")
            }
        }
    }
}

impl std::error::Error for ProfileError {}

/// Loads files and remembers, in one hash, all that was loaded.
struct Files<'r> {
    read: &'r dyn Fn(&str) -> Option<Vec<u8>>,
    hasher: Hasher,
    environment: Environment,
}

impl Profile {
    /// Reads a profile from its JSON; `read` gives a file by its path relative to the profile.
    pub fn load(
        json: &[u8],
        read: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Profile, ProfileError> {
        let written: Written =
            serde_json::from_slice(json).map_err(|error| ProfileError::Json(error.to_string()))?;
        let mut hasher = Hasher::default();
        hasher.update(json);
        let mut files = Files { read, hasher, environment: written.environment };
        let anchors = files.certificates(&written.anchors)?;
        let issuers = files.certificates(&written.issuers)?;
        let stamp_anchors = files.certificates(&written.time_stamp_anchors)?;
        let mut profile = Profile {
            id: written.id,
            environment: written.environment,
            authority_bin: written.authority_bin,
            roles: written.roles,
            algorithms: written.algorithms,
            time_stamps: written.time_stamp,
            missing: written.missing.severity(),
            indeterminate: written.indeterminate.severity(),
            in_force_from: written.in_force_from,
            in_force_to: written.in_force_to,
            sha256: Digest([0; 32]),
            refused_crls: Vec::new(),
            anchors,
            issuers,
            stamp_anchors,
            crls: Vec::new(),
            refused: Vec::new(),
        };
        for file in &written.crls {
            let bytes = armour::unwrap(&files.bytes(file)?);
            profile.add_crl(file, &bytes);
        }
        profile.sha256 = files.hasher.finish();
        Ok(profile)
    }

    /// Whether it applies on a day.
    pub fn in_force(&self, day: Date) -> bool {
        self.in_force_from.is_none_or(|from| from <= day)
            && self.in_force_to.is_none_or(|to| day < to)
    }

    /// Whose signatures on documents are believed.
    pub(crate) fn signers(&self) -> Trust<'_> {
        Trust { anchors: borrowed(&self.anchors), issuers: borrowed(&self.issuers) }
    }

    /// Whose time-stamps are believed. Links of their path may be among the issuers, among the
    /// anchors themselves, or come with the token.
    pub(crate) fn stampers<'a>(&'a self, others: &[&'a [u8]]) -> Trust<'a> {
        let mut issuers = borrowed(&self.issuers);
        issuers.extend(borrowed(&self.stamp_anchors));
        issuers.extend(others);
        Trust { anchors: borrowed(&self.stamp_anchors), issuers }
    }

    /// A list is verified once, when it is loaded. One that is refused leaves the certificates of
    /// its issuer without evidence, which the verdicts then say.
    fn add_crl(&mut self, file: &str, bytes: &[u8]) {
        let files = [&self.anchors, &self.issuers, &self.stamp_anchors];
        let issuers: Vec<Certificate<'_>> =
            files.into_iter().flatten().filter_map(|der| Certificate::parse(der).ok()).collect();
        match Crl::parse(bytes, &issuers) {
            Ok(list) => self.crls.push(list),
            Err(refused) => {
                self.refused_crls.push((file.to_owned(), refused.reason.code));
                self.refused.push(refused);
            }
        }
    }
}

impl Files<'_> {
    fn bytes(&mut self, file: &str) -> Result<Vec<u8>, ProfileError> {
        let bytes = (self.read)(file).ok_or_else(|| ProfileError::NoFile(file.to_owned()))?;
        // Hashed piece by piece: a hash of joined files could not tell where one ends.
        self.hasher.update(&Digest::of(&bytes).0);
        Ok(bytes)
    }

    fn certificates(&mut self, pins: &[Pin]) -> Result<Vec<Vec<u8>>, ProfileError> {
        pins.iter().map(|pin| self.certificate(pin)).collect()
    }

    fn certificate(&mut self, pin: &Pin) -> Result<Vec<u8>, ProfileError> {
        let named = |error: fn(String) -> ProfileError| error(pin.file.clone());
        let bytes = armour::unwrap(&self.bytes(&pin.file)?);
        if Digest::from_hex(&pin.sha256) != Some(Digest::of(&bytes)) {
            return Err(named(ProfileError::Pin));
        }
        let certificate =
            Certificate::parse(&bytes).map_err(|_| named(ProfileError::Certificate))?;
        if self.environment == Environment::Production && is_demo(&certificate) {
            return Err(named(ProfileError::DemoAnchor));
        }
        Ok(bytes)
    }
}

/// Whether a certificate's subject carries the mark of a demonstration.
fn is_demo(certificate: &Certificate<'_>) -> bool {
    [oid::COMMON_NAME, oid::ORGANISATION].iter().any(|attribute| {
        let values = name_values(certificate.subject, attribute).unwrap_or_default();
        values.iter().any(|value| value.contains(DEMO))
    })
}

fn borrowed(files: &[Vec<u8>]) -> Vec<&[u8]> {
    files.iter().map(Vec::as_slice).collect()
}

impl Weight {
    fn severity(self) -> Severity {
        match self {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
            Weight::Note => Severity::Note,
        }
    }
}
