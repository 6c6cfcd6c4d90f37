//! The site before the published one as the ground of the next: most of its files are the very files
//! that the next site has at the same paths, so that a day that changes one entry makes some folders
//! and links, not all of them again.
//!
//! Nothing in it is believed. A file stays where it is the same file, by its number on disk, as the
//! one that is taken over from the published site; any other is removed before another takes its
//! place, and whatever nobody asked for is removed in the end.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustix::fs::{AtFlags, Dir, DirEntry, FileType, Mode, OFlags, openat, statat, unlinkat};

use super::path;
use super::root::{Found, Root};

/// A tree that is being made into the next site.
pub(super) struct Ground {
    folder: Root,
    /// The files of the next site so far.
    claimed: Mutex<HashSet<path::Name>>,
}

impl Ground {
    /// The tree at a place.
    pub(super) fn open(site: &Path) -> io::Result<Ground> {
        Ok(Ground { folder: Root::open(site)?, claimed: Mutex::default() })
    }

    /// Whether the file at a path is the source itself.
    pub(super) fn has(&self, path: &str, source: &Found) -> bool {
        self.folder.find(path).is_ok_and(|found| found.is_same(source))
    }

    /// Takes a path for a file of the next site; a second file of one path is an error.
    pub(super) fn claim(&self, name: path::Name) -> io::Result<()> {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        if claimed.insert(name) {
            return Ok(());
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Gives a path back, for a file that is to be made otherwise.
    pub(super) fn yield_up(&self, name: path::Name) {
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.remove(&name);
    }

    /// Removes everything that is no file of the next site, and folders that hold none.
    pub(super) fn sweep(self) -> io::Result<()> {
        let claimed = self.claimed.into_inner().unwrap_or_else(PoisonError::into_inner);
        let met = sweep(&claimed, self.folder.handle().into(), "")?;
        if met == claimed.len() {
            return Ok(());
        }
        // Somebody has put a link in the place of a folder: what was seen through it is gone.
        let missing = claimed.len() - met;
        Err(io::Error::other(format!("{missing} files are not where they were taken for")))
    }
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

/// Folders that one thread sweeps at least: most hold one file and nothing more.
const FEW: usize = 2;

/// Sweeps a folder whose paths begin with `above`; returns how many files of the site are in it.
fn sweep(claimed: &HashSet<path::Name>, folder: OwnedFd, above: &str) -> io::Result<usize> {
    let mut entries = Dir::new(folder)?;
    let mut holds = 0;
    let mut within = Vec::new();
    let mut strays = Vec::new();
    while let Some(entry) = entries.read().transpose()? {
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        // No path of a site is without Unicode: such a file is not claimed, whatever its name.
        let path = format!("{above}{}", name.to_string_lossy());
        if is_folder(entries.fd()?, &entry)? {
            within.push((name.to_owned(), path + "/"));
        } else if claimed.contains(&path::name(&path)) {
            holds += 1;
        } else {
            strays.push(name.to_owned());
        }
    }
    let here = entries.fd()?;
    for stray in strays {
        unlinkat(here, &stray, AtFlags::empty())?;
    }
    let kept = within.par_iter().with_min_len(FEW).map(|(name, path)| {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let kept = sweep(claimed, openat(here, name, flags, Mode::empty())?, path)?;
        if kept == 0 {
            unlinkat(here, name, AtFlags::REMOVEDIR)?;
        }
        Ok(kept)
    });
    let kept: Vec<usize> = kept.collect::<io::Result<_>>()?;
    Ok(holds + kept.iter().sum::<usize>())
}

/// Some file systems do not tell in the list of a folder what is in it.
fn is_folder(folder: BorrowedFd<'_>, entry: &DirEntry) -> io::Result<bool> {
    let kind = match entry.file_type() {
        FileType::Unknown => {
            let found = statat(folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)?;
            FileType::from_raw_mode(found.st_mode)
        }
        kind => kind,
    };
    Ok(kind.is_dir())
}
