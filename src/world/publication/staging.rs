//! The folder beside the published one where a site is staged, the lock in it, the exchange, and
//! the recovery after a crash.
//!
//! For `public` it is `.public.tizilim-new`, and it holds
//!
//! - `lock`: locked while a build runs; a lock dies with its process, so it is never stale. It also
//!   marks the folder as ours: created first, removed last, and never part of a site;
//! - `site`: the site being staged; after the exchange, the old one, until it is put aside;
//! - `parts`: streamed files that are not finished;
//! - `old`: the old site between the two renames, on a file system that cannot exchange;
//! - `.gitignore`: of everything here;
//! - `ground`: between builds, the site before the published one. The next build makes its site out
//!   of it, which is faster than making all folders and links again; without it nothing is missing
//!   but time.
//!
//! A build can be killed anywhere. What is published then, and what recovery does:
//!
//! | killed | published | recovery |
//! |---|---|---|
//! | while staging, or before the exchange | the old site | removes `site` and `parts` |
//! | after the exchange | the new site | removes `site`, or keeps `ground` |
//! | between the two renames | nothing; `old` is whole | moves `old` back, removes `site` |
//! | after the two renames | the new site | removes `old` |
//!
//! Nobody else removes anything here: a folder of this name with any other content is refused.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use super::STATUS;

mod lock;

const LOCK: &str = "lock";
const SITE: &str = "site";
const PARTS: &str = "parts";
const OLD: &str = "old";
const GROUND: &str = "ground";
const IGNORE: &str = ".gitignore";

/// The staging folder of one build, locked.
pub(super) struct Staging {
    /// The published folder, which this build alone may exchange while it has the lock.
    out: PathBuf,
    /// Which folder `out` was when we began.
    identity: Option<Identity>,
    folder: PathBuf,
    /// Whether the new site is published, and the old one is what the next can be made of.
    is_exchanged: bool,
    /// None once the folder is cleared: from then on it may belong to another build.
    lock: Option<File>,
}

/// Device and inode.
type Identity = (u64, u64);

impl Staging {
    /// Locks the staging folder of `out`, recovers, and makes room for a new site. Whether that is
    /// the site before the published one, or empty.
    pub(super) fn open(out: &Path) -> Result<(Staging, bool)> {
        let folder = folder_beside(out)?;
        let lock = lock::take(&folder, out)?;
        let mut staging = Staging {
            out: out.to_owned(),
            identity: None,
            folder,
            is_exchanged: false,
            lock: Some(lock),
        };
        let is_ground = staging.prepare().with_context(|| {
            format!("could not prepare the staging folder `{}`", staging.folder.display())
        })?;
        staging.identity = identity(out)?;
        if let (Some((here, _)), Some((beside, _))) = (staging.identity, identity(&staging.folder)?)
            && here != beside
        {
            let out = out.display();
            bail!("`{out}` is a mount point, which cannot be exchanged: name a folder inside it");
        }
        Ok((staging, is_ground))
    }

    fn prepare(&self) -> io::Result<bool> {
        self.recover()?;
        fs::create_dir(self.folder.join(PARTS))?;
        match fs::rename(self.folder.join(GROUND), self.site()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(self.site()).map(|()| false)
            }
            result => result.map(|()| true),
        }
    }

    /// The root of the staged site.
    pub(super) fn site(&self) -> PathBuf {
        self.folder.join(SITE)
    }

    /// Where streamed files grow.
    pub(super) fn parts(&self) -> PathBuf {
        self.folder.join(PARTS)
    }

    /// Publishes the staged site. When this returns without an error, the new site is published,
    /// and stays so through a power cut.
    pub(super) fn exchange(&mut self) -> Result<()> {
        let found = identity(&self.out)?;
        if found.is_some() && found != self.identity {
            // Not the folder that was recognised as ours; exchanging would end in deleting it.
            bail!("`{}` became another folder during the build", self.out.display());
        }
        if found.is_some() {
            // A folder closed to others stays closed.
            fs::set_permissions(self.site(), fs::metadata(&self.out)?.permissions())?;
        }
        // Contents first, name last. Without this a power cut soon after the exchange could leave
        // a complete tree of empty files: file systems write names before contents. One call for
        // all files: 600,000 calls of fsync would each wait for the disk.
        sync_contents(&self.folder).context("could not write the new site to disk")?;

        let failed = || format!("could not publish to `{}`", self.out.display());
        // Killed here: the old site is published. Killed after it: the new one. Nothing between,
        // but on a file system without exchange.
        let published = match found {
            None => fs::rename(self.site(), &self.out),
            Some(_) => swap(&self.site(), &self.out, &self.folder.join(OLD)),
        };
        published.with_context(failed)?;
        self.is_exchanged = found.is_some();
        // The exchange changed two folders. Both reach the disk before the old site is put aside:
        // else a power cut could keep what follows and lose the exchange.
        let beside = self.folder.parent().unwrap_or(&self.folder);
        sync_names(beside).and_then(|()| sync_names(&self.folder)).with_context(failed)
    }

    /// Removes what is in the staging folder but the ground of the next site, and gives up the lock.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        // Held to the end of this function, also when it fails.
        let Some(_lock) = self.lock.take() else { return Ok(()) };
        self.settle()?;
        if self.is_exchanged {
            let ground = self.folder.join(GROUND);
            // The old site is where one of the two ways of exchanging has left it.
            let kept = [OLD, SITE].map(|name| fs::rename(self.folder.join(name), &ground).is_ok());
            if kept.contains(&true) {
                return remove(&self.folder.join(PARTS));
            }
        }
        // What ends a build that was given up is what recovers a killed one.
        self.recover()?;
        fs::remove_file(self.folder.join(IGNORE))?;
        // The mark goes last. Killed between these two: an empty folder, which anyone may take.
        fs::remove_file(self.folder.join(LOCK))?;
        match fs::remove_dir(&self.folder) {
            // A build that waited has put its own lock there.
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            result => result,
        }
    }

    /// Brings any state of the table above to the first one. Killed within: run again, it goes on
    /// from there, since each step leaves another state of the table.
    fn recover(&self) -> io::Result<()> {
        self.settle()?;
        for name in [SITE, PARTS, OLD] {
            match remove(&self.folder.join(name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result?,
            }
        }
        Ok(())
    }

    /// Moves a site that was set aside back to where it is published, if nothing is there.
    fn settle(&self) -> io::Result<()> {
        let set_aside = self.folder.join(OLD);
        if set_aside.symlink_metadata().is_ok() {
            if is_vacant(&self.out)? {
                // Somebody may have made the missing folder anew: a rename replaces an empty one.
                fs::rename(&set_aside, &self.out)?;
            } else if !self.out.join(STATUS).is_file() {
                // Not the new site, so that `old` is still the only whole one.
                let (old, out) = (set_aside.display(), self.out.display());
                let message = format!("`{old}` is the published site, but `{out}` is not empty");
                return Err(io::Error::other(message));
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A failure here leaves a state of the table, which the next start brings in order.
        let _ = self.clear();
    }
}

/// Removes a folder with all that is in it, the folders two levels below side by side: a site has
/// some hundred thousand files, and there is nothing else to do meanwhile.
fn remove(folder: &Path) -> io::Result<()> {
    let mut within = folders(folder)?;
    within = within.iter().map(|child| folders(child)).collect::<io::Result<Vec<_>>>()?.concat();
    within.par_iter().try_for_each(fs::remove_dir_all)?;
    fs::remove_dir_all(folder)
}

/// The folders in a folder; a link to one is none.
fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn folder_beside(out: &Path) -> Result<PathBuf> {
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
        bail!("`{}` has no name", out.display());
    };
    fs::create_dir_all(parent)
        .with_context(|| format!("could not make the folder `{}`", parent.display()))?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(".tizilim-new");
    Ok(parent.join(beside))
}

/// Exchanges two folders in one step, or in two where the file system cannot.
fn swap(site: &Path, out: &Path, set_aside: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, site, CWD, out, RenameFlags::EXCHANGE) {
        Err(error) if is_unsupported(error) => replace(site, out, set_aside),
        result => Ok(result?),
    }
}

/// The exchange in two steps. Readers find no site between them, and a build killed there leaves
/// none until the next start: the price of such a file system (NFS is one), and the reason why the
/// old site is moved to where recovery looks for it.
pub(super) fn replace(site: &Path, out: &Path, set_aside: &Path) -> io::Result<()> {
    fs::rename(out, set_aside)?;
    // Killed here: `old` is whole and `out` is missing, the only state in which this is so.
    // Failed here: `clear` meets the same state and moves it back.
    fs::rename(site, out)
}

/// Writes all contents of the file system that `folder` is on. Other programs' files are among
/// them; they would be written within seconds anyway.
fn sync_contents(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    return supported(rustix::fs::syncfs(File::open(folder)?));
    #[cfg(not(target_os = "linux"))]
    return File::open(folder).map(|_| rustix::fs::sync());
}

/// Writes the names in a folder.
fn sync_names(folder: &Path) -> io::Result<()> {
    supported(rustix::fs::fsync(File::open(folder)?))
}

/// Network file systems may refuse to sync a folder; they have their own promises.
fn supported(result: Result<(), Errno>) -> io::Result<()> {
    match result {
        Err(error) if is_unsupported(error) => Ok(()),
        result => Ok(result?),
    }
}

fn is_unsupported(error: Errno) -> bool {
    [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP].contains(&error)
}

fn is_vacant(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

fn identity(path: &Path) -> io::Result<Option<Identity>> {
    match path.symlink_metadata() {
        Ok(found) => Ok(Some((found.dev(), found.ino()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
