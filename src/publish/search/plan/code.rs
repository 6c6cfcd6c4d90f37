//! Codes in a query: whole, or by their beginning.

use anyhow::Result;

use super::super::index::{MARK, plain_code};
use super::super::shards::CODES;
use super::{Clause, Leaf, Reader};

impl Reader<'_> {
    /// Leaves for a code of a kind, or of any.
    pub(super) fn codes(&self, text: &str, kind: Option<usize>) -> Result<Clause> {
        let plain = plain_code(text);
        if plain.is_empty() {
            return Ok(Clause::new());
        }
        let documents = self.codes.len() - 1;
        let of = |key: &str| kind_of(key) == kind.unwrap_or_else(|| kind_of(key));
        let start = format!("{CODES}{plain}{MARK}");
        let whole = self.terms.beginning(&start, 99, &of)?;
        if !whole.is_empty() {
            let leaf = |(key, _): (String, u32)| {
                let score = match kind_of(&key) {
                    0 => 4e3,
                    1 => 3e3,
                    kind if kind < documents => 2e3,
                    _ => 1e3,
                };
                Leaf { keys: vec![key], boost: 1.0, score: Some(score) }
            };
            return Ok(whole.into_iter().map(leaf).collect());
        }
        if plain.encode_utf16().count() < 3 || self.literal {
            return Ok(Clause::new());
        }
        // Numbers of entries and of documents begin alike too often.
        let begins = |key: &str| match kind {
            Some(kind) => kind_of(key) == kind,
            None => (1..documents).contains(&kind_of(key)),
        };
        let begun = self.terms.beginning(&format!("{CODES}{plain}"), 64, &begins)?;
        let leaf = |(key, _)| Leaf { keys: vec![key], boost: 1.0, score: Some(500.0) };
        Ok(begun.into_iter().map(leaf).collect())
    }
}

fn kind_of(key: &str) -> usize {
    key.split(MARK).nth(1).and_then(|kind| kind.parse().ok()).unwrap_or(usize::MAX)
}
