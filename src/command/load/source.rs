//! Where the files come from: a commit, a working tree on top of it, or a folder without git.

use std::collections::BTreeMap;
use std::io;

use anyhow::{Context, Result, bail};

use super::over_defaults;
use crate::base::commit::{BlobId, Blobs, Change, Commit};
use crate::base::date::Instant;
use crate::cli::Scope;
use crate::law::Files;
use crate::world::folder;
use crate::world::git::{Repository, Resolved, blob_id};

/// The folders of a register repository.
const FOLDERS: [&str; 3] = ["data", "content", "themes"];

/// The files of one state, and the history behind it.
pub(crate) struct Tree {
    repository: Option<Repository>,
    tip: Option<Resolved>,
    law: Files,
    /// Content that no commit holds.
    loose: BTreeMap<BlobId, Vec<u8>>,
    /// What the working tree changes.
    uncommitted: Vec<Change>,
}

impl Tree {
    pub(crate) fn open(scope: &Scope) -> Result<Tree> {
        let root = &scope.repo;
        if !root.is_dir() {
            bail!("`{}` is no folder; name the register repository with --repo", root.display());
        }
        let repository = Repository::open(root)?;
        let tip = match &repository {
            Some(repository) if scope.worktree && repository.is_unborn()? => None,
            Some(repository) => Some(repository.resolve(&scope.rev)?),
            None if scope.worktree => None,
            None => bail!(
                "`{}` is no git repository; --worktree reads a folder without history",
                root.display()
            ),
        };
        let mut tree = Tree {
            repository,
            tip,
            law: Files::default(),
            loose: BTreeMap::new(),
            uncommitted: Vec::new(),
        };
        if scope.worktree {
            tree.read_folder(root)?;
        } else {
            tree.read_commit()?;
        }
        Ok(tree)
    }

    fn read_commit(&mut self) -> Result<()> {
        let (Some(repository), Some(tip)) = (&self.repository, &self.tip) else { return Ok(()) };
        let mut files = BTreeMap::new();
        for (path, blob) in repository.files(tip, is_law)? {
            let bytes = repository.read(blob).with_context(|| format!("reading `{path}`"))?;
            files.insert(path, bytes);
        }
        self.law = over_defaults(files);
        Ok(())
    }

    fn read_folder(&mut self, root: &std::path::Path) -> Result<()> {
        let files = folder::files(root, &FOLDERS)?;
        let committed = match (&self.repository, &self.tip) {
            (Some(repository), Some(tip)) => repository.files(tip, is_watched)?,
            _ => BTreeMap::new(),
        };
        for path in committed.keys().filter(|path| !files.contains_key(*path)) {
            self.uncommitted.push(Change { path: path.clone(), blob: None });
        }
        let mut law = BTreeMap::new();
        for (path, bytes) in files {
            if is_watched(&path) {
                let blob = blob_id(&bytes)?;
                if committed.get(&path) != Some(&blob) {
                    self.uncommitted.push(Change { path: path.clone(), blob: Some(blob) });
                    self.loose.insert(blob, bytes.clone());
                }
            }
            if is_law(&path) {
                law.insert(path, bytes);
            }
        }
        self.uncommitted.sort_by(|a, b| a.path.cmp(&b.path));
        self.law = over_defaults(law);
        Ok(())
    }

    /// The law, words and themes of this state, over the defaults.
    pub(crate) fn law(&self) -> &Files {
        &self.law
    }

    /// The commit that is read.
    pub(crate) fn tip(&self) -> Option<&Resolved> {
        self.tip.as_ref()
    }

    /// The repository behind it.
    pub(crate) fn repository(&self) -> Option<&Repository> {
        self.repository.as_ref()
    }

    pub(crate) fn has_history(&self) -> bool {
        self.repository.is_some()
    }

    pub(crate) fn is_shallow(&self) -> Result<bool> {
        self.repository.as_ref().map_or(Ok(false), Repository::is_shallow)
    }

    /// Paths that the working tree changes.
    pub(crate) fn uncommitted(&self) -> impl Iterator<Item = &str> {
        self.uncommitted.iter().map(|change| change.path.as_str())
    }

    /// The files of registers, and of whom they trust, in another commit.
    pub(crate) fn files_at(&self, revision: &str) -> Result<BTreeMap<String, BlobId>> {
        let Some(repository) = &self.repository else {
            bail!("a folder without git has no `{revision}`");
        };
        repository.files(&repository.resolve(revision)?, is_watched)
    }

    /// How many of these commits another commit has as well, from the first on.
    pub(crate) fn shared(&self, commits: &[Commit], revision: &str) -> Result<usize> {
        let Some(repository) = &self.repository else { return Ok(0) };
        let base = repository.resolve(revision)?;
        if let Some(at) = commits.iter().position(|commit| commit.id == base.id) {
            return Ok(at + 1);
        }
        let before = repository.main_line(&base)?;
        Ok(commits.iter().zip(&before).take_while(|(own, other)| own.id == other.id).count())
    }

    /// The main line, with the working tree as its last commit when that is read.
    pub(crate) fn commits(&self) -> Result<Vec<Commit>> {
        let mut commits = match (&self.repository, &self.tip) {
            (Some(repository), Some(tip)) => repository.main_line(tip)?,
            _ => Vec::new(),
        };
        if !self.uncommitted.is_empty() || commits.is_empty() {
            let at = self.tip.as_ref().map_or(Instant(0), |tip| tip.at);
            let changes = self.uncommitted.clone();
            commits.push(Commit { id: "worktree".to_owned(), at, changes, signed: None });
        }
        Ok(commits)
    }

    /// The texts of files in the state that is read, for showing their lines.
    pub(crate) fn texts(&self, commits: &[Commit]) -> impl Fn(&str) -> Option<String> {
        let mut latest: BTreeMap<&str, BlobId> = BTreeMap::new();
        for change in commits.iter().flat_map(|commit| &commit.changes) {
            if let Some(blob) = change.blob {
                latest.insert(&change.path, blob);
            }
        }
        let latest: BTreeMap<String, BlobId> =
            latest.into_iter().map(|(path, blob)| (path.to_owned(), blob)).collect();
        move |path| {
            let bytes = match (self.law.get(path), latest.get(path)) {
                (Some(bytes), _) => bytes.to_vec(),
                (None, Some(blob)) => self.read(*blob).ok()?,
                (None, None) => return None,
            };
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

impl Blobs for Tree {
    fn read(&self, id: BlobId) -> io::Result<Vec<u8>> {
        match (self.loose.get(&id), &self.repository) {
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some(repository)) => repository.read(id),
            (None, None) => Err(io::Error::other("no such content")),
        }
    }
}

/// What the main line tells of: registers, and whom they trust.
fn is_watched(path: &str) -> bool {
    path.starts_with("data/registers/") || path.starts_with("data/trust/")
}

/// Everything that is neither a record nor a seal.
fn is_law(path: &str) -> bool {
    let known = FOLDERS
        .iter()
        .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
    let part = |index: usize| path.split('/').nth(index);
    let kept_by_history = part(1) == Some("registers")
        && matches!(part(3), Some("entries" | "seals" | "monitoring" | "receipts"));
    known && !kept_by_history
}
