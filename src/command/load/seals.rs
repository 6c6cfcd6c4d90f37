//! The seals of what has been read: judged by the core, with verdicts of earlier runs from the git
//! folder.

use std::sync::Arc;

use anyhow::Result;

use super::Tree;
use crate::base::commit::Commit;
use crate::base::finding::{Finding, Place};
use crate::history::build::History;
use crate::law::Law;
use crate::seal::{self, Cache, Court, Maintainers, Profiles, Verdicts};
use crate::world::cache;
use crate::world::git::Repository;

/// The verdicts of earlier runs, in the caches of the git folder.
const CACHE: &str = "verdicts";

/// Judges every seal of every register.
pub(super) fn judge(
    tree: &Tree,
    law: &Law,
    histories: &[History],
    draft: bool,
    findings: &mut Vec<Finding>,
) -> Vec<Verdicts> {
    let (profiles, told) = Profiles::load(tree.law(), law);
    findings.extend(told);
    let git = tree.repository().map(Repository::git_dir);
    let kept = git.as_deref().and_then(|git| cache::read(git, CACHE));
    let verdicts = kept.map(|bytes| Cache::read(&bytes)).unwrap_or_default();
    let court = Court { law, profiles: &profiles, cache: &verdicts, draft };
    let mut judged = Vec::new();
    for (register, history) in law.registers.iter().zip(histories) {
        let (seals, told) = seal::judge(&court, register, history);
        findings.extend(told);
        judged.push(seals);
    }
    if let Some((git, bytes)) = git.zip(verdicts.write()) {
        cache::write(&git, CACHE, &bytes);
    }
    judged
}

/// Judges the signatures of commits.
pub(super) fn maintainers(
    tree: &Tree,
    commits: &[Commit],
    findings: &mut Vec<Finding>,
) -> Arc<Maintainers> {
    let (maintainers, told) = seal::judge_commits(tree.law(), commits);
    findings.extend(told);
    Arc::new(maintainers)
}

/// New commits that change whom to trust together with what is to be trusted: nobody could review
/// one by the other. Without a base, what the working tree changes is the only new commit.
pub(super) fn mixed(tree: &Tree, commits: &[Commit], base: Option<&str>) -> Result<Vec<Finding>> {
    let new = match base {
        Some(base) => &commits[tree.shared(commits, base)?..],
        None if tree.uncommitted().next().is_some() => &commits[commits.len() - 1..],
        None => &[],
    };
    let is_mixed = |commit: &&Commit| {
        let any = |wanted: fn(&str) -> bool| commit.changes.iter().any(|it| wanted(&it.path));
        any(|path| path.starts_with("data/trust/")) && any(is_sealed_or_seal)
    };
    let finding = |commit: &Commit| {
        let trust = |path: &&str| path.starts_with("data/trust/");
        let path = commit.changes.iter().map(|change| change.path.as_str()).find(trust);
        let place = Place::file(path.unwrap_or("data/trust"));
        Finding::error("trust-with-records", place).with("met", &commit.id)
    };
    Ok(new.iter().filter(is_mixed).map(finding).collect())
}

fn is_sealed_or_seal(path: &str) -> bool {
    let folder = path.strip_prefix("data/registers/").and_then(|rest| rest.split('/').nth(1));
    matches!(folder, Some("entries" | "seals"))
}
