//! Small files beside a repository that only save time. Whatever goes wrong with them is passed
//! over: without them everything is merely computed again.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::base::digest::{Digest, Hasher};

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

/// A whole folder that an earlier run has left under a name.
pub fn folder(git: &Path, name: &str) -> Option<PathBuf> {
    Some(git.join(FOLDER).join(name)).filter(|folder| folder.is_dir())
}

/// Leaves a folder for the next run: it is filled beside its place and then moved there. Folders of
/// other names with the same beginning are what earlier states have left, and go. Nothing comes of
/// it where no folder can be made; a failure of `fill` is one.
pub fn make_folder<E: From<io::Error>>(
    git: &Path,
    beginning: &str,
    name: &str,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<Option<PathBuf>, E> {
    let above = git.join(FOLDER);
    let temporary = above.join(format!("{name}.{}", std::process::id()));
    if fs::create_dir_all(&temporary).is_err() {
        return Ok(None);
    }
    let filled = fill(&temporary);
    let place = above.join(name);
    if filled.is_ok() && fs::rename(&temporary, &place).is_ok() {
        forget_others(&above, beginning, name);
        return Ok(Some(place));
    }
    let _ = fs::remove_dir_all(&temporary);
    filled?;
    // Another run may have made it meanwhile.
    Ok(folder(git, name))
}

fn forget_others(above: &Path, beginning: &str, name: &str) {
    for entry in fs::read_dir(above).into_iter().flatten().flatten() {
        let other = entry.file_name();
        let other = other.to_string_lossy();
        // A name with a dot is one that another run is filling.
        if other.starts_with(beginning) && other != name && !other.contains('.') {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A file of such a folder.
pub fn read_within(folder: &Path, path: &str) -> io::Result<Vec<u8>> {
    fs::read(folder.join(path))
}

/// Writes a file into such a folder.
pub fn write_within(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let file = folder.join(path);
    if let Some(above) = file.parent() {
        fs::create_dir_all(above)?;
    }
    fs::write(file, bytes)
}

/// The hash of the running program, read once: what another program has made is not taken for its
/// own.
pub fn program() -> io::Result<Digest> {
    static PROGRAM: OnceLock<Digest> = OnceLock::new();
    if let Some(program) = PROGRAM.get() {
        return Ok(*program);
    }
    let mut file = File::open(std::env::current_exe()?)?;
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(*PROGRAM.get_or_init(|| hasher.finish())),
            length => hasher.update(&buffer[..length]),
        }
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

    #[test]
    fn a_folder_takes_the_place_of_earlier_ones() {
        let git = tempfile::tempdir().unwrap();
        let fill =
            |text: &'static str| move |folder: &Path| write_within(folder, "a/b", text.as_bytes());
        make_folder(git.path(), "x-", "x-1", fill("one")).unwrap().unwrap();
        let second = make_folder(git.path(), "x-", "x-2", fill("two")).unwrap().unwrap();
        assert_eq!(read_within(&second, "a/b").unwrap(), b"two");
        assert_eq!(folder(git.path(), "x-1"), None);
        let failed = make_folder(git.path(), "x-", "x-3", |_| Err(io::Error::other("no")));
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(git.path().join(FOLDER)).unwrap().count(), 1);
    }
}
