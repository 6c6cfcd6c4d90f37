//! In an edition already used only labels may change: keys, order and kinds are part of what was
//! signed.

use std::collections::BTreeMap;
use std::io;

use serde_json::Value;

use super::build::Source;
use crate::base::commit::{BlobId, Change};
use crate::base::finding::{Finding, Place};
use crate::law::{Files, RegisterLaw};

/// Findings about forms that differ from the ones by which records were signed. `defaults` are the
/// forms that the program carries: they were in use before a repository brought its own.
pub fn check(
    source: &Source<'_>,
    register: &RegisterLaw,
    defaults: &Files,
) -> io::Result<Vec<Finding>> {
    let folder = format!("data/registers/{}/forms/", register.id);
    let mut kept: BTreeMap<&str, Value> = BTreeMap::new();
    let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
    for (index, commit) in source.commits.iter().enumerate() {
        for change in commit.changes.iter().filter(|change| change.path.starts_with(&folder)) {
            let path = change.path.as_str();
            let Some(shape) = shape(source, change)? else { continue };
            let before = match kept.remove(path) {
                Some(before) => before,
                None => defaults.get(path).and_then(words_off).unwrap_or_else(|| shape.clone()),
            };
            let edition = path[folder.len()..].trim_end_matches(".json");
            if shape == before {
                findings.remove(path);
            } else if is_used(source, register, edition, index)? {
                let finding = Finding::error("form-changed", Place::file(path));
                findings.insert(path, finding.with("met", &commit.id));
            } else {
                kept.insert(path, shape);
                continue;
            }
            kept.insert(path, before);
        }
    }
    Ok(findings.into_values().collect())
}

/// Whether a record named an edition before a commit. Records are looked at as they are: by a form
/// that has changed they may no longer be readable.
fn is_used(
    source: &Source<'_>,
    register: &RegisterLaw,
    edition: &str,
    before: usize,
) -> io::Result<bool> {
    let folder = format!("data/registers/{}/entries/", register.id);
    for change in source.commits[..before].iter().flat_map(|commit| &commit.changes) {
        let Some(blob) = change.blob.filter(|_| change.path.starts_with(&folder)) else { continue };
        let record: Option<Value> = serde_json::from_slice(&source.blobs.read(blob)?).ok();
        if record.is_some_and(|record| record["form"] == edition) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A form without its words; none for a file that is gone or is no JSON.
fn shape(source: &Source<'_>, change: &Change) -> io::Result<Option<Value>> {
    let read = |blob: BlobId| source.blobs.read(blob);
    Ok(change.blob.map(read).transpose()?.as_deref().and_then(words_off))
}

fn words_off(bytes: &[u8]) -> Option<Value> {
    let form: Value = serde_json::from_slice(bytes).ok()?;
    Some(without_words(form["fields"].clone()))
}

fn without_words(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            members.shift_remove("label");
            members.shift_remove("basis");
            for member in members.values_mut() {
                *member = without_words(member.take());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = without_words(item.take());
            }
        }
        _ => {}
    }
    value
}
