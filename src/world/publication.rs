//! Publishes a folder in one step: whoever reads it, and whatever moment the build is killed,
//! meets the old site whole or the new site whole. Knows files, not what is in them.
//!
//! The new site is staged in a folder of its own beside the published one (see `staging`); files
//! that did not change are hard links to those of the old site, so they keep bytes and time. When
//! everything is on disk, the two folders change places. The old one is kept beside the new one as
//! the ground of the next (see `ground`).
//!
//! An old file is believed without being read where the old manifest, which the old status vouches
//! for, lists the wanted hash, and size and time are those of a file that nobody has touched since
//! the status was written; otherwise its bytes are compared or it is made anew. Who sets a file's
//! time back as well deceives a build, not a reader who compares files with the manifest, and a
//! build into an empty folder takes nothing over.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use anyhow::{Context, Result, bail};

use self::ground::Ground;
use self::old_site::OldSite;
use self::root::Found;
use self::staging::Staging;
use crate::base::digest::Digest;
use crate::base::output::{FileLine, Pending, Store};

mod copies;
mod ground;
mod guard;
mod old_site;
mod path;
mod root;
mod staging;
#[cfg(test)]
mod tests;

pub use self::guard::Guard;

/// The last file of a site to be written, and what it points to: a site without them is not whole.
const STATUS: &str = "api/v1/status.json";
const MANIFEST: &str = "api/v1/manifest.json";

/// A site being staged. Dropped without [`commit`](Publication::commit), it leaves the published
/// folder as it was and removes what was staged.
pub struct Publication {
    /// Holds the lock; what it owns on disk goes away with it.
    staging: Staging,
    /// Never changed while we stage: its files are only linked to, never opened for writing.
    old: Option<OldSite>,
    /// The site before the old one, where there is one, until it is swept.
    ground: Option<Ground>,
    /// Folders already made under the staged site: a site of 600,000 files has a third as many
    /// folders, and asking the kernel about each on every file would double the work.
    folders: RwLock<BTreeSet<String>>,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    written: AtomicU64,
    linked: AtomicU64,
    /// Paths that the old manifest lists as well.
    kept: AtomicU64,
    /// Streamed files begun: the name of the next part.
    parts: AtomicU64,
}

/// What a publication did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Files of the new site: written and linked.
    pub files: u64,
    /// Files that are new or differ from the old site.
    pub written: u64,
    /// Files taken over from the old site as they were.
    pub linked: u64,
    /// Files that the old manifest listed and the new site does not have.
    pub removed: u64,
}

/// A file as a stage wants it.
struct Wanted<'a> {
    path: &'a str,
    name: path::Name,
    bytes: u64,
    sha256: &'a Digest,
}

impl<'a> Wanted<'a> {
    /// Refuses a path that cannot be published.
    fn new(path: &'a str, bytes: u64, sha256: &'a Digest) -> io::Result<Wanted<'a>> {
        Ok(Wanted { path, name: path::checked(path)?, bytes, sha256 })
    }
}

impl Publication {
    /// Begins to publish to `out`: refuses a place that must not be replaced, locks it against a
    /// second build, and clears away what a killed build left.
    pub fn begin(out: &Path, guard: &Guard) -> Result<Publication> {
        let out = guard::resolve(out)?;
        guard.admit(&out)?;
        let (staging, is_ground) = Staging::open(&out)?;
        // Read under the lock and after recovery: before, `out` could still be in motion.
        let old = OldSite::read(&out)?;
        let (folders, counts) = (RwLock::default(), Counts::default());
        let ground = is_ground.then(|| Ground::open(&staging.site())).transpose()?;
        Ok(Publication { staging, old, ground, folders, counts })
    }

    /// Makes the staged site the published one.
    pub fn commit(mut self) -> Result<Summary> {
        self.sweep()?;
        let Publication { mut staging, old, counts, .. } = self;
        for path in [STATUS, MANIFEST] {
            if !staging.site().join(path).is_file() {
                // The next build would take such a folder for a foreign one and refuse it.
                bail!("the new site has no `{path}`");
            }
        }
        staging.exchange()?;
        // Killed from here on: the new site is published; the rest is the next start's to clear.
        staging
            .clear()
            .context("the new site is published, but the old one could not be put aside")?;
        let (written, linked) = (counts.written.into_inner(), counts.linked.into_inner());
        let listed = old.map_or(0, |old| old.listed());
        let removed = listed.saturating_sub(counts.kept.into_inner());
        Ok(Summary { files: written + linked, written, linked, removed })
    }

    /// Lays compressed copies beside the files staged so far.
    pub fn precompress(&mut self) -> Result<()> {
        self.sweep()?;
        let old = self.old.as_ref().map(OldSite::root);
        copies::write(&self.staging.site(), old).context("could not write compressed copies")
    }

    /// Removes what the site before the old one has and the new one has not.
    fn sweep(&mut self) -> Result<()> {
        let Some(ground) = self.ground.take() else { return Ok(()) };
        ground.sweep().context("could not remove what is no longer published")
    }

    /// Takes the file over from the old site, or lets `write` make it. `same` compares the file
    /// with that of the old site byte by byte.
    fn place(
        &self,
        wanted: &Wanted<'_>,
        same: impl FnOnce(&Path) -> bool,
        write: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(ground) = &self.ground {
            ground.claim(wanted.name)?;
        }
        let count = if self.link(wanted, same)? {
            &self.counts.linked
        } else {
            write(&self.target(wanted.path)?)?;
            &self.counts.written
        };
        count.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn link(&self, wanted: &Wanted<'_>, same: impl FnOnce(&Path) -> bool) -> io::Result<bool> {
        let Some(old) = &self.old else { return Ok(false) };
        let listed = old.digest(wanted.name);
        if listed.is_some() {
            self.counts.kept.fetch_add(1, Ordering::Relaxed);
        }
        let Some(source) = old.unchanged(wanted, listed, same) else { return Ok(false) };
        self.take_over(wanted.path, &source)
    }

    /// Puts a file of the old site into the new one; false where it must be written anew.
    fn take_over(&self, path: &str, (source, found): &(PathBuf, Found)) -> io::Result<bool> {
        if self.ground.as_ref().is_some_and(|ground| ground.has(path, found)) {
            return Ok(true);
        }
        match fs::hard_link(source, self.target(path)?) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // A file system without hard links, a file of another user.
            Err(_) => Ok(false),
        }
    }

    /// The place of a file in the staged site, in a folder that exists, with nothing there that was
    /// not staged.
    fn target(&self, path: &str) -> io::Result<PathBuf> {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.make_folder(folder)?;
        }
        let target = self.staging.site().join(path);
        if self.ground.is_some() {
            ground::clear(&target)?;
        }
        Ok(target)
    }

    fn make_folder(&self, folder: &str) -> io::Result<()> {
        if self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        if let Some((parent, _)) = folder.rsplit_once('/') {
            self.make_folder(parent)?;
        }
        let place = self.staging.site().join(folder);
        match fs::create_dir(&place) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.ground.is_some() => {
                ground::ensure_folder(&place)?;
            }
            // Another thread was faster, or a file has this name: then the file below fails.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => result?,
        }
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
        Ok(())
    }
}

impl Store for Publication {
    fn put(&self, path: &str, bytes: &[u8], sha256: &Digest) -> io::Result<()> {
        let wanted = Wanted::new(path, bytes.len() as u64, sha256)?;
        self.place(
            &wanted,
            |old| fs::read(old).is_ok_and(|old| old == bytes),
            // `create_new`: a second file of one path is an error, and a file that is already a
            // link to the old site is never opened for writing.
            |target| OpenOptions::new().write(true).create_new(true).open(target)?.write_all(bytes),
        )
        .map_err(|error| naming(path, &error))
    }

    fn begin(&self, path: &str) -> io::Result<Box<dyn Pending + '_>> {
        path::check(path)?;
        let number = self.counts.parts.fetch_add(1, Ordering::Relaxed);
        let place = self.staging.parts().join(number.to_string());
        let file = File::create_new(&place).map_err(|error| naming(path, &error))?;
        let file = BufWriter::new(file);
        Ok(Box::new(Part { publication: self, path: path.to_owned(), place, file }))
    }

    fn keep(&self, files: &[(&FileLine, &str)]) -> io::Result<bool> {
        let Some(old) = &self.old else { return Ok(false) };
        // Nothing is read: the manifest, which the status vouches for, must list the very bytes, and
        // the file must be as it was when the site was finished.
        let source = |(file, path): &(&FileLine, &str)| {
            let wanted = Wanted::new(&file.path, file.bytes, &file.sha256).ok()?;
            let is_here = *path == file.path;
            let name = if is_here { wanted.name } else { path::checked(path).ok()? };
            let listed = old.digest(wanted.name)?;
            Some((name, old.unchanged(&wanted, Some(listed), |_| false)?))
        };
        let Some(sources) = files.iter().map(source).collect::<Option<Vec<_>>>() else {
            return Ok(false);
        };
        for (at, ((_, path), (name, source))) in files.iter().zip(&sources).enumerate() {
            if let Some(ground) = &self.ground {
                ground.claim(*name).map_err(|error| naming(path, &error))?;
            }
            if self.take_over(path, source).map_err(|error| naming(path, &error))? {
                continue;
            }
            // All are made anew: what was linked must not be in their way.
            let place = |path: &str| self.staging.site().join(path);
            files[..at].iter().try_for_each(|(_, path)| fs::remove_file(place(path)))?;
            if let Some(ground) = &self.ground {
                sources[..=at].iter().for_each(|(name, _)| ground.yield_up(*name));
            }
            return Ok(false);
        }
        let stayed = files.iter().filter(|(file, path)| file.path == *path).count();
        self.counts.linked.fetch_add(files.len() as u64, Ordering::Relaxed);
        self.counts.kept.fetch_add(stayed as u64, Ordering::Relaxed);
        Ok(true)
    }
}

/// A streamed file. It grows outside the staged site, so that one never finished is never
/// published.
struct Part<'a> {
    publication: &'a Publication,
    path: String,
    place: PathBuf,
    file: BufWriter<File>,
}

impl Write for Part<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(|error| naming(&self.path, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(|error| naming(&self.path, &error))
    }
}

impl Pending for Part<'_> {
    fn finish(mut self: Box<Self>, sha256: &Digest) -> io::Result<()> {
        self.flush()?;
        let bytes = self.file.get_ref().metadata()?.len();
        let wanted = Wanted::new(&self.path, bytes, sha256)?;
        self.publication
            .place(
                &wanted,
                |old| same_files(old, &self.place).unwrap_or(false),
                |target| match target.symlink_metadata() {
                    Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
                    Err(_) => fs::rename(&self.place, target),
                },
            )
            .map_err(|error| naming(&self.path, &error))
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        // Gone already when it was moved into the site. What cannot be removed now is outside
        // the staged site and goes with the staging folder.
        let _ = fs::remove_file(&self.place);
    }
}

fn same_files(left: &Path, right: &Path) -> io::Result<bool> {
    let open = |path| Ok::<_, io::Error>(BufReader::with_capacity(1 << 16, File::open(path)?));
    same_bytes(open(left)?, open(right)?)
}

fn same_bytes(mut left: impl BufRead, mut right: impl BufRead) -> io::Result<bool> {
    loop {
        let (one, other) = (left.fill_buf()?, right.fill_buf()?);
        let length = one.len().min(other.len());
        if one[..length] != other[..length] {
            return Ok(false);
        }
        if length == 0 {
            return Ok(one.len() == other.len());
        }
        left.consume(length);
        right.consume(length);
    }
}

fn naming(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("could not write `{path}`: {error}"))
}
