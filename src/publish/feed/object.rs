//! An entry as an object: the public fields of its record, and what follows from its history.

use std::io;

use serde::Serialize;

use super::json::joined;
use super::view::{EntryView, IntervalRow};
use super::{Feed, Name};
use crate::base::digest::Digest;
use crate::base::lang::PerLang;
use crate::register::Entry;

/// What is told of an entry beside the fields of its record.
#[derive(Serialize)]
struct Told<'v> {
    registration: &'static str,
    intervals: Vec<IntervalRow<'v>>,
    seal: SealObject,
    requires_resolved: Vec<Required>,
    required_by: &'v [u32],
    last_seq: usize,
    revision: usize,
    record_sha256: Digest,
    url: PerLang<String>,
}

/// The verdict on the seal of the latest revision.
#[derive(Serialize)]
struct SealObject {
    status: &'static str,
    reason: Option<String>,
    signer_role: Option<String>,
    signed_at: Option<String>,
    sha256: Option<Digest>,
}

/// Another entry that this one needs.
#[derive(Serialize)]
struct Required {
    number: u32,
    name: Option<Name>,
    registration: Option<&'static str>,
}

/// The object, as `entries.json` and the entry's own file have it.
pub(super) fn object(feed: &Feed<'_>, view: &EntryView<'_>) -> io::Result<String> {
    let entry = view.entry;
    let shows_requires = requires_is_public(feed);
    let told = Told {
        registration: view.registration.word(),
        intervals: view.interval_rows(),
        seal: seal_object(entry),
        requires_resolved: if shows_requires { requires(feed, entry) } else { Vec::new() },
        required_by: if shows_requires { entry.required_by() } else { &[] },
        last_seq: entry.last_seq(),
        revision: entry.timeline().revisions().len(),
        record_sha256: entry.record().sha256,
        url: url(feed, entry.number()),
    };
    Ok(joined(&view.public, &serde_json::to_string(&told)?))
}

/// The seal of the latest revision. No seal has been looked at in this stage.
fn seal_object(_: Entry<'_>) -> SealObject {
    SealObject { status: "missing", reason: None, signer_role: None, signed_at: None, sha256: None }
}

fn requires_is_public(feed: &Feed<'_>) -> bool {
    feed.register.law.file.roles.requires.as_ref().is_some_and(|pointer| feed.is_public(pointer))
}

fn requires(feed: &Feed<'_>, entry: Entry<'_>) -> Vec<Required> {
    let resolve = |number: &u32| {
        let other = feed.register.entry(*number);
        Required {
            number: *number,
            name: other.map(|other| feed.name(other.record())),
            registration: other.map(|other| feed.registration(other).word()),
        }
    };
    entry.record().facts.requires.iter().map(resolve).collect()
}

/// The pages of an entry.
pub(super) fn url(feed: &Feed<'_>, number: u32) -> PerLang<String> {
    let base = &feed.checked.law.site.base_url;
    let page = |lang: &str| format!("{base}{lang}/{}/{number}/", feed.id());
    PerLang { kk: page("kk"), ru: page("ru") }
}
