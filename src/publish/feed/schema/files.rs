//! The shapes of published files. Words that may grow are told in descriptions, not closed in
//! enums: a reader treats a word that it does not know as `other`.

use serde_json::{Map, Value, json};

use super::leaf::{date, name, nullable, sha256};

/// The schemas that are the same for every register, by name.
pub(super) fn common() -> Vec<(&'static str, Value)> {
    vec![
        ("status", status()),
        ("manifest", manifest()),
        ("by-key", by_key()),
        ("validity", validity()),
        ("day", day()),
        ("head", head()),
        ("event", event()),
    ]
}

/// An object that has these members, and maybe more.
fn object(members: &Value) -> Value {
    let required: Vec<String> =
        members.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
    json!({ "type": "object", "properties": members, "required": required })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn integer() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn instant() -> Value {
    let pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$";
    json!({ "type": "string", "format": "date-time", "pattern": pattern })
}

fn registration() -> Value {
    json!({
        "type": "string",
        "description": "pending, in_register, excluded, annulled",
    })
}

fn intervals() -> Value {
    list(&object(&json!({
        "in_from": date(),
        "in_to": nullable(date()),
        "grounds": { "type": ["array", "null"], "items": text() },
    })))
}

fn status() -> Value {
    let register = object(&json!({ "seq": integer(), "count": integer() }));
    object(&json!({
        "commit": nullable(text()),
        "published_at": instant(),
        "expires_at": instant(),
        "registers": { "type": "object", "additionalProperties": register },
        "manifest_sha256": sha256(),
        "log": object(&json!({ "size": integer(), "root": nullable(text()) })),
    }))
}

fn manifest() -> Value {
    let file = object(&json!({ "path": text(), "bytes": integer(), "sha256": sha256() }));
    object(&json!({ "files": list(&file), "shards": list(&file) }))
}

fn by_key() -> Value {
    let span = object(&json!({ "in_from": date(), "in_to": nullable(date()) }));
    let row = object(&json!({
        "number": integer(),
        "name": name(),
        "intervals": list(&span),
        "supply": { "type": ["array", "null"], "items": text() },
    }));
    object(&json!({ "register": text(), "key": text(), "value": text(), "entries": list(&row) }))
}

fn validity() -> Value {
    let decision = object(&json!({
        "seq": integer(),
        "kind": text(),
        "decided_on": date(),
        "effective_on": date(),
        "published": date(),
        "received": nullable(date()),
    }));
    let row = object(&json!({
        "number": integer(),
        "intervals": intervals(),
        "published": nullable(date()),
        "received": nullable(date()),
        "decisions": list(&decision),
    }));
    object(&json!({ "register": text(), "entries": list(&row) }))
}

fn day() -> Value {
    let status = "valid, renewal_due, renewal_missed, expired";
    let row = object(&json!({
        "number": integer(),
        "registration": registration(),
        "documents_status": { "type": ["string", "null"], "description": status },
        "renewal_by": nullable(date()),
    }));
    object(&json!({
        "register": text(),
        "on": date(),
        "entries": list(&row),
        "deadlines": list(&json!({ "type": "object" })),
    }))
}

fn head() -> Value {
    let segment = object(&json!({
        "path": text(), "first": integer(), "last": integer(), "sha256": sha256(),
    }));
    object(&json!({
        "register": text(),
        "seq": integer(),
        "kinds": { "type": "object", "additionalProperties": {
            "type": "string", "description": "enter, leave, change, correct, annul",
        } },
        "segments": list(&segment),
        "tail": object(&json!({ "path": text(), "sha256": sha256() })),
    }))
}

/// The one shape that is closed: format e1 is never added to.
fn event() -> Value {
    let mut event = object(&json!({
        "seq": integer(),
        "register": text(),
        "number": integer(),
        "revision": integer(),
        "kind": text(),
        "decision": nullable(text()),
        "decided_on": date(),
        "effective_on": date(),
        "recorded_at": instant(),
        "notice": { "type": ["object", "null"] },
        "grounds": list(&text()),
        "refers_to": nullable(integer()),
        "fields": list(&text()),
        "record_sha256": sha256(),
        "previous_sha256": nullable(sha256()),
        "seal_sha256": nullable(sha256()),
    }));
    event["additionalProperties"] = json!(false);
    event
}

/// The envelope of `entries.json` around entries with these fields.
pub(super) fn entries(fields: Map<String, Value>) -> Value {
    object(&json!({
        "schema_version": text(),
        "register": text(),
        "seq": integer(),
        "commit": nullable(text()),
        "form_editions": list(&text()),
        "count": object(&json!({
            "total": integer(),
            "pending": integer(),
            "in_register": integer(),
            "excluded": integer(),
            "annulled": integer(),
        })),
        "entries": list(&entry(fields)),
    }))
}

/// The file of an entry with these fields.
pub(super) fn entry_file(fields: Map<String, Value>) -> Value {
    let mut schema = entry(fields);
    let mut sealed = seal();
    for key in ["path", "list"] {
        sealed["properties"][key] = nullable(text());
        if let Value::Array(required) = &mut sealed["required"] {
            required.push(json!(key));
        }
    }
    let revision = object(&json!({
        "revision": integer(),
        "recorded_at": instant(),
        "record_sha256": sha256(),
        "seal_sha256": nullable(sha256()),
        "path": nullable(text()),
        "seal": sealed,
        "commit_signature": commit_signature(),
    }));
    for (key, value) in [("events", list(&event())), ("revisions", list(&revision))] {
        schema["properties"][key] = value;
        if let Value::Array(required) = &mut schema["required"] {
            required.push(json!(key));
        }
    }
    schema
}

/// An entry: fields of its record, of which an edition may lack some, and what is told of it.
fn entry(fields: Map<String, Value>) -> Value {
    let required = object(&json!({
        "number": integer(),
        "name": { "type": ["object", "null"] },
        "registration": { "type": ["string", "null"] },
    }));
    let mut schema = object(&json!({
        "form": text(),
        "number": integer(),
        "registration": registration(),
        "intervals": intervals(),
        "seal": seal(),
        "requires_resolved": list(&required),
        "required_by": list(&integer()),
        "last_seq": integer(),
        "revision": integer(),
        "record_sha256": sha256(),
        "url": object(&json!({ "kk": text(), "ru": text() })),
    }));
    for (key, field) in fields {
        schema["properties"][key] = field;
    }
    schema
}

/// The verdict on the signature of a commit.
fn commit_signature() -> Value {
    object(&json!({
        "status": { "type": "string", "description": "valid, invalid, not_checked, missing" },
        "reason": nullable(text()),
        "signer": nullable(text()),
    }))
}

/// The verdict on a seal.
fn seal() -> Value {
    object(&json!({
        "status": { "type": "string", "description": "valid, invalid, indeterminate, missing" },
        "reason": text(),
        "signer_role": nullable(text()),
        "signed_at": nullable(instant()),
        "sha256": nullable(sha256()),
    }))
}
