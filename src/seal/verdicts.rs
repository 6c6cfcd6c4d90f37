//! The verdict on each revision of a register: its own seal, else a list that names its bytes,
//! judged by the profile in force when it was recorded, at the moment when it was recorded.
//!
//! Which seal: of the revision in force the one that stands beside it now, so that a seal may come
//! later than its record; of an earlier one the last that stood there in its time.

mod lists;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::finding::{Finding, Place, Severity};
use crate::history::build::History;
use crate::history::seals::SealFile;
use crate::history::{Revision, Timeline};
use crate::law::{Law, RegisterLaw};

use super::cache::{Cache, Key};
use super::judge::{Content, Evidence, Judge, integrity};
use super::profile::Profile;
use super::trust::Profiles;
use super::verdict::{Status, Verdict, reason};
use lists::Lists;

pub use lists::SealedList;

/// What is needed to judge the seals of any register.
#[derive(Clone, Copy, Debug)]
pub struct Court<'c> {
    /// The law at the commit.
    pub law: &'c Law,
    /// Whom to believe.
    pub profiles: &'c Profiles,
    /// Verdicts of earlier runs.
    pub cache: &'c Cache,
    /// Whether seals are still awaited.
    pub draft: bool,
}

/// The seal of a revision and what is said of it.
#[derive(Clone, Debug)]
pub struct Seal {
    /// The answer.
    pub verdict: Arc<Verdict>,
    /// The files; none when there is no seal.
    pub source: Option<Source>,
}

/// Where a seal stands.
#[derive(Clone, Debug)]
pub enum Source {
    /// Beside the record: the signature.
    Own(Arc<SealFile>),
    /// A list that names the record.
    List(Arc<SealedList>),
}

impl Seal {
    /// The answer where there is no seal.
    pub fn missing() -> Seal {
        Seal { verdict: Arc::new(Verdict::missing()), source: None }
    }

    /// The signature that was judged.
    pub fn signature(&self) -> Option<&Arc<SealFile>> {
        self.source.as_ref().map(Source::signature)
    }
}

impl Source {
    /// The signature.
    pub fn signature(&self) -> &Arc<SealFile> {
        match self {
            Source::Own(signature) => signature,
            Source::List(list) => &list.signature,
        }
    }
}

/// Verdicts by entry and revision, in the order of the timelines.
pub type Verdicts = Vec<Vec<Seal>>;

/// Judges every seal of a register.
pub fn judge(
    court: &Court<'_>,
    register: &RegisterLaw,
    history: &History,
) -> (Verdicts, Vec<Finding>) {
    let (lists, mut findings) = Lists::read(history, court.draft);
    let session = Session { court, register, history, lists };
    let mut jobs = BTreeMap::new();
    let wanted: Vec<Vec<Vec<(Key, Source)>>> =
        history.timelines.iter().map(|timeline| session.wanted(timeline, &mut jobs)).collect();
    let answers = session.answers(jobs);
    let mut verdicts = Vec::with_capacity(wanted.len());
    for (timeline, wanted) in history.timelines.iter().zip(wanted) {
        let seals: Vec<Seal> = wanted.into_iter().map(|keys| chosen(keys, &answers)).collect();
        findings.extend(session.findings(timeline, &seals));
        verdicts.push(seals);
    }
    let removed = history.seals.removed();
    findings.extend(removed.map(|path| Finding::error("seal-removed", Place::file(path))));
    (verdicts, findings)
}

/// One register before the court.
struct Session<'s> {
    court: &'s Court<'s>,
    register: &'s RegisterLaw,
    history: &'s History,
    lists: Lists,
}

/// A signature to be judged.
struct Job<'j> {
    content: &'j [u8],
    signature: Arc<SealFile>,
    answer: Option<&'j Arc<SealFile>>,
    at: Instant,
    profile: Option<&'j Profile>,
}

impl<'s> Session<'s> {
    /// The signatures that could seal each revision of an entry, and the work that they make. A
    /// signature over a list is judged once for all revisions of its session.
    fn wanted<'j>(
        &'j self,
        timeline: &'j Timeline,
        jobs: &mut BTreeMap<Key, Job<'j>>,
    ) -> Vec<Vec<(Key, Source)>> {
        let revisions = timeline.revisions();
        let seals = &self.history.seals;
        let of = |(index, revision): (usize, &'j Revision)| {
            let until = revisions.get(index + 1).map_or(usize::MAX, |next| next.commit);
            let own = seals.own(&timeline.path, (revision.commit, until), index == 0);
            if let Some(own) = own {
                let record = &revision.record;
                let content = (record.text().as_bytes(), record.sha256);
                let answer = seals.answer(&timeline.path, until);
                let source = Source::Own(Arc::clone(own));
                return vec![(self.job(revision, content, answer, own, jobs), source)];
            }
            let lists = self.lists.naming(&timeline.path, &revision.record.sha256);
            let listed = |list: &'j Arc<SealedList>| {
                let content = (&*list.file.bytes, list.file.sha256);
                let answer = seals.answer(&list.path, usize::MAX);
                let source = Source::List(Arc::clone(list));
                (self.job(revision, content, answer, &list.signature, jobs), source)
            };
            lists.map(listed).collect()
        };
        revisions.iter().enumerate().map(of).collect()
    }

    fn job<'j>(
        &'j self,
        revision: &Revision,
        (content, sha256): (&'j [u8], Digest),
        answer: Option<&'j Arc<SealFile>>,
        signature: &Arc<SealFile>,
        jobs: &mut BTreeMap<Key, Job<'j>>,
    ) -> Key {
        let at = revision.recorded_at;
        let profile = self.profile(revision);
        let key = Key::new(
            &sha256,
            &signature.sha256,
            answer.map(|answer| &answer.sha256),
            profile.map(|profile| &profile.sha256),
            at,
        );
        let signature = || Arc::clone(signature);
        jobs.entry(key).or_insert_with(|| Job {
            content,
            signature: signature(),
            answer,
            at,
            profile,
        });
        key
    }

    /// The profile in force when a revision was recorded.
    fn profile(&self, revision: &Revision) -> Option<&'s Profile> {
        let day = self.court.law.zone.civil(revision.recorded_at);
        self.court.profiles.of(self.register, day)
    }

    fn answers(&self, jobs: BTreeMap<Key, Job<'_>>) -> BTreeMap<Key, Arc<Verdict>> {
        let cache = self.court.cache;
        let judges: BTreeMap<&str, Judge<'_>> = self
            .court
            .profiles
            .iter()
            .map(|profile| (profile.id.as_str(), Judge::new(profile)))
            .collect();
        let answer = |(key, job): (Key, Job<'_>)| {
            if let Some(verdict) = cache.get(&key) {
                return (key, Arc::new(verdict));
            }
            let judge = job.profile.and_then(|profile| judges.get(profile.id.as_str()));
            let verdict = Arc::new(job.judge(judge));
            cache.put(key, &verdict);
            (key, verdict)
        };
        let jobs: Vec<_> = jobs.into_iter().collect();
        let answers: Vec<_> = jobs.into_par_iter().map(answer).collect();
        answers.into_iter().collect()
    }

    fn findings(&self, timeline: &Timeline, seals: &[Seal]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let pairs = timeline.revisions().iter().zip(seals);
        for ((revision, seal), number) in pairs.zip(1_usize..) {
            let place = Place::file(&*timeline.path);
            let profile = self.profile(revision);
            let verdict = &seal.verdict;
            let finding = match verdict.status {
                Status::Valid => None,
                Status::Invalid => {
                    Some(Finding::error("seal-invalid", place).with("met", verdict.reason))
                }
                // Where nobody can judge, one note about the register has said so.
                Status::Indeterminate if profile.is_none() && self.is_without_judge() => None,
                Status::Indeterminate => {
                    let severity = profile.map_or(Severity::Warning, |it| it.indeterminate);
                    let finding = Finding::rule("seal-indeterminate", place);
                    Some(Finding { severity, ..finding.with("met", verdict.reason) })
                }
                Status::Missing => self.missing(timeline, revision, profile),
            };
            findings.extend(finding.map(|finding| finding.with("revision", number)));
        }
        once(&mut findings, "awaiting-seal");
        findings
    }

    /// Whether none of the profiles that the register names can be used.
    fn is_without_judge(&self) -> bool {
        self.court.profiles.named(self.register).next().is_none()
    }

    fn missing(
        &self,
        timeline: &Timeline,
        revision: &Revision,
        profile: Option<&Profile>,
    ) -> Option<Finding> {
        let place = Place::file(&*timeline.path);
        if self.history.seals.was_listed(&timeline.path, &revision.record.sha256) {
            return Some(Finding::error("seal-removed", place));
        }
        if self.court.draft {
            return Some(Finding::note("awaiting-seal", place));
        }
        let severity = profile?.missing;
        Some(Finding { severity, ..Finding::rule("seal-missing", place) })
    }
}

/// Says the same of a file once.
fn once(findings: &mut Vec<Finding>, code: &str) {
    let mut said = BTreeSet::new();
    findings.retain(|finding| finding.code != code || said.insert(finding.place.clone()));
}

impl Job<'_> {
    fn judge(&self, judge: Option<&Judge<'_>>) -> Verdict {
        let content = Content::Detached(self.content);
        let Some(judge) = judge else { return integrity(&self.signature.bytes, content) };
        let ocsp = self.answer.map(|answer| &*answer.bytes);
        let signature = &self.signature.bytes;
        judge.signature(Evidence { signature, content, ocsp, at: self.at })
    }
}

/// Of several lists that name a revision one that is valid, else the first.
fn chosen(keys: Vec<(Key, Source)>, answers: &BTreeMap<Key, Arc<Verdict>>) -> Seal {
    let judged = |(key, source): (Key, Source)| {
        let verdict = answers.get(&key).map(Arc::clone);
        let verdict = verdict.unwrap_or_else(|| Arc::new(Verdict::new(reason::NO_SIGNATURE)));
        Seal { verdict, source: Some(source) }
    };
    let mut seals: Vec<Seal> = keys.into_iter().map(judged).collect();
    let valid = seals.iter().position(|seal| seal.verdict.status == Status::Valid);
    if seals.is_empty() { Seal::missing() } else { seals.swap_remove(valid.unwrap_or(0)) }
}
