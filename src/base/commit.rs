//! The main line of a repository as values: commits in the order of time, and what each changed.

use super::date::Instant;

/// Name of a stored object: the git object id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(pub [u8; 20]);

/// One commit of the first-parent history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The commit's id in hex, or a word for states that no commit holds.
    pub id: String,
    /// The committer's time.
    pub at: Instant,
    /// What changed against the commit before, sorted by path.
    pub changes: Vec<Change>,
    /// The signature in the commit itself, where it has one and changes anything.
    pub signed: Option<Box<Signed>>,
}

/// A signature in a commit, as git keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The commit object without the signature: what was signed.
    pub payload: Vec<u8>,
    /// The signature, armoured; of whatever kind.
    pub signature: String,
}

/// A file that a commit brought, altered or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Path from the repository's root.
    pub path: String,
    /// The new content; none when the file is gone.
    pub blob: Option<BlobId>,
}

/// Content by id; shared by threads.
pub trait Blobs: Sync {
    /// The bytes of a blob.
    fn read(&self, id: BlobId) -> std::io::Result<Vec<u8>>;
}
