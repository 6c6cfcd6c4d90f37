//! `validity.json`: when each entry was in the register, and the dates around each decision for
//! whoever must know whether a day is beyond dispute. One entry a line.

use std::io;

use serde::Serialize;

use super::json::ListFile;
use super::view::IntervalRow;
use super::{Feed, in_order};
use crate::base::date::Date;
use crate::base::output::{FileLine, Output};
use crate::history::Event;
use crate::register::Entry;

#[derive(Serialize)]
struct Head<'f> {
    register: &'f str,
}

#[derive(Serialize)]
struct Row<'v> {
    number: u32,
    intervals: Vec<IntervalRow<'v>>,
    /// Of the last decision.
    published: Option<Date>,
    received: Option<Date>,
    decisions: Vec<DecisionRow<'v>>,
}

#[derive(Serialize)]
struct DecisionRow<'v> {
    seq: usize,
    kind: &'v str,
    decided_on: Date,
    effective_on: Date,
    published: Date,
    received: Option<Date>,
}

/// Writes the file.
pub(super) fn write(feed: &Feed<'_>, output: &Output<'_>) -> io::Result<FileLine> {
    output.stream(feed.path("validity.json"), |out| {
        let mut list = ListFile::begin(out, &Head { register: feed.id() }, "entries")?;
        in_order(&feed.entries, |entry| row(feed, *entry), |row| list.item(&row))?;
        list.end("")
    })
}

fn row(feed: &Feed<'_>, entry: Entry<'_>) -> io::Result<String> {
    let timeline = entry.timeline();
    let intervals = timeline.view(timeline.now()).intervals();
    let events = feed.events[entry.index()].iter().map(|index| &feed.register.events()[*index]);
    let decisions: Vec<_> = events.map(|event| decision(feed, entry, event)).collect();
    let row = Row {
        number: entry.number(),
        intervals: intervals.iter().map(IntervalRow::from).collect(),
        published: decisions.last().map(|decision| decision.published),
        received: decisions.last().and_then(|decision| decision.received),
        decisions,
    };
    Ok(serde_json::to_string(&row)?)
}

fn decision<'r>(feed: &Feed<'_>, entry: Entry<'r>, event: &Event) -> DecisionRow<'r> {
    let timeline = entry.timeline();
    let dates = entry.dates(event.decision, &feed.checked.law.zone);
    DecisionRow {
        seq: event.seq,
        kind: &timeline.decisions()[event.decision].name,
        decided_on: dates.decided_on,
        effective_on: dates.effective_on,
        published: dates.published,
        received: dates.received,
    }
}
