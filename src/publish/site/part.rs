//! The smallest things that a template prints: a piece of text with what it is. To a template each
//! is finished HTML: they are most of what is printed, and a template that puts every one together
//! by itself takes longer than all the rest.

use serde::{Serialize, Serializer};

use super::html::{attribute, escape};
use super::words::pieces;
use crate::base::date::Date;
use crate::base::lang::{Lang, PerLang};
use crate::history::Registration;

/// Room for most of what is printed.
const ROOM: usize = 256;

/// A piece of text: a link where it leads somewhere, else a date where it has one. Empty members
/// are not printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

    /// Appends it as HTML.
    fn print(&self, out: &mut String) {
        let element = match self {
            Part { text, .. } if text.is_empty() => return,
            Part { href, .. } if !href.is_empty() => "a",
            Part { datetime, .. } if !datetime.is_empty() => "time",
            Part { lang, .. } if !lang.is_empty() => "span",
            _ => return escape(out, &self.text),
        };
        out.extend(["<", element]);
        attribute(out, "href", &self.href);
        if self.href.is_empty() {
            attribute(out, "datetime", &self.datetime);
        }
        attribute(out, "lang", self.lang);
        out.push('>');
        escape(out, &self.text);
        out.extend(["</", element, ">"]);
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        printed(|html| self.print(html), serializer)
    }
}

/// What `print` appends, as HTML that a template prints as it is.
pub(super) fn printed<S: Serializer>(
    print: impl FnOnce(&mut String),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut html = String::with_capacity(ROOM);
    print(&mut html);
    tera::Value::safe_string(&html).serialize(serializer)
}

/// Parts that stand after each other, such as a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Part>);

impl Phrase {
    /// Adds a part at the end.
    pub(super) fn push(&mut self, part: Part) {
        self.0.push(part);
    }

    /// Appends it as HTML.
    pub(super) fn print(&self, out: &mut String) {
        for part in &self.0 {
            part.print(out);
        }
    }

    /// As plain text.
    pub(super) fn plain(&self) -> String {
        self.0.iter().map(|part| part.text.as_str()).collect()
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        printed(|html| self.print(html), serializer)
    }
}

impl FromIterator<Part> for Phrase {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Phrase {
        Phrase(parts.into_iter().collect())
    }
}

impl Extend<Part> for Phrase {
    fn extend<I: IntoIterator<Item = Part>>(&mut self, parts: I) {
        self.0.extend(parts);
    }
}

impl IntoIterator for Phrase {
    type Item = Part;
    type IntoIter = std::vec::IntoIter<Part>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Part> for Phrase {
    fn from(part: Part) -> Phrase {
        Phrase(vec![part])
    }
}

/// A pattern with its places filled by parts.
pub(super) fn phrase(pattern: &str, values: &[(&str, Part)]) -> Phrase {
    let mut parts = Vec::new();
    for (before, name) in pieces(pattern) {
        if !before.is_empty() {
            parts.push(Part::text(before));
        }
        parts.extend(values.iter().find(|(known, _)| *known == name).map(|(_, part)| part.clone()));
    }
    Phrase(parts)
}

/// The last day of a document.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Term {
    /// For the script that counts the days.
    pub(super) day: Date,
    until: Part,
    /// By when to renew it.
    by: Option<Part>,
}

impl Term {
    /// A term, with the words for its days.
    pub(super) fn new(until: Date, by: Option<Date>, words: impl Fn(Date) -> String) -> Term {
        let part = |date: Date| Part::date(words(date), date);
        Term { day: until, until: part(until), by: by.map(part) }
    }
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
    main: Spoken,
    other: Option<Spoken>,
}

/// A text and its language; empty where that is the page's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Spoken {
    text: String,
    lang: &'static str,
}

impl Spoken {
    fn new(text: &str, lang: Lang, page: Lang) -> Spoken {
        let lang = if lang == page { "" } else { lang.code() };
        Spoken { text: text.to_owned(), lang }
    }
}

impl Name {
    /// The name on a page of a language; `only` is its language where it has but one.
    pub(super) fn of(name: &PerLang<Box<str>>, only: Option<Lang>, page: Lang) -> Name {
        let (main, other) = (name.get(page), name.get(page.other()));
        let different = main != other;
        Name {
            main: Spoken::new(main, only.unwrap_or(page), page),
            other: different.then(|| Spoken::new(other, page.other(), page)),
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
        let texts: Vec<_> = parts.0.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(texts, ["с ", "14 марта", "."]);
        assert_eq!(parts.0[1].datetime, "2025-03-14");
        assert_eq!(parts.plain(), "с 14 марта.");
    }

    #[test]
    fn a_part_is_html_to_a_template() {
        let html = |part: Part| {
            let mut tera = tera::Tera::default();
            tera.add_raw_template("part.html", "{{ part }}").unwrap();
            let mut context = tera::Context::new();
            context.insert("part", &part);
            tera.render("part.html", &context).unwrap()
        };
        assert_eq!(html(Part::text("A<B")), "A&lt;B");
        assert_eq!(html(Part::link("A<B", "/?a&b")), "<a href=\"/?a&amp;b\">A&lt;B</a>");
        assert_eq!(html(Part::link("A", "")), "A");
        assert_eq!(html(Part::link("", "/")), "");
        let day = "2025-03-14".parse().unwrap();
        let time = "<time datetime=\"2025-03-14\">14 марта</time>";
        assert_eq!(html(Part::date("14 марта".to_owned(), day)), time);
        assert_eq!(html(Part::spoken("A", Lang::Ru, Lang::Kk)), "<span lang=\"ru\">A</span>");
        let link = Part::spoken("A", Lang::Ru, Lang::Kk).to("/");
        assert_eq!(html(link), "<a href=\"/\" lang=\"ru\">A</a>");
    }
}
