//! The site that is published now: whether tizilim made it, and which of its files can be taken
//! over. Never changes it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::Deserialize;

use super::root::{Found, Root};
use super::{MANIFEST, STATUS, Wanted, path};
use crate::base::digest::Digest;

/// Keys by which a `status.json` of ours is told from another program's.
const STATUS_KEYS: [&str; 4] = ["commit", "published_at", "registers", "manifest_sha256"];
/// Folders of the files that a manifest does not list: status and manifest, checkpoint, key.
const UNLISTED: [&str; 3] = ["api", "log", ".well-known"];

/// A published site with its manifest.
pub(super) struct OldSite {
    root: PathBuf,
    folder: Root,
    /// What the manifest lists, sorted: (name of the path, its hash). 48 bytes a file, 29 MB for a
    /// site of 600,000 files, where the paths themselves would take three times as much.
    lines: Vec<(path::Name, Digest)>,
    /// Its `status.json`, which is the last file of a site to be written.
    status: Found,
}

/// A part of the manifest.
struct Shard {
    lines: Vec<(path::Name, Digest)>,
    /// The names in the root that it explains.
    explained: BTreeSet<String>,
}

impl Shard {
    /// A shard that is missing or damaged costs time, not the publication: its files are compared
    /// byte by byte.
    fn read(site: &Path, line: &Line<'_>, trusted: bool) -> Option<Shard> {
        path::check(&line.path).ok()?;
        let bytes = fs::read(site.join(&*line.path)).ok()?;
        let listing = serde_json::from_slice::<Listing<'_>>(&bytes).ok()?;
        let trusted = trusted && Digest::from_hex(&line.sha256) == Some(Digest::of(&bytes));
        Some(Shard::of(&listing, trusted))
    }

    /// A listing that its parent does not vouch for explains names, but no file is taken over on
    /// its word.
    fn of(listing: &Listing<'_>, trusted: bool) -> Shard {
        let mut shard = Shard { lines: Vec::new(), explained: BTreeSet::new() };
        for line in listing.files.iter().chain(&listing.shards) {
            let top = line.path.split('/').next().unwrap_or_default();
            if !shard.explained.contains(top) {
                shard.explained.insert(top.to_owned());
            }
            if let Some(sha256) = Digest::from_hex(&line.sha256).filter(|_| trusted) {
                shard.lines.push((path::name(&line.path), sha256));
            }
        }
        shard
    }
}

/// The parts of `manifest.json` and of its shards that matter here.
#[derive(Deserialize)]
struct Listing<'a> {
    #[serde(borrow)]
    files: Vec<Line<'a>>,
    #[serde(borrow, default)]
    shards: Vec<Line<'a>>,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    sha256: Cow<'a, str>,
}

impl OldSite {
    /// Reads the site at `out`: none where there is no folder or an empty one, an error where
    /// there is something that tizilim did not make.
    pub(super) fn read(out: &Path) -> Result<Option<OldSite>> {
        let names = names(out)?;
        if names.is_empty() {
            return Ok(None);
        }
        let (site, explained) = OldSite::recognise(out).with_context(|| foreign(out))?;
        for (name, is_link) in names {
            // Replacing the folder would delete this too, and somebody may miss it.
            let known = |name: &str| explained.contains(super::copies::original(name));
            if is_link || !name.to_str().is_some_and(known) {
                bail!("{}: its manifest does not explain `{}`", foreign(out), name.display());
            }
        }
        Ok(Some(site))
    }

    /// The site, and the names that may stand in its root.
    fn recognise(out: &Path) -> Result<(OldSite, BTreeSet<String>)> {
        let status = read(&out.join(STATUS))?;
        let status: serde_json::Value = serde_json::from_slice(&status).context(STATUS)?;
        if let Some(key) = STATUS_KEYS.iter().find(|key| status.get(key).is_none()) {
            bail!("`{STATUS}` has no `{key}`");
        }
        let folder = Root::open(out)?;
        let written = folder.find(STATUS)?;
        let manifest = read(&out.join(MANIFEST))?;
        let listing: Listing<'_> = serde_json::from_slice(&manifest).context(MANIFEST)?;

        let trusted = status["manifest_sha256"] == Digest::of(&manifest).to_string();
        let mut explained: BTreeSet<String> = UNLISTED.map(str::to_owned).into();
        let mut lines = Vec::new();
        let shard = |line: &Line<'_>| Shard::read(out, line, trusted);
        let shards: Vec<Shard> = listing.shards.par_iter().filter_map(shard).collect();
        for shard in std::iter::once(Shard::of(&listing, trusted)).chain(shards) {
            lines.extend(shard.lines);
            explained.extend(shard.explained);
        }
        lines.par_sort_unstable();
        lines.dedup_by_key(|(name, _)| *name);
        Ok((OldSite { root: out.to_owned(), folder, lines, status: written }, explained))
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// How many files the manifest lists.
    pub(super) fn listed(&self) -> u64 {
        self.lines.len() as u64
    }

    /// The hash under which the manifest lists a path.
    pub(super) fn digest(&self, name: path::Name) -> Option<Digest> {
        let place = self.lines.binary_search_by_key(&name, |(name, _)| *name).ok()?;
        Some(self.lines[place].1)
    }

    /// The old file, where it is the wanted one. `listed` is what [`digest`](OldSite::digest)
    /// says; `same` compares bytes.
    pub(super) fn unchanged(
        &self,
        wanted: &Wanted<'_>,
        listed: Option<Digest>,
        same: impl FnOnce(&Path) -> bool,
    ) -> Option<(PathBuf, Found)> {
        if listed.is_some_and(|listed| listed != *wanted.sha256) {
            return None;
        }
        let place = self.root.join(wanted.path);
        let found = self.folder.find(wanted.path).ok()?;
        if found.bytes() != Some(wanted.bytes) {
            return None;
        }
        // The manifest speaks of the day it was written. A file touched since then, or in the same
        // tick of the clock, may differ from it: somebody's edit must not be published for ever.
        let untouched = found.is_before(&self.status);
        ((listed.is_some() && untouched) || same(&place)).then_some((place, found))
    }
}

/// The names in a folder, and which are symbolic links; none where there is no folder.
fn names(out: &Path) -> Result<Vec<(OsString, bool)>> {
    let failed = || format!("could not read `{}`", out.display());
    match out.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Ok(found) if !found.is_dir() => bail!("`{}` exists and is not a folder", out.display()),
        result => result.with_context(failed)?,
    };
    fs::read_dir(out)
        .and_then(|entries| {
            entries
                .map(|entry| {
                    entry.and_then(|it| Ok((it.file_name(), it.file_type()?.is_symlink())))
                })
                .collect()
        })
        .with_context(failed)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read `{}`", path.display()))
}

fn foreign(out: &Path) -> String {
    let out = out.display();
    format!("`{out}` is not empty and not a site made by tizilim: name another folder or empty it")
}
