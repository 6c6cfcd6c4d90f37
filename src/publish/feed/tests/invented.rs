//! A register that nobody has thought of, wholly from files: it gets its feeds, and a private field
//! stays private though the register's own roles point at it.

use serde_json::{Value, json};

use super::register::{check_states, decide, path};
use super::{parsed, publish, text};
use crate::law::site::Audience;

fn label(text: &str) -> Value {
    json!({ "kk": text, "ru": text })
}

fn field(key: &str, kind: &str, visibility: &str) -> Value {
    json!({ "key": key, "kind": kind, "required": true, "visibility": visibility, "label": label(key) })
}

#[test]
fn an_invented_register() {
    let decisions = json!({ "admit": "enter", "alter": "change", "dismiss": "leave", "mend": "correct", "void": "annul" });
    let register = json!({
        "title": label("Bees"), "legal_basis": label("none"), "status": "in_force",
        "roles": { "title": "/title", "keys": { "hive": "/hive", "place": "/place" } },
        "decisions": decisions,
    });
    let mut list = field("decisions", "decision", "public");
    list["many"] = json!(true);
    let form = json!({
        "id": "1", "legal_basis": "none", "in_force_from": null, "in_force_to": null, "confidence": "high",
        "fields": [field("title", "text", "public"), field("hive", "code", "public"), field("place", "code", "private"), list],
        "columns": [
            { "ordinal": "1", "label": label("Title"), "of": ["/title", "/hive"] },
            { "ordinal": "2", "label": label("Place"), "of": ["/place"] },
        ],
    });
    let mut record = json!({ "form": "1", "number": 7, "title": "Queen", "hive": "H-1", "place": "SECRET-9", "decisions": [] });
    decide(&mut record, "admit", "2025-01-01", Value::Null);
    let states = vec![("2025-01-02", path("bees", &record), record)];
    let extra = [
        ("data/registers/bees/register.json", register),
        ("data/registers/bees/forms/1.json", form),
    ];
    let checked = check_states(&json!({ "registers": ["bees"] }), &extra, &states);
    let files = publish(&checked, Audience::Public);
    assert_eq!(parsed(&files, "bees/by-hive/H-1.json")["entries"][0]["name"], label("Queen"));
    assert_eq!(text(&files, "bees/form-1.csv"), "Title / Title,Place / Place\r\nQueen; H-1,\r\n");
    for (path, bytes) in &files {
        // The schema of records names the private field: whoever writes records must know it.
        let said = format!("{path}{}", String::from_utf8_lossy(bytes)).to_lowercase();
        assert!(!said.contains("secret"), "{path}");
        assert!(!path.contains("place"), "{path}");
    }
}
