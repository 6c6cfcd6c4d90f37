//! The official form: exactly its columns, for people. `form-<edition>.csv` has one header row with
//! both captions, `form-<edition>.xlsx` one for each language. Rows are the entries of that edition
//! that are in the register on the commit's day.

use std::io;

use super::columns::plain;
use super::view::EntryView;
use super::{Feed, csv, xlsx};
use crate::base::json::{Node, Value};
use crate::base::output::{Output, Stream};
use crate::history::Registration;
use crate::law::{Field, Form, Kind};

/// Both files of every edition that is used.
pub(super) struct Forms<'f, 'o>(Vec<Files<'f, 'o>>);

/// Both files of an edition.
struct Files<'f, 'o> {
    form: &'f Form,
    table: ::csv::Writer<Stream<'o>>,
    sheet: xlsx::Sheet,
}

/// A row of an edition: its cells, each as lines of text.
pub(super) struct Row<'f> {
    form: &'f Form,
    cells: Vec<Vec<String>>,
}

impl<'f, 'o> Forms<'f, 'o> {
    /// Begins every file with its captions.
    pub(super) fn begin(feed: &Feed<'f>, output: &'o Output<'_>) -> io::Result<Forms<'f, 'o>> {
        let files = |form: &'f Form| {
            let stream = output.begin(feed.path(format_args!("form-{}.csv", form.id)))?;
            let mut table = csv::writer(stream);
            table.write_record(captions(form))?;
            Ok(Files { form, table, sheet: xlsx::Sheet::of_form(form).map_err(io::Error::other)? })
        };
        Ok(Forms(feed.editions().into_iter().map(files).collect::<io::Result<_>>()?))
    }

    /// Adds a row to its edition.
    pub(super) fn add(&mut self, row: &Row<'_>) -> io::Result<()> {
        let edition = self.0.iter_mut().find(|files| files.form.id == row.form.id);
        let files = edition.ok_or_else(|| io::Error::other("a row of an edition without files"))?;
        files.sheet.row(&row.cells).map_err(io::Error::other)?;
        Ok(files.table.write_record(row.cells.iter().map(|lines| lines.join("; ")))?)
    }

    /// Ends every file.
    pub(super) fn finish(self, feed: &Feed<'_>, output: &Output<'_>) -> io::Result<()> {
        for Files { form, table, sheet } in self.0 {
            table.into_inner().map_err(::csv::IntoInnerError::into_error)?.finish()?;
            let workbook = sheet.finish().map_err(io::Error::other)?;
            output.put(feed.path(format_args!("form-{}.xlsx", form.id)), &workbook)?;
        }
        Ok(())
    }
}

impl<'f> Row<'f> {
    /// The row of an entry; none where it is not in the register.
    pub(super) fn of(feed: &Feed<'f>, view: &EntryView<'f>) -> Option<Row<'f>> {
        let form = &*view.entry.record().form;
        let is_row = view.registration == Registration::InRegister;
        is_row.then(|| Row { form, cells: cells(feed, view, form) })
    }
}

/// The header of the CSV: both captions of a column, state language first.
pub(super) fn captions(form: &Form) -> impl Iterator<Item = String> {
    form.columns.iter().map(|column| format!("{} / {}", column.label.kk, column.label.ru))
}

fn cells(feed: &Feed<'_>, view: &EntryView<'_>, form: &Form) -> Vec<Vec<String>> {
    let tree = &view.public.tree;
    let cell = |pointers: &[String]| {
        let mut lines = Vec::new();
        for pointer in pointers {
            let Some(field) = form.field(pointer) else { continue };
            for node in tree.select(pointer) {
                let items = if field.many && !pointer.ends_with('*') {
                    node.items()
                } else {
                    std::slice::from_ref(node)
                };
                lines.extend(items.iter().map(|item| text(feed, item, field)));
            }
        }
        lines.retain(|line| !line.is_empty());
        lines
    };
    form.columns.iter().map(|column| cell(&column.of)).collect()
}

/// A value as people read it.
fn text(feed: &Feed<'_>, node: &Node<'_>, field: &Field) -> String {
    match field.kind {
        Kind::Bilingual | Kind::Address => both(node.get("kk"), node.get("ru")),
        Kind::EntryRef => entry_ref(feed, node),
        Kind::Choice => node
            .text()
            .and_then(|value| field.value_label(value))
            .map_or_else(|| plain(node), |label| pair(&label.kk, &label.ru)),
        kind if kind.is_group() => group(feed, node, field),
        _ => plain(node),
    }
}

fn both(kk: Option<&Node<'_>>, ru: Option<&Node<'_>>) -> String {
    let text = |node: Option<&Node<'_>>| node.map(plain).unwrap_or_default();
    pair(&text(kk), &text(ru))
}

/// Both languages; one of them where they are equal or the other is not known.
fn pair(kk: &str, ru: &str) -> String {
    match (kk, ru) {
        ("", one) | (one, "") => one.to_owned(),
        (kk, ru) if kk == ru => kk.to_owned(),
        (kk, ru) => format!("{kk} / {ru}"),
    }
}

fn entry_ref(feed: &Feed<'_>, node: &Node<'_>) -> String {
    if let Some(name) = node.get("name") {
        return both(name.get("kk"), name.get("ru"));
    }
    let Some(number) = node.get("number").and_then(Node::integer) else { return String::new() };
    let other = u32::try_from(number).ok().and_then(|number| feed.register.entry(number));
    let name = other.map(|other| feed.name(other.record()));
    let name = name.map(|name| {
        pair(name.kk.as_deref().unwrap_or_default(), name.ru.as_deref().unwrap_or_default())
    });
    format!("№ {number} {}", name.unwrap_or_default()).trim_end().to_owned()
}

fn group(feed: &Feed<'_>, node: &Node<'_>, field: &Field) -> String {
    let part = |part: &Field| {
        let value = node.get(&part.key)?;
        let items = match &value.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let texts: Vec<_> = items
            .iter()
            .map(|item| text(feed, item, part))
            .filter(|text| !text.is_empty())
            .collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    };
    field.fields.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}
