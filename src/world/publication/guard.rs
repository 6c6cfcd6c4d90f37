//! Places that are never replaced, whatever is in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Folders of the repository that a site must not be published into.
const SOURCES: [&str; 5] = [".git", "data", "content", "themes", "src"];

/// What publication must keep clear of.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The user's home folder, where there is one.
    pub home: Option<PathBuf>,
    /// The root of the register repository's working tree (of a bare repository: itself).
    pub repository: PathBuf,
    /// Its git directory, which may be elsewhere; of a linked working tree, the common one.
    pub git: PathBuf,
}

impl Guard {
    /// Refuses `out`, a resolved path, where replacing it would destroy what a site is made from.
    pub(super) fn admit(&self, out: &Path) -> Result<()> {
        let shown = out.display();
        if out.parent().is_none() {
            bail!("`{shown}` is the root of the file system: publish to a folder of its own");
        }
        // A home that cannot be resolved is no reason to refuse any other place.
        let home = self.home.as_ref().map(|home| resolve(home).unwrap_or_else(|_| home.clone()));
        if home.is_some_and(|home| home.starts_with(out)) {
            bail!("`{shown}` is or contains the home folder: publish to a folder of its own");
        }
        let repository = resolve(&self.repository)?;
        if repository.starts_with(out) {
            bail!("`{shown}` is or contains the repository: publish to a folder of its own");
        }
        let sources = SOURCES.iter().map(|name| repository.join(name));
        for source in sources.chain([self.git.clone()]) {
            // Resolved one by one: `data` may itself be a link to somewhere else.
            let real = resolve(&source)?;
            if out.starts_with(&real) || real.starts_with(out) {
                let source = source.display();
                bail!("`{shown}` would replace part of `{source}`: publish to a folder of its own");
            }
        }
        Ok(())
    }
}

/// The path that `path` really means: links followed, also where its end does not exist yet.
pub(super) fn resolve(path: &Path) -> Result<PathBuf> {
    let failed = || format!("could not resolve `{}`", path.display());
    let absolute = std::path::absolute(path).with_context(failed)?;
    let mut existing = absolute.as_path();
    let mut missing = Vec::new();
    loop {
        let error = match fs::canonicalize(existing) {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            Err(error) => error,
        };
        if error.kind() != io::ErrorKind::NotFound {
            return Err(error).with_context(failed);
        }
        if existing.symlink_metadata().is_ok() {
            bail!("`{}` is a symbolic link to nothing", existing.display());
        }
        // `missing/..` has no file name: what it would mean depends on what `missing` becomes.
        let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) else {
            bail!("`{}` leads through a folder that does not exist", path.display());
        };
        missing.push(name);
        existing = parent;
    }
}
