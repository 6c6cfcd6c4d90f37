//! Who brought a change into git: the signatures in commits of the main line against the keys of
//! `data/trust/maintainers`. They tell who edited; what was decided only a seal tells.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::commit::{CommitVerdict, Signers, verify_commit};
use crate::base::commit::{Commit, Signed};
use crate::base::date::Instant;
use crate::base::finding::{Finding, Place};
use crate::law::Files;

/// The keys, in the form of OpenSSH's `allowed_signers`.
const FILE: &str = "data/trust/maintainers";

/// Verdicts on the signatures of commits; a commit without a signature has none.
#[derive(Clone, Debug, Default)]
pub struct Maintainers(BTreeMap<usize, CommitVerdict>);

impl Maintainers {
    /// What is said of the signature of a commit of the main line, counted from the first.
    pub fn of(&self, commit: usize) -> Option<&CommitVerdict> {
        self.0.get(&commit)
    }
}

/// Judges the signature of every commit that has one. Without a file of keys nothing is checked.
pub fn judge(files: &Files, commits: &[Commit]) -> (Maintainers, Vec<Finding>) {
    let mut findings = Vec::new();
    let signers = files.get(FILE).and_then(|bytes| match read(bytes) {
        Ok(signers) => Some(signers),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    });
    let judged = |(index, at, signed): &(usize, Instant, &Signed)| {
        let verdict = match &signers {
            Some(signers) => verify_commit(&signed.payload, &signed.signature, signers, *at),
            None => CommitVerdict::NotChecked,
        };
        (*index, verdict)
    };
    let verdicts: BTreeMap<_, _> = signed(commits).par_iter().map(judged).collect();
    findings.extend(verdicts.iter().filter_map(|(index, verdict)| {
        let CommitVerdict::Invalid(reason) = verdict else { return None };
        Some(doubt(&commits[*index], reason))
    }));
    (Maintainers(verdicts), findings)
}

/// Signed commits with the time at which each was recorded. A committer writes his own clock, but
/// no commit came before the one it follows: a key that is out of force cannot be dated back.
fn signed(commits: &[Commit]) -> Vec<(usize, Instant, &Signed)> {
    let mut latest = Instant(i64::MIN);
    let mut found = Vec::new();
    for (index, commit) in commits.iter().enumerate() {
        latest = latest.max(commit.at);
        if let Some(signed) = &commit.signed {
            found.push((index, latest, &**signed));
        }
    }
    found
}

fn read(bytes: &[u8]) -> Result<Signers, Box<Finding>> {
    let unreadable = |line: usize, reason: &str| {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let place = Place { line, ..Place::file(FILE) };
        Box::new(Finding::error("maintainers-unreadable", place).with("met", reason))
    };
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable(1, "not-utf-8"))?;
    Signers::parse(text).map_err(|error| unreadable(error.line, error.reason))
}

/// A warning about the first record of a commit: whoever reviews it should ask who brought it.
fn doubt(commit: &Commit, reason: &str) -> Finding {
    let path = commit.changes.first().map_or(FILE, |change| change.path.as_str());
    let finding = Finding::warning("commit-signature", Place::file(path));
    finding.with("met", &commit.id).with("expected", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(at: i64, signature: Option<&str>) -> Commit {
        let signed = signature
            .map(|text| Box::new(Signed { payload: Vec::new(), signature: text.to_owned() }));
        Commit { id: format!("c{at}"), at: Instant(at), changes: Vec::new(), signed }
    }

    fn codes(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.code).collect()
    }

    fn files(text: &str) -> Files {
        Files::new([(FILE.to_owned(), text.as_bytes().to_vec())].into())
    }

    #[test]
    fn without_keys_nothing_is_checked_and_nothing_said() {
        let commits = [commit(1, None), commit(2, Some("-----BEGIN SSH SIGNATURE-----"))];
        let (verdicts, findings) = judge(&Files::default(), &commits);
        assert_eq!(verdicts.of(0), None);
        assert_eq!(verdicts.of(1), Some(&CommitVerdict::NotChecked));
        assert!(findings.is_empty());
    }

    #[test]
    fn a_torn_signature_and_torn_keys_are_told() {
        let commits = [commit(1, Some("-----BEGIN SSH SIGNATURE-----\nAAAA"))];
        let (verdicts, findings) = judge(&files("# nobody\n"), &commits);
        assert_eq!(verdicts.of(0), Some(&CommitVerdict::Invalid("malformed")));
        assert_eq!(codes(&findings), ["commit-signature"]);
        let (verdicts, findings) = judge(&files("\nsomebody\n"), &commits);
        assert_eq!(verdicts.of(0), Some(&CommitVerdict::NotChecked));
        assert_eq!(codes(&findings), ["maintainers-unreadable"]);
        assert_eq!(findings[0].place.as_ref().map(|place| place.line), Some(2));
    }

    #[test]
    fn no_commit_is_older_than_the_one_it_follows() {
        let commits = [commit(9, None), commit(4, Some("x"))];
        assert_eq!(signed(&commits)[0].1, Instant(9));
    }
}
