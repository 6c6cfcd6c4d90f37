//! The folder beside the published one where a site is staged, the lock in it, the exchange, and
//! the recovery after a crash.
//!
//! For `public` it is `.public.tizilim-new`, and it holds
//!
//! - `lock`: locked while a build runs; a lock dies with its process, so it is never stale. It also
//!   marks the folder as ours: created first, removed last, and never part of a site;
//! - `site`: the site being staged; after the exchange, the old one being removed;
//! - `parts`: streamed files that are not finished;
//! - `old`: the old site between the two renames, on a file system that cannot exchange.
//!
//! A build can be killed anywhere. What is published then, and what recovery does:
//!
//! | killed | published | recovery |
//! |---|---|---|
//! | while staging, or before the exchange | the old site | removes `site` and `parts` |
//! | after the exchange, while removing | the new site | removes the rest of `site` |
//! | between the two renames | nothing; `old` is whole | moves `old` back, removes `site` |
//! | after the two renames | the new site | removes `old` |
//!
//! Nobody else removes anything here: a folder of this name with any other content is refused.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use super::STATUS;

const LOCK: &str = "lock";
const SITE: &str = "site";
const PARTS: &str = "parts";
const OLD: &str = "old";
const LOCK_TEXT: &[u8] = b"tizilim stages a site here; the next build clears this folder\n";

/// How often a folder may vanish under us while the build before is just ending.
const ATTEMPTS: usize = 100;

/// The staging folder of one build, locked.
pub(super) struct Staging {
    /// The published folder, which this build alone may exchange while it has the lock.
    out: PathBuf,
    /// Which folder `out` was when we began.
    identity: Option<Identity>,
    folder: PathBuf,
    /// None once the folder is cleared: from then on it may belong to another build.
    lock: Option<File>,
}

/// Device and inode.
type Identity = (u64, u64);

impl Staging {
    /// Locks the staging folder of `out`, recovers, and makes room for a new site.
    pub(super) fn open(out: &Path) -> Result<Staging> {
        let folder = folder_beside(out)?;
        let lock = lock(&folder, out)?;
        let mut staging = Staging { out: out.to_owned(), identity: None, folder, lock: Some(lock) };
        staging.prepare().with_context(|| {
            format!("could not prepare the staging folder `{}`", staging.folder.display())
        })?;
        staging.identity = identity(out)?;
        if let (Some((here, _)), Some((beside, _))) = (staging.identity, identity(&staging.folder)?)
            && here != beside
        {
            let out = out.display();
            bail!("`{out}` is a mount point, which cannot be exchanged: name a folder inside it");
        }
        Ok(staging)
    }

    fn prepare(&self) -> io::Result<()> {
        self.recover()?;
        fs::create_dir(self.folder.join(SITE))?;
        fs::create_dir(self.folder.join(PARTS))
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
    pub(super) fn exchange(&self) -> Result<()> {
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
        // The exchange changed two folders. Both reach the disk before the old site is removed:
        // else a power cut could keep the removal and lose the exchange.
        let beside = self.folder.parent().unwrap_or(&self.folder);
        sync_names(beside).and_then(|()| sync_names(&self.folder)).with_context(failed)
    }

    /// Removes the staging folder with what is in it, and gives up the lock.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        // Held to the end of this function, also when it fails.
        let Some(_lock) = self.lock.take() else { return Ok(()) };
        // What ends every build is what recovers a killed one, so that it is tried every day.
        self.recover()?;
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
        for name in [SITE, PARTS, OLD] {
            match fs::remove_dir_all(self.folder.join(name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result?,
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

fn lock(folder: &Path, out: &Path) -> Result<File> {
    let failed = || format!("could not lock the staging folder `{}`", folder.display());
    for _ in 0..ATTEMPTS {
        // For the owner alone: what is staged may be meant for an operator's closed folder.
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refuse_foreign(folder)?,
            result => result.with_context(failed)?,
        }
        match try_lock(&folder.join(LOCK)) {
            Ok(Some(lock)) => return Ok(lock),
            // The build before has just removed it.
            Ok(None) => {}
            Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
            Err(TryLockError::WouldBlock) => {
                bail!("another build is publishing to `{}`: wait until it ends", out.display())
            }
        }
    }
    bail!("{}: it keeps vanishing", failed())
}

/// Locks the file of this name; none where it vanished meanwhile.
fn try_lock(path: &Path) -> Result<Option<File>, TryLockError> {
    let mut lock = match OpenOptions::new().create(true).append(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(TryLockError::Error)?,
    };
    lock.try_lock()?;
    let found = lock.metadata().map_err(TryLockError::Error)?;
    // Between opening and locking, the build before may have removed the file: then we hold a lock
    // that nobody else will ever see.
    if identity(path).map_err(TryLockError::Error)? != Some((found.dev(), found.ino())) {
        return Ok(None);
    }
    if found.len() == 0 {
        lock.write_all(LOCK_TEXT).map_err(TryLockError::Error)?;
    }
    Ok(Some(lock))
}

/// Refuses a folder with anything in it that this module does not put there. An empty one is what
/// a build leaves that was killed before it made its lock, or after it removed it.
fn refuse_foreign(folder: &Path) -> Result<()> {
    let failed = || format!("could not read `{}`", folder.display());
    let foreign = |why: &str| {
        let folder = folder.display();
        format!("`{folder}` is needed for staging, but {why}: move it away")
    };
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(found) if !found.is_dir() => bail!(foreign("is not a folder")),
        result => result.with_context(failed)?,
    };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        result => result.with_context(failed)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(failed)?;
        let name = entry.file_name();
        let is_file = entry.file_type().with_context(failed)?.is_file();
        if is_file != (name == LOCK) || ![LOCK, SITE, PARTS, OLD].iter().any(|known| name == *known)
        {
            bail!(foreign(&format!("holds `{}`, which tizilim did not make", name.display())));
        }
        names.push(name);
    }
    if !names.is_empty() && !names.iter().any(|name| name == LOCK) {
        bail!(foreign("has no `lock`, so tizilim did not make it"));
    }
    Ok(())
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
