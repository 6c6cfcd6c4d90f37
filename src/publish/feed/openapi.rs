//! `openapi.json`, version 3.1: every path of the feed, all of them GET. The paths and their words
//! are data, in `openapi/paths.json`.

use std::io;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Feed, SCHEMA_VERSION, json, schema};
use crate::base::lang::PerLang;
use crate::base::output::Output;
use crate::law::Site;
use crate::publish::keys::Key;

/// `openapi/paths.json`.
#[derive(Deserialize)]
struct Words {
    info: PerLang<String>,
    server: PerLang<String>,
    tag: PerLang<String>,
    missing: PerLang<String>,
    once: Vec<Operation>,
    register: Vec<Operation>,
    key: Vec<Operation>,
}

/// A path and what it answers: JSON unless it says otherwise, of a schema if there is one. Of
/// `ndjson` the schema is that of a line.
#[derive(Deserialize)]
struct Operation {
    path: String,
    id: String,
    #[serde(default)]
    schema: Option<String>,
    #[serde(default)]
    media: Option<String>,
    kk: String,
    ru: String,
}

/// Writes the description.
pub(super) fn write(feeds: &[Feed<'_>], output: &Output<'_>) -> io::Result<()> {
    let Some(first) = feeds.first() else { return Ok(()) };
    let words: Words = serde_json::from_str(include_str!("openapi/paths.json"))?;
    let site = &first.checked.law.site;
    let mut tags = vec![json!({ "name": "feed", "description": both(&words.tag) })];
    let mut paths = Map::new();
    let once = Scope { register: None, key: None, words: &words, feed: first };
    paths.extend(words.once.iter().map(|operation| once.operation(operation)));
    for feed in feeds {
        let description = both(feed.register.law.short_title());
        tags.push(json!({ "name": feed.id(), "description": description }));
        let scope = Scope { register: Some(feed.id()), feed, ..once };
        paths.extend(words.register.iter().map(|operation| scope.operation(operation)));
        for key in &Key::all(feed.register) {
            let scope = Scope { key: Some(key), ..scope };
            paths.extend(words.key.iter().map(|operation| scope.operation(operation)));
        }
    }
    let url = site.base_url.trim_end_matches('/');
    let description = json!({
        "openapi": "3.1.0",
        "info": info(site, &words),
        "servers": [ { "url": url, "description": both(&words.server) } ],
        "tags": tags,
        "security": [],
        "paths": paths,
        "components": { "schemas": schemas(feeds) },
    });
    output.put("api/v1/openapi.json", json::pretty(&description)?.as_bytes())
}

fn both(text: &PerLang<String>) -> String {
    format!("{} · {}", text.kk, text.ru)
}

fn info(site: &Site, words: &Words) -> Value {
    let mut info = json!({
        "title": both(&site.title),
        "version": SCHEMA_VERSION,
        "description": both(&words.info),
        "contact": { "name": both(&site.publisher), "url": site.base_url },
    });
    if let Some(licence) = &site.licence {
        info["license"] = json!({ "name": licence, "identifier": licence });
    }
    info
}

fn schemas(feeds: &[Feed<'_>]) -> Map<String, Value> {
    let mut schemas = Map::new();
    for (name, schema) in schema::common() {
        schemas.insert(name.to_owned(), schema);
    }
    for feed in feeds {
        let law = &feed.register.law;
        schemas.insert(format!("{}-entries", law.id), schema::entries(law));
        schemas.insert(format!("{}-entry", law.id), schema::entry_file(law));
    }
    schemas
}

/// Where paths stand: at the root of the feed, in a register, or at one of its keys.
#[derive(Clone, Copy)]
struct Scope<'s> {
    register: Option<&'s str>,
    key: Option<&'s Key<'s>>,
    words: &'s Words,
    feed: &'s Feed<'s>,
}

impl Scope<'_> {
    fn operation(&self, operation: &Operation) -> (String, Value) {
        let key = self.key.map_or("", |key| key.name);
        let path = operation.path.replace("{key}", key);
        let parts = [self.register.unwrap_or_default(), &operation.id, key];
        let id = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
        let text = format!("{} · {}", operation.kk, operation.ru);
        let parameters: Vec<_> = names(&path).map(|name| self.parameter(name)).collect();
        let value = json!({ "get": {
            "tags": [self.register.unwrap_or("feed")],
            "operationId": id,
            "summary": text,
            "description": text,
            "parameters": parameters,
            "responses": {
                "200": { "description": text, "content": self.content(operation) },
                "404": { "description": both(&self.words.missing) },
            },
        } });
        let folder = self.register.map_or_else(String::new, |register| format!("{register}/"));
        (format!("/api/v1/{folder}{path}"), value)
    }

    fn content(&self, operation: &Operation) -> Value {
        let media = operation.media.as_deref().unwrap_or("application/json");
        let Some(name) = &operation.schema else { return json!({ media: {} }) };
        // Entries are shaped by the forms of their register, everything else is the same for all.
        let own = matches!(name.as_str(), "entries" | "entry");
        let name = if own { format!("{}-{name}", self.feed.id()) } else { name.clone() };
        json!({ media: { "schema": { "$ref": format!("#/components/schemas/{name}") } } })
    }

    fn parameter(&self, name: &str) -> Value {
        let number = self.feed.entries.first().map_or(1, |entry| entry.number());
        let edition = self.feed.editions().last().map(|form| form.id.as_str());
        let (kind, example) = match name {
            "number" => ("integer", json!(number)),
            "n" | "k" => ("integer", json!(1)),
            "first" => ("string", json!("000001")),
            "last" => ("string", json!("000256")),
            "edition" => ("string", json!(edition)),
            "name" => ("string", json!("status")),
            "list" => ("string", json!("2026-03-14-1")),
            _ => (
                "string",
                json!(self.key.and_then(|key| key.first(self.feed.register, self.feed.privacy))),
            ),
        };
        let mut parameter = json!({
            "name": name, "in": "path", "required": true, "schema": { "type": kind },
        });
        if !example.is_null() {
            parameter["example"] = example;
        }
        parameter
    }
}

/// The names of the parameters of a path.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0))
}
