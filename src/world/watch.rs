//! Waiting until something in a folder changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Editors write a file in several steps; what comes within this time is one change.
const SETTLE: Duration = Duration::from_millis(150);

/// Folders under watch.
pub struct Watch {
    changes: Receiver<()>,
    /// Folders that are not there yet.
    missing: Vec<PathBuf>,
    watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches these folders, those that are made later as well.
    pub fn begin(root: &Path, folders: &[&str]) -> Result<Watch> {
        let (sender, changes) = channel();
        let missing: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
        let wanted = missing.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let within = |path: &PathBuf| wanted.iter().any(|folder| path.starts_with(folder));
            let touched = |event: Event| {
                !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(within)
            };
            if event.is_ok_and(touched) {
                // Nobody waits any more when the program ends.
                let _ = sender.send(());
            }
        })
        .context("watching for changes")?;
        // Where the missing ones will appear.
        watcher
            .watch(root, RecursiveMode::NonRecursive)
            .with_context(|| format!("watching `{}`", root.display()))?;
        let mut watch = Watch { changes, missing, watcher };
        watch.seek()?;
        Ok(watch)
    }

    /// Watches what was missing and is there now.
    fn seek(&mut self) -> Result<()> {
        let (found, missing) = self.missing.drain(..).partition(|folder| folder.is_dir());
        let found: Vec<PathBuf> = found;
        self.missing = missing;
        for folder in found {
            self.watcher
                .watch(&folder, RecursiveMode::Recursive)
                .with_context(|| format!("watching `{}`", folder.display()))?;
        }
        Ok(())
    }

    /// Waits for a change and for the quiet after it. False when there will be none any more.
    ///
    /// # Errors
    /// A folder that was made meanwhile cannot be watched.
    pub fn wait(&mut self) -> Result<bool> {
        if self.changes.recv().is_err() {
            return Ok(false);
        }
        while self.changes.recv_timeout(SETTLE).is_ok() {}
        self.seek()?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn folders_that_are_made_later_are_watched() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("data")).unwrap();
        let mut watch = Watch::begin(root.path(), &["data", "content"]).unwrap();
        fs::write(root.path().join("data/a.json"), "1").unwrap();
        assert!(watch.wait().unwrap());
        fs::create_dir(root.path().join("content")).unwrap();
        assert!(watch.wait().unwrap());
        assert!(watch.missing.is_empty());
        fs::write(root.path().join("content/words.json"), "{}").unwrap();
        assert!(watch.wait().unwrap());
    }
}
