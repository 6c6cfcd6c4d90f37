//! An entry as an object: the public fields of its record, and what follows from its history.

use std::io;

use serde::Serialize;

use super::Feed;
use super::json::joined;
use super::seals::SealObject;
use super::view::{EntryView, IntervalRow, Required};
use crate::base::digest::Digest;
use crate::base::lang::PerLang;

/// What is told of an entry beside the fields of its record.
#[derive(Serialize)]
struct Told<'v> {
    registration: &'static str,
    intervals: Vec<IntervalRow<'v>>,
    seal: SealObject,
    requires_resolved: &'v [Required],
    required_by: &'v [u32],
    last_seq: usize,
    revision: usize,
    record_sha256: Digest,
    url: PerLang<String>,
}

/// The object, as `entries.json` and the entry's own file have it.
pub(super) fn object(feed: &Feed<'_>, view: &EntryView<'_>) -> io::Result<String> {
    let told = Told {
        registration: view.registration.word(),
        intervals: view.interval_rows(),
        seal: SealObject::of(&view.entry.seal(view.revision.saturating_sub(1))),
        requires_resolved: &view.requires,
        required_by: &view.required_by,
        last_seq: view.last_seq,
        revision: view.revision,
        record_sha256: view.record_sha256,
        url: url(feed, view.entry.number()),
    };
    Ok(joined(&view.public.json(), &serde_json::to_string(&told)?))
}

/// The pages of an entry.
pub(super) fn url(feed: &Feed<'_>, number: u32) -> PerLang<String> {
    let base = &feed.checked.law.site.base_url;
    let page = |lang: &str| format!("{base}{lang}/{}/{number}/", feed.id());
    PerLang { kk: page("kk"), ru: page("ru") }
}
