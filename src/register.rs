//! Checked registers. Only [`check()`] makes one, and only these can be published.

mod check;
mod dates;
mod documents;
pub mod rules;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::date::{Date, Instant};
use crate::history::{Event, Registration, Timeline};
use crate::law::{Law, RegisterLaw};
use crate::record::{Document, Record};
use crate::seal::{CommitVerdict, Maintainers, Seal, Verdicts};

pub use check::{Input, check};
pub use dates::Dates;
pub use documents::{DocumentsStatus, Term};

/// Everything that is published from one commit.
#[derive(Debug)]
pub struct Checked {
    /// The law at that commit.
    pub law: Law,
    /// The commit.
    pub head: Head,
    /// The day for which terms and deadlines are told.
    pub on: Date,
    /// In the order of the site's settings.
    pub registers: Vec<Register>,
}

/// The commit that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its id; none for a folder without history.
    pub commit: Option<String>,
    /// Its time.
    pub at: Instant,
    /// Its civil date in Kazakhstan: the day for which registration is told.
    pub day: Date,
}

/// One checked register.
#[derive(Debug)]
pub struct Register {
    /// What its files say of it.
    pub law: RegisterLaw,
    timelines: Vec<Timeline>,
    events: Vec<Event>,
    last_seq: Vec<usize>,
    required_by: BTreeMap<u32, Vec<u32>>,
    seals: Verdicts,
    maintainers: Arc<Maintainers>,
}

impl Register {
    /// All entries by number, excluded ones too.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> + Clone {
        (0..self.timelines.len()).map(|index| Entry { register: self, index })
    }

    /// The entry of a number.
    pub fn entry(&self, number: u32) -> Option<Entry<'_>> {
        let index =
            self.timelines.binary_search_by_key(&number, |timeline| timeline.number).ok()?;
        Some(Entry { register: self, index })
    }

    /// All events by `seq`.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The number of the last event; 0 when there is none.
    pub fn seq(&self) -> usize {
        self.events.len()
    }

    /// The entry that an event is about.
    pub fn entry_of(&self, event: &Event) -> Entry<'_> {
        Entry { register: self, index: event.entry }
    }
}

/// A record that passed the check, with its whole history.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'r> {
    register: &'r Register,
    index: usize,
}

impl<'r> Entry<'r> {
    /// Its place among the entries of its register, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Its number.
    pub fn number(self) -> u32 {
        self.timeline().number
    }

    /// Its register.
    pub fn register(self) -> &'r Register {
        self.register
    }

    /// Its history.
    pub fn timeline(self) -> &'r Timeline {
        &self.register.timelines[self.index]
    }

    /// The record as it is now.
    pub fn record(self) -> &'r Record {
        &self.timeline().latest().record
    }

    /// The seal of a revision, counted from 0, and the verdict on it.
    pub fn seal(self, revision: usize) -> Seal {
        let seals = self.register.seals.get(self.index);
        seals.and_then(|seals| seals.get(revision)).cloned().unwrap_or_else(Seal::missing)
    }

    /// The verdict on the signature of the commit that brought a revision, counted from 0; none
    /// where the commit is not signed.
    pub fn commit_signature(self, revision: usize) -> Option<&'r CommitVerdict> {
        let revision = self.timeline().revisions().get(revision)?;
        self.register.maintainers.of(revision.commit)
    }

    /// Where it stands on a day, as known now.
    pub fn registration(self, day: Date) -> Registration {
        let timeline = self.timeline();
        timeline.view(timeline.now()).registration(day)
    }

    /// The number of its last event.
    pub fn last_seq(self) -> usize {
        self.register.last_seq[self.index]
    }

    /// Numbers of the entries that need this one.
    pub fn required_by(self) -> &'r [u32] {
        self.register.required_by.get(&self.number()).map_or(&[], Vec::as_slice)
    }

    /// Where its documents stand on a day; nothing when it is not in the register.
    pub fn documents(self, on: Date) -> Option<DocumentsStatus> {
        let renewal = self.register.law.file.renewal.as_ref()?;
        let in_register = self.registration(on) == Registration::InRegister;
        let terms = self.terms(on).iter().map(|document| document.valid_until);
        in_register.then(|| DocumentsStatus::of(terms, renewal.days_before, on)).flatten()
    }

    /// Its documents with a term, by the values of a day.
    pub fn terms(self, on: Date) -> &'r [Document] {
        let pointer = self.register.law.file.roles.documents.as_deref();
        let Some(key) = pointer.and_then(|pointer| pointer.split('/').nth(1)) else { return &[] };
        let timeline = self.timeline();
        let at = timeline.view(timeline.now()).shown_revision(key, on);
        &timeline.revisions()[at].record.facts.documents
    }
}
