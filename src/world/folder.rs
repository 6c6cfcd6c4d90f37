//! Files of a folder on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use walkdir::WalkDir;

/// Every file below some folders of `root`, by path from the root with `/`. Links are not followed,
/// so that a folder cannot lead out of itself.
pub fn files(root: &Path, folders: &[&str]) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for folder in folders {
        let start = root.join(folder);
        if !start.is_dir() {
            continue;
        }
        for entry in WalkDir::new(&start).sort_by_file_name() {
            let entry = entry.with_context(|| format!("reading `{}`", start.display()))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            let bytes = fs::read(entry.path())
                .with_context(|| format!("reading `{}`", entry.path().display()))?;
            files.insert(name, bytes);
        }
    }
    Ok(files)
}
