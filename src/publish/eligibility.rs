//! The question of a procurement: was this in the register on that day? A line asks with a BIN, the
//! number of an entry, a code, a date, in any order. An entry is eligible for a code on a day exactly
//! when an interval `[in_from, in_to)` of the code's row holds the day; on a day that one of the dates
//! around a decision is, or that lies between them, the answer is a borderline one and says so.
//!
//! The page `/{l}/check/` gives the same answers from the published files
//! (`themes/default/static/check.js`); a browser test holds one against the other.

mod answer;
mod line;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::date::Date;
use crate::law::register::Status;
use crate::law::site::Audience;
use crate::record::public::Privacy;
use crate::register::{Checked, Entry, Register};

use super::keys::{Index, Key, Name};

/// What is said of one entry, or of a question for which there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The line that asked, from 1.
    pub line: usize,
    /// What it asked, as understood; the line itself where it was not.
    pub input: String,
    /// The day that was asked about.
    pub on: Option<Date>,
    /// The answer.
    pub verdict: Verdict,
    /// What is known now, where there is such an answer: of a borderline day too.
    pub in_register: Option<bool>,
    /// The register.
    pub register: Option<String>,
    /// The entry.
    pub number: Option<u32>,
    /// Its name.
    pub name: Option<Name>,
    /// When it was in the register with all that was asked for.
    pub intervals: Vec<Period>,
    /// The decisions that make the day a borderline one.
    pub border: Vec<Border>,
    /// The published lists that prove an absence, from the root of the site.
    pub proof: Vec<String>,
}

/// Days in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub in_from: Date,
    /// The first day that is no longer part of it.
    pub in_to: Option<Date>,
}

/// A decision whose dates enclose the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Border {
    /// The register's own name for it.
    pub kind: String,
    /// When it was taken.
    pub decided_on: Date,
    /// From when it counts.
    pub effective_on: Date,
    /// When it was published.
    pub published: Date,
    /// When the operator received it.
    pub received: Option<Date>,
}

/// The answer in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was in the register on that day.
    InRegister,
    /// It was not.
    NotInRegister,
    /// A decision was under way on that day.
    Borderline,
    /// A question about a masked number of an individual.
    NotPublic,
    /// No BIN and no IIN has these digits.
    InvalidId,
    /// There is no such day.
    InvalidDate,
    /// Nothing in the line can be looked up.
    NotUnderstood,
}

impl Verdict {
    /// The word in output and in the words of the interface.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::InRegister => "in_register",
            Verdict::NotInRegister => "not_in_register",
            Verdict::Borderline => "borderline",
            Verdict::NotPublic => "not_public",
            Verdict::InvalidId => "invalid_id",
            Verdict::InvalidDate => "invalid_date",
            Verdict::NotUnderstood => "not_understood",
        }
    }
}

/// Checked registers, ready to be asked about many lines.
#[derive(Debug)]
pub struct Desk<'c> {
    checked: &'c Checked,
    privacy: Privacy,
    shelves: Vec<Shelf<'c>>,
}

/// One register with its keys.
#[derive(Debug)]
struct Shelf<'c> {
    register: &'c Register,
    entries: Vec<Entry<'c>>,
    /// A register whose act is revoked is asked only by its own name.
    is_asked: bool,
    keys: Vec<(Key<'c>, Index<'c>)>,
    /// Codes without dots and in capitals: the key (by place) and the code as written.
    codes: BTreeMap<String, Vec<(usize, &'c str)>>,
}

impl<'c> Desk<'c> {
    /// Answers as anyone may have them.
    pub fn new(checked: &'c Checked) -> Desk<'c> {
        let privacy = Privacy::new(&checked.law.site, Audience::Public);
        let shelf = |register: &'c Register| {
            let index = |key: Key<'c>| (key, key.index(register, privacy).0);
            let keys: Vec<_> = Key::all(register).into_iter().map(index).collect();
            let mut codes = BTreeMap::<_, Vec<_>>::new();
            for (place, (_, index)) in
                keys.iter().enumerate().filter(|(_, (key, _))| !key.is_holder())
            {
                for value in index.keys() {
                    codes.entry(line::plain(value)).or_default().push((place, *value));
                }
            }
            let is_asked = register.law.file.status == Status::InForce;
            let entries = register.entries().collect();
            Shelf { register, entries, is_asked, keys, codes }
        };
        Desk { checked, privacy, shelves: checked.registers.iter().map(shelf).collect() }
    }

    /// The answers to a line, which is `number` of its text; none to an empty one. `day` is asked
    /// about where the line names no day.
    pub fn answer(&self, number: usize, text: &str, day: Date) -> Vec<Answer> {
        line::read(self, text)
            .into_iter()
            .flat_map(|question| self.answers(&question, day))
            .map(|answer| Answer { line: number, ..answer })
            .collect()
    }
}
