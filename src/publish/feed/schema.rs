//! JSON Schemas (2020-12). Those of published files leave objects open, so that an addition breaks
//! nobody; those of records close them, because a record has exactly the keys of its edition.

mod files;
mod leaf;
mod record;

use std::io;

use serde_json::{Map, Value, json};

use super::json::pretty;
use crate::base::output::Output;
use crate::law::{Form, RegisterLaw};
use crate::register::Checked;

pub use record::record_schema;

/// The dialect that every schema names.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Writes every schema.
pub(super) fn write(checked: &Checked, output: &Output<'_>) -> io::Result<()> {
    let registers = checked.registers.iter().map(|register| &register.law);
    for (name, schema) in all(registers) {
        let path = format!("api/v1/schema/{name}.json");
        let schema = with_head(&format!("{}{path}", checked.law.site.base_url), schema);
        output.put(path, pretty(&schema)?.as_bytes())?;
    }
    Ok(())
}

/// Every schema by name, without its identity.
fn all<'l>(registers: impl Iterator<Item = &'l RegisterLaw>) -> Vec<(String, Value)> {
    let mut schemas: Vec<_> =
        files::common().into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    for register in registers {
        schemas.push((format!("{}-entries", register.id), entries(register)));
        schemas.push((format!("{}-entry", register.id), entry_file(register)));
        for form in register.forms.values() {
            let name = format!("{}-record-{}", register.id, form.id);
            schemas.push((name, record::body(form, register)));
        }
    }
    schemas
}

/// The schema of `entries.json` of a register.
pub(super) fn entries(register: &RegisterLaw) -> Value {
    files::entries(leaf::consumer_fields(register))
}

/// The schema of the file of an entry.
pub(super) fn entry_file(register: &RegisterLaw) -> Value {
    files::entry_file(leaf::consumer_fields(register))
}

/// The schemas that are the same for every register.
pub(super) fn common() -> Vec<(&'static str, Value)> {
    files::common()
}

fn with_head(id: &str, schema: Value) -> Value {
    let mut head = Map::new();
    head.insert("$schema".to_owned(), json!(DIALECT));
    head.insert("$id".to_owned(), json!(id));
    if let Value::Object(members) = schema {
        head.extend(members);
    }
    Value::Object(head)
}

/// The title of a form's schema.
fn title(form: &Form, register: &RegisterLaw) -> String {
    let name = register.short_title();
    format!("{} · {} · {}", name.kk, name.ru, form.id)
}
