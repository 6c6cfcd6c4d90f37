//! From a repository to a checked register: the steps that every command begins with.

mod seals;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};

use super::progress::Progress;
use crate::base::commit::Commit;
use crate::base::date::{Date, Instant};
use crate::base::digest::Digest;
use crate::base::finding::{Finding, Place, Severity};
use crate::cli::Scope;
use crate::history::build::{self, History, Source};
use crate::history::forms;
use crate::law::{Files, Law};
use crate::record::Flawless;
use crate::register::{self, Checked, Head, Input};
use crate::world::git::Repository;
use crate::world::{cache, embedded};

pub(super) use source::Tree;

/// The flawless records of earlier runs, in the caches of the git folder.
const FLAWLESS: &str = "flawless";

/// What came of reading a repository.
pub(super) struct Loaded {
    /// The registers, when no finding forbids them.
    pub(super) checked: Option<Checked>,
    /// Every finding.
    pub(super) findings: Vec<Finding>,
    /// The main line.
    pub(super) commits: Vec<Commit>,
    /// The files, for words, themes and source lines.
    pub(super) tree: Tree,
}

/// What is asked beside the state to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    /// Against which commit something is new.
    pub(super) base: Option<&'a str>,
    /// Whether seals are still awaited.
    pub(super) draft: bool,
}

/// Reads and checks. `base` says against which commit something is new.
pub(super) fn load(scope: &Scope, base: Option<&str>, progress: &Progress) -> Result<Loaded> {
    load_as(scope, Asked { base, draft: false }, progress)
}

/// Reads and checks what is asked.
pub(super) fn load_as(scope: &Scope, asked: Asked<'_>, progress: &Progress) -> Result<Loaded> {
    let tree = Tree::open(scope)?;
    if tree.is_shallow()? {
        let finding = Finding { place: None, ..Finding::error("shallow-history", Place::file("")) };
        return Ok(Loaded { checked: None, findings: vec![finding], commits: Vec::new(), tree });
    }
    let (law, mut findings) = crate::law::load::load(tree.law());
    // Who asks for the hash of the program later finds it.
    let (commits, _) = rayon::join(|| tree.commits(), cache::program);
    let commits = commits.context("reading the main line")?;
    if !tree.has_history() {
        let note = Finding { place: None, ..Finding::note("no-history", Place::file("")) };
        findings.push(note);
    }
    let Some(law) = law else {
        return Ok(Loaded { checked: None, findings, commits, tree });
    };
    let new = new_paths(&tree, &commits, asked.base)?;
    findings.extend(unknown_folders(&law, &commits));
    findings.extend(seals::mixed(&tree, &commits, asked.base)?);
    progress.now("reading records");
    let histories = histories(&law, &commits, &tree, progress, &mut findings)?;
    progress.now("judging seals");
    let seals = seals::judge(&tree, &law, &histories, asked.draft, &mut findings);
    let maintainers = seals::maintainers(&tree, &commits, &mut findings);
    progress.now("checking");
    let head = head(scope, &tree, &law, &commits)?;
    let on = day(scope, &law, head.day)?;
    let is_new = |path: &str| new.contains(path);
    let is_new = &is_new;
    let input = Input { law, head, on, histories, seals, maintainers, findings, is_new };
    let (checked, mut findings) = register::check(input);
    if asked.base.is_some() {
        narrow(&mut findings, &new);
    }
    Ok(Loaded { checked, findings, commits, tree })
}

/// Whoever reviews a change wants to hear of the change; what forbids is always told.
fn narrow(findings: &mut Vec<Finding>, new: &BTreeSet<String>) {
    let about = |path: &str| new.contains(path) || !path.contains("/entries/");
    findings.retain(|finding| {
        let place = finding.place.as_ref();
        finding.severity == Severity::Error || place.is_none_or(|place| about(&place.path))
    });
}

fn histories(
    law: &Law,
    commits: &[Commit],
    tree: &Tree,
    progress: &Progress,
    findings: &mut Vec<Finding>,
) -> Result<Vec<History>> {
    let tick = || progress.tick();
    let complete = tree.has_history();
    let flawless = flawless(tree);
    let source = Source {
        complete,
        flawless: flawless.as_ref(),
        tick: &tick,
        ..Source::new(commits, tree, law)
    };
    let defaults = over_defaults(BTreeMap::new());
    let mut histories = Vec::new();
    for register in &law.registers {
        let history = build::build(&source, register)
            .with_context(|| format!("reading the register `{}`", register.id))?;
        findings.extend(forms::check(&source, register, &defaults)?);
        histories.push(history);
    }
    let git = tree.repository().map(Repository::git_dir);
    if let Some((git, bytes)) = git.zip(flawless.and_then(Flawless::write)) {
        cache::write(&git, FLAWLESS, &bytes);
    }
    Ok(histories)
}

/// The records in which an earlier run of this program has found nothing under this law; nothing to be
/// remembered by where there is no git folder.
fn flawless(tree: &Tree) -> Option<Flawless> {
    let git = tree.repository()?.git_dir();
    let judge = Digest::of(&[cache::program().ok()?.0, tree.law().digest().0].concat());
    Some(Flawless::read(judge, cache::read(&git, FLAWLESS).as_deref()))
}

/// Paths of what is new: what differs from the base, or from the commit under the working tree.
fn new_paths(tree: &Tree, commits: &[Commit], base: Option<&str>) -> Result<BTreeSet<String>> {
    let Some(base) = base else { return Ok(tree.uncommitted().map(str::to_owned).collect()) };
    let before = tree.files_at(base)?;
    let mut now: BTreeMap<&str, _> = BTreeMap::new();
    for change in commits.iter().flat_map(|commit| &commit.changes) {
        match change.blob {
            Some(blob) => now.insert(&change.path, blob),
            None => now.remove(change.path.as_str()),
        };
    }
    let altered = now.iter().filter(|(path, blob)| before.get(**path) != Some(blob));
    let gone = before.keys().filter(|path| !now.contains_key(path.as_str()));
    Ok(altered.map(|(path, _)| (*path).to_owned()).chain(gone.cloned()).collect())
}

/// Folders of registers that the site does not name: their records would be lost in silence.
fn unknown_folders(law: &Law, commits: &[Commit]) -> Vec<Finding> {
    let mut folders = BTreeSet::new();
    for change in commits.iter().flat_map(|commit| &commit.changes) {
        let rest = change.path.strip_prefix("data/registers/");
        if let Some((folder, inside)) = rest.and_then(|rest| rest.split_once('/'))
            && inside.starts_with("entries/")
        {
            folders.insert(folder);
        }
    }
    let known = |id: &str| law.registers.iter().any(|register| register.id == id);
    folders
        .into_iter()
        .filter(|folder| !known(folder))
        .map(|folder| {
            let place = Place::file("data/site.json");
            Finding::warning("unknown-register-folder", place).with("met", folder)
        })
        .collect()
}

fn head(scope: &Scope, tree: &Tree, law: &Law, commits: &[Commit]) -> Result<Head> {
    let (commit, at) = match (tree.tip(), commits.last()) {
        (Some(tip), _) => (Some(tip.id.clone()), tip.at),
        // A folder without git knows no time: the preview shows the day it is asked for.
        (None, _) => (None, scope_day(scope)?.unwrap_or_else(|| today(law)).midnight_utc()),
    };
    Ok(Head { commit, at, day: law.zone.civil(at) })
}

fn day(scope: &Scope, law: &Law, default: Date) -> Result<Date> {
    match scope.on.as_deref() {
        Some("today") => Ok(today(law)),
        _ => Ok(scope_day(scope)?.unwrap_or(default)),
    }
}

fn scope_day(scope: &Scope) -> Result<Option<Date>> {
    match scope.on.as_deref() {
        None | Some("today") => Ok(None),
        Some(text) => match text.parse() {
            Ok(day) => Ok(Some(day)),
            Err(error) => bail!("--on {text}: {error}"),
        },
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line alone resolves `today`")]
fn today(law: &Law) -> Date {
    law.zone.civil(Instant(chrono::Utc::now().timestamp()))
}

/// The files of the law, words and themes, over the defaults of the binary.
pub(super) fn over_defaults(files: BTreeMap<String, Vec<u8>>) -> Files {
    Files::new(files).over(Files::new(embedded::files()))
}
