//! The smallest things that a template prints: a piece of text with what it is.

use serde::Serialize;

use crate::base::date::Date;
use crate::base::lang::{Lang, PerLang};
use crate::history::Registration;

/// A piece of text. Empty members are not printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Part {
    pub(super) text: String,
    /// Its language, where that is not the page's.
    pub(super) lang: &'static str,
    /// Where it leads.
    pub(super) href: String,
    /// The machine's form of a date.
    pub(super) datetime: String,
}

impl Part {
    /// Text and nothing more.
    pub(super) fn text(text: impl Into<String>) -> Part {
        Part { text: text.into(), ..Part::default() }
    }

    /// A link.
    pub(super) fn link(text: impl Into<String>, href: impl Into<String>) -> Part {
        Part { text: text.into(), href: href.into(), ..Part::default() }
    }

    /// A date in words.
    pub(super) fn date(text: String, date: Date) -> Part {
        Part { text, datetime: date.to_string(), ..Part::default() }
    }

    /// A text of a language on a page of another.
    pub(super) fn spoken(text: impl Into<String>, lang: Lang, page: Lang) -> Part {
        let lang = if lang == page { "" } else { lang.code() };
        Part { text: text.into(), lang, ..Part::default() }
    }

    /// The same, leading somewhere.
    #[must_use]
    pub(super) fn to(mut self, href: impl Into<String>) -> Part {
        self.href = href.into();
        self
    }
}

/// A pattern with its places filled by parts.
pub(super) fn phrase(pattern: &str, values: &[(&str, Part)]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            parts.push(Part::text(before));
        }
        parts.extend(values.iter().find(|(known, _)| *known == name).map(|(_, part)| part.clone()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::text(rest));
    }
    parts
}

/// Parts as plain text.
pub(super) fn plain(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// Where an entry stands, as a word and a shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Status {
    /// Names the shape.
    pub(super) code: &'static str,
    /// The word.
    pub(super) word: String,
}

impl Status {
    /// The status of a registration, with its word.
    pub(super) fn of(registration: Registration, word: &str) -> Status {
        Status { code: registration.word(), word: word.to_owned() }
    }
}

/// A name in the page's language, and in the other one where it differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Name {
    pub(super) main: Part,
    pub(super) other: Option<Part>,
}

impl Name {
    /// The name on a page of a language; `only` is its language where it has but one.
    pub(super) fn of(name: &PerLang<Box<str>>, only: Option<Lang>, page: Lang) -> Name {
        let (main, other) = (name.get(page), name.get(page.other()));
        let different = main != other;
        Name {
            main: Part::spoken(&**main, only.unwrap_or(page), page),
            other: different.then(|| Part::spoken(&**other, page.other(), page)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_keeps_its_parts_apart() {
        let date = "2025-03-14".parse().unwrap();
        let parts = phrase("с {date}.", &[("date", Part::date("14 марта".to_owned(), date))]);
        let texts: Vec<_> = parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(texts, ["с ", "14 марта", "."]);
        assert_eq!(parts[1].datetime, "2025-03-14");
    }
}
