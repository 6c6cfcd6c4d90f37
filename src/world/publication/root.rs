//! A folder by its handle. The kernel finds what is below it without walking down from the top each
//! time, which for the files of a site is most of what looking at them costs.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Stat, statat};

/// A folder that is open.
pub(super) struct Root(File);

/// What stands at a path: a link is not followed.
pub(super) struct Found(Stat);

impl Root {
    /// Opens a folder.
    pub(super) fn open(folder: &Path) -> io::Result<Root> {
        File::open(folder).map(Root)
    }

    /// The handle.
    pub(super) fn handle(self) -> File {
        self.0
    }

    /// What stands at a path below the folder; an error where nothing does.
    pub(super) fn find(&self, path: &str) -> io::Result<Found> {
        Ok(Found(statat(&self.0, path, AtFlags::SYMLINK_NOFOLLOW)?))
    }
}

impl Found {
    /// The size of a file; nothing for anything else.
    pub(super) fn bytes(&self) -> Option<u64> {
        let is_file = FileType::from_raw_mode(self.0.st_mode).is_file();
        u64::try_from(self.0.st_size).ok().filter(|_| is_file)
    }

    /// Whether both are one file, under whatever names.
    pub(super) fn is_same(&self, other: &Found) -> bool {
        (self.0.st_dev, self.0.st_ino) == (other.0.st_dev, other.0.st_ino)
    }

    /// Whether it was last written to before the other.
    pub(super) fn is_before(&self, other: &Found) -> bool {
        let written = |found: &Found| (found.0.st_mtime, found.0.st_mtime_nsec);
        written(self) < written(other)
    }
}
