//! A small invented register in memory, for tests of every stage.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::commit::{BlobId, Blobs, Change, Commit};
use crate::base::date::{Date, Instant};
use crate::base::digest::Digest;
use crate::base::finding::Finding;
use crate::history::build::{History, Source, build};
use crate::law::{Files, Law};

/// A day as tests write it.
pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The law of a register `books` that no file of the program knows.
pub(crate) fn law() -> Law {
    let label = |text: &str| json!({ "kk": text, "ru": text });
    let field = |key: &str, kind: &str, many: bool| {
        json!({ "key": key, "kind": kind, "many": many, "required": false,
                "visibility": "public", "label": label(key) })
    };
    let form = json!({
        "id": "1", "legal_basis": "invented", "in_force_from": null, "in_force_to": null,
        "confidence": "none",
        "fields": [ field("name", "text", false), field("codes", "code", true),
                    field("holder", "iin_bin", false), field("decisions", "decision", true) ],
        "columns": [ { "ordinal": "1", "label": label("Name"), "of": ["/name"] } ]
    });
    let register = json!({
        "title": label("Books"), "legal_basis": label("invented"), "status": "in_force",
        "roles": { "title": "/name", "holder": "/holder", "keys": { "code": "/codes/*" } },
        "decisions": { "include": "enter", "exclude": "leave", "change": "change",
                       "correct": "correct", "annul": "annul" }
    });
    let site = json!({
        "title": label("Site"), "base_url": "https://books.example/", "publisher": label("We"),
        "registers": ["books"]
    });
    let mut files = BTreeMap::new();
    let mut add =
        |path: &str, value: &Value| files.insert(path.to_owned(), value.to_string().into_bytes());
    add("data/site.json", &site);
    add("data/registers/books/register.json", &register);
    add("data/registers/books/forms/1.json", &form);
    let zone = include_bytes!("../data/time-zone.json").to_vec();
    let decision = include_bytes!("../data/kinds/decision.json").to_vec();
    files.insert("data/time-zone.json".to_owned(), zone);
    files.insert("data/kinds/decision.json".to_owned(), decision);
    let (law, findings) = crate::law::load::load(&Files::new(files));
    assert_eq!(findings, []);
    law.unwrap()
}

/// A decision: kind, effective day, the 1-based decision that it refers to.
pub(crate) fn decision(kind: &str, effective_on: &str, refers_to: Option<usize>) -> Value {
    let grounds = if kind == "exclude" { json!(["own_request"]) } else { json!([]) };
    json!({
        "kind": kind, "purpose": null, "number": "N", "decided_on": effective_on,
        "effective_on": effective_on, "act": null, "recommendation": null, "application": null,
        "notice": { "number": "N", "date": "2030-01-01" }, "grounds": grounds, "reason": null,
        "refers_to": refers_to
    })
}

/// A register in the making: each state is a commit.
#[derive(Default)]
pub(crate) struct Story {
    commits: Vec<Commit>,
    blobs: BTreeMap<BlobId, Vec<u8>>,
    decisions: Vec<Value>,
}

impl Blobs for Story {
    fn read(&self, id: BlobId) -> std::io::Result<Vec<u8>> {
        Ok(self.blobs[&id].clone())
    }
}

impl Story {
    /// A commit with the record of entry 1: decisions added, codes and holder as they are now.
    pub(crate) fn then(self, added: &[Value], codes: &[&str], holder: &str) -> Story {
        let mut story = self;
        story.decisions.extend(added.iter().cloned());
        let record = json!({
            "form": "1", "number": 1, "name": "Book", "codes": codes, "holder": holder,
            "decisions": story.decisions
        });
        story.bytes(serde_json::to_string_pretty(&record).unwrap() + "\n")
    }

    /// The decisions so far, for a test that alters them.
    pub(crate) fn decisions(&mut self) -> &mut Vec<Value> {
        &mut self.decisions
    }

    /// A commit with these bytes as the record of entry 1.
    pub(crate) fn bytes(self, text: String) -> Story {
        let digest = Digest::of(text.as_bytes());
        let id = BlobId(digest.0[..20].try_into().unwrap());
        let mut story = self;
        story.blobs.insert(id, text.into_bytes());
        story.commit(Some(id))
    }

    /// A commit without the record.
    pub(crate) fn removed(self) -> Story {
        self.commit(None)
    }

    fn commit(mut self, blob: Option<BlobId>) -> Story {
        let path = "data/registers/books/entries/000/000001.json".to_owned();
        let index = self.commits.len();
        let at = Instant(1_600_000_000 + i64::try_from(index).unwrap() * 86_400);
        self.commits.push(Commit {
            id: format!("c{index}"),
            at,
            changes: vec![Change { path, blob }],
            signed: None,
        });
        self
    }

    /// Sets back the clock of the last commit.
    pub(crate) fn at(mut self, at: i64) -> Story {
        self.commits.last_mut().unwrap().at = Instant(at);
        self
    }

    /// The history of these commits.
    pub(crate) fn history(&self, law: &Law) -> History {
        let source = Source::new(&self.commits, self, law);
        build(&source, &law.registers[0]).unwrap()
    }
}

/// The codes of findings.
pub(crate) fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}
