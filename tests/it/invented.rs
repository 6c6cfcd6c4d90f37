//! A register that no code knows: it comes from files alone, and gets its feeds and pages.

use serde_json::{Value, json};

use crate::harness::Repo;

fn label(text: &str) -> Value {
    json!({ "kk": text, "ru": text })
}

/// A register of ships, with words of its own for what is decided.
fn ships() -> Repo {
    let repo = Repo::empty();
    let field = |key: &str, kind: &str, more: Value| {
        let mut field = json!({ "key": key, "kind": kind, "required": true,
                                "visibility": "public", "label": label(key) });
        field.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        field
    };
    let form = json!({
        "id": "i", "legal_basis": "invented", "in_force_from": "2020-01-01", "in_force_to": null,
        "confidence": "high",
        "fields": [
            field("title", "bilingual", json!({})),
            field("owner", "iin_bin", json!({})),
            field("built", "year", json!({ "required": false })),
            field("tonnage", "decimal", json!({ "required": false })),
            field("ports", "code", json!({ "many": true, "pattern": "[A-Z]{5}" })),
            field("decisions", "decision", json!({ "many": true }))
        ],
        "columns": [ { "ordinal": "1", "label": label("Ship"), "of": ["/title", "/built"] } ]
    });
    let register = json!({
        "title": label("Ships"), "legal_basis": label("invented"), "status": "in_force",
        "roles": { "title": "/title", "holder": "/owner", "keys": { "port": "/ports/*" } },
        "decisions": { "launch": "enter", "refit": "change", "scrap": "leave", "mend": "correct",
                       "cancel": "annul" }
    });
    let site = json!({ "title": label("Ships"), "base_url": "https://ships.example/",
                       "publisher": label("Harbour"), "registers": ["ships"] });
    repo.write("data/site.json", site.to_string());
    repo.write("data/registers/ships/register.json", register.to_string());
    repo.write("data/registers/ships/forms/i.json", form.to_string());
    repo
}

fn ship(number: u32, ports: &[&str], decisions: &[(&str, &str)]) -> String {
    let decision = |(kind, on): &(&str, &str)| {
        let grounds = if *kind == "scrap" { json!(["rust"]) } else { json!([]) };
        json!({ "kind": kind, "purpose": null, "number": "1", "decided_on": on, "effective_on": on,
                "act": null, "recommendation": null, "application": null,
                "notice": { "number": "1", "date": on }, "grounds": grounds, "reason": null,
                "refers_to": null })
    };
    let decisions: Vec<_> = decisions.iter().map(decision).collect();
    let record = json!({
        "form": "i", "number": number, "title": { "kk": "Кеме", "ru": "Корабль" },
        "owner": "700140000019", "built": "1999", "tonnage": "12000.50", "ports": ports,
        "decisions": decisions
    });
    serde_json::to_string_pretty(&record).unwrap() + "\n"
}

#[test]
fn a_register_made_of_files() {
    let repo = ships();
    let path = |number: u32| format!("data/registers/ships/entries/000/{number:06}.json");
    repo.write(&path(1), ship(1, &["KZAAU"], &[("launch", "2021-01-01")]));
    repo.write(&path(2), ship(2, &["KZAAU"], &[("launch", "2021-02-01")]));
    repo.commit("two ships");
    repo.write(&path(1), ship(1, &["KZBTN"], &[("launch", "2021-01-01"), ("refit", "2022-01-01")]));
    repo.write(&path(2), ship(2, &["KZAAU"], &[("launch", "2021-02-01"), ("scrap", "2022-06-01")]));
    repo.commit("one refitted, one scrapped");
    assert_eq!(repo.errors(&[]), Vec::<String>::new());
    let out = repo.beside("out");
    assert_eq!(repo.run(&["build", "--out", out.to_str().unwrap()]).code, 0);
    let json = |path: &str| -> Value {
        serde_json::from_slice(&std::fs::read(out.join("api/v1").join(path)).unwrap()).unwrap()
    };
    let port = json("ships/by-port/KZAAU.json");
    assert_eq!(
        port["entries"][0]["intervals"],
        json!([{ "in_from": "2021-01-01", "in_to": "2022-01-01" }])
    );
    assert_eq!(
        port["entries"][1]["intervals"],
        json!([{ "in_from": "2021-02-01", "in_to": "2022-06-01" }])
    );
    assert_eq!(port["entries"][0]["supply"], Value::Null);
    assert_eq!(json("ships/changes/head.json")["kinds"]["scrap"], "leave");
    let keys = std::fs::read_to_string(out.join("api/v1/ships/keys/port.txt")).unwrap();
    assert_eq!(keys, "KZAAU\nKZBTN\n");
    assert!(
        out.join("kk/ships/1/index.html").is_file() && out.join("ru/ships/1/index.html").is_file()
    );
}

#[test]
fn values_of_its_kinds_are_checked() {
    let repo = ships();
    let record = ship(1, &["KZAAU"], &[("launch", "2021-01-01")]);
    for (from, to, code) in [
        ("\"1999\"", "\"99\"", "year-form"),
        ("\"12000.50\"", "\"12 000,50\"", "decimal-form"),
        ("\"KZAAU\"", "\"aktau\"", "code-form"),
        ("\"launch\"", "\"include\"", "choice-unknown"),
        ("\"700140000019\"", "\"700140000018\"", "iin-bin-check-digit"),
    ] {
        repo.write("data/registers/ships/entries/000/000001.json", record.replacen(from, to, 1));
        assert!(repo.errors(&["--worktree"]).contains(&code.to_owned()), "{code}");
    }
}

/// What names entries to everybody cannot be private.
#[test]
fn a_private_name_is_refused() {
    let repo = ships();
    let path = "data/registers/ships/forms/i.json";
    let form = repo.read(path);
    let mut form: Value = serde_json::from_str(&form).unwrap();
    let title = |field: &&mut Value| field["key"] == "title";
    form["fields"].as_array_mut().unwrap().iter_mut().find(title).unwrap()["visibility"] =
        json!("private");
    repo.write(path, form.to_string());
    repo.commit("private");
    let (code, findings) = repo.check(&[]);
    assert_eq!(code, 1);
    let found = findings.iter().find(|finding| finding["code"] == "role-private").unwrap();
    assert_eq!(found["path"], "data/registers/ships/register.json");
}

/// A register whose own files are wrong is told where.
#[test]
fn wrong_law() {
    let repo = ships();
    repo.write("data/registers/ships/register.json", "{\n  \"title\": 5\n}");
    repo.commit("wrong");
    let (code, findings) = repo.check(&[]);
    assert_eq!(code, 1);
    let found = findings.iter().find(|finding| finding["code"] == "law-file-invalid").unwrap();
    assert_eq!(
        (&found["line"], &found["path"]),
        (&json!(2), &json!("data/registers/ships/register.json"))
    );
}
