//! From the commits of the main line to timelines and events. Records are read in parallel, entry
//! by entry; the numbers of events are given afterwards, in one order for everybody.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use super::accept::{Draft, State};
use super::seals::Seals;
use super::{Event, Timeline};
use crate::base::commit::{BlobId, Blobs, Commit};
use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::finding::{Finding, Place};
use crate::base::share::shared;
use crate::law::{Law, RegisterLaw};
use crate::record::{Flawless, RecordFile, read};

/// The history of one register.
#[derive(Debug, Default)]
pub struct History {
    /// By number.
    pub timelines: Vec<Timeline>,
    /// By `seq`.
    pub events: Vec<Event>,
    /// What is wrong with the files of the last commit, and with how they came about.
    pub findings: Vec<Finding>,
    /// The seals over all commits, not judged yet.
    pub seals: Seals,
    /// Hashes of states of records that could be no revision.
    pub passed_over: BTreeSet<Digest>,
}

/// What a history is made from.
pub struct Source<'s> {
    /// The main line, the first commit first.
    pub commits: &'s [Commit],
    /// The content of files.
    pub blobs: &'s dyn Blobs,
    /// The law at the last commit.
    pub law: &'s Law,
    /// Whether the commits are the whole history. Of a folder without git only the last state is
    /// known, and how its records came about cannot be asked.
    pub complete: bool,
    /// In which records an earlier run has found nothing, where that is remembered.
    pub flawless: Option<&'s Flawless>,
    /// Called once for each record that has been read.
    pub tick: &'s (dyn Fn() + Sync),
}

impl<'s> Source<'s> {
    /// A whole history of which nothing is remembered and nobody is told how far it is read.
    pub fn new(commits: &'s [Commit], blobs: &'s dyn Blobs, law: &'s Law) -> Source<'s> {
        Source { commits, blobs, law, complete: true, flawless: None, tick: &|| () }
    }
}

/// Every state of a file: the commit and the content, none when it was removed.
type States = Vec<(usize, Option<BlobId>)>;

/// Builds the history of a register.
pub fn build(source: &Source<'_>, register: &RegisterLaw) -> io::Result<History> {
    let folder = format!("data/registers/{}", register.id);
    let seals = Seals::read(source.commits, &folder, source.blobs)?;
    let mut history = History::default();
    let mut records: Vec<(u32, &str, States)> = Vec::new();
    let files = files(source.commits, &format!("{folder}/entries/"));
    history.findings.extend(stray_seals(&seals, &files, &folder));
    for (path, states) in files {
        match number(path, register) {
            Some(number) => records.push((number, path, states)),
            None if states.last().is_some_and(|(_, blob)| blob.is_some()) => {
                history.findings.extend(misplaced(path));
            }
            None => {}
        }
    }
    records.sort_unstable_by_key(|(number, ..)| *number);
    let reader = Reader { source, register, seals: &seals };
    let read: Vec<io::Result<Told>> = shared(records)
        .map(|(number, path, states)| reader.timeline(path, number, &states))
        .collect();
    for told in read {
        let told = told?;
        history.timelines.extend(told.timeline);
        history.findings.extend(told.findings);
        history.passed_over.extend(told.refused);
    }
    history.seals = seals;
    history.number_events();
    Ok(history)
}

/// Every file below a folder that any commit knew, by path.
fn files<'c>(commits: &'c [Commit], folder: &str) -> BTreeMap<&'c str, States> {
    let mut files: BTreeMap<&str, States> = BTreeMap::new();
    for (index, commit) in commits.iter().enumerate() {
        for change in commit.changes.iter().filter(|change| change.path.starts_with(folder)) {
            files.entry(&change.path).or_default().push((index, change.blob));
        }
    }
    files
}

/// The number of a record's path; none for any other path.
fn number(path: &str, register: &RegisterLaw) -> Option<u32> {
    let name = path.rsplit('/').next()?.strip_suffix(".json")?;
    let number = name.parse().ok().filter(|number| *number > 0)?;
    (register.record_path(number) == path).then_some(number)
}

/// A file that is no record where only records stand: one that looks like a record would be lost.
fn misplaced(path: &str) -> Option<Finding> {
    let place = Place::file(path);
    let extension = path.rsplit('.').next();
    match extension {
        Some("json") => Some(Finding::error("record-path", place)),
        Some("p7s" | "ocsp") => None,
        _ => Some(Finding::warning("stray-file", place)),
    }
}

/// Seals of nothing: the record or the list that they would be over is not there.
fn stray_seals(seals: &Seals, files: &BTreeMap<&str, States>, folder: &str) -> Vec<Finding> {
    let here = |path: &str| {
        files.get(path).and_then(|states| states.last()).is_some_and(|(_, blob)| blob.is_some())
    };
    let lists: BTreeSet<&str> = seals.lists().map(|list| list.path).collect();
    let kept = |path: &str| {
        let rest = path.strip_prefix(folder).unwrap_or(path);
        rest.starts_with("/entries/") || rest.starts_with("/seals/")
    };
    let stray = seals.signed().filter(|path| kept(path) && !here(path) && !lists.contains(path));
    stray.map(|path| Finding::rule("seal-stray", Place::file(format!("{path}.p7s")))).collect()
}

/// What became of one path.
struct Told {
    timeline: Option<Timeline>,
    findings: Vec<Finding>,
    refused: Vec<Digest>,
}

struct Reader<'r> {
    source: &'r Source<'r>,
    register: &'r RegisterLaw,
    seals: &'r Seals,
}

impl Reader<'_> {
    fn timeline(&self, path: &str, number: u32, states: &States) -> io::Result<Told> {
        let mut timeline: Option<Timeline> = None;
        let mut findings = Vec::new();
        let mut passed_over = Vec::new();
        let mut refused_states = Vec::new();
        let mut gone = false;
        for (commit, blob) in states {
            gone = blob.is_none();
            let Some(blob) = blob else { continue };
            let bytes = self.source.blobs.read(*blob)?;
            (self.source.tick)();
            let same = |timeline: &Timeline| timeline.latest().record.text().as_bytes() == bytes;
            if timeline.as_ref().is_some_and(same) {
                findings.clear(); // restored to what was published last
                continue;
            }
            let refused = findings.iter().any(is_refusal);
            let file = RecordFile { path, number, bytes: &bytes };
            findings = self.state(&mut timeline, file, *commit);
            if findings.iter().any(is_refusal) {
                refused_states.push(Digest::of(&bytes));
            }
            if refused && !findings.iter().any(is_refusal) {
                passed_over.push(*commit);
            }
        }
        findings.extend(passed_over.into_iter().map(|commit| {
            let commit = &self.source.commits[commit].id;
            Finding::warning("revision-passed-over", Place::file(path)).with("met", commit)
        }));
        if gone {
            // What was never a revision may go as it came.
            let lost = timeline.is_some();
            findings = if lost {
                vec![Finding::error("record-deleted", Place::file(path))]
            } else {
                vec![]
            };
        }
        Ok(Told { timeline, findings, refused: refused_states })
    }

    /// Reads one state and adds it to the timeline if it can be a revision.
    fn state(
        &self,
        timeline: &mut Option<Timeline>,
        file: RecordFile<'_>,
        commit: usize,
    ) -> Vec<Finding> {
        let reading = read(file, self.register, self.source.law, self.source.flawless);
        let mut findings = reading.findings;
        let Some(record) = reading.record else { return findings };
        let seal_sha256 = self.seals.of(file.path, &record.sha256, commit);
        let revision = Draft { commit, at: self.source.commits[commit].at, seal_sha256 };
        let state = State { record, revision };
        let refused = match timeline {
            Some(timeline) => timeline.append(state).err(),
            None => match Timeline::begin(file.path, state, self.source.complete) {
                Ok(first) => {
                    *timeline = Some(first);
                    None
                }
                Err(refused) => Some(refused),
            },
        };
        findings.extend(refused.into_iter().flatten());
        findings
    }
}

fn is_refusal(finding: &Finding) -> bool {
    use crate::base::finding::{Severity, Standing};
    finding.severity == Severity::Error && finding.standing == Standing::Always
}

impl History {
    /// By commit along the main line, then number, then decision. A clock that went back does not
    /// take the times of events with it.
    fn number_events(&mut self) {
        let mut order = Vec::new();
        for (entry, timeline) in self.timelines.iter().enumerate() {
            for decision in 0..timeline.decisions().len() {
                let revision = timeline.revision_of(decision);
                let commit = timeline.revisions()[revision].commit;
                order.push((commit, timeline.number, decision, entry, revision));
            }
        }
        order.sort_unstable();
        let mut latest = Instant(i64::MIN);
        for (index, (_, _, decision, entry, revision)) in order.into_iter().enumerate() {
            let held = &mut self.timelines[entry].revisions[revision];
            latest = latest.max(held.recorded_at);
            held.recorded_at = latest;
            self.events.push(Event { seq: index + 1, entry, revision, decision });
        }
    }
}
