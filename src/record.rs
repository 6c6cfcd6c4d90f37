//! One record: the exact bytes of an entry's file, read by its form, or every problem in them.

mod check;
mod decision;
mod extract;
mod flawless;
pub mod kind;
pub mod public;
mod read;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::base::date::Date;
use crate::base::digest::Digest;
use crate::base::json::{Limits, Node, Span, parse};
use crate::base::lang::PerLang;
use crate::law::Form;

pub use decision::Decision;
pub use flawless::Flawless;
pub use kind::iin_bin::IdKind;
pub use read::{Reading, RecordFile, canonical, read};

/// A record that its form could read. It keeps the signed bytes and where each top-level field
/// stands in them; a field has the same value as another's exactly when its bytes are the same.
#[derive(Clone, Debug)]
pub struct Record {
    text: Box<str>,
    /// The edition by which it was read.
    pub form: Arc<Form>,
    /// The entry's number.
    pub number: u32,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    fields: Box<[Span]>,
    /// What plays a part in the register.
    pub facts: Facts,
    /// The decisions so far.
    pub decisions: Box<[Decision]>,
}

/// Values that play a part in the register, as its roles name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The entry's name; empty where a loaded row has none.
    pub title: PerLang<Box<str>>,
    /// The holder's identification number.
    pub holder: Option<Holder>,
    /// The holder's name; empty where unknown.
    pub holder_name: PerLang<Box<str>>,
    /// The official number, where it is text.
    pub official_number: Option<Box<str>>,
    /// The date on which the entry was formed.
    pub formed_on: Option<Date>,
    /// For each key of the register, in its order: the values carried.
    pub keys: Box<[Box<[Box<str>]>]>,
    /// Values of the facets, in their order.
    pub facets: Box<[Box<str>]>,
    /// Entries that this one needs, by number.
    pub requires: Box<[u32]>,
    /// Its documents, those with a last day of validity.
    pub documents: Box<[Document]>,
    /// Whether this row was loaded from an earlier table.
    pub loaded: bool,
}

/// A document with a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The last day of validity.
    pub valid_until: Date,
    /// What it is, by the form; empty where it does not say.
    pub kind: Box<str>,
}

/// Who holds an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The identification number.
    pub id: Box<str>,
    /// Whether it is a person's or an organisation's.
    pub kind: IdKind,
}

impl Record {
    /// The exact text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value of a top-level field, as written; nothing if this edition has no such key.
    pub fn raw(&self, key: &str) -> Option<&str> {
        let index = self.form.fields.iter().position(|field| field.key == key)?;
        self.fields.get(index).map(|span| span.of(&self.text))
    }

    /// Where a top-level field stands; an empty span if this edition has no such key.
    pub fn span(&self, key: &str) -> Span {
        let index = self.form.fields.iter().position(|field| field.key == key);
        index.and_then(|index| self.fields.get(index)).copied().unwrap_or_default()
    }

    /// Every top-level field and its value as written, in the order of the form.
    pub fn raw_fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let keys = self.form.fields.iter().map(|field| field.key.as_str());
        keys.zip(self.fields.iter().map(|span| span.of(&self.text)))
    }

    /// The tree of the whole text. It was read once without a problem, so there is one.
    pub fn tree(&self) -> Option<Node<'_>> {
        parse(&self.text, Limits::RECORD).0
    }
}
