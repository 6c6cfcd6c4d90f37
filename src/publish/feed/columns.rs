//! The columns of `entries.csv`: every public value of every edition by its path, then what follows
//! from the history. Columns of a later edition come after those of an earlier one.
//!
//! Of documents and decisions only kind, number and dates are columns: a row is there to be
//! filtered by, and the whole of them is in `entries.json`. A list joins its items with `;`, a list
//! within a list with `,`; items hold no `;` because `check` refuses it.

use super::Feed;
use super::object::url;
use super::view::EntryView;
use crate::base::json::{Node, Value};
use crate::law::{Field, Kind, RegisterLaw};

/// A column: a value of the record by its path.
pub(super) struct Column {
    /// Dotted path, such as `applicant.name.kk`.
    pub(super) name: String,
    /// What the values are; text where a list is joined.
    pub(super) kind: Kind,
    keys: Vec<String>,
}

/// Every column of a register.
pub(super) struct Columns {
    pub(super) fields: Vec<Column>,
}

/// What follows the columns of the record, and what each is.
pub(super) const TOLD: [(&str, Kind); 8] = [
    ("registration", Kind::Text),
    ("intervals", Kind::Text),
    ("grounds", Kind::Text),
    ("last_seq", Kind::Integer),
    ("revision", Kind::Integer),
    ("record_sha256", Kind::Text),
    ("url.kk", Kind::Url),
    ("url.ru", Kind::Url),
];

impl Columns {
    /// The columns of a register: the union of all its editions.
    pub(super) fn of(law: &RegisterLaw) -> Columns {
        let mut fields: Vec<Column> = Vec::new();
        for form in law.forms.values() {
            let mut own = Vec::new();
            for field in form.fields.iter().filter(|field| field.is_public()) {
                leaves(field, &[], false, &mut own);
            }
            for column in own {
                if fields.iter().all(|known| known.name != column.name) {
                    fields.push(column);
                }
            }
        }
        Columns { fields }
    }

    /// The header.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|column| column.name.as_str()).chain(TOLD.map(|(name, _)| name))
    }

    /// The row of an entry.
    pub(super) fn row(&self, feed: &Feed<'_>, view: &EntryView<'_>) -> Vec<String> {
        let cell = |column: &Column| {
            let mut out = String::new();
            append(&mut out, &view.public.tree, &column.keys, &SEPARATORS);
            out
        };
        let mut row: Vec<String> = self.fields.iter().map(cell).collect();
        row.extend(told(feed, view));
        row
    }
}

fn told(feed: &Feed<'_>, view: &EntryView<'_>) -> [String; 8] {
    let url = url(feed, view.entry.number());
    let intervals = view.intervals.iter().map(|interval| {
        let to = interval.span.to.map_or_else(String::new, |to| to.to_string());
        format!("{}/{to}", interval.span.from)
    });
    let grounds = view
        .intervals
        .iter()
        .map(|interval| interval.grounds().map_or_else(String::new, |grounds| grounds.join(",")));
    [
        view.registration.word().to_owned(),
        intervals.collect::<Vec<_>>().join(";"),
        grounds.collect::<Vec<_>>().join(";"),
        view.last_seq.to_string(),
        view.revision.to_string(),
        view.record_sha256.to_string(),
        url.kk,
        url.ru,
    ]
}

/// Adds the columns of a field and of everything public in it.
fn leaves(field: &Field, before: &[String], listed: bool, out: &mut Vec<Column>) {
    let listed = listed || field.many;
    let mut keys = before.to_vec();
    keys.push(field.key.clone());
    let mut leaf = |more: &[&str], kind: Kind| {
        let keys: Vec<String> =
            keys.iter().cloned().chain(more.iter().map(|key| (*key).to_owned())).collect();
        let kind = if listed { Kind::Text } else { kind };
        out.push(Column { name: keys.join("."), kind, keys });
    };
    match field.kind {
        Kind::Bilingual | Kind::Address => {
            leaf(&["kk"], Kind::Text);
            leaf(&["ru"], Kind::Text);
        }
        Kind::EntryRef => {
            leaf(&["number"], Kind::Integer);
            leaf(&["name", "kk"], Kind::Text);
            leaf(&["name", "ru"], Kind::Text);
        }
        kind if kind.is_group() => {
            let short = matches!(kind, Kind::Document | Kind::Decision);
            let kept = |part: &&Field| {
                let tells = part.kind == Kind::Date || matches!(&*part.key, "kind" | "number");
                part.is_public() && (tells || !short)
            };
            for part in field.fields.iter().filter(kept) {
                leaves(part, &keys, listed, out);
            }
        }
        kind => leaf(&[], kind),
    }
}

/// What joins the items of a list, and of a list within it.
const SEPARATORS: [char; 2] = [';', ','];

fn append(out: &mut String, node: &Node<'_>, keys: &[String], separators: &[char]) {
    if let Value::Array(items) = &node.value {
        let separator = separators.first().copied().unwrap_or(',');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(separator);
            }
            append(out, item, keys, separators.get(1..).unwrap_or_default());
        }
    } else if let Some((key, rest)) = keys.split_first() {
        if let Some(member) = node.get(key) {
            append(out, member, rest, separators);
        }
    } else {
        out.push_str(&plain(node));
    }
}

/// A single value as text: as written, and nothing for nothing.
pub(super) fn plain(node: &Node<'_>) -> String {
    match &node.value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::String(text) => text.clone().into_owned(),
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Broken => String::new(),
    }
}
