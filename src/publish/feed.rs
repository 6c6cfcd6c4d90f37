//! Machine-readable output: everything below `api/v1/` but seals, log and signatures. One file for
//! each format. It never reads a clock, and no value leaves it that `Privacy` has not written.

mod atom;
mod changes;
mod columns;
mod csv;
mod datapackage;
mod day;
mod entries;
mod entry;
pub mod export;
mod form;
mod json;
mod lookup;
pub mod manifest;
mod object;
mod openapi;
pub mod schema;
mod seals;
#[cfg(test)]
mod tests;
mod validity;
mod view;
mod xlsx;

use std::io;

use rayon::prelude::*;

use crate::base::output::{FileLine, Output};
use crate::history::Registration;
use crate::law::Form;
use crate::law::site::{Audience, Documents};
use crate::publish::keys::{self, Name};
use crate::publish::origin::{Origins, Own};
use crate::record::Record;
use crate::record::public::Privacy;
use crate::register::{Checked, Entry, Register};

/// Version of the shape of the feed, by the rules of semantic versions.
pub const SCHEMA_VERSION: &str = "1.0.0";

/// Entries rendered at a time: enough to keep every thread busy, few enough (some 30 KB each with
/// all their formats, 8 MB in all) that memory does not grow with the register.
const CHUNK: usize = 256;

/// The feeds of all registers, for one audience.
pub struct Feeds<'f> {
    checked: &'f Checked,
    all: Vec<Feed<'f>>,
    origins: Vec<Origins>,
}

impl<'f> Feeds<'f> {
    /// The feeds, before anything is written.
    pub fn new(checked: &'f Checked, audience: Audience, own: &Own) -> Feeds<'f> {
        let feed = |register| Feed::new(checked, register, audience);
        let origins = |(register, own)| Origins::new(register, own, &());
        Feeds {
            checked,
            all: checked.registers.iter().map(feed).collect(),
            origins: checked.registers.iter().zip(own.registers()).map(origins).collect(),
        }
    }

    /// Writes the file of intervals and dates of each register, in their order. It comes first:
    /// pages lead to it and say how much it weighs.
    pub fn validity(&self, output: &Output<'_>) -> io::Result<Vec<FileLine>> {
        self.all.iter().map(|feed| validity::write(feed, output)).collect()
    }

    /// Writes everything else, and what describes it. The manifest is not part of this: it comes
    /// last, after the pages ([`manifest::finish`]).
    pub fn write(&self, output: &Output<'_>) -> io::Result<()> {
        for (feed, origins) in self.all.iter().zip(&self.origins) {
            entries::write(feed, origins, output)?;
            seals::write(feed, output)?;
            lookup::write(feed, origins, output)?;
            day::write(feed, output)?;
            changes::write(feed, output)?;
        }
        schema::write(self.checked, output)?;
        openapi::write(&self.all, output)?;
        datapackage::write(&self.all, output)?;
        atom::write(self.checked, output)
    }
}

/// One register, for one audience.
struct Feed<'f> {
    checked: &'f Checked,
    register: &'f Register,
    audience: Audience,
    privacy: Privacy,
    entries: Vec<Entry<'f>>,
    /// Registration of each entry on the commit's day.
    registrations: Vec<Registration>,
    /// The events of each entry, as places among the register's events.
    events: Vec<Vec<usize>>,
}

impl<'f> Feed<'f> {
    /// Whether anyone may see what an entry needs.
    fn shows_requires(&self) -> bool {
        let pointer = self.register.law.file.roles.requires.as_ref();
        pointer.is_some_and(|pointer| self.is_public(pointer))
    }

    fn new(checked: &'f Checked, register: &'f Register, audience: Audience) -> Feed<'f> {
        let entries: Vec<_> = register.entries().collect();
        let day = checked.head.day;
        let registrations = entries.par_iter().map(|entry| entry.registration(day)).collect();
        let mut events = vec![Vec::new(); entries.len()];
        for (index, event) in register.events().iter().enumerate() {
            events[event.entry].push(index);
        }
        let privacy = Privacy::new(&checked.law.site, audience);
        Feed { checked, register, audience, privacy, entries, registrations, events }
    }

    fn id(&self) -> &'f str {
        &self.register.law.id
    }

    /// The path of a file of this register.
    fn path(&self, rest: impl std::fmt::Display) -> String {
        format!("api/v1/{}/{rest}", self.id())
    }

    fn registration(&self, entry: Entry<'_>) -> Registration {
        self.registrations[entry.index()]
    }

    /// The editions that entries are written in, sorted.
    fn editions(&self) -> Vec<&'f Form> {
        let used = |form: &&std::sync::Arc<Form>| {
            self.entries.iter().any(|entry| entry.record().form.id == form.id)
        };
        self.register.law.forms.values().filter(used).map(AsRef::as_ref).collect()
    }

    /// Whether anyone may see what a pointer leads to, in every edition that has it.
    fn is_public(&self, pointer: &str) -> bool {
        keys::is_public(self.register, pointer)
    }

    /// Whether terms of documents may be told.
    fn tells_terms(&self) -> bool {
        self.audience == Audience::Operator
            || (self.checked.law.site.documents != Documents::None && self.shows_terms())
    }

    /// Whether anyone may see until when documents are valid.
    fn shows_terms(&self) -> bool {
        let documents = self.register.law.file.roles.documents.as_deref();
        documents.is_some_and(|at| self.is_public(&format!("{at}/valid_until")))
    }

    /// The name of an entry as its record has it.
    fn name(&self, record: &Record) -> Name {
        Name::of(self.register, record)
    }
}

/// Renders items in parallel, some at a time, and hands on what came of them in their order.
fn in_order<T: Sync, R: Send>(
    items: &[T],
    render: impl Fn(&T) -> io::Result<R> + Sync,
    mut take: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    for chunk in items.chunks(CHUNK) {
        let rendered: Vec<io::Result<R>> = chunk.par_iter().map(&render).collect();
        for one in rendered {
            take(one?)?;
        }
    }
    Ok(())
}
