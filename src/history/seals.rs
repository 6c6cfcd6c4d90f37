//! Which seal stood beside a record in a commit: its own, or a list that names the record's bytes.
//! Files are only found and hashed here; whether a seal is any good is not a question of history.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Deserialize;

use crate::base::commit::{BlobId, Blobs, Commit};
use crate::base::digest::Digest;

/// A signature, a list or a stored answer, as it lies in git.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealFile {
    /// The bytes.
    pub bytes: Box<[u8]>,
    /// Their hash.
    pub sha256: Digest,
}

/// A row of a list of sealed records, as an event's line takes it: whatever else is wrong with the
/// list, which seal stood beside a record in a commit never changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Row {
    path: String,
    sha256: String,
}

/// Contents of a path over the commits: from which commit on, and what; none when gone.
type States = Vec<(usize, Option<Arc<SealFile>>)>;

/// All seals of a register over the main line.
#[derive(Debug, Default)]
pub struct Seals {
    /// By path of what is signed: a record or a list.
    signatures: BTreeMap<String, States>,
    /// Stored answers about revocation, by the same paths.
    answers: BTreeMap<String, States>,
    lists: BTreeMap<String, States>,
    /// By hash of the sealed record: the list and the commits between which it said so.
    listed: HashMap<Digest, Vec<Listed>>,
}

#[derive(Debug)]
struct Listed {
    path: Box<str>,
    list: Arc<str>,
    from: usize,
    to: usize,
}

/// A list of sealed records in the last commit.
#[derive(Clone, Copy, Debug)]
pub struct List<'s> {
    /// Its path.
    pub path: &'s str,
    /// Its bytes.
    pub file: &'s Arc<SealFile>,
    /// The signature over it.
    pub signature: Option<&'s Arc<SealFile>>,
}

impl Seals {
    /// Reads every seal below a register's folder.
    pub(super) fn read(commits: &[Commit], folder: &str, blobs: &dyn Blobs) -> io::Result<Seals> {
        let (inside, lists) = (format!("{folder}/"), format!("{folder}/seals/"));
        let mut found: Vec<(usize, &str, Option<BlobId>)> = Vec::new();
        for (index, commit) in commits.iter().enumerate() {
            for change in commit.changes.iter().filter(|change| change.path.starts_with(&inside)) {
                let path = change.path.as_str();
                if is_signature(path) || is_answer(path) || is_list(path, &lists) {
                    found.push((index, path, change.blob));
                }
            }
        }
        let file = |blob: &Option<BlobId>| -> io::Result<Option<Arc<SealFile>>> {
            let Some(blob) = blob else { return Ok(None) };
            let bytes = blobs.read(*blob)?.into_boxed_slice();
            Ok(Some(Arc::new(SealFile { sha256: Digest::of(&bytes), bytes })))
        };
        let files: Vec<_> = found.par_iter().map(|(.., blob)| file(blob)).collect();
        let mut seals = Seals::default();
        for ((index, path, _), file) in found.into_iter().zip(files) {
            let (states, path) = if let Some(signed) = path.strip_suffix(".p7s") {
                (&mut seals.signatures, signed)
            } else if let Some(signed) = path.strip_suffix(".p7s.ocsp") {
                (&mut seals.answers, signed)
            } else {
                (&mut seals.lists, path)
            };
            states.entry(path.to_owned()).or_default().push((index, file?));
        }
        seals.take_rows();
        Ok(seals)
    }

    fn take_rows(&mut self) {
        for (path, states) in &self.lists {
            let list: Arc<str> = path.as_str().into();
            for (position, (from, file)) in states.iter().enumerate() {
                let Some(file) = file else { continue };
                let to = states.get(position + 1).map_or(usize::MAX, |(next, _)| *next);
                // A list that cannot be read seals nothing; the stage of seals says so.
                let rows: Vec<Row> = serde_json::from_slice(&file.bytes).unwrap_or_default();
                for row in rows {
                    let Some(digest) = Digest::from_hex(&row.sha256) else { continue };
                    let (path, list) = (row.path.into_boxed_str(), Arc::clone(&list));
                    let listed = Listed { path, list, from: *from, to };
                    self.listed.entry(digest).or_default().push(listed);
                }
            }
        }
    }

    /// The hash of the seal of these bytes at this path in a commit: its own, else a list's.
    pub(super) fn of(&self, path: &str, bytes: &Digest, commit: usize) -> Option<Digest> {
        let signature =
            |path: &str| self.signatures.get(path).and_then(|states| at(states, commit));
        let own = signature(path);
        let seal = own.or_else(|| {
            let mut named = self.naming(path, bytes);
            named.find_map(|listed| {
                let then = (listed.from..listed.to).contains(&commit);
                signature(&listed.list).filter(|_| then)
            })
        });
        seal.map(|file| file.sha256)
    }

    fn naming(&self, path: &str, bytes: &Digest) -> impl Iterator<Item = &Listed> {
        let lists = self.listed.get(bytes).map(Vec::as_slice).unwrap_or_default();
        lists.iter().filter(move |listed| *listed.path == *path)
    }

    /// The seal that stood last beside a record while a revision of it was the current one, from
    /// one commit to before another. One that came before the revision belongs to those before it.
    pub fn own(
        &self,
        path: &str,
        (from, to): (usize, usize),
        is_first: bool,
    ) -> Option<&Arc<SealFile>> {
        let states = self.signatures.get(path)?;
        let (since, file) = states[..states.partition_point(|(at, _)| *at < to)].last()?;
        file.as_ref().filter(|_| is_first || *since >= from)
    }

    /// The stored answer about revocation that stood beside the seal of a path before a commit.
    pub fn answer(&self, path: &str, before: usize) -> Option<&Arc<SealFile>> {
        let states = self.answers.get(path)?;
        states[..states.partition_point(|(at, _)| *at < before)].last()?.1.as_ref()
    }

    /// Every list in the last commit, by path.
    pub fn lists(&self) -> impl Iterator<Item = List<'_>> {
        let now = |states: &'_ States| states.last().and_then(|(_, file)| file.as_ref()).is_some();
        self.lists.iter().filter(move |(_, states)| now(states)).filter_map(|(path, states)| {
            let file = states.last()?.1.as_ref()?;
            Some(List { path, file, signature: self.signature(path) })
        })
    }

    /// The signature over a file in the last commit.
    fn signature(&self, path: &str) -> Option<&Arc<SealFile>> {
        self.signatures.get(path)?.last()?.1.as_ref()
    }

    /// Whether any list has ever sealed these bytes at this path.
    pub fn was_listed(&self, path: &str, bytes: &Digest) -> bool {
        self.naming(path, bytes).any(|listed| self.signatures.contains_key(&*listed.list))
    }

    /// What was signed once and is not any more: the paths of records and lists.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        let gone = |states: &States| states.last().is_some_and(|(_, file)| file.is_none());
        self.signatures.iter().filter(move |(_, states)| gone(states)).map(|(path, _)| &**path)
    }

    /// What is signed in the last commit: the paths of records and lists, there or not.
    pub fn signed(&self) -> impl Iterator<Item = &str> {
        self.signatures.keys().map(String::as_str).filter(|path| self.signature(path).is_some())
    }
}

fn is_signature(path: &str) -> bool {
    path.strip_suffix(".p7s").is_some()
}

fn is_answer(path: &str) -> bool {
    path.strip_suffix(".p7s.ocsp").is_some()
}

fn is_list(path: &str, lists: &str) -> bool {
    path.starts_with(lists) && path.strip_suffix(".json").is_some()
}

fn at(states: &States, commit: usize) -> Option<&Arc<SealFile>> {
    states[..states.partition_point(|(from, _)| *from <= commit)].last()?.1.as_ref()
}
