//! The trust profiles of a repository: `data/trust/<id>.json`, as registers name them.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::date::Date;
use crate::base::finding::{Finding, Place};
use crate::law::{Files, Law, RegisterLaw, site};

use super::profile::{Environment, Profile, ProfileError};

/// Where profiles and what they name stand.
const FOLDER: &str = "data/trust";

/// Profiles by id; only those that can be used.
#[derive(Debug, Default)]
pub struct Profiles(BTreeMap<String, Profile>);

impl Profiles {
    /// Loads every profile that a register names. A profile that cannot be used is an error; one
    /// that is not there leaves its register without a judge, which a note says.
    pub fn load(files: &Files, law: &Law) -> (Profiles, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut profiles = BTreeMap::new();
        let named: BTreeSet<&String> =
            law.registers.iter().flat_map(|register| &register.file.profiles).collect();
        for id in named {
            let path = format!("{FOLDER}/{id}.json");
            let Some(json) = files.get(&path) else {
                findings.push(Finding::note("trust-profile-missing", Place::file(path)));
                continue;
            };
            let read = |file: &str| {
                let plain = !file.split('/').any(|part| matches!(part, "" | "." | ".."));
                let bytes = files.get(&format!("{FOLDER}/{file}")).filter(|_| plain);
                bytes.map(<[u8]>::to_vec)
            };
            match Profile::load(json, &read) {
                Ok(profile) => {
                    findings.extend(about(&profile, id, &path, law));
                    profiles.insert(id.clone(), profile);
                }
                Err(error) => findings.push(unusable(&error, path)),
            }
        }
        for register in law.registers.iter().filter(|register| register.file.profiles.is_empty()) {
            let path = format!("data/registers/{}/register.json", register.id);
            findings.push(Finding::note("no-trust-profile", Place::file(path)));
        }
        (Profiles(profiles), findings)
    }

    /// The profile by which a register's seals of a day are judged: the first one in force.
    pub(super) fn of<'p>(&'p self, register: &'p RegisterLaw, day: Date) -> Option<&'p Profile> {
        self.named(register).find(|profile| profile.in_force(day))
    }

    /// The profiles that a register names, in its order.
    pub(super) fn named<'p>(
        &'p self,
        register: &'p RegisterLaw,
    ) -> impl Iterator<Item = &'p Profile> {
        register.file.profiles.iter().filter_map(|id| self.0.get(id))
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.0.values()
    }
}

/// What there is to say about a profile that can be used.
fn about(profile: &Profile, id: &str, path: &str, law: &Law) -> Vec<Finding> {
    let place = || Place::file(path);
    let mut findings = Vec::new();
    if profile.id != *id {
        findings.push(Finding::error("trust-profile-id", place()).with("met", &profile.id));
    }
    // Whoever can read the seed of the demonstration can sign with its keys.
    let real = law.site.environment == site::Environment::Production;
    if real && profile.environment == Environment::Demo {
        findings.push(Finding::error("trust-demo-profile", place()).with("met", id));
    }
    for (file, reason) in &profile.refused_crls {
        let finding = Finding::warning("trust-crl-refused", place());
        findings.push(finding.with("met", file).with("expected", reason));
    }
    findings
}

fn unusable(error: &ProfileError, path: String) -> Finding {
    let (code, met) = match error {
        ProfileError::Json(message) => ("trust-profile-json", message),
        ProfileError::NoFile(file) => ("trust-profile-file", file),
        ProfileError::Pin(file) => ("trust-profile-pin", file),
        ProfileError::Certificate(file) => ("trust-profile-certificate", file),
        ProfileError::DemoAnchor(file) => ("trust-profile-demo", file),
    };
    Finding::error(code, Place::file(path)).with("met", met)
}
