//! `openapi.json`, version 3.1: every path of the feed, all of them GET.

mod paths;

use std::io;

use serde_json::{Map, Value, json};

use super::{Feed, SCHEMA_VERSION, json, schema};
use crate::base::output::Output;

/// The rule by which the answer for procurement is read from the feed.
const RULE: &str = "Сатып алу ережесі: c коды d күні жарамды ⇔ by-enstru/c.json жолының қандай да бір аралығында \
     in_from ≤ d < in_to. d шешім, күшіне ену, жариялау немесе алу күніне не олардың арасына түссе, жауап даулы. · \
     Правило закупок: код c на день d пригоден ⇔ в каком-либо интервале строки by-enstru/c.json in_from ≤ d < in_to. \
     Если d — день решения, вступления в силу, публикации или получения либо лежит между ними, ответ спорный.";

/// Writes the description.
pub(super) fn write(feeds: &[Feed<'_>], output: &Output<'_>) -> io::Result<()> {
    let Some(first) = feeds.first() else { return Ok(()) };
    let site = &first.checked.law.site;
    let mut info = json!({
        "title": format!("{} · {}", site.title.kk, site.title.ru),
        "version": SCHEMA_VERSION,
        "description": RULE,
        "contact": { "name": format!("{} · {}", site.publisher.kk, site.publisher.ru),
                     "url": site.base_url },
    });
    if let Some(licence) = &site.licence {
        info["license"] = json!({ "name": licence, "identifier": licence });
    }
    let mut all: Map<String, Value> = paths::common();
    let mut tags = vec![json!({ "name": "feed", "description": "Бүкіл арна · Вся лента" })];
    for feed in feeds {
        all.extend(paths::register(feed));
        let name = feed.register.law.short_title();
        let description = format!("{} · {}", name.kk, name.ru);
        tags.push(json!({ "name": feed.id(), "description": description }));
    }
    let description = json!({
        "openapi": "3.1.0",
        "info": info,
        "servers": [ { "url": site.base_url.trim_end_matches('/'), "description": "Жарияланым · Публикация" } ],
        "tags": tags,
        "security": [],
        "paths": all,
        "components": { "schemas": schemas(feeds) },
    });
    output.put("api/v1/openapi.json", json::pretty(&description)?.as_bytes())
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
