//! Small files beside a repository that only save time. Whatever goes wrong with them is passed
//! over: without them everything is merely computed again.

use std::fs;
use std::path::Path;

/// The folder of caches inside the git folder.
const FOLDER: &str = "tizilim";

/// What an earlier run has left under a name; nothing when there is nothing to be read.
pub fn read(git: &Path, name: &str) -> Option<Vec<u8>> {
    fs::read(git.join(FOLDER).join(name)).ok()
}

/// Leaves bytes for the next run, whole or not at all: they are written beside their place and then
/// moved there, so that two runs at once cannot mix.
pub fn write(git: &Path, name: &str, bytes: &[u8]) {
    let folder = git.join(FOLDER);
    let temporary = folder.join(format!("{name}.{}", std::process::id()));
    let written = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&temporary, bytes))
        .and_then(|()| fs::rename(&temporary, folder.join(name)));
    if written.is_err() {
        // A folder that cannot be written to is no reason to fail, nor is what is left in it.
        let _ = fs::remove_file(&temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_locked_folder_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), "a"), None);
        write(folder.path(), "a", b"one");
        write(folder.path(), "a", b"two");
        assert_eq!(read(folder.path(), "a").as_deref(), Some(b"two".as_slice()));
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 1);
        let file = folder.path().join("file");
        fs::write(&file, "not a folder").unwrap();
        write(&file, "a", b"one");
        assert_eq!(read(&file, "a"), None);
    }
}
