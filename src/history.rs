//! What became of an entry over time: revisions, decisions in both views (known then, known now),
//! membership, values on a day, events. It knows no seals, no rules, no pages.

mod accept;
pub mod build;
pub mod event;
pub mod forms;
pub mod interval;
mod resolve;
pub mod seals;
#[cfg(test)]
mod tests;
mod values;

use crate::base::date::{Date, Instant};
use crate::base::digest::Digest;
use crate::record::{Decision, Record};

pub use event::Event;
pub use interval::{Interval, Leaving, Registration, Span};

/// One committed state of a record.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The record as it was then.
    pub record: Record,
    /// The main-line commit that brought it, counted from the first.
    pub commit: usize,
    /// When it became known: the commit's time, never less than that of the event before.
    pub recorded_at: Instant,
    /// Hash of the seal that stood beside it in that commit.
    pub seal_sha256: Option<Digest>,
    /// Index of the first decision that it added.
    pub first_decision: usize,
    /// Top-level fields whose value differs from the revision before, sorted; none for the first.
    pub altered: Box<[Box<str>]>,
}

/// All revisions of one entry.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The entry's number.
    pub number: u32,
    /// Path of its record.
    pub path: String,
    /// At least one, in the order of the main line.
    revisions: Vec<Revision>,
    /// Which decision set which fields, in record order.
    settings: Vec<Setting>,
}

/// A decision that set values.
#[derive(Clone, Debug)]
struct Setting {
    /// The include or change that counts as having set them.
    base: usize,
    /// The correction through which they got their value, if any.
    via: Option<usize>,
    /// The revision that holds the value.
    revision: usize,
    /// Which fields; all of them for the first revision.
    fields: Fields,
}

#[derive(Clone, Debug)]
enum Fields {
    All,
    Some(Box<[Box<str>]>),
}

impl Fields {
    fn has(&self, key: &str) -> bool {
        match self {
            Fields::All => true,
            Fields::Some(keys) => keys.iter().any(|known| **known == *key),
        }
    }
}

/// How much is known: the first so many decisions of the record. Every question about a day is
/// asked with this, because a later correction changes the answer about an earlier day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known(usize);

impl Known {
    /// The last revision (counted from 0) that was known.
    pub fn revision(self, timeline: &Timeline) -> usize {
        timeline.revision_of(self.0.saturating_sub(1))
    }
}

impl Timeline {
    /// The latest revision.
    pub fn latest(&self) -> &Revision {
        // A timeline is made from its first revision and only ever grows.
        &self.revisions[self.revisions.len() - 1]
    }

    /// All revisions, the first first.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// All decisions, in record order.
    pub fn decisions(&self) -> &[Decision] {
        &self.latest().record.decisions
    }

    /// Everything that is known now.
    pub fn now(&self) -> Known {
        Known(self.decisions().len())
    }

    /// What was known with a revision (counted from 0).
    pub fn with_revision(&self, revision: usize) -> Known {
        Known(self.revisions.get(revision).map_or(0, |revision| revision.record.decisions.len()))
    }

    /// What was known before a decision (counted from 0) was.
    pub fn before_decision(&self, decision: usize) -> Known {
        Known(decision)
    }

    /// What was known in a moment that `then` tells of each revision; nothing before the first.
    pub fn known(&self, then: impl Fn(&Revision) -> bool) -> Option<Known> {
        let revision = self.revisions.iter().rposition(then)?;
        Some(self.with_revision(revision))
    }

    /// The revision (counted from 0) that brought a decision.
    pub fn revision_of(&self, decision: usize) -> usize {
        self.revisions.partition_point(|revision| revision.first_decision <= decision) - 1
    }

    /// Registration, membership and grounds as known.
    pub fn view(&self, known: Known) -> View<'_> {
        View { timeline: self, known, resolved: resolve::resolve(self.decisions(), known.0) }
    }
}

/// A timeline as known at some moment, with every correction and annulment worked in.
#[derive(Debug)]
pub struct View<'t> {
    timeline: &'t Timeline,
    known: Known,
    resolved: Vec<resolve::Resolved>,
}

impl View<'_> {
    /// Whether a decision counts: it is known and not annulled.
    pub fn counts(&self, decision: usize) -> bool {
        self.resolved.get(decision).is_some_and(|resolved| resolved.counts)
    }

    /// From when a decision counts, after corrections.
    pub fn effective_on(&self, decision: usize) -> Option<Date> {
        self.resolved.get(decision).map(|resolved| resolved.effective_on)
    }

    /// Every day on which anything changes, sorted.
    fn turning_days(&self) -> Vec<Date> {
        let counting = self.resolved.iter().filter(|resolved| resolved.counts);
        let mut days: Vec<_> = counting.map(|resolved| resolved.effective_on).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}
