//! The whole register, excluded entries too: `entries.json`, `entries.ndjson`, `entries.csv`. Each
//! entry is read and rendered once for all of them, for its own file and for the official form.

use std::io;

use serde::Serialize;

use super::columns::Columns;
use super::form::{Forms, Row};
use super::json::ListFile;
use super::view::EntryView;
use super::{Feed, SCHEMA_VERSION, csv, entry, in_order, object};
use crate::base::output::Output;
use crate::history::Registration;
use crate::publish::origin::Origins;

#[derive(Serialize)]
struct Envelope<'f> {
    schema_version: &'static str,
    register: &'f str,
    seq: usize,
    commit: Option<&'f str>,
    form_editions: Vec<&'f str>,
    count: Count,
}

#[derive(Serialize)]
struct Count {
    total: usize,
    pending: usize,
    in_register: usize,
    excluded: usize,
    annulled: usize,
}

/// Writes the whole register and the file of each entry.
pub(super) fn write(feed: &Feed<'_>, origins: &Origins, output: &Output<'_>) -> io::Result<()> {
    let columns = Columns::of(&feed.register.law);
    let mut forms = Forms::begin(feed, output)?;
    output.stream(feed.path("entries.csv"), |table| {
        let mut table = csv::writer(table);
        table.write_record(columns.names())?;
        output.stream(feed.path("entries.ndjson"), |lines| {
            output.stream(feed.path("entries.json"), |list| {
                let mut list = ListFile::begin(list, &envelope(feed), "entries")?;
                let render = |entry: &_| {
                    let view = EntryView::new(feed, *entry);
                    let object = object::object(feed, &view)?;
                    let name = feed.path(format_args!("entries/{}", entry.number()));
                    let origin = origins.of(entry.index());
                    output.group(&name, origin, |output| {
                        entry::write(feed, &view, &object, output)
                    })?;
                    Ok((columns.row(feed, &view), object, Row::of(feed, &view)))
                };
                in_order(&feed.entries, render, |(row, object, form_row)| {
                    list.item(&object)?;
                    writeln!(lines, "{object}")?;
                    table.write_record(row)?;
                    form_row.map_or(Ok(()), |row| forms.add(&row))
                })?;
                list.end("")
            })?;
            Ok(())
        })?;
        table.flush()
    })?;
    forms.finish(feed, output)
}

fn envelope<'f>(feed: &Feed<'f>) -> Envelope<'f> {
    let of = |word| feed.registrations.iter().filter(|registration| **registration == word).count();
    Envelope {
        schema_version: SCHEMA_VERSION,
        register: feed.id(),
        seq: feed.register.seq(),
        commit: feed.checked.head.commit.as_deref(),
        form_editions: feed.editions().iter().map(|form| form.id.as_str()).collect(),
        count: Count {
            total: feed.entries.len(),
            pending: of(Registration::Pending),
            in_register: of(Registration::InRegister),
            excluded: of(Registration::Excluded),
            annulled: of(Registration::Annulled),
        },
    }
}
