//! What entries can be looked up by: their holders and the keys of their register, and the days on
//! which an entry carried a value.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::json::{Limits, Node, parse};
use crate::history::Span;
use crate::law::Kind;
use crate::record::public::Privacy;
use crate::record::{Facts, Record};
use crate::register::{Entry, Register};

/// A way to look entries up.
#[derive(Clone, Copy, Debug)]
pub struct Key<'r> {
    /// `holder`, or the name of a key.
    pub name: &'r str,
    /// The pointer to its values in a record.
    pub pointer: &'r str,
    /// Its place among the keys of a record; none for the holder.
    place: Option<usize>,
    /// Whether its values are numbers of persons or organisations.
    identifies: bool,
}

/// Every value of a key and the entries (by place) of which any revision carried it.
pub type Index<'r> = BTreeMap<&'r str, Vec<usize>>;

impl<'r> Key<'r> {
    /// Every key of a register whose values anyone may see.
    pub fn all(register: &'r Register) -> Vec<Key<'r>> {
        let roles = &register.law.file.roles;
        let key = |name, pointer, place| {
            let mut forms = register.law.forms.values();
            let identifies = forms
                .any(|form| form.field(pointer).is_some_and(|field| field.kind == Kind::IinBin));
            Key { name, pointer, place, identifies }
        };
        let holder = roles.holder.iter().map(|pointer| key("holder", pointer.as_str(), None));
        let keys = roles.keys.iter().enumerate();
        let keys = keys.map(|(place, (name, pointer))| key(name, pointer, Some(place)));
        holder.chain(keys).filter(|key| is_public(register, key.pointer)).collect()
    }

    /// Whether this is the holder.
    pub fn is_holder(&self) -> bool {
        self.place.is_none()
    }

    /// The values that a record carries.
    pub fn values<'f>(&self, facts: &'f Facts) -> Vec<&'f str> {
        match self.place {
            None => facts.holder.iter().map(|holder| &*holder.id).collect(),
            Some(place) => facts.keys.get(place).into_iter().flatten().map(AsRef::as_ref).collect(),
        }
    }

    /// The least value that is listed now.
    pub fn first(&self, register: &'r Register, privacy: Privacy) -> Option<&'r str> {
        let values = register.entries().flat_map(|entry| self.values(&entry.record().facts));
        values.filter(|value| !self.hides(privacy, value)).min()
    }

    /// Whether an audience may not see this value.
    pub fn hides(&self, privacy: Privacy, value: &str) -> bool {
        self.identifies && privacy.hides(value)
    }

    /// Every value that may be seen, and whether any was left out.
    pub fn index(&self, register: &'r Register, privacy: Privacy) -> (Index<'r>, bool) {
        let mut index = Index::new();
        let mut masked = false;
        for entry in register.entries() {
            for revision in entry.timeline().revisions() {
                for value in self.values(&revision.record.facts) {
                    if self.hides(privacy, value) {
                        masked = true;
                        continue;
                    }
                    let places = index.entry(value).or_default();
                    if places.last() != Some(&entry.index()) {
                        places.push(entry.index());
                    }
                }
            }
        }
        (index, masked)
    }

    /// The days on which an entry was in the register and carried a value, as known now.
    pub fn spans(&self, entry: Entry<'_>, value: &str) -> Vec<Span> {
        let timeline = entry.timeline();
        let view = timeline.view(timeline.now());
        let carries = view.carries(top_of(entry, split(self.pointer).0), |record| {
            self.values(&record.facts).contains(&value)
        });
        view.spans(carries)
    }
}

/// A name in each language, where it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name {
    /// In Kazakh.
    pub kk: Option<String>,
    /// In Russian.
    pub ru: Option<String>,
}

impl Name {
    /// The name of an entry as its record has it.
    pub fn of(register: &Register, record: &Record) -> Name {
        let pointer = &register.law.file.roles.title;
        let (top, rest) = split(pointer);
        let raw = record.raw(top).filter(|_| is_public(register, pointer)).unwrap_or("null");
        let tree = parse(raw, Limits::RECORD).0;
        let node = tree.as_ref().and_then(|tree| tree.select(rest).first().copied());
        let text = |node: Option<&Node<'_>>| node.and_then(Node::text).map(str::to_owned);
        let plain = text(node);
        let language = |code| text(node.and_then(|node| node.get(code)));
        Name { kk: language("kk").or_else(|| plain.clone()), ru: language("ru").or(plain) }
    }
}

/// Whether anyone may see what a pointer leads to, in every edition that has it.
pub fn is_public(register: &Register, pointer: &str) -> bool {
    let forms = register.law.forms.values();
    forms
        .filter(|form| form.field(pointer).is_some())
        .all(|form| form.public_field(pointer).is_some())
}

/// The top-level key of a pointer and the rest of it: `/enstru/*/code` is `enstru` and `/*/code`.
pub fn split(pointer: &str) -> (&str, &str) {
    let path = pointer.strip_prefix('/').unwrap_or(pointer);
    path.split_at(path.find('/').unwrap_or(path.len()))
}

/// The same key as the entry's own form spells it, which lives as long as the entry.
fn top_of<'r>(entry: Entry<'r>, top: &str) -> &'r str {
    let fields = &entry.record().form.fields;
    fields.iter().find(|field| field.key == top).map_or("", |field| field.key.as_str())
}
