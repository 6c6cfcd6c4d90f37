//! What the pages and files of an entry are made from, as one hash: equal origins, equal files. A
//! publication takes over the files of an entry whose origin did not change.
//!
//! The law, the words, the theme, the settings and the program are not part of it: whoever keeps
//! files from one publication to the next keeps them apart by these. All else that a page of an
//! entry may tell must be here; rather too much than too little.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use rayon::prelude::*;

use crate::base::date::Date;
use crate::base::digest::{Digest, Hasher};
use crate::base::share::shared;
use crate::register::{Checked, Entry, Register};
use crate::seal::Source;

/// The history of each entry, with what is told of others, as one hash: worked out once for feeds
/// and pages, which add what else they look at.
#[derive(Debug)]
pub struct Own(Vec<Vec<Digest>>);

impl Own {
    /// The hashes of all registers.
    pub fn new(checked: &Checked) -> Own {
        Own(checked.registers.iter().map(|register| own(checked, register)).collect())
    }

    /// Those of each register, in the order of the registers.
    pub(super) fn registers(&self) -> impl Iterator<Item = &[Digest]> {
        self.0.iter().map(Vec::as_slice)
    }
}

/// The origin of each entry of a register, by place.
#[derive(Debug)]
pub(super) struct Origins(Vec<Digest>);

impl Origins {
    /// The origins of a register; `also` is what else its files look at.
    pub(super) fn new(register: &Register, own: &[Digest], also: &impl fmt::Debug) -> Origins {
        let common = of(&(&register.law.id, also));
        Origins(own.iter().map(|own| Digest::of(&[common.0, own.0].concat())).collect())
    }

    /// The origin of what is made from one entry.
    pub(super) fn of(&self, place: usize) -> Digest {
        self.0[place]
    }

    /// The origin of what is made from some entries.
    pub(super) fn all(&self, places: &[usize]) -> Digest {
        self.with(&(), places)
    }

    /// The origin of what is made from some entries and shows something else as well.
    pub(super) fn with(&self, also: &impl fmt::Debug, places: &[usize]) -> Digest {
        let mut text = Text::default();
        text.add(also);
        for place in places {
            text.0.update(&self.0[*place].0);
        }
        text.0.finish()
    }
}

/// The origin of what is made from a value alone.
pub(super) fn of(value: &impl fmt::Debug) -> Digest {
    let mut text = Text::default();
    text.add(value);
    text.0.finish()
}

/// The origin of each entry by itself.
fn own(checked: &Checked, register: &Register) -> Vec<Digest> {
    let mut numbers = vec![Vec::new(); register.entries().len()];
    for event in register.events() {
        numbers[event.entry].push(event.seq);
    }
    let origin = |entry: Entry<'_>| {
        let mut text = Text::default();
        text.add(&numbers[entry.index()]);
        text.own(entry, checked.head.day);
        text.others(entry, checked);
        text.0.finish()
    };
    shared(register.entries()).map(origin).collect()
}

/// What is hashed: values as their `Debug` shows them, so that a member added later is never
/// forgotten.
#[derive(Default)]
struct Text(Hasher);

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl Text {
    fn add(&mut self, value: &impl fmt::Debug) {
        // Hashing cannot fail.
        let _ = writeln!(self, "{value:?}");
    }

    /// The whole history of an entry. Days decide where it stands: which of its decisions are in
    /// effect on the day of the commit says all that the day can say.
    fn own(&mut self, entry: Entry<'_>, day: Date) {
        let timeline = entry.timeline();
        self.add(&(timeline.number, &timeline.path));
        for (at, revision) in timeline.revisions().iter().enumerate() {
            self.add(&(revision.record.sha256, &revision.record.form.id, revision.recorded_at));
            self.add(&(revision.seal_sha256, revision.first_decision, &revision.altered));
            self.add(&entry.commit_signature(at));
            let seal = entry.seal(at);
            self.add(&seal.verdict);
            match &seal.source {
                None => self.add(&()),
                Some(Source::Own(own)) => self.add(&own.sha256),
                Some(Source::List(list)) => {
                    self.add(&(&list.path, list.file.sha256, list.signature.sha256));
                }
            }
        }
        let in_effect = timeline.decisions().iter().map(|decision| decision.effective_on <= day);
        self.add(&in_effect.collect::<Vec<_>>());
    }

    /// What is told of the entries that it refers to, and of those that refer to it.
    fn others(&mut self, entry: Entry<'_>, checked: &Checked) {
        let mut numbers: BTreeSet<u32> = entry.required_by().iter().copied().collect();
        self.add(&numbers);
        for revision in entry.timeline().revisions() {
            // Records are canonical: no key in them is spelt with escapes.
            numbers.extend(references(revision.record.text()));
        }
        for number in numbers {
            let Some(other) = entry.register().entry(number).filter(|_| number != entry.number())
            else {
                self.add(&(number, "unknown"));
                continue;
            };
            let timeline = other.timeline();
            let day = checked.head.day;
            let effects = timeline.decisions().iter().map(|it| it.effective_on <= day);
            let records = timeline.revisions().iter().map(|revision| revision.record.sha256);
            self.add(&(number, records.collect::<Vec<_>>(), effects.collect::<Vec<_>>()));
        }
    }
}

/// The numbers under the key by which a record refers to an entry, wherever it stands.
fn references(text: &str) -> impl Iterator<Item = u32> {
    text.split("\"number\"").skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        let digits = value.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(value.len());
        value[..digits].parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_in_any_spacing() {
        let text =
            r#"{"number":17,"requires":[{ "number" : 5 },{"name":"number"}],"n":{"number":"6"}}"#;
        assert_eq!(references(text).collect::<Vec<_>>(), [17, 5]);
    }
}
