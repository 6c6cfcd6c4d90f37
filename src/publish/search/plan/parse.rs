//! The parts of a query: words, quoted runs, `-` before what must not be there, names of keys.

use std::sync::LazyLock;

use regex::Regex;

use crate::history::Registration;

/// Queries are cut: nobody reads further.
const MOST_UNITS: usize = 300;

/// A part of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Part<'q> {
    /// Whether it must not be met.
    pub(super) not: bool,
    /// Whether it was quoted.
    pub(super) quoted: bool,
    /// What stands before a colon.
    pub(super) name: Option<&'q str>,
    /// The kind of codes that the name names.
    pub(super) kind: Option<usize>,
    /// What stands after the colon, or all of it.
    pub(super) text: &'q str,
    whole: &'q str,
}

impl<'q> Part<'q> {
    /// What is looked for: a name that names nothing belongs to it.
    pub(super) fn said(&self) -> &'q str {
        if self.name.is_some() && self.kind.is_none() { self.whole } else { self.text }
    }
}

#[expect(clippy::unwrap_used, reason = "the pattern is part of the program")]
static PARTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(-?)(?:(\p{L}+):)?(?:"([^"]*)"?|([^\s"]+))"#).unwrap());
#[expect(clippy::unwrap_used, reason = "the pattern is part of the program")]
static DIGITS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[0-9\s.-]{9,}$").unwrap());

/// The query as it is read: cut, and spaces taken out of a long number.
pub(super) fn query(query: &str) -> String {
    let joined: String =
        if DIGITS.is_match(query) { query.split_whitespace().collect() } else { query.to_owned() };
    let mut units = 0;
    let short = joined.chars().take_while(|letter| {
        units += letter.len_utf16();
        units <= MOST_UNITS
    });
    short.collect()
}

/// The parts in their order.
pub(super) fn parts<'q>(query: &'q str, codes: &[String]) -> Vec<Part<'q>> {
    let part = |found: regex::Captures<'q>| {
        let text = |at: usize| found.get(at).map(|found| found.as_str());
        let name = text(2);
        let wanted = if matches!(name, Some("bin" | "iin")) { Some("holder") } else { name };
        let whole = text(0).unwrap_or_default();
        let not = text(1) == Some("-");
        Part {
            not,
            quoted: text(3).is_some(),
            name,
            kind: wanted.and_then(|name| codes.iter().position(|code| code == name)),
            text: text(3).or(text(4)).unwrap_or_default(),
            whole: if not { &whole[1..] } else { whole },
        }
    };
    PARTS.captures_iter(query).map(part).collect()
}

pub(super) fn is_status(text: &str) -> bool {
    Registration::ALL.iter().any(|known| known.word() == text)
}

pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}
