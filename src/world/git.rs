//! Reading a git repository: the main line, the files of a commit, blobs. Nothing is written but what
//! saves time to the next run, and nothing of the user's or the system's git configuration changes an
//! answer.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use gix::diff::tree::{Recorder, State, recorder};
use gix::objs::{CommitRefIter, TreeRefIter};
use gix::{ObjectId, ThreadSafeRepository};
use rayon::prelude::*;

use crate::base::commit::{BlobId, Blobs, Change, Commit, Signed};
use crate::base::date::Instant;

mod known;

use known::Known;

/// Where registers and whom they trust stand; the walk looks nowhere else.
const WATCHED: [&str; 2] = ["data/registers", "data/trust"];
/// Trees that follow each other share most of their parts; this keeps the parts at hand.
const TREE_CACHE_BYTES: usize = 32 * 1024 * 1024;

/// How the line begins under which git keeps a commit's signature.
const SIGNATURE: &[u8] = b"\ngpgsig ";

/// A git repository.
pub struct Repository {
    shared: ThreadSafeRepository,
    /// For trees and commits: these remember objects.
    trees: Handles,
    /// For blobs, each of which is read once: to remember them would only take memory.
    blobs: Handles,
}

/// Handles to lend: each thread needs its own, and making one for every blob would be slow.
#[derive(Default)]
struct Handles(Mutex<Vec<gix::Repository>>);

/// A commit that a name led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Its id in hex.
    pub id: String,
    /// The committer's time.
    pub at: Instant,
    object: ObjectId,
}

impl Repository {
    /// Opens the repository of a folder; none when the folder has no git of its own.
    pub fn open(folder: &Path) -> Result<Option<Repository>> {
        let is_git = folder.join(".git").exists() || folder.join("HEAD").is_file();
        if !is_git {
            return Ok(None);
        }
        let options = gix::open::Options::isolated();
        let shared = ThreadSafeRepository::open_opts(folder, options)
            .map_err(|error| anyhow!("{error}"))
            .with_context(|| format!("opening the git repository of `{}`", folder.display()))?;
        Ok(Some(Repository { shared, trees: Handles::default(), blobs: Handles::default() }))
    }

    /// The git folder, where caches may live.
    pub fn git_dir(&self) -> PathBuf {
        self.shared.git_dir().to_path_buf()
    }

    /// Whether the repository holds only the end of its history.
    pub fn is_shallow(&self) -> Result<bool> {
        self.with(|repository| repository.is_shallow().map_err(|error| anyhow!("{error}")))
    }

    /// Whether nothing has been committed yet.
    pub fn is_unborn(&self) -> Result<bool> {
        self.with(|repository| Ok(repository.head()?.is_unborn()))
    }

    /// The commit of a name such as `HEAD`, `v1` or `HEAD~2`.
    pub fn resolve(&self, revision: &str) -> Result<Resolved> {
        self.with(|repository| {
            let id = repository
                .rev_parse_single(revision)
                .map_err(|error| anyhow!("`{revision}` names no commit: {error}"))?;
            let object = id.object()?.peel_to_commit()?;
            let at = Instant(object.committer()?.seconds());
            Ok(Resolved { id: object.id.to_string(), at, object: object.id })
        })
    }

    /// The first-parent history up to a commit, the first commit first, with what each changed in
    /// the registers and in whom they trust. A merge is one commit: what its branch brought.
    pub fn main_line(&self, tip: &Resolved) -> Result<Vec<Commit>> {
        let steps = self.with(|repository| steps(repository, tip.object))?;
        let known = Known::read(&self.git_dir());
        let pairs: Vec<_> = (0..steps.len())
            .map(|index| (index.checked_sub(1).map(|before| &steps[before]), &steps[index]))
            .collect();
        let commits: Vec<Commit> = pairs
            .into_par_iter()
            .map_init(
                || self.handle(Some(TREE_CACHE_BYTES)),
                |repository, (before, step)| {
                    let changes = match known.of(before, step) {
                        Some(changes) => changes,
                        None => step.changes(before, repository)?,
                    };
                    let signed = if step.is_signed && !changes.is_empty() {
                        signed(repository, step.id)?
                    } else {
                        None
                    };
                    Ok(Commit { id: step.id.to_string(), at: step.at, changes, signed })
                },
            )
            .collect::<Result<_>>()?;
        known.write(&self.git_dir(), &steps, &commits);
        Ok(commits)
    }

    /// The files of a commit below a folder, by path; `wanted` tells which.
    pub fn files(
        &self,
        commit: &Resolved,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, BlobId>> {
        self.with(|repository| {
            let tree = repository.find_commit(commit.object)?.tree()?;
            let mut found = BTreeMap::new();
            let empty = TreeRefIter::from_bytes(&[], gix::hash::Kind::Sha1);
            let all = TreeRefIter::from_bytes(&tree.data, gix::hash::Kind::Sha1);
            for change in difference(repository, empty, all, "")? {
                if let Some(blob) = change.blob.filter(|_| wanted(&change.path)) {
                    found.insert(change.path, blob);
                }
            }
            Ok(found)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&gix::Repository) -> Result<T>) -> Result<T> {
        self.trees.with(|| self.handle(Some(TREE_CACHE_BYTES)), work)
    }

    fn handle(&self, cache_bytes: Option<usize>) -> gix::Repository {
        let mut repository = self.shared.to_thread_local();
        repository.object_cache_size(cache_bytes);
        repository
    }
}

impl Handles {
    fn with<T>(
        &self,
        handle: impl FnOnce() -> gix::Repository,
        work: impl FnOnce(&gix::Repository) -> Result<T>,
    ) -> Result<T> {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let repository = spare.unwrap_or_else(handle);
        let answer = work(&repository);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(repository);
        answer
    }
}

impl Blobs for Repository {
    fn read(&self, id: BlobId) -> io::Result<Vec<u8>> {
        let read = |repository: &gix::Repository| {
            let mut object = repository.find_object(ObjectId::from_bytes_or_panic(&id.0))?;
            Ok(std::mem::take(&mut object.data))
        };
        self.blobs
            .with(|| self.handle(None), read)
            .map_err(|error| io::Error::other(format!("{error:#}")))
    }
}

/// The id that git gives to these bytes.
pub fn blob_id(bytes: &[u8]) -> Result<BlobId> {
    let id = gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, bytes)
        .map_err(|error| anyhow!("{error}"))?;
    blob(id)
}

fn blob(id: ObjectId) -> Result<BlobId> {
    let bytes = id.as_bytes().try_into().context("an object id that is not SHA-1")?;
    Ok(BlobId(bytes))
}

/// A commit of the main line and its trees of what is watched.
struct Step {
    id: ObjectId,
    at: Instant,
    trees: Trees,
    is_signed: bool,
}

impl Step {
    /// What it changed against the one before it.
    fn changes(&self, before: Option<&Step>, repository: &gix::Repository) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        for (at, folder) in WATCHED.iter().enumerate() {
            let before = before.and_then(|before| before.trees[at]);
            changes.extend(self::changes(repository, before, self.trees[at], folder)?);
        }
        Ok(changes)
    }
}

type Trees = [Option<ObjectId>; WATCHED.len()];

fn steps(repository: &gix::Repository, tip: ObjectId) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut next = Some(tip);
    // Most commits leave the root's other parts alone, so the way down is worth remembering.
    let mut below: Option<(ObjectId, Trees)> = None;
    while let Some(id) = next {
        let commit = repository.find_commit(id)?;
        let root = commit.tree_id()?.detach();
        let trees = match below {
            Some((known, trees)) if known == root => trees,
            _ => trees(repository, root)?,
        };
        below = Some((root, trees));
        let at = Instant(commit.committer()?.seconds());
        next = commit.parent_ids().next().map(gix::Id::detach);
        let is_signed = commit.data.windows(SIGNATURE.len()).any(|part| part == SIGNATURE);
        steps.push(Step { id, at, trees, is_signed });
    }
    steps.reverse();
    Ok(steps)
}

/// The signature of a commit and what it is over.
fn signed(repository: &gix::Repository, id: ObjectId) -> Result<Option<Box<Signed>>> {
    let commit = repository.find_commit(id)?;
    let found = CommitRefIter::signature(&commit.data, gix::hash::Kind::Sha1)
        .map_err(|error| anyhow!("{error}"))?;
    Ok(found.map(|(signature, payload)| {
        let payload = payload.to_bstring().into();
        Box::new(Signed { payload, signature: signature.to_string() })
    }))
}

fn trees(repository: &gix::Repository, root: ObjectId) -> Result<Trees> {
    let root = repository.find_tree(root)?;
    let mut trees = [None; WATCHED.len()];
    for (tree, folder) in trees.iter_mut().zip(WATCHED) {
        *tree = root.lookup_entry_by_path(folder)?.map(|entry| entry.object_id());
    }
    Ok(trees)
}

fn changes(
    repository: &gix::Repository,
    before: Option<ObjectId>,
    after: Option<ObjectId>,
    folder: &str,
) -> Result<Vec<Change>> {
    if before == after {
        return Ok(Vec::new());
    }
    let data = |tree: Option<ObjectId>| -> Result<Vec<u8>> {
        Ok(match tree {
            Some(tree) => std::mem::take(&mut repository.find_tree(tree)?.data),
            None => Vec::new(),
        })
    };
    let (before, after) = (data(before)?, data(after)?);
    let iterate = |data| TreeRefIter::from_bytes(data, gix::hash::Kind::Sha1);
    difference(repository, iterate(&before), iterate(&after), folder)
}

fn difference(
    repository: &gix::Repository,
    before: TreeRefIter<'_>,
    after: TreeRefIter<'_>,
    folder: &str,
) -> Result<Vec<Change>> {
    let mut recorder = Recorder::default();
    gix::diff::tree(before, after, State::default(), &repository.objects, &mut recorder)?;
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut changes = Vec::new();
    for record in recorder.records {
        let (path, mode, oid, gone) = match record {
            recorder::Change::Addition { path, entry_mode, oid, .. }
            | recorder::Change::Modification { path, entry_mode, oid, .. } => {
                (path, entry_mode, oid, false)
            }
            recorder::Change::Deletion { path, entry_mode, oid, .. } => {
                (path, entry_mode, oid, true)
            }
        };
        if !mode.is_tree() && !mode.is_commit() {
            let blob = if gone { None } else { Some(blob(oid)?) };
            changes.push(Change { path: format!("{prefix}{path}"), blob });
        }
    }
    changes.sort_by(|a, b| (&a.path, a.blob.is_some()).cmp(&(&b.path, b.blob.is_some())));
    // A folder that becomes a file shows as both; what is there in the end counts.
    changes.dedup_by(|later, earlier| {
        let same = later.path == earlier.path;
        if same {
            earlier.blob = later.blob;
        }
        same
    });
    Ok(changes)
}
