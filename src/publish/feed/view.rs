//! What several formats need of an entry, worked out once.

use serde::Serialize;

use super::Feed;
use crate::base::date::Date;
use crate::base::json::{Limits, Node, escape_into, parse};
use crate::history::{Interval, Registration, Span};
use crate::record::Record;
use crate::record::public::Privacy;
use crate::register::Entry;

/// An entry, ready to be written.
pub(super) struct EntryView<'f> {
    pub(super) entry: Entry<'f>,
    /// The public fields of the record as one compact object, in the order of the form.
    pub(super) public: String,
    /// Where it stands on the commit's day.
    pub(super) registration: Registration,
    /// When it was in the register, as known now.
    pub(super) intervals: Vec<Interval>,
}

impl<'f> EntryView<'f> {
    pub(super) fn new(feed: &Feed<'f>, entry: Entry<'f>) -> EntryView<'f> {
        let timeline = entry.timeline();
        EntryView {
            entry,
            public: public_object(feed.privacy, entry.record()),
            registration: feed.registration(entry),
            intervals: timeline.view(timeline.now()).intervals(),
        }
    }

    /// The tree of the public fields: what is not in it cannot get into a table.
    pub(super) fn tree(&self) -> Option<Node<'_>> {
        parse(&self.public, Limits::RECORD).0
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
        IntervalRow { in_from: from, in_to: to, grounds: interval.grounds.as_deref() }
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

/// The public fields of a record as one compact object.
fn public_object(privacy: Privacy, record: &Record) -> String {
    let tree = record.tree();
    let mut out = String::with_capacity(record.text().len());
    out.push('{');
    for field in record.form.fields.iter().filter(|field| field.is_public()) {
        if out.len() > 1 {
            out.push(',');
        }
        escape_into(&mut out, &field.key);
        out.push(':');
        match tree.as_ref().and_then(|tree| tree.get(&field.key)) {
            Some(node) => privacy.write(&mut out, node, field),
            None => out.push_str("null"),
        }
    }
    out.push('}');
    out
}
