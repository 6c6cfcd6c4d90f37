//! The file of one entry, with its events and revisions, and the signed bytes of each revision
//! where they may be shown. It tells nothing of the commit or the day: it changes only with the
//! entry, with what it refers to, or with its registration.

use std::io;

use serde::Serialize;
use serde_json::value::RawValue;

use super::Feed;
use super::json::joined;
use super::seals::{self, CommitRow, SealRow};
use super::view::EntryView;
use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::output::Output;
use crate::history::Revision;
use crate::law::site::Audience;
use crate::register::Entry;

#[derive(Serialize)]
struct Past {
    events: Vec<Box<RawValue>>,
    revisions: Vec<RevisionRow>,
}

#[derive(Serialize)]
struct RevisionRow {
    revision: usize,
    recorded_at: Instant,
    record_sha256: Digest,
    seal_sha256: Option<Digest>,
    /// Where its bytes are published, from the site's root; `null` where they are not.
    path: Option<String>,
    /// The verdict on its seal.
    seal: SealRow,
    /// The verdict on the signature of the commit that brought it.
    commit_signature: CommitRow,
}

/// Writes `entries/<number>.json` and `entries/<number>/r<k>.json`.
pub(super) fn write(
    feed: &Feed<'_>,
    view: &EntryView<'_>,
    object: &str,
    output: &Output<'_>,
) -> io::Result<()> {
    let timeline = view.entry.timeline();
    let events = feed.events[view.entry.index()].iter();
    let events = events.map(|index| feed.register.events()[*index].line(feed.id(), timeline));
    let mut revisions = Vec::with_capacity(timeline.revisions().len());
    for (index, revision) in timeline.revisions().iter().enumerate() {
        revisions.push(self::revision(feed, view.entry, index, revision, output)?);
    }
    let events = events.map(RawValue::from_string).collect::<Result<_, _>>()?;
    let mut text = joined(object, &serde_json::to_string(&Past { events, revisions })?);
    text.push('\n');
    output.put(feed.path(format_args!("entries/{}.json", view.entry.number())), text.as_bytes())
}

fn revision(
    feed: &Feed<'_>,
    entry: Entry<'_>,
    index: usize,
    revision: &Revision,
    output: &Output<'_>,
) -> io::Result<RevisionRow> {
    let open = feed.audience == Audience::Operator
        || seals::are_open(feed) && feed.privacy.shows_whole(&revision.record);
    let number = entry.number();
    let path = open.then(|| feed.path(format_args!("entries/{number}/r{}.json", index + 1)));
    if let Some(path) = &path {
        output.put(path.as_str(), revision.record.text().as_bytes())?;
    }
    Ok(RevisionRow {
        revision: index + 1,
        recorded_at: revision.recorded_at,
        record_sha256: revision.record.sha256,
        seal_sha256: revision.seal_sha256,
        seal: seals::row(feed, &entry.seal(index), path.as_deref(), output)?,
        path,
        commit_signature: CommitRow::of(entry.commit_signature(index)),
    })
}
