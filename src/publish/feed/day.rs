//! `day.json`: what depends on the day that the publication is made for.

use std::io;

use serde::Serialize;

use super::json::ListFile;
use super::{Feed, in_order};
use crate::base::date::Date;
use crate::base::output::Output;
use crate::register::Entry;

#[derive(Serialize)]
struct Head<'f> {
    register: &'f str,
    on: Date,
}

#[derive(Serialize)]
struct Row {
    number: u32,
    registration: &'static str,
    documents_status: Option<&'static str>,
    renewal_by: Option<Date>,
}

/// Writes the file. Deadlines are counted by a stage of their own: none are known here.
pub(super) fn write(feed: &Feed<'_>, output: &Output<'_>) -> io::Result<()> {
    output.stream(feed.path("day.json"), |out| {
        let head = Head { register: feed.id(), on: feed.checked.on };
        let mut list = ListFile::begin(out, &head, "entries")?;
        in_order(&feed.entries, |entry| row(feed, *entry), |row| list.item(&row))?;
        list.end(",\"deadlines\":[]")
    })?;
    Ok(())
}

fn row(feed: &Feed<'_>, entry: Entry<'_>) -> io::Result<String> {
    let on = feed.checked.on;
    let documents = entry.documents(on).filter(|_| feed.tells_terms());
    let row = Row {
        number: entry.number(),
        registration: entry.registration(on).word(),
        documents_status: documents.map(|documents| documents.term.word()),
        renewal_by: documents.map(|documents| documents.renewal_by),
    };
    Ok(serde_json::to_string(&row)?)
}
