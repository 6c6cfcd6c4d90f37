//! The list of every published file with its hash, and the status that names the list: written
//! last, so that whoever reads them finds everything they promise.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;
use serde::Serialize;

use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::output::{FileLine, Output};
use crate::publish::DAYS_VALID;
use crate::register::Checked;

const MANIFEST: &str = "api/v1/manifest.json";
const STATUS: &str = "api/v1/status.json";
/// Files that the manifest does not list: itself, and what is made from it or signs it.
const UNLISTED: [&str; 5] =
    [MANIFEST, STATUS, "log/checkpoint", "log/vkey", ".well-known/tizilim.pub"];
/// Files of one shard: some 150 KB, which a client reads in one go.
const SHARD: usize = 1000;

#[derive(Serialize)]
struct Status<'c> {
    commit: Option<&'c str>,
    published_at: Instant,
    expires_at: Instant,
    registers: BTreeMap<&'c str, Count>,
    manifest_sha256: Digest,
    log: Log,
}

#[derive(Serialize)]
struct Count {
    seq: usize,
    count: usize,
}

/// The transparency log; empty where there is none.
#[derive(Serialize)]
struct Log {
    size: u64,
    root: Option<Digest>,
}

/// Lists everything written so far in the manifest and closes the publication with the status.
pub fn finish(checked: &Checked, output: &Output<'_>) -> io::Result<()> {
    let mut files = output.take_files()?;
    files.retain(|file| {
        let signature = file.path.strip_suffix(".sig").is_some();
        !signature && !UNLISTED.contains(&file.path.as_str())
    });
    let mut shards = Vec::new();
    if files.len() > SHARD {
        let shard = |(at, files): (usize, &[FileLine])| {
            let path = format!("api/v1/manifest/{}.json", at + 1);
            write_lines(output, path, &[("files", files)])
        };
        shards = files.par_chunks(SHARD).enumerate().map(shard).collect::<io::Result<_>>()?;
        files.clear();
    }
    let lists: [(&str, &[FileLine]); 2] = [("files", &files), ("shards", &shards)];
    let manifest = write_lines(output, MANIFEST.to_owned(), &lists)?;
    let status = super::json::pretty(&status(checked, manifest.sha256))?;
    output.put(STATUS, status.as_bytes())
}

/// An object of lists, one file a line.
fn write_lines(
    output: &Output<'_>,
    path: String,
    lists: &[(&str, &[FileLine])],
) -> io::Result<FileLine> {
    output.stream(path, |out| {
        for (index, (key, files)) in lists.iter().enumerate() {
            write!(out, "{}\"{key}\":[", if index == 0 { "{" } else { "," })?;
            for (index, file) in files.iter().enumerate() {
                let line = serde_json::to_string(file)?;
                write!(out, "{}{line}", if index == 0 { "\n" } else { ",\n" })?;
            }
            out.write_all(b"\n]")?;
        }
        out.write_all(b"}\n")
    })
}

fn status(checked: &Checked, manifest_sha256: Digest) -> Status<'_> {
    let head = &checked.head;
    let midnight = checked.law.zone.midnight(checked.on);
    let published_at = if checked.on == head.day { head.at } else { midnight };
    let registers = checked.registers.iter().map(|register| {
        let count = Count { seq: register.seq(), count: register.entries().len() };
        (register.law.id.as_str(), count)
    });
    Status {
        commit: head.commit.as_deref(),
        published_at,
        expires_at: published_at.plus_days(DAYS_VALID),
        registers: registers.collect(),
        manifest_sha256,
        log: Log { size: 0, root: None },
    }
}
