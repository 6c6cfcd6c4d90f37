//! Entries by what they carry: `by-holder/<bin>.json`, `by-<key>/<value>.json`, and lists of all
//! keys, so that absence can be proved. A value that any revision carried stays, with empty
//! intervals if it never was in force. A masked number has neither a file nor a line.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::view::SpanRow;
use super::{Feed, Name, public_field, split};
use crate::base::json::{Limits, parse};
use crate::base::output::Output;
use crate::law::Kind;
use crate::law::field::Asked;
use crate::record::{Facts, Record};
use crate::register::Entry;

/// Stands in the list of holders where numbers of individuals were left out.
const MASKED_NOTE: &str = "# жеке тұлғалардың ЖСН тізімде көрсетілмейді: ЖСН туралы сұраққа көпшілікке жауап берілмейді \
     · ИИН физических лиц в списке не приводятся: на вопрос об ИИН публично ответить нельзя\n";

/// A way to look entries up.
pub(super) struct Key<'f> {
    /// `holder`, or the name of a key.
    pub(super) name: &'f str,
    /// The pointer to its values in a record.
    pointer: &'f str,
    /// Its place among the keys of a record; none for the holder.
    place: Option<usize>,
}

impl<'f> Key<'f> {
    /// Every key of a register whose values anyone may see.
    pub(super) fn all(feed: &Feed<'f>) -> Vec<Key<'f>> {
        let roles = &feed.register.law.file.roles;
        let holder =
            roles.holder.iter().map(|pointer| Key { name: "holder", pointer, place: None });
        let keys = roles.keys.iter().enumerate();
        let keys = keys.map(|(place, (name, pointer))| Key { name, pointer, place: Some(place) });
        holder.chain(keys).filter(|key| feed.is_public(key.pointer)).collect()
    }

    /// The least value that is listed now.
    pub(super) fn first(&self, feed: &Feed<'f>) -> Option<&'f str> {
        let identifies = self.identifies(feed);
        let values = feed.entries.iter().flat_map(|entry| self.values(&entry.record().facts));
        values.filter(|value| !identifies || !feed.privacy.hides(value)).min()
    }

    fn values<'r>(&self, facts: &'r Facts) -> Vec<&'r str> {
        match self.place {
            None => facts.holder.iter().map(|holder| &*holder.id).collect(),
            Some(place) => facts.keys.get(place).into_iter().flatten().map(AsRef::as_ref).collect(),
        }
    }

    /// Whether its values are numbers of persons or organisations.
    fn identifies(&self, feed: &Feed<'_>) -> bool {
        let forms = feed.register.law.forms.values();
        forms.filter_map(|form| form.field(self.pointer)).any(|field| field.kind == Kind::IinBin)
    }
}

/// Every value of a key and the entries (by place) that ever carried it.
type Index<'f> = BTreeMap<&'f str, Vec<usize>>;

/// The index of a key, and whether numbers were left out of it.
fn index<'f>(feed: &Feed<'f>, key: &Key<'_>) -> (Index<'f>, bool) {
    let mut index = Index::new();
    let mut masked = false;
    let identifies = key.identifies(feed);
    for entry in &feed.entries {
        for revision in entry.timeline().revisions() {
            for value in key.values(&revision.record.facts) {
                if identifies && feed.privacy.hides(value) {
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

#[derive(Serialize)]
struct Carriers<'f> {
    register: &'f str,
    key: &'f str,
    value: &'f str,
    entries: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    number: u32,
    name: Name,
    intervals: Vec<SpanRow>,
    supply: Option<Box<RawValue>>,
}

/// Writes the files and lists of every key.
pub(super) fn write(feed: &Feed<'_>, output: &Output<'_>) -> io::Result<()> {
    for key in Key::all(feed) {
        let (index, masked) = index(feed, &key);
        index
            .par_iter()
            .try_for_each(|(value, places)| write_value(feed, &key, value, places, output))?;
        let mut list = String::from(if masked { MASKED_NOTE } else { "" });
        for value in index.keys() {
            list.push_str(value);
            list.push('\n');
        }
        output.put(feed.path(format_args!("keys/{}.txt", key.name)), list.as_bytes())?;
    }
    Ok(())
}

fn write_value(
    feed: &Feed<'_>,
    key: &Key<'_>,
    value: &str,
    places: &[usize],
    output: &Output<'_>,
) -> io::Result<()> {
    if !is_file_name(value) {
        let fault = format!("`{value}` of `{}` cannot be the name of a file", key.pointer);
        return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
    }
    let rows = places.iter().map(|place| row(feed, key, value, feed.entries[*place]));
    let carriers = Carriers {
        register: feed.id(),
        key: key.name,
        value,
        entries: rows.collect::<io::Result<_>>()?,
    };
    let text = super::json::line(&carriers)?;
    output.put(feed.path(format_args!("by-{}/{value}.json", key.name)), text.as_bytes())
}

/// Values become names of files: anything else could lead out of the folder.
fn is_file_name(value: &str) -> bool {
    !value.is_empty()
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn row(feed: &Feed<'_>, key: &Key<'_>, value: &str, entry: Entry<'_>) -> io::Result<Row> {
    let timeline = entry.timeline();
    let view = timeline.view(timeline.now());
    let (top, _) = split(key.pointer);
    let carries =
        view.carries(top_of(entry, top), |record| key.values(&record.facts).contains(&value));
    Ok(Row {
        number: entry.number(),
        name: feed.name(entry.record()),
        intervals: view.spans(carries).into_iter().map(SpanRow::from).collect(),
        supply: supply(feed, key, value, entry.record()).map(RawValue::from_string).transpose()?,
    })
}

/// The same key as the entry's own form spells it, which lives as long as the entry.
fn top_of<'r>(entry: Entry<'r>, top: &str) -> &'r str {
    let fields = &entry.record().form.fields;
    fields.iter().find(|field| field.key == top).map_or("", |field| field.key.as_str())
}

/// How the item of this value is supplied now; none where the form does not ask or the record no
/// longer has the value.
fn supply(feed: &Feed<'_>, key: &Key<'_>, value: &str, record: &Record) -> Option<String> {
    let member = feed.register.law.file.roles.supply.get(key.name)?;
    let (items, code) = key.pointer.rsplit_once('/')?;
    let field = public_field(&record.form, &format!("{items}/{member}"))?;
    if field.asked == Asked::NotAsked {
        return None;
    }
    let (top, rest) = split(items);
    let tree = parse(record.raw(top)?, Limits::RECORD).0?;
    let item = tree
        .select(rest)
        .into_iter()
        .find(|item| item.get(code).and_then(|code| code.text()) == Some(value))?;
    let mut out = String::new();
    feed.privacy.write(&mut out, item.get(member)?, field);
    Some(out)
}
