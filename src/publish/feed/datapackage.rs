//! `datapackage.json` (Data Package, version 2): every CSV with its columns, size and hash.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, Value, json};

use super::columns::{Columns, TOLD};
use super::{Feed, SCHEMA_VERSION, form, json};
use crate::base::output::{FileLine, Output};
use crate::law::{Kind, Site};

const FOLDER: &str = "api/v1/";

/// Writes the descriptor of every table written so far.
pub(super) fn write(feeds: &[Feed<'_>], output: &Output<'_>) -> io::Result<()> {
    let Some(first) = feeds.first() else { return Ok(()) };
    let files = output.selected(|path| path.strip_suffix(".csv").is_some()).into_iter();
    let tables: BTreeMap<_, _> =
        files.filter_map(|file| Some((file.path.strip_suffix(".csv")?.to_owned(), file))).collect();
    let resources: Vec<_> = feeds.iter().flat_map(|feed| resources(feed, &tables)).collect();
    let package = package(&first.checked.law.site, &resources);
    output.put("api/v1/datapackage.json", json::pretty(&package)?.as_bytes())
}

fn package(site: &Site, resources: &[Value]) -> Value {
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "tizilim",
        "id": format!("{}api/v1/datapackage.json", site.base_url),
        "title": format!("{} · {}", site.title.kk, site.title.ru),
        "homepage": site.base_url,
        "version": SCHEMA_VERSION,
        "contributors": [ {
            "title": format!("{} · {}", site.publisher.kk, site.publisher.ru),
            "roles": ["publisher"],
        } ],
        "resources": resources,
    });
    if let Some(licence) = &site.licence {
        package["licenses"] = json!([{ "name": licence }]);
    }
    package
}

/// The tables of a register; `tables` are by path without extension.
fn resources(feed: &Feed<'_>, tables: &BTreeMap<String, FileLine>) -> Vec<Value> {
    let law = &feed.register.law;
    let title = |rest: &str| format!("{} · {}{rest}", law.short_title().kk, law.short_title().ru);
    let columns = Columns::of(law);
    let fields = columns.fields.iter().map(|column| field(&column.name, column.kind));
    let told = TOLD.iter().map(|(name, kind)| field(name, *kind));
    let mut schema = Map::new();
    schema.insert("fields".to_owned(), fields.chain(told).collect());
    schema.insert("primaryKey".to_owned(), json!(["number"]));
    let whole = resource(feed, tables, "entries", &title(""), &schema.into());
    let forms = feed.editions().into_iter().map(|form| {
        let fields: Vec<_> =
            form::captions(form).map(|name| json!({ "name": name, "type": "string" })).collect();
        let title = title(&format!(" ({})", form.id));
        resource(feed, tables, &format!("form-{}", form.id), &title, &json!({ "fields": fields }))
    });
    whole.into_iter().chain(forms.flatten()).collect()
}

fn resource(
    feed: &Feed<'_>,
    tables: &BTreeMap<String, FileLine>,
    name: &str,
    title: &str,
    schema: &Value,
) -> Option<Value> {
    let file = tables.get(&feed.path(name))?;
    Some(json!({
        "name": format!("{}-{name}", feed.id()),
        "title": title,
        "path": file.path.strip_prefix(FOLDER)?,
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": format!("sha256:{}", file.sha256),
        "schema": schema,
    }))
}

/// A column and the type of its cells; numbers that were signed as text stay text.
fn field(name: &str, kind: Kind) -> Value {
    let kind = match kind {
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
        _ => "string",
    };
    json!({ "name": name, "type": kind })
}
