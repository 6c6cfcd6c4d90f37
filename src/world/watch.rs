//! Waiting until something in a folder changes.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Editors write a file in several steps; what comes within this time is one change.
const SETTLE: Duration = Duration::from_millis(150);

/// Folders under watch.
pub struct Watch {
    changes: Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches those of these folders that exist.
    pub fn begin(root: &Path, folders: &[&str]) -> Result<Watch> {
        let (sender, changes) = channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let touched = event.is_ok_and(|event| !matches!(event.kind, EventKind::Access(_)));
            if touched {
                // Nobody waits any more when the program ends.
                let _ = sender.send(());
            }
        })
        .context("watching for changes")?;
        for folder in
            folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir())
        {
            watcher
                .watch(&folder, RecursiveMode::Recursive)
                .with_context(|| format!("watching `{}`", folder.display()))?;
        }
        Ok(Watch { changes, _watcher: watcher })
    }

    /// Waits for a change and for the quiet after it. False when there will be none any more.
    pub fn wait(&self) -> bool {
        if self.changes.recv().is_err() {
            return false;
        }
        while self.changes.recv_timeout(SETTLE).is_ok() {}
        true
    }
}
