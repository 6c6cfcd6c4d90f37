//! The lock of a staging folder: one build at a time, and no folder that is not ours.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{GROUND, IGNORE, LOCK, OLD, PARTS, SITE, identity};

/// What a person finds who looks into the lock.
const TEXT: &[u8] = b"tizilim stages a site here and keeps the one before for the next build; \
    while no build runs, the folder may be removed\n";

/// How often a folder may vanish under us while the build before is just ending.
const ATTEMPTS: usize = 100;

/// Makes the staging folder where there is none, and locks it. The lock is held until the file is
/// closed, by us or by the end of the process.
pub(super) fn take(folder: &Path, out: &Path) -> Result<File> {
    let failed = || format!("could not lock the staging folder `{}`", folder.display());
    for _ in 0..ATTEMPTS {
        // For the owner alone: what is staged may be meant for an operator's closed folder.
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refuse_foreign(folder)?,
            result => result.with_context(failed)?,
        }
        match try_lock(&folder.join(LOCK)) {
            Ok(Some(lock)) => {
                // Beside a site that is published inside a repository, nobody means to commit it.
                fs::write(folder.join(IGNORE), "*\n").with_context(failed)?;
                return Ok(lock);
            }
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
        lock.write_all(TEXT).map_err(TryLockError::Error)?;
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
        let names_of_files = [LOCK, IGNORE].iter().any(|known| name == *known);
        let names_of_folders = [SITE, PARTS, OLD, GROUND].iter().any(|known| name == *known);
        if !(if is_file { names_of_files } else { names_of_folders }) {
            bail!(foreign(&format!("holds `{}`, which tizilim did not make", name.display())));
        }
        names.push(name);
    }
    if !names.is_empty() && !names.iter().any(|name| name == LOCK) {
        bail!(foreign("has no `lock`, so tizilim did not make it"));
    }
    Ok(())
}
