//! The register that the tests publish: records in memory, read, walked and checked as any other.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::base::commit::{BlobId, Blobs, Change, Commit};
use crate::base::date::{Date, Instant};
use crate::history::build::{Source, build};
use crate::law::{Files, Law, load::load};
use crate::register::{Checked, Head, Input, check};

/// The number of an individual that must never be seen.
pub(super) const IIN: &str = "950317500013";
/// What keeps it from being guessed out of a hash.
pub(super) const SALT: &str = "00112233445566778899aabbccddeeff";
/// Two organisations.
pub(super) const A: &str = "700140000019";
const B: &str = "700241000018";
/// Two codes of goods and services.
const X: &str = "620920.000.000001";
const Y: &str = "582950.000.000001";

/// States of records: the day on which they were committed, the path and the record.
pub(super) type States = Vec<(&'static str, String, Value)>;

/// Files of the law over the embedded ones, by path.
pub(super) type Extra = [(&'static str, Value)];

/// The law of the embedded data with these settings of the site over the usual ones.
fn law(settings: &Value, extra: &Extra) -> Law {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for file in walkdir::WalkDir::new(root.join("data")).into_iter().map(Result::unwrap) {
        if file.file_type().is_file() {
            let path = file.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(path, std::fs::read(file.path()).unwrap());
        }
    }
    let mut site = json!({
        "title": { "kk": "Тізілім", "ru": "Реестр" },
        "base_url": "https://tizilim.example/",
        "publisher": { "kk": "Үлгі орган", "ru": "Образцовый орган" },
        "registers": ["trusted", "attestation"],
        "licence": "CC-BY-4.0",
    });
    for (key, value) in settings.as_object().unwrap() {
        site[key] = value.clone();
    }
    files.insert("data/site.json".to_owned(), site.to_string().into_bytes());
    for (path, value) in extra {
        files.insert((*path).to_owned(), value.to_string().into_bytes());
    }
    let (law, findings) = load(&Files::new(files));
    assert_eq!(findings, []);
    law.unwrap()
}

struct Contents(Vec<Vec<u8>>);

impl Blobs for Contents {
    fn read(&self, id: BlobId) -> std::io::Result<Vec<u8>> {
        let [a, b, c, d, ..] = id.0;
        Ok(self.0[u32::from_be_bytes([a, b, c, d]) as usize].clone())
    }
}

/// A checked register of these states; the last day is the day of the head.
pub(super) fn check_states(settings: &Value, extra: &Extra, states: &States) -> Checked {
    let law = law(settings, extra);
    let mut commits: Vec<Commit> = Vec::new();
    let mut contents = Vec::new();
    for (day, path, record) in states {
        let at = Instant(day.parse::<Date>().unwrap().midnight_utc().0 + 6 * 3600);
        let index = u32::try_from(contents.len()).unwrap().to_be_bytes();
        let mut id = [0; 20];
        id[..4].copy_from_slice(&index);
        contents.push(format!("{record:#}\n").into_bytes());
        if commits.last().is_none_or(|commit| commit.at != at) {
            let id = format!("{:040x}", commits.len() + 1);
            commits.push(Commit { id, at, changes: Vec::new(), signed: None });
        }
        let change = Change { path: path.clone(), blob: Some(BlobId(id)) };
        commits.last_mut().unwrap().changes.push(change);
    }
    let blobs = Contents(contents);
    let source = Source::new(&commits, &blobs, &law);
    let histories = law.registers.iter().map(|register| build(&source, register).unwrap());
    let histories = histories.collect();
    let last = commits.last().unwrap();
    let day = law.zone.civil(last.at);
    let head = Head { commit: Some(last.id.clone()), at: last.at, day };
    let input = Input {
        law,
        head,
        on: day,
        histories,
        seals: Vec::new(),
        maintainers: std::sync::Arc::default(),
        findings: Vec::new(),
        is_new: &|_| true,
    };
    let (checked, findings) = check(input);
    checked.unwrap_or_else(|| panic!("{findings:#?}"))
}

/// The register that most tests use.
pub(super) fn checked(settings: &Value) -> Checked {
    check_states(settings, &[], &states())
}

/// The states of that register.
pub(super) fn states() -> States {
    let mut states = States::new();
    let mut add = |day, record: &Value| states.push((day, path("trusted", record), record.clone()));
    let mut moved = trusted(1, A);
    decide(&mut moved, "include", "2025-03-14", Value::Null);
    add("2025-03-15", &moved);
    let mut old = edition_2020(3);
    decide(&mut old, "include", "2021-05-03", Value::Null);
    add("2025-03-15", &old);
    let mut own = trusted(2, IIN);
    own["applicant"]["kind"] = json!("sole_proprietor");
    own["applicant"]["salt"] = json!(SALT);
    own["requires"] =
        json!([ { "number": 1 }, { "name": { "kk": "Ашық жүйе", "ru": "Открытая система" } } ]);
    decide(&mut own, "include", "2025-04-01", Value::Null);
    add("2025-04-01", &own);
    moved["enstru"][0]["code"] = json!(Y);
    moved["applicant"]["id"] = json!(B);
    moved["note"] = json!({ "kk": "Ескертпе, \"тырнақша\"", "ru": "Примечание, \"кавычки\"" });
    decide(&mut moved, "change", "2025-06-01", Value::Null);
    add("2025-06-02", &moved);
    decide(&mut moved, "exclude", "2025-09-01", json!(["expired_document", "false_data"]));
    add("2025-08-25", &moved);
    let mut pending = trusted(4, B);
    pending["kind"] = json!("electronics");
    pending["models"] = json!([
        { "brand": null, "model": "A-1", "description": null, "software": [ { "number": 2 }, { "number": 3 } ] },
        { "brand": "Үлгі", "model": "A-2", "description": { "kk": "Сипаттама", "ru": "Описание" }, "software": [] },
    ]);
    decide(&mut pending, "include", "2026-03-01", Value::Null);
    add("2025-10-10", &pending);
    let mut void = trusted(5, A);
    decide(&mut void, "include", "2025-10-01", Value::Null);
    add("2025-10-10", &void);
    decide(&mut void, "annul", "2025-10-09", Value::Null);
    void["decisions"][1]["refers_to"] = json!(1);
    add("2025-10-11", &void);
    let mut loaded = edition_2020(6);
    loaded["name"]["ru"] = Value::Null;
    loaded["documents"] = json!([]);
    loaded["origin"] = json!({ "table": "tizilim-2021.xls", "sha256": "ab".repeat(32), "row": 17 });
    decide(&mut loaded, "include", "2021-05-03", Value::Null);
    loaded["decisions"][0]["number"] = Value::Null;
    loaded["decisions"][0]["notice"] = Value::Null;
    add("2025-10-11", &loaded);
    let attested = attestation();
    states.push(("2025-10-11", path("attestation", &attested), attested));
    states
}

/// The path of a record.
pub(super) fn path(register: &str, record: &Value) -> String {
    let number = record["number"].as_u64().unwrap();
    format!("data/registers/{register}/entries/{:03}/{number:06}.json", number / 1000)
}

/// Adds a decision to a record; an inclusion forms the entry.
pub(super) fn decide(record: &mut Value, kind: &str, on: &str, grounds: Value) {
    if kind == "include" {
        record["formed_on"] = json!(on);
    }
    let decisions = record["decisions"].as_array_mut().unwrap();
    let number = format!("DEMO-{on}/{}", decisions.len() + 1);
    decisions.push(json!({
        "kind": kind, "purpose": null, "number": number, "decided_on": on, "effective_on": on,
        "act": null, "recommendation": null, "application": null,
        "notice": { "number": number, "date": on },
        "grounds": if grounds.is_null() { json!([]) } else { grounds },
        "reason": null, "refers_to": null,
    }));
}

/// A record of the edition 2024 without decisions.
pub(super) fn trusted(number: u32, holder: &str) -> Value {
    let address = json!({ "kk": "Астана қ., Үлгі к., 1", "ru": "г. Астана, ул. Образцовая, 1" });
    json!({
        "form": "2024", "number": number, "formed_on": "2025-03-14", "kind": "software",
        "name": { "kk": format!("Жүйе {number}"), "ru": format!("Система {number}") },
        "former_names": [], "standalone": false, "requires": [], "models": [],
        "applicant": { "kind": "legal_entity", "id": holder, "salt": null,
            "name": { "kk": "«Үлгі» ЖШС", "ru": "ТОО «Улги»" },
            "contacts": { "address": address, "phones": ["+7 (7172) 00-00-01"],
                          "emails": ["info@ulgi.example"], "website": null } },
        "support": [ { "kind": "technical_support", "address": address,
                       "phones": ["+7 (7172) 00-00-02"], "emails": ["help@ulgi.example"] } ],
        "enstru": [ { "code": X, "supply": ["goods", "ict_service"] } ],
        "tnved": [], "kpved": [], "categories": ["DEMO-01"], "note": null,
        "documents": [ { "kind": "security_test_protocol", "number": "DEMO-2025/0001", "issuer": null,
            "issued_on": "2025-01-20", "valid_until": "2025-11-20", "level": null, "positive": true,
            "share": null, "covers": [] } ],
        "decisions": [], "origin": null, "replaced_by": null,
    })
}

fn edition_2020(number: u32) -> Value {
    let mut record = trusted(number, A);
    record["form"] = json!("2020");
    record["support"] = json!([]);
    record["categories"] = json!([]);
    record["enstru"][0]["supply"] = json!([]);
    record["tnved"] = json!(["8523"]);
    record["kpved"] = json!(["62.01"]);
    record
}

fn attestation() -> Value {
    let paper = json!({ "number": "DEMO-16/7", "date": "2016-02-01" });
    let mut record = json!({
        "form": "2015", "number": 1, "certificate_number": "DEMO-16-7",
        "information_system": { "kk": "Ақпараттық жүйе", "ru": "Информационная система" },
        "system_kind": "state", "applicant": { "kk": "Орган", "ru": "Ведомство" },
        "application": paper, "contracts": [paper], "examination_act": paper, "protocols": [paper],
        "additional_act": null, "decisions": [],
    });
    decide(&mut record, "issue", "2016-02-01", Value::Null);
    record
}
