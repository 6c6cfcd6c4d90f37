//! Seals in the feed: the verdict on each, and the signatures themselves where the site publishes
//! them. A site that does not tells the verdict and nothing else.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Feed;
use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::output::Output;
use crate::law::site::{Audience, Seals};
use crate::seal::{CommitVerdict, Seal, SealedList, Source};

/// The verdict on a seal.
#[derive(Serialize)]
pub(super) struct SealObject {
    status: &'static str,
    reason: &'static str,
    signer_role: Option<&'static str>,
    signed_at: Option<Instant>,
    sha256: Option<Digest>,
}

impl SealObject {
    pub(super) fn of(seal: &Seal) -> SealObject {
        let verdict = &seal.verdict;
        SealObject {
            status: verdict.status.word(),
            reason: verdict.reason,
            signer_role: verdict.role.map(crate::seal::Role::name),
            signed_at: verdict.signed_at,
            sha256: seal.signature().map(|signature| signature.sha256),
        }
    }
}

/// The seal of one revision and where it is published.
#[derive(Serialize)]
pub(super) struct SealRow {
    #[serde(flatten)]
    told: SealObject,
    /// The signature, from the site's root; `null` where it is not published.
    path: Option<String>,
    /// The list that was signed, where it is published and the record has no signature of its own.
    list: Option<String>,
}

/// Who brought a revision into git, as far as the commit proves it.
#[derive(Serialize)]
pub(super) struct CommitRow {
    status: &'static str,
    reason: Option<&'static str>,
    /// The maintainer, as `data/trust/maintainers` calls him.
    signer: Option<String>,
}

impl CommitRow {
    pub(super) fn of(verdict: Option<&CommitVerdict>) -> CommitRow {
        let reason = match verdict {
            Some(CommitVerdict::Invalid(reason)) => Some(*reason),
            _ => None,
        };
        let signer = match verdict {
            Some(CommitVerdict::Valid(name)) => Some(name.clone()),
            _ => None,
        };
        let status = verdict.map_or("missing", CommitVerdict::word);
        CommitRow { status, reason, signer }
    }
}

/// Whether signatures may be seen.
pub(super) fn are_open(feed: &Feed<'_>) -> bool {
    feed.audience == Audience::Operator || feed.checked.law.site.seals == Seals::Published
}

/// Writes the own seal of a revision beside its bytes, which stand at `record` if they may be seen.
pub(super) fn row(
    feed: &Feed<'_>,
    seal: &Seal,
    record: Option<&str>,
    output: &Output<'_>,
) -> io::Result<SealRow> {
    let mut row = SealRow { told: SealObject::of(seal), path: None, list: None };
    match &seal.source {
        Some(Source::Own(signature)) => {
            if let Some(record) = record {
                let path = format!("{record}.p7s");
                output.put(path.as_str(), &signature.bytes)?;
                row.path = Some(path);
            }
        }
        // A list holds paths and hashes alone, so it may be seen even where a record may not.
        Some(Source::List(list)) if are_open(feed) && is_in_place(list) => {
            let path = path(feed, list);
            row.path = Some(format!("{path}.p7s"));
            row.list = Some(path);
        }
        _ => {}
    }
    Ok(row)
}

/// Writes every list that seals something, with its signature.
pub(super) fn write(feed: &Feed<'_>, output: &Output<'_>) -> io::Result<()> {
    if !are_open(feed) {
        return Ok(());
    }
    let mut lists = BTreeMap::new();
    for entry in &feed.entries {
        for revision in 0..entry.timeline().revisions().len() {
            if let Some(Source::List(list)) = entry.seal(revision).source
                && is_in_place(&list)
            {
                lists.insert(path(feed, &list), list);
            }
        }
    }
    for (path, list) in lists {
        output.put(format!("{path}.p7s"), &list.signature.bytes)?;
        output.put(path, &list.file.bytes)?;
    }
    Ok(())
}

fn path(feed: &Feed<'_>, list: &SealedList) -> String {
    feed.path(format_args!("seals/{}.json", list.name()))
}

/// Names are unique in the folder of lists; one in a folder below could hide another.
fn is_in_place(list: &SealedList) -> bool {
    list.path.split('/').count() == 5
}
