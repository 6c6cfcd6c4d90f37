//! A register as it stood on a day, as known then or now: the same shapes as the whole register,
//! with the values of that day.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::columns::Columns;
use super::json::ListFile;
use super::view::{EntryView, Required};
use super::{Feed, SCHEMA_VERSION, csv, in_order, object, xlsx};
use crate::base::date::Date;
use crate::history::{Known as KnownDecisions, Registration, Revision, Timeline};
use crate::law::Zone;
use crate::law::site::Audience;
use crate::publish::keys::split;
use crate::register::{Checked, Entry, Register};

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One object with an envelope
    Json,
    /// One entry a line
    Ndjson,
    /// A table
    Csv,
    /// A workbook
    Xlsx,
}

/// Up to when something was known.
#[derive(Clone, Debug)]
pub enum Known {
    /// Everything.
    Now,
    /// What the main line held with this commit, counted from the first.
    Commit(usize),
    /// What was recorded by the end of a civil day.
    Recorded {
        /// The day.
        by: Date,
        /// Civil time.
        zone: Zone,
    },
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The day on which the register stood so.
    pub on: Date,
    /// Up to when it was known.
    pub known: Known,
}

#[derive(Serialize)]
struct Envelope<'e> {
    schema_version: &'static str,
    register: &'e str,
    commit: Option<&'e str>,
    as_of: Date,
    count: usize,
}

/// Writes every entry that was known then, by number.
pub fn write(
    checked: &Checked,
    register: &Register,
    question: Question,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    // Whoever runs this has the repository; the output goes on to others all the same.
    let feed = Feed::new(checked, register, Audience::Public);
    let mut asked = Asked { feed: &feed, question, needed_by: BTreeMap::new() };
    for entry in &feed.entries {
        for number in asked.needs(*entry) {
            asked.needed_by.entry(*number).or_default().push(entry.number());
        }
    }
    let entries: Vec<_> =
        feed.entries.iter().copied().filter(|entry| asked.known(*entry).is_some()).collect();
    match format {
        Format::Json => asked.json(&entries, out),
        Format::Ndjson => {
            in_order(&entries, |entry| asked.object(*entry), |object| writeln!(out, "{object}"))
        }
        Format::Csv => asked.table(&entries, out),
        Format::Xlsx => asked.workbook(&entries, out),
    }
}

struct Asked<'a, 'f> {
    feed: &'a Feed<'f>,
    question: Question,
    /// Who needed an entry on the day.
    needed_by: BTreeMap<u32, Vec<u32>>,
}

impl<'f> Asked<'_, 'f> {
    fn json(&self, entries: &[Entry<'f>], out: &mut dyn Write) -> io::Result<()> {
        let envelope = Envelope {
            schema_version: SCHEMA_VERSION,
            register: self.feed.id(),
            commit: self.feed.checked.head.commit.as_deref(),
            as_of: self.question.on,
            count: entries.len(),
        };
        let mut list = ListFile::begin(out, &envelope, "entries")?;
        in_order(entries, |entry| self.object(*entry), |object| list.item(&object))?;
        list.end("")
    }

    fn object(&self, entry: Entry<'f>) -> io::Result<String> {
        object::object(self.feed, &self.view(entry))
    }

    fn table(&self, entries: &[Entry<'f>], out: &mut dyn Write) -> io::Result<()> {
        let columns = Columns::of(&self.feed.register.law);
        let mut table = csv::writer(out);
        table.write_record(columns.names())?;
        let row = |entry: &Entry<'f>| Ok(columns.row(self.feed, &self.view(*entry)));
        in_order(entries, row, |row| Ok(table.write_record(row)?))?;
        table.flush()
    }

    fn workbook(&self, entries: &[Entry<'f>], out: &mut dyn Write) -> io::Result<()> {
        let columns = Columns::of(&self.feed.register.law);
        let names: Vec<_> = columns.names().map(str::to_owned).collect();
        let mut sheet = xlsx::Sheet::new(self.feed.id(), &[names]).map_err(io::Error::other)?;
        let row = |entry: &Entry<'f>| Ok(columns.row(self.feed, &self.view(*entry)));
        in_order(entries, row, |row| {
            let cells: Vec<_> = row.into_iter().map(|cell| vec![cell]).collect();
            sheet.row(&cells).map_err(io::Error::other)
        })?;
        out.write_all(&sheet.finish().map_err(io::Error::other)?)
    }

    /// What was known of an entry; nothing before its first revision.
    fn known(&self, entry: Entry<'_>) -> Option<KnownDecisions> {
        let timeline = entry.timeline();
        match &self.question.known {
            Known::Now => Some(timeline.now()),
            Known::Commit(commit) => timeline.known(|revision| revision.commit <= *commit),
            Known::Recorded { by, zone } => {
                timeline.known(|revision| zone.civil(revision.recorded_at) <= *by)
            }
        }
    }

    fn registration(&self, entry: Entry<'_>) -> Option<Registration> {
        let known = self.known(entry)?;
        Some(entry.timeline().view(known).registration(self.question.on))
    }

    /// The revision that holds the value of a pointer's field on the day.
    fn holding<'t>(
        &self,
        timeline: &'t Timeline,
        known: KnownDecisions,
        pointer: &str,
    ) -> &'t Revision {
        let (key, _) = split(pointer);
        &timeline.revisions()[timeline.view(known).shown_revision(key, self.question.on)]
    }

    /// Numbers of what an entry needed on the day.
    fn needs<'t>(&self, entry: Entry<'t>) -> &'t [u32] {
        let pointer = self.feed.register.law.file.roles.requires.as_deref();
        match (pointer.filter(|_| self.feed.shows_requires()), self.known(entry)) {
            (Some(pointer), Some(known)) => {
                &self.holding(entry.timeline(), known, pointer).record.facts.requires
            }
            _ => &[],
        }
    }

    fn view(&self, entry: Entry<'f>) -> EntryView<'f> {
        let timeline = entry.timeline();
        let known = self.known(entry).unwrap_or(timeline.now());
        let view = timeline.view(known);
        let form = &self.holding(timeline, known, "/form").record.form;
        let values = view.values(self.question.on);
        let last = known.revision(timeline);
        let events = self.feed.events[entry.index()].iter();
        let mut seen = events.map(|at| &self.feed.register.events()[*at]);
        let last_seq = seen.rfind(|event| event.revision <= last).map_or(0, |event| event.seq);
        let resolve = |number: &u32| {
            let other = self.feed.register.entry(*number);
            Required {
                number: *number,
                name: other.map(|other| self.feed.name(other.record())),
                registration: other
                    .and_then(|other| self.registration(other))
                    .map(Registration::word),
            }
        };
        EntryView {
            entry,
            public: self.feed.privacy.object(form, values),
            registration: view.registration(self.question.on),
            intervals: view.intervals(),
            last_seq,
            revision: last + 1,
            record_sha256: timeline.revisions()[last].record.sha256,
            requires: self.needs(entry).iter().map(resolve).collect(),
            required_by: self.needed_by.get(&entry.number()).cloned().unwrap_or_default(),
        }
    }
}
