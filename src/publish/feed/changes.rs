//! The events of a register in files: full segments, which never change, a tail, and a head that
//! names them with their hashes.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;
use serde::Serialize;

use super::Feed;
use crate::base::digest::Digest;
use crate::base::output::Output;
use crate::history::Event;
use crate::law::DecisionKind;

/// Events of a full segment; part of the contract, as full segments are kept by clients for ever.
const SEGMENT: usize = 256;

#[derive(Serialize)]
struct Head<'f> {
    register: &'f str,
    seq: usize,
    kinds: &'f BTreeMap<String, DecisionKind>,
    segments: Vec<Segment>,
    tail: Tail,
}

#[derive(Serialize)]
struct Segment {
    path: String,
    first: usize,
    last: usize,
    sha256: Digest,
}

#[derive(Serialize)]
struct Tail {
    path: String,
    sha256: Digest,
}

/// Writes segments, tail and head.
pub(super) fn write(feed: &Feed<'_>, output: &Output<'_>) -> io::Result<()> {
    let full = feed.register.events().chunks_exact(SEGMENT);
    let rest = lines(feed, full.remainder());
    let path = feed.path("changes/tail.ndjson");
    output.put(path.as_str(), rest.as_bytes())?;
    let tail = Tail { path, sha256: Digest::of(rest.as_bytes()) };
    let segments: Vec<&[Event]> = full.collect();
    let segments = segments.par_iter().map(|events| segment(feed, events, output));
    let head = Head {
        register: feed.id(),
        seq: feed.register.seq(),
        kinds: &feed.register.law.file.decisions,
        segments: segments.collect::<io::Result<_>>()?,
        tail,
    };
    output.put(feed.path("changes/head.json"), super::json::pretty(&head)?.as_bytes())
}

fn segment(feed: &Feed<'_>, events: &[Event], output: &Output<'_>) -> io::Result<Segment> {
    let (first, last) = (events[0].seq, events[events.len() - 1].seq);
    let text = lines(feed, events);
    let path = feed.path(format_args!("changes/{first:06}-{last:06}.ndjson"));
    output.put(path.as_str(), text.as_bytes())?;
    Ok(Segment { path, first, last, sha256: Digest::of(text.as_bytes()) })
}

fn lines(feed: &Feed<'_>, events: &[Event]) -> String {
    let mut text = String::new();
    for event in events {
        text.push_str(&event.line(feed.id(), feed.register.entry_of(event).timeline()));
        text.push('\n');
    }
    text
}
