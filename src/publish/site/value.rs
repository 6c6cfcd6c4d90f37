//! Values of a record as rows that people read, drawn from the form alone. Only what the privacy
//! settings let through comes here: see [`super::seen`].

use serde::Serialize;
use serde::ser::Serializer;

use super::Site;
use super::html::escape;
use super::index::{Index, Line};
use super::links::is_segment;
use super::part::{Part, Phrase, printed};
use super::theme::Text;
use super::words::{Said, fill, thousands};
use crate::base::json::Node;
use crate::base::lang::Lang;
use crate::law::{Field, Kind};
use crate::record::kind::phone;
use crate::record::public::MASK;

/// A field and its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    label: String,
    #[serde(rename = "value", serialize_with = "value")]
    pub(super) items: Vec<Item>,
}

/// Fields below each other, as HTML to a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows(pub(super) Vec<Row>);

/// One value: a line of text, or rows of its own. HTML to a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) words: Phrase,
    rows: Rows,
}

/// Values as HTML: one alone is itself, several are a list.
pub(super) fn value<S: Serializer>(items: &[Item], serializer: S) -> Result<S::Ok, S::Error> {
    printed(|html| print(items, html), serializer)
}

fn print(items: &[Item], out: &mut String) {
    match items {
        [] => {}
        [item] => item.print(out),
        items => {
            out.push_str("<ul>");
            for item in items {
                out.push_str("<li>");
                item.print(out);
                out.push_str("</li>");
            }
            out.push_str("</ul>");
        }
    }
}

impl Row {
    /// On one line, where its values are plain.
    pub(super) fn sentence(self) -> Phrase {
        let mut words = Phrase::from(Part::text(format!("{}: ", self.label)));
        for (at, item) in self.items.into_iter().enumerate() {
            words.extend((at > 0).then(|| Part::text(", ")));
            words.extend(item.words);
        }
        words
    }
}

impl Rows {
    fn print(&self, out: &mut String) {
        if self.0.is_empty() {
            return;
        }
        out.push_str("<dl class=\"rows\">");
        for Row { label, items } in &self.0 {
            out.push_str("\n<div><dt>");
            escape(out, label);
            out.push_str("</dt><dd>");
            print(items, out);
            out.push_str("</dd></div>");
        }
        out.push_str("\n</dl>");
    }
}

impl Item {
    fn print(&self, out: &mut String) {
        self.words.print(out);
        self.rows.print(out);
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        printed(|html| self.print(html), serializer)
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        printed(|html| self.print(html), serializer)
    }
}

impl From<Part> for Item {
    fn from(part: Part) -> Item {
        Item::from_iter([part])
    }
}

impl FromIterator<Part> for Item {
    fn from_iter<I: IntoIterator<Item = Part>>(parts: I) -> Item {
        Item { words: parts.into_iter().collect(), rows: Rows::default() }
    }
}

/// Puts values into the words of one language.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'s> {
    pub(super) site: &'s Site<'s>,
    pub(super) index: &'s Index<'s>,
    pub(super) lang: Lang,
}

impl<'s> Speaker<'s> {
    /// The words of its language.
    pub(super) fn said(&self) -> &'s Said {
        self.site.said(self.lang)
    }

    /// A text that the content has for this register: `content/<lang>/<register>/<name>.md`.
    pub(super) fn text(&self, name: &str) -> Option<&'s Text> {
        let id = format!("{}/{name}", self.index.register.law.id);
        self.site.theme.texts.get(self.lang).get(&id)
    }

    /// A field at a pointer with its values; nothing when it is private or empty.
    pub(super) fn row(&self, field: &Field, node: &Node<'_>, pointer: &str) -> Option<Row> {
        let items = self.items(field, node, pointer);
        let label = field.label.get(self.lang).clone();
        (!items.is_empty()).then_some(Row { label, items })
    }

    /// The values of a field.
    pub(super) fn items(&self, field: &Field, node: &Node<'_>, pointer: &str) -> Vec<Item> {
        if !field.is_public() || node.is_empty() {
            return Vec::new();
        }
        if field.many {
            let pointer = format!("{pointer}/*");
            return node.items().iter().map(|item| self.item(field, item, &pointer)).collect();
        }
        vec![self.item(field, node, pointer)]
    }

    fn item(&self, field: &Field, node: &Node<'_>, pointer: &str) -> Item {
        if field.kind.is_group() {
            let rows = Rows(self.rows_of(field.fields.iter(), node, pointer));
            return Item { words: Phrase::default(), rows };
        }
        if field.kind == Kind::EntryRef {
            return self.entry_ref(node);
        }
        if field.kind.is_bilingual() {
            return self.bilingual(node);
        }
        if field.kind == Kind::Code {
            return self.code(field, node.text().unwrap_or_default(), pointer);
        }
        Item::from(self.plain(field, node, pointer))
    }

    /// Parts of a group.
    pub(super) fn rows_of<'f>(
        &self,
        parts: impl Iterator<Item = &'f Field>,
        node: &Node<'_>,
        pointer: &str,
    ) -> Vec<Row> {
        let row = |part: &Field| {
            let value = node.get(&part.key)?;
            self.row(part, value, &format!("{pointer}/{}", part.key))
        };
        parts.filter_map(row).collect()
    }

    fn plain(&self, field: &Field, node: &Node<'_>, pointer: &str) -> Part {
        let said = self.said();
        let text = node.text().unwrap_or_default();
        match field.kind {
            Kind::Date => match text.parse() {
                Ok(date) => Part::date(said.date(date), date),
                Err(_) => Part::text(text),
            },
            Kind::Boolean => {
                let yes = node.value == crate::base::json::Value::Bool(true);
                Part::text(if yes { &said.yes } else { &said.no })
            }
            Kind::Choice => {
                let label = field.value_label(text).map(|label| label.get(self.lang).as_str());
                let shown = Part::text(label.unwrap_or(text));
                shown.to(self.index.value_href(self.site, self.lang, pointer, text))
            }
            Kind::IinBin if text == MASK => Part::text(said.masked.as_str()),
            Kind::IinBin => self.holder_number(text, pointer),
            Kind::Phone => {
                let number =
                    phone::check(text).map_or_else(|_| String::new(), |it| format!("tel:{it}"));
                Part::link(text.replace(' ', "\u{a0}"), number)
            }
            Kind::Email => Part::link(text, format!("mailto:{text}")),
            Kind::Url => Part::link(text, text),
            Kind::Percent => Part::text(format!("{}\u{a0}%", text.replace('.', ","))),
            Kind::Decimal => Part::text(text.replace('.', ",")),
            Kind::Money => Part::text(money(text)),
            Kind::DateTime => Part { datetime: text.to_owned(), ..Part::text(text) },
            _ => match node.integer() {
                Some(place) if field.place => {
                    Part::text(fill(&said.number, &[("n", &place.saturating_add(1).to_string())]))
                }
                Some(number) => Part::text(number.to_string()),
                None => Part::text(text),
            },
        }
    }

    fn holder_number(&self, id: &str, pointer: &str) -> Part {
        let roles = &self.index.register.law.file.roles;
        let holder =
            roles.holder.as_deref() == Some(pointer) && self.index.holders.contains_key(id);
        let tail = self.index.tail(&format!("holder/{id}/"));
        Part::text(id).to(if holder {
            self.site.links.page(self.lang, &tail)
        } else {
            String::new()
        })
    }

    /// The page's language, or the other one with a word about it.
    fn bilingual(&self, node: &Node<'_>) -> Item {
        let said = self.said();
        let text = |lang: Lang| node.get(lang.code()).and_then(Node::text);
        if let Some(text) = text(self.lang) {
            return Item::from(Part::text(text));
        }
        let other = self.lang.other();
        let only = match other {
            Lang::Kk => &said.only_in_kk,
            Lang::Ru => &said.only_in_ru,
        };
        let text = text(other).unwrap_or_default();
        [Part::spoken(text, other, self.lang), Part::text(format!(" ({only})"))]
            .into_iter()
            .collect()
    }

    fn code(&self, field: &Field, code: &str, pointer: &str) -> Item {
        let href = self.index.value_href(self.site, self.lang, pointer, code);
        let mut parts = vec![Part::link(code, href)];
        if let Some((name, lang)) = self.code_name(field, code) {
            parts.push(Part::text(" "));
            parts.push(Part::spoken(name, lang, self.lang));
        }
        parts.into_iter().collect()
    }

    /// The name of a code in the page's language, else in the other one.
    pub(super) fn code_name(&self, field: &Field, code: &str) -> Option<(&'s str, Lang)> {
        let row = self.site.checked.law.lists.get(field.list.as_deref()?)?.get(code)?;
        let name = |lang: Lang| match lang {
            Lang::Kk => row.kk.as_deref(),
            Lang::Ru => row.ru.as_deref(),
        };
        let found = [self.lang, self.lang.other()];
        found.into_iter().find_map(|lang| name(lang).map(|name| (name, lang)))
    }

    fn entry_ref(&self, node: &Node<'_>) -> Item {
        let Some(number) = node.get("number").and_then(Node::integer) else {
            return node.get("name").map_or_else(Item::default, |name| match name.text() {
                Some(text) => Item::from(Part::text(text)),
                None => self.bilingual(name),
            });
        };
        let line = u32::try_from(number).ok().and_then(|number| self.index.line(number));
        let said = self.said();
        let Some(line) = line else {
            return Item::from(Part::text(fill(&said.number, &[("n", &number.to_string())])));
        };
        let link = Part::link(line.words(self.lang, said), line.href(self));
        let status = Part::text(format!(" ({})", self.status_words(line)));
        [link, status].into_iter().collect()
    }
}

impl Speaker<'_> {
    /// Where an entry stands, and until when.
    pub(super) fn status_words(&self, line: &Line<'_>) -> String {
        let said = self.said();
        let status = said.registration(line.registration);
        let today = self.site.checked.head.day;
        let to = line.intervals.iter().find(|one| one.span.has(today)).and_then(|one| one.span.to);
        let Some(to) = to else { return status.to_owned() };
        format!("{status}, {}", fill(&said.leaving_on, &[("date", &said.date(to))]))
    }
}

/// An amount in tenge, its whole part in threes.
fn money(text: &str) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let Ok(number) = whole.parse::<usize>() else { return text.to_owned() };
    let cents = if rest.is_empty() { String::new() } else { format!(",{rest}") };
    format!("{}{cents}\u{a0}₸", thousands(number))
}

impl Index<'_> {
    /// The page of the entries that share a value, if there is one.
    fn value_href(&self, site: &Site<'_>, lang: Lang, pointer: &str, value: &str) -> String {
        let group = self.groups.iter().find(|group| group.pointer == pointer);
        match group.filter(|group| is_segment(value) && group.values.contains_key(value)) {
            Some(group) => site.links.page(lang, &self.tail(&format!("{}/{value}/", group.folder))),
            None => String::new(),
        }
    }
}
