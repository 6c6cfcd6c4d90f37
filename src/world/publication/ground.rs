//! The site before the published one as the ground of the next: most of its files are the very files
//! that the next site has at the same paths, so that a day that changes one entry makes some folders
//! and links, not all of them again.
//!
//! Nothing in it is believed. A file stays where it is the same file, by its number on disk, as the
//! one that is taken over from the published site; any other is removed before another takes its
//! place, and whatever nobody asked for is removed in the end.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::path;

/// A tree that is being made into the next site.
#[derive(Default)]
pub(super) struct Ground {
    /// The files of the next site so far.
    claimed: Mutex<BTreeSet<path::Name>>,
}

impl Ground {
    /// Takes a path for a file of the next site; a second file of one path is an error.
    pub(super) fn claim(&self, path: &str) -> io::Result<()> {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        if claimed.insert(path::name(path)) {
            return Ok(());
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Gives a path back, for a file that is to be made otherwise.
    pub(super) fn yield_up(&self, path: &str) {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.remove(&path::name(path));
    }

    /// Removes everything below the site that is none of its files, and folders that hold none.
    pub(super) fn sweep(self, site: &Path) -> io::Result<()> {
        let claimed = self.claimed.into_inner().unwrap_or_else(PoisonError::into_inner);
        sweep(&claimed, site, "").map(drop)
    }
}

/// Whether the file at the target is the source itself.
pub(super) fn is_same(target: &Path, source: &Metadata) -> bool {
    let same = |found: Metadata| (found.dev(), found.ino()) == (source.dev(), source.ino());
    target.symlink_metadata().is_ok_and(same)
}

/// Makes room for a file: whatever has its name goes.
pub(super) fn clear(target: &Path) -> io::Result<()> {
    match target.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(found) if found.is_dir() => fs::remove_dir_all(target),
        Ok(_) => fs::remove_file(target),
        Err(error) => Err(error),
    }
}

/// Makes sure that a folder is one: a file of its name goes. Several threads may do so at once, and
/// each of them finds what another has done at any moment.
pub(super) fn ensure_folder(folder: &Path) -> io::Result<()> {
    let is_folder = || folder.symlink_metadata().is_ok_and(|found| found.is_dir());
    if is_folder() {
        return Ok(());
    }
    let removed = fs::remove_file(folder);
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder() => Ok(()),
        // What could not be removed says why.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => removed,
        result => result,
    }
}

/// Sweeps a folder whose paths begin with `above`; returns whether a file of the site is in it.
fn sweep(claimed: &BTreeSet<path::Name>, folder: &Path, above: &str) -> io::Result<bool> {
    let is_claimed = |path: &str| claimed.contains(&path::name(path));
    let mut holds = false;
    let mut within = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // No path of a site is without Unicode: such a file is not claimed, whatever its name.
        let path = format!("{above}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            within.push((entry.path(), path));
        } else if is_claimed(&path) {
            holds = true;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    let kept = within.par_iter().map(|(place, path)| {
        let kept = sweep(claimed, place, &format!("{path}/"))?;
        if !kept {
            fs::remove_dir(place)?;
        }
        Ok(kept)
    });
    let kept: Vec<bool> = kept.collect::<io::Result<_>>()?;
    Ok(holds || kept.contains(&true))
}
