//! What several formats need of an entry, worked out once.

use serde::Serialize;

use super::{Feed, Name};
use crate::base::date::Date;
use crate::base::digest::Digest;
use crate::history::{Interval, Registration, Span};
use crate::record::public::Public;
use crate::register::Entry;

/// An entry, ready to be written.
pub(super) struct EntryView<'f> {
    pub(super) entry: Entry<'f>,
    /// The public fields of the record, in the order of the form: what is not in it cannot get into
    /// a table.
    pub(super) public: Public<'f>,
    /// Where it stands on the commit's day.
    pub(super) registration: Registration,
    /// When it was in the register.
    pub(super) intervals: Vec<Interval>,
    /// The number of its last event.
    pub(super) last_seq: usize,
    /// How many revisions there are.
    pub(super) revision: usize,
    /// The last of them.
    pub(super) record_sha256: Digest,
    /// What it needs.
    pub(super) requires: Vec<Required>,
    /// What needs it.
    pub(super) required_by: Vec<u32>,
}

/// Another entry that this one needs.
#[derive(Serialize)]
pub(super) struct Required {
    pub(super) number: u32,
    pub(super) name: Option<Name>,
    pub(super) registration: Option<&'static str>,
}

impl<'f> EntryView<'f> {
    pub(super) fn new(feed: &Feed<'f>, entry: Entry<'f>) -> EntryView<'f> {
        let timeline = entry.timeline();
        let shows_requires = feed.shows_requires();
        let requires = if shows_requires { entry.record().facts.requires.to_vec() } else { vec![] };
        let resolve = |number: u32| {
            let other = feed.register.entry(number);
            Required {
                number,
                name: other.map(|other| feed.name(other.record())),
                registration: other.map(|other| feed.registration(other).word()),
            }
        };
        let record = entry.record();
        EntryView {
            entry,
            public: feed.privacy.object(&record.form, record.raw_fields()),
            registration: feed.registration(entry),
            intervals: timeline.view(timeline.now()).intervals(),
            last_seq: entry.last_seq(),
            revision: timeline.revisions().len(),
            record_sha256: entry.record().sha256,
            requires: requires.into_iter().map(resolve).collect(),
            required_by: if shows_requires { entry.required_by().to_vec() } else { vec![] },
        }
    }

    /// The intervals as they are published.
    pub(super) fn interval_rows(&self) -> Vec<IntervalRow<'_>> {
        self.intervals.iter().map(IntervalRow::from).collect()
    }
}

/// An interval of being in the register, and why it ended.
#[derive(Serialize)]
pub(super) struct IntervalRow<'v> {
    in_from: Date,
    in_to: Option<Date>,
    grounds: Option<&'v [Box<str>]>,
}

impl<'v> From<&'v Interval> for IntervalRow<'v> {
    fn from(interval: &'v Interval) -> IntervalRow<'v> {
        let Span { from, to } = interval.span;
        IntervalRow { in_from: from, in_to: to, grounds: interval.grounds() }
    }
}

/// An interval of being in the register and something else.
#[derive(Serialize)]
pub(super) struct SpanRow {
    in_from: Date,
    in_to: Option<Date>,
}

impl From<Span> for SpanRow {
    fn from(span: Span) -> SpanRow {
        SpanRow { in_from: span.from, in_to: span.to }
    }
}
