//! A small register in memory, published whole, and what must hold of every file of it.

mod invented;
mod privacy;
mod register;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::output::{Memory, Output};
use crate::law::site::Audience;
use crate::publish::origin::Own;
use crate::register::Checked;
use register::{A, check_states, checked, decide, path, trusted};

type Published = BTreeMap<String, Vec<u8>>;

/// Everything below `api/v1/`, the manifest too.
fn publish(checked: &Checked, audience: Audience) -> Published {
    let memory = Memory::default();
    let output = Output::new(&memory);
    let feeds = super::Feeds::new(checked, audience, &Own::new(checked));
    feeds.validity(&output).unwrap();
    feeds.write(&output).unwrap();
    super::manifest::finish(checked, &output).unwrap();
    memory.into_files()
}

fn public() -> Published {
    publish(&checked(&json!({})), Audience::Public)
}

fn text(files: &Published, path: &str) -> String {
    String::from_utf8(files[&format!("api/v1/{path}")].clone()).unwrap()
}

fn parsed(files: &Published, path: &str) -> Value {
    serde_json::from_str(&text(files, path)).unwrap()
}

/// The text of these files, each JSON spread out for whoever reads the snapshot.
fn shown(files: &Published, paths: &[&str]) -> String {
    let one = |path: &&str| {
        let text = if path.strip_suffix(".json").is_some() {
            format!("{:#}", parsed(files, path))
        } else {
            text(files, path)
        };
        format!("== {path}\n{}\n", text.replace('\r', "␍"))
    };
    paths.iter().map(one).collect()
}

#[test]
fn files_as_clients_know_them() {
    let files = public();
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    insta::assert_snapshot!("names", names.join("\n"));
    insta::assert_snapshot!("whole", shown(&files, &["attestation/entries.json"]));
    insta::assert_snapshot!("entry", shown(&files, &["trusted/entries/2.json"]));
    insta::assert_snapshot!("entries_csv", shown(&files, &["trusted/entries.csv"]));
    insta::assert_snapshot!(
        "forms",
        shown(
            &files,
            &["trusted/form-2020.csv", "trusted/form-2024.csv", "attestation/form-2015.csv"]
        )
    );
    let lookups = [
        "trusted/by-enstru/582950.000.000001.json",
        "trusted/by-enstru/620920.000.000001.json",
        "trusted/by-holder/700140000019.json",
        "trusted/keys/holder.txt",
        "trusted/keys/enstru.txt",
    ];
    insta::assert_snapshot!("lookups", shown(&files, &lookups));
    insta::assert_snapshot!("validity", shown(&files, &["trusted/validity.json"]));
    insta::assert_snapshot!("day", shown(&files, &["trusted/day.json", "status.json"]));
    insta::assert_snapshot!(
        "changes",
        shown(
            &files,
            &["trusted/changes/head.json", "trusted/changes/tail.ndjson", "changes.atom"]
        )
    );
    let schemas = ["schema/trusted-record-2020.json", "schema/attestation-entry.json"];
    insta::assert_snapshot!("schemas", shown(&files, &schemas));
    insta::assert_snapshot!("datapackage", shown(&files, &["datapackage.json"]));
    insta::assert_snapshot!("openapi_paths", paths_of(&parsed(&files, "openapi.json")));
}

fn paths_of(openapi: &Value) -> String {
    let line = |(path, operation): (&String, &Value)| {
        format!("{path}\n  {}\n", operation["get"]["description"].as_str().unwrap())
    };
    openapi["paths"].as_object().unwrap().iter().map(line).collect()
}

#[test]
fn every_view_of_an_entry_is_the_same_entry() {
    let files = public();
    for (register, count) in [("trusted", 6), ("attestation", 1)] {
        let whole = parsed(&files, &format!("{register}/entries.json"));
        let entries = whole["entries"].as_array().unwrap();
        let lines = text(&files, &format!("{register}/entries.ndjson"));
        let table = text(&files, &format!("{register}/entries.csv"));
        assert_eq!(
            (entries.len(), lines.lines().count(), table.lines().count()),
            (count, count, count + 1)
        );
        for (entry, line) in entries.iter().zip(lines.lines()) {
            assert_eq!(serde_json::from_str::<Value>(line).unwrap(), *entry);
            let path = format!("{register}/entries/{}.json", entry["number"]);
            let mut own = parsed(&files, &path);
            let events = own.as_object_mut().unwrap().shift_remove("events").unwrap();
            let revisions = own.as_object_mut().unwrap().shift_remove("revisions").unwrap();
            assert_eq!(own, *entry);
            assert_eq!(events.as_array().unwrap().last().unwrap()["seq"], entry["last_seq"]);
            assert_eq!(revisions.as_array().unwrap().len() as u64, entry["revision"]);
        }
    }
}

#[test]
fn one_thread_and_many_write_the_same_bytes() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(public)
    };
    // The workbooks are part of this: their zip entries and properties carry no clock.
    assert_eq!(with(1), with(8));
}

#[test]
fn a_full_segment_begins_with_the_256th_event() {
    let mut record = trusted(1, A);
    decide(&mut record, "include", "2025-01-01", Value::Null);
    let first = record.clone();
    for _ in 0..256 {
        decide(&mut record, "change", "2025-02-01", Value::Null);
    }
    let path = path("trusted", &record);
    let states = vec![("2025-01-02", path.clone(), first), ("2025-02-02", path, record)];
    let files = publish(&check_states(&json!({}), &[], &states), Audience::Public);
    let head = parsed(&files, "trusted/changes/head.json");
    let segment = "api/v1/trusted/changes/000001-000256.ndjson";
    assert_eq!(head["seq"], 257);
    assert_eq!(head["segments"][0]["path"], segment);
    assert_eq!(
        (&head["segments"][0]["first"], &head["segments"][0]["last"]),
        (&json!(1), &json!(256))
    );
    let lines = |path: &str| std::str::from_utf8(&files[path]).unwrap().lines().count();
    assert_eq!((lines(segment), lines("api/v1/trusted/changes/tail.ndjson")), (256, 1));
}

#[test]
fn a_long_manifest_is_divided() {
    let checked = checked(&json!({}));
    let listed = |count: usize| {
        let memory = Memory::default();
        let output = Output::new(&memory);
        for number in 0..count {
            output.put(format!("kk/{number}.html"), b"page").unwrap();
        }
        output.put("log/checkpoint", b"not listed").unwrap();
        output.put("api/v1/status.json.sig", b"not listed").unwrap();
        super::manifest::finish(&checked, &output).unwrap();
        let files = memory.into_files();
        let manifest = parsed(&files, "manifest.json");
        let shards = manifest["shards"].as_array().unwrap().iter();
        let in_shards = shards.map(|shard| {
            let bytes = &files[shard["path"].as_str().unwrap()];
            assert_eq!(shard["bytes"], bytes.len());
            let shard: Value = serde_json::from_slice(bytes).unwrap();
            shard["files"].as_array().unwrap().len()
        });
        (manifest["files"].as_array().unwrap().len(), in_shards.collect::<Vec<_>>())
    };
    assert_eq!(listed(1000), (1000, vec![]));
    assert_eq!(listed(2001), (0, vec![1000, 1000, 1]));
}

#[test]
fn what_an_edition_does_not_ask_is_null() {
    let files = public();
    // The edition of 2020 does not ask how an item is supplied: that is null, not an empty list.
    let rows = parsed(&files, "trusted/by-enstru/620920.000.000001.json");
    assert_eq!(rows["entries"][2]["number"], 3);
    assert_eq!(rows["entries"][2]["supply"], Value::Null);
    assert_eq!(parsed(&files, "trusted/entries.json")["form_editions"], json!(["2020", "2024"]));
}
