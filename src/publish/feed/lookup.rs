//! Entries by what they carry: `by-holder/<bin>.json`, `by-<key>/<value>.json`, and lists of all
//! keys, so that absence can be proved. A value that any revision carried stays, with empty
//! intervals if it never was in force. A masked number has neither a file nor a line.

use std::io;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::view::SpanRow;
use super::{Feed, Name};
use crate::base::json::{Limits, compact, parse};
use crate::base::output::Output;
use crate::base::share::shared;
use crate::law::field::Asked;
use crate::publish::keys::{Key, split};
use crate::publish::origin::Origins;
use crate::record::Record;
use crate::register::Entry;

/// Stands in the list of holders where numbers of individuals were left out.
const MASKED_NOTE: &str = "# жеке тұлғалардың ЖСН тізімде көрсетілмейді: ЖСН туралы сұраққа көпшілікке жауап берілмейді \
     · ИИН физических лиц в списке не приводятся: на вопрос об ИИН публично ответить нельзя\n";

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
pub(super) fn write(feed: &Feed<'_>, origins: &Origins, output: &Output<'_>) -> io::Result<()> {
    for key in Key::all(feed.register) {
        let (index, masked) = key.index(feed.register, feed.privacy);
        shared(&index).try_for_each(|(value, places)| {
            let name = feed.path(format_args!("by-{}/{value}", key.name));
            output.group(&name, origins.all(places), |output| {
                write_value(feed, &key, value, places, output)
            })
        })?;
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
    Ok(Row {
        number: entry.number(),
        name: feed.name(entry.record()),
        intervals: key.spans(entry, value).into_iter().map(SpanRow::from).collect(),
        supply: supply(feed, key, value, entry.record()).map(RawValue::from_string).transpose()?,
    })
}

/// How the item of this value is supplied now; none where the form does not ask or the record no
/// longer has the value.
fn supply(feed: &Feed<'_>, key: &Key<'_>, value: &str, record: &Record) -> Option<String> {
    let member = feed.register.law.file.roles.supply.get(key.name)?;
    let (items, code) = key.pointer.rsplit_once('/')?;
    let field = record.form.public_field(&format!("{items}/{member}"))?;
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
    compact(&mut out, &feed.privacy.shown(item.get(member)?.clone(), field));
    Some(out)
}
