//! Rules over records and timelines, one file each. A rule forbids what is new and warns about what
//! was published before.

mod decisions;
mod documents;
mod formed_on;
mod holder_kind;
mod iin_in_text;
mod requires;
mod twice;

use rayon::prelude::*;

use super::{Entry, Register};
use crate::base::finding::{Finding, Place};
use crate::base::json::{Node, Span, position};
use crate::base::share::shared;
use crate::law::Law;

/// What a rule sees: one entry, the tree of its latest record, and everything around it.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The entry.
    pub entry: Entry<'c>,
    /// Its latest record.
    pub tree: &'c Node<'c>,
    /// The register.
    pub register: &'c Register,
    /// The law at the commit.
    pub law: &'c Law,
}

/// A rule: everything it finds about one entry.
pub type Rule = fn(&Context<'_>) -> Vec<Finding>;

/// Every rule.
pub const ALL: &[Rule] = &[
    decisions::check,
    documents::check,
    formed_on::check,
    holder_kind::check,
    iin_in_text::check,
    requires::check,
    twice::check,
];

/// Everything that the rules find in a register.
pub fn check(register: &Register, law: &Law) -> Vec<Finding> {
    let entries = shared(register.entries());
    entries.flat_map_iter(|entry| entry_findings(entry, register, law)).collect()
}

fn entry_findings(entry: Entry<'_>, register: &Register, law: &Law) -> Vec<Finding> {
    let Some(tree) = entry.record().tree() else { return Vec::new() };
    let context = Context { entry, tree: &tree, register, law };
    ALL.iter().flat_map(|rule| rule(&context)).collect()
}

impl Context<'_> {
    /// The place of a span of the record.
    fn place(&self, span: Span, pointer: impl Into<String>) -> Place {
        let text = self.entry.record().text();
        let (line, column) = position(text, span.start);
        let meant = span.of(text).lines().next().unwrap_or_default();
        let width = u32::try_from(meant.chars().count()).unwrap_or(u32::MAX);
        let path = self.entry.timeline().path.clone();
        Place { path, pointer: pointer.into(), line, column, width }
    }

    /// The place of the value at a pointer without wildcards; the whole file when there is none.
    fn at(&self, pointer: &str) -> Place {
        let mut node = self.tree;
        for part in pointer.split('/').skip(1) {
            let inner = match part.parse::<usize>() {
                Ok(index) => node.items().get(index),
                Err(_) => node.get(part),
            };
            let Some(inner) = inner else { return Place::file(&*self.entry.timeline().path) };
            node = inner;
        }
        self.place(node.span, pointer)
    }
}
