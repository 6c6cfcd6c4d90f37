//! In an edition already used only labels may change: keys, order and kinds are part of what was
//! signed.

use std::collections::BTreeMap;
use std::io;

use serde_json::Value;

use super::build::{History, Source};
use crate::base::finding::{Finding, Place};
use crate::law::RegisterLaw;

/// Findings about forms that changed after a record had used them.
pub fn check(
    source: &Source<'_>,
    register: &RegisterLaw,
    history: &History,
) -> io::Result<Vec<Finding>> {
    let first_use = first_use(history);
    let folder = format!("data/registers/{}/forms/", register.id);
    let mut shapes: BTreeMap<&str, Value> = BTreeMap::new();
    let mut findings = BTreeMap::new();
    for (index, commit) in source.commits.iter().enumerate() {
        for change in commit.changes.iter().filter(|change| change.path.starts_with(&folder)) {
            let name = &change.path[folder.len()..];
            let Some(edition) = name.strip_suffix(".json") else { continue };
            let Some(shape) = shape(source, change.blob)? else { continue };
            let used = first_use.get(edition).is_some_and(|first| *first < index);
            match shapes.get(edition) {
                Some(before) if used && *before != shape => {
                    let finding = Finding::error("form-changed", Place::file(&*change.path));
                    findings.insert(&change.path, finding.with("met", &commit.id));
                }
                Some(before) if *before == shape => {}
                // Back to what was used, or not yet used: this is the shape to keep.
                _ => {
                    findings.remove(&change.path);
                    shapes.insert(edition, shape);
                }
            }
            if shapes.get(edition).is_some_and(|kept| is_kept(kept, source, change.blob)) {
                findings.remove(&change.path);
            }
        }
    }
    Ok(findings.into_values().collect())
}

/// The first commit that used each edition.
fn first_use(history: &History) -> BTreeMap<String, usize> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for timeline in &history.timelines {
        for revision in timeline.revisions() {
            let commit = first.entry(revision.record.form.id.clone()).or_insert(revision.commit);
            *commit = revision.commit.min(*commit);
        }
    }
    first
}

fn is_kept(kept: &Value, source: &Source<'_>, blob: Option<crate::base::commit::BlobId>) -> bool {
    shape(source, blob).ok().flatten().is_some_and(|shape| shape == *kept)
}

/// A form without its words; none for a file that is gone or is no JSON.
fn shape(
    source: &Source<'_>,
    blob: Option<crate::base::commit::BlobId>,
) -> io::Result<Option<Value>> {
    let Some(blob) = blob else { return Ok(None) };
    let form: Option<Value> = serde_json::from_slice(&source.blobs.read(blob)?).ok();
    Ok(form.map(|form| without_words(form["fields"].clone())))
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
