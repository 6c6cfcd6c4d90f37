//! Files to publish, as they are made. Stages write to an [`Output`]; where the bytes end up (a
//! folder, memory) is the business of a [`Store`].

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use rayon::slice::ParallelSliceMut;
use serde::Serialize;

use super::digest::{Digest, Hasher};

mod groups;

pub use groups::Groups;

/// A place that keeps finished files by path.
pub trait Store: Sync {
    /// Keeps a whole file. `path` is relative, with `/`, without a leading slash.
    fn put(&self, path: &str, bytes: &[u8], sha256: &Digest) -> io::Result<()>;

    /// Begins a file that is too large for memory.
    fn begin(&self, path: &str) -> io::Result<Box<dyn Pending + '_>>;

    /// Takes over files of an earlier publication, all or none of them, each to a path of this one:
    /// `false` where one is not there as listed.
    fn keep(&self, _files: &[(&FileLine, &str)]) -> io::Result<bool> {
        Ok(false)
    }
}

/// A file that is being written; it counts only once it is finished.
pub trait Pending: Write {
    /// Closes the file, whose bytes have this hash.
    fn finish(self: Box<Self>, sha256: &Digest) -> io::Result<()>;
}

/// A published file, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileLine {
    /// Path from the site's root without a leading slash.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
}

/// The files of one publication: hands them to a store and keeps the list for the manifest.
pub struct Output<'a> {
    store: &'a dyn Store,
    /// What an earlier publication made, and what this one makes; none inside a group.
    groups: Option<&'a Groups>,
    files: Mutex<Vec<FileLine>>,
}

impl<'a> Output<'a> {
    /// An empty publication that keeps its files in `store`.
    pub fn new(store: &'a dyn Store) -> Output<'a> {
        Output { store, groups: None, files: Mutex::default() }
    }

    /// The same, taking over from an earlier publication what would be made again.
    pub fn remembering(store: &'a dyn Store, groups: &'a Groups) -> Output<'a> {
        Output { groups: Some(groups), ..Output::new(store) }
    }

    /// Makes some files, or takes them over where an earlier publication made them from the same
    /// things: `origin` is the hash of all that `make` looks at.
    pub fn group<E: From<io::Error>>(
        &self,
        name: &str,
        origin: Digest,
        make: impl FnOnce(&Output<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.remembered(name, origin, |file| file.path.clone(), make)
    }

    /// Writes one file, or takes it over where an earlier publication made it from the same thing,
    /// at whatever path: `name` is what is the same in both.
    pub fn put_made(
        &self,
        path: &str,
        name: &str,
        origin: Digest,
        make: impl FnOnce() -> Vec<u8>,
    ) -> io::Result<()> {
        let make = |output: &Output<'a>| output.put(path, &make());
        self.remembered(name, origin, |_| path.to_owned(), make)
    }

    /// Files as an earlier publication made them, each at the path that it has now, or made.
    fn remembered<E: From<io::Error>>(
        &self,
        name: &str,
        origin: Digest,
        place: impl Fn(&FileLine) -> String,
        make: impl FnOnce(&Output<'a>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(groups) = self.groups else { return make(self) };
        let key = groups.key(name, origin);
        let old = groups.made(&key).unwrap_or_default();
        let here = |file: &FileLine| FileLine { path: place(file), ..file.clone() };
        let mut files: Vec<FileLine> = old.iter().map(here).collect();
        let kept: Vec<_> = old.iter().zip(files.iter().map(|file| file.path.as_str())).collect();
        if kept.is_empty() || !self.store.keep(&kept)? {
            let inside = Output::new(self.store);
            make(&inside)?;
            files = inside.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        }
        groups.remember(key, &files);
        self.files.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
        Ok(())
    }

    /// Writes one file.
    pub fn put(&self, path: impl Into<String>, bytes: &[u8]) -> io::Result<()> {
        let path = path.into();
        let sha256 = Digest::of(bytes);
        self.store.put(&path, bytes, &sha256)?;
        self.list(FileLine { path, bytes: bytes.len() as u64, sha256 });
        Ok(())
    }

    /// Writes one file piece by piece.
    pub fn stream(
        &self,
        path: impl Into<String>,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<FileLine> {
        let mut stream = self.begin(path)?;
        write(&mut stream)?;
        stream.finish()
    }

    /// Begins a file that is written piece by piece.
    pub fn begin(&self, path: impl Into<String>) -> io::Result<Stream<'_>> {
        let path = path.into();
        let inner = self.store.begin(&path)?;
        Ok(Stream { files: &self.files, inner, hasher: Hasher::default(), path, bytes: 0 })
    }

    /// Hands over the list of every file so far, sorted by path; what comes after is listed anew.
    /// Two files of one path are a fault of the program.
    pub fn take_files(&self) -> io::Result<Vec<FileLine>> {
        let mut held = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files = std::mem::take(&mut *held);
        // A thread that waits for the others helps with what else is to do, which may list a file.
        drop(held);
        files.par_sort_unstable();
        match files.windows(2).find(|pair| pair[0].path == pair[1].path) {
            Some(pair) => Err(io::Error::other(format!("`{}` was written twice", pair[0].path))),
            None => Ok(files),
        }
    }

    /// The files so far whose paths are wanted, sorted by path.
    pub fn selected(&self, wanted: impl Fn(&str) -> bool) -> Vec<FileLine> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let mut selected: Vec<_> =
            files.iter().filter(|file| wanted(&file.path)).cloned().collect();
        selected.sort_unstable();
        selected
    }

    fn list(&self, line: FileLine) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

/// A file that is written piece by piece; one that is not finished is not published.
pub struct Stream<'a> {
    files: &'a Mutex<Vec<FileLine>>,
    inner: Box<dyn Pending + 'a>,
    hasher: Hasher,
    path: String,
    bytes: u64,
}

impl Stream<'_> {
    /// Ends the file.
    pub fn finish(self) -> io::Result<FileLine> {
        let Stream { files, inner, hasher, path, bytes } = self;
        let sha256 = hasher.finish();
        inner.finish(&sha256)?;
        let line = FileLine { path, bytes, sha256 };
        files.lock().unwrap_or_else(PoisonError::into_inner).push(line.clone());
        Ok(line)
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A store in memory: for tests, and for whoever wants the files as values.
#[derive(Default)]
pub struct Memory(Mutex<std::collections::BTreeMap<String, Vec<u8>>>);

impl Memory {
    /// The files by path.
    pub fn into_files(self) -> std::collections::BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, path: &str, bytes: Vec<u8>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), bytes);
    }
}

impl Store for Memory {
    fn put(&self, path: &str, bytes: &[u8], _: &Digest) -> io::Result<()> {
        self.keep(path, bytes.to_vec());
        Ok(())
    }

    fn begin(&self, path: &str) -> io::Result<Box<dyn Pending + '_>> {
        Ok(Box::new(MemoryFile { memory: self, path: path.to_owned(), bytes: Vec::new() }))
    }
}

struct MemoryFile<'a> {
    memory: &'a Memory,
    path: String,
    bytes: Vec<u8>,
}

impl Write for MemoryFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pending for MemoryFile<'_> {
    fn finish(self: Box<Self>, _: &Digest) -> io::Result<()> {
        self.memory.keep(&self.path, self.bytes);
        Ok(())
    }
}
