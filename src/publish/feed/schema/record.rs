//! The schema by which a record of an edition is written: closed, with every key required.

use serde_json::{Map, Value, json};

use super::leaf::{bilingual, nullable, strict};
use super::{DIALECT, title};
use crate::law::field::Asked;
use crate::law::{Field, Form, Kind, RegisterLaw};

/// The schema of a record of one edition, for editors and for whoever prepares records elsewhere.
/// It says what a schema can say of one file; `check` says more.
pub fn record_schema(form: &Form, register: &RegisterLaw) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!(DIALECT));
    if let Value::Object(members) = body(form, register) {
        schema.extend(members);
    }
    Value::Object(schema)
}

/// The schema without the dialect. Rows loaded from an earlier table may know less.
pub(super) fn body(form: &Form, register: &RegisterLaw) -> Value {
    let mut schema = json!({
        "title": title(form, register),
        "description": form.legal_basis,
    });
    let new = Shape { form, loaded: false }.record();
    match &form.loaded_rows {
        None => extend(&mut schema, new),
        Some(rows) => {
            let marker = rows.marker.trim_start_matches('/');
            schema["type"] = json!("object");
            schema["if"] = json!({ "properties": { marker: { "type": "null" } } });
            schema["then"] = new;
            schema["else"] = Shape { form, loaded: true }.record();
        }
    }
    schema
}

fn extend(schema: &mut Value, more: Value) {
    if let (Value::Object(members), Value::Object(more)) = (schema, more) {
        members.extend(more);
    }
}

/// What a record of a form looks like, new or loaded from an earlier table.
struct Shape<'f> {
    form: &'f Form,
    loaded: bool,
}

impl Shape<'_> {
    fn record(&self) -> Value {
        let mut schema = self.object(&self.form.fields, "");
        schema["properties"]["form"] = json!({ "const": self.form.id });
        schema["properties"]["number"] = json!({ "type": "integer", "minimum": 1 });
        schema
    }

    fn object(&self, fields: &[Field], path: &str) -> Value {
        let properties: Map<_, _> = fields
            .iter()
            .map(|field| (field.key.clone(), self.field(field, &format!("{path}/{}", field.key))))
            .collect();
        let required: Vec<_> = fields.iter().map(|field| field.key.as_str()).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    }

    fn field(&self, field: &Field, path: &str) -> Value {
        let must = field.asked == Asked::Required && !self.may_be_empty(path);
        let mut schema = match (field.many, field.asked) {
            (true, Asked::NotAsked) => json!({ "type": "array", "maxItems": 0 }),
            (false, Asked::NotAsked) => json!({ "type": "null" }),
            (true, _) => {
                let least = u8::from(must);
                json!({ "type": "array", "items": self.value(field, path), "minItems": least })
            }
            (false, _) if must => self.value(field, path),
            (false, _) if field.kind == Kind::EntryRef => {
                json!({ "oneOf": [ { "type": "null" }, self.value(field, path) ] })
            }
            (false, _) => nullable(self.value(field, path)),
        };
        schema["title"] = json!(format!("{} · {}", field.label.kk, field.label.ru));
        schema
    }

    fn may_be_empty(&self, path: &str) -> bool {
        let rows = self.form.loaded_rows.as_ref().filter(|_| self.loaded);
        rows.is_some_and(|rows| rows.may_be_empty.iter().any(|pointer| pointer == path))
    }

    fn value(&self, field: &Field, path: &str) -> Value {
        let rows = self.form.loaded_rows.as_ref().filter(|_| self.loaded);
        let one_language = rows.is_some_and(|rows| rows.one_language);
        match field.kind {
            Kind::Bilingual | Kind::Address => bilingual(one_language),
            Kind::EntryRef => json!({
                "type": "object",
                "properties": {
                    "number": { "type": "integer", "minimum": 1, "maximum": u32::MAX },
                    "name": bilingual(one_language),
                },
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
            }),
            kind if kind.is_group() => self.object(&field.fields, path),
            Kind::Text if field.key == "salt" => {
                json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
            }
            _ => strict(field),
        }
    }
}
