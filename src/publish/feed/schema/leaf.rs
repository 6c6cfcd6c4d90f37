//! What a single value looks like, by its kind: strictly, as a record must have it, and loosely, as
//! a reader of the feed may rely on it.

use serde_json::{Map, Value, json};

use crate::law::{Field, Kind, RegisterLaw};

/// A civil date.
pub(super) fn date() -> Value {
    json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

/// A hash.
pub(super) fn sha256() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

/// The same, or `null`.
pub(super) fn nullable(mut schema: Value) -> Value {
    match schema.get_mut("type") {
        Some(Value::Array(types)) => types.push(json!("null")),
        Some(one) => *one = json!([one.clone(), "null"]),
        None => {}
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    schema
}

/// A text in each language.
pub(super) fn bilingual(one_language: bool) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let text = if one_language { nullable(text) } else { text };
    json!({
        "type": "object",
        "properties": { "kk": text, "ru": text },
        "required": ["kk", "ru"],
        "additionalProperties": false,
    })
}

/// A string as a record must have it; groups, texts in two languages and references are not here.
pub(super) fn strict(field: &Field) -> Value {
    let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match field.kind {
        Kind::Integer => json!({ "type": "integer", "minimum": 0 }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Decimal => pattern(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"),
        Kind::Percent => pattern(r"^(100(\.0{1,4})?|[1-9]?[0-9](\.[0-9]{1,4})?)$"),
        Kind::Money => pattern(r"^(0|[1-9][0-9]{0,17})(\.[0-9]{2})?$"),
        Kind::Date => date(),
        Kind::Year => pattern("^(19|20|21)[0-9]{2}$"),
        Kind::DateTime => json!({ "type": "string", "format": "date-time" }),
        Kind::Choice => {
            let values: Vec<_> = field.values.iter().map(|choice| choice.value.as_str()).collect();
            json!({ "type": "string", "enum": values })
        }
        Kind::IinBin => pattern("^[0-9]{12}$"),
        Kind::Phone => pattern("^([+]7|8|1)[0-9 \u{a0}()-]{2,24}$"),
        Kind::Email => pattern(r"^[^@\s]{1,64}@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+$"),
        Kind::Url => pattern("^https?://[^/?#]+"),
        Kind::Code => {
            let own = field.pattern.as_ref().map(regex::Regex::as_str);
            pattern(own.unwrap_or("^[0-9A-Za-z_-][0-9A-Za-z._-]*$"))
        }
        Kind::Text
        | Kind::Bilingual
        | Kind::Address
        | Kind::EntryRef
        | Kind::Document
        | Kind::Decision
        | Kind::Person
        | Kind::Group => json!({ "type": "string", "minLength": 1 }),
    }
}

/// The public fields of every edition of a register, as a reader may rely on them.
pub(super) fn consumer_fields(register: &RegisterLaw) -> Map<String, Value> {
    let mut fields = Map::new();
    for form in register.forms.values() {
        for field in form.fields.iter().filter(|field| field.is_public()) {
            fields.entry(field.key.as_str()).or_insert_with(|| consumer(field));
        }
    }
    fields
}

fn consumer(field: &Field) -> Value {
    let mut schema = if field.many {
        json!({ "type": "array", "items": item(field) })
    } else {
        nullable(item(field))
    };
    schema["title"] = json!(format!("{} · {}", field.label.kk, field.label.ru));
    schema
}

fn item(field: &Field) -> Value {
    match field.kind {
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Bilingual | Kind::Address => name(),
        Kind::EntryRef => json!({
            "type": "object",
            "properties": { "number": { "type": "integer" }, "name": name() },
        }),
        kind if kind.is_group() => {
            let parts = field.fields.iter().filter(|part| part.is_public());
            let parts: Map<_, _> = parts.map(|part| (part.key.clone(), consumer(part))).collect();
            let keys: Vec<_> = parts.keys().cloned().collect();
            json!({ "type": "object", "properties": parts, "required": keys })
        }
        _ => json!({ "type": "string" }),
    }
}

/// A name in each language, where it is known.
pub(super) fn name() -> Value {
    let text = nullable(json!({ "type": "string" }));
    json!({ "type": "object", "properties": { "kk": text, "ru": text }, "required": ["kk", "ru"] })
}
