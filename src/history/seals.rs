//! Which seal stood beside a record in a commit: its own, or a list that names the record's bytes.
//! Only hashes are taken here; whether a seal is any good is not a question of history.

use std::collections::{BTreeMap, HashMap};
use std::io;

use serde::Deserialize;

use crate::base::commit::{BlobId, Blobs, Commit};
use crate::base::digest::Digest;

/// A row of a list of sealed records.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Row {
    path: String,
    sha256: String,
}

/// Contents of a path over the commits: from which commit on, and what; none when gone.
type States<T> = Vec<(usize, Option<T>)>;

/// All seals of a register over the main line.
#[derive(Default)]
pub(super) struct Seals {
    own: HashMap<String, States<Digest>>,
    /// By hash of the sealed record: the list and the commits between which it said so.
    listed: HashMap<Digest, Vec<Listed>>,
    sealed_lists: Vec<States<Digest>>,
}

struct Listed {
    path: String,
    list: usize,
    from: usize,
    to: usize,
}

impl Seals {
    /// Reads every seal below a register's folder.
    pub(super) fn read(commits: &[Commit], folder: &str, blobs: &dyn Blobs) -> io::Result<Seals> {
        let mut seals = Seals::default();
        let mut lists: BTreeMap<&str, States<BlobId>> = BTreeMap::new();
        let prefix = format!("{folder}/seals/");
        for (index, commit) in commits.iter().enumerate() {
            for change in commit.changes.iter().filter(|change| change.path.starts_with(folder)) {
                if let Some(sealed) = change.path.strip_suffix(".p7s") {
                    let digest = change.blob.map(|blob| digest(blobs, blob)).transpose()?;
                    seals.own.entry(sealed.to_owned()).or_default().push((index, digest));
                } else if change.path.starts_with(&prefix) {
                    lists.entry(&change.path).or_default().push((index, change.blob));
                }
            }
        }
        for (path, states) in lists {
            seals.list(path, &states, blobs)?;
        }
        Ok(seals)
    }

    fn list(&mut self, path: &str, states: &States<BlobId>, blobs: &dyn Blobs) -> io::Result<()> {
        let list = self.sealed_lists.len();
        self.sealed_lists.push(self.own.remove(path).unwrap_or_default());
        for (position, (from, blob)) in states.iter().enumerate() {
            let Some(blob) = blob else { continue };
            let to = states.get(position + 1).map_or(usize::MAX, |(next, _)| *next);
            // A list that cannot be read seals nothing; the stage of seals says so.
            let rows: Vec<Row> = serde_json::from_slice(&blobs.read(*blob)?).unwrap_or_default();
            for row in rows {
                let Some(digest) = Digest::from_hex(&row.sha256) else { continue };
                let listed = Listed { path: row.path, list, from: *from, to };
                self.listed.entry(digest).or_default().push(listed);
            }
        }
        Ok(())
    }

    /// The hash of the seal of these bytes at this path in a commit: its own, else a list's.
    pub(super) fn of(&self, path: &str, bytes: &Digest, commit: usize) -> Option<Digest> {
        let own = self.own.get(path).and_then(|states| at(states, commit));
        own.or_else(|| {
            let lists = self.listed.get(bytes)?.iter();
            let mut named = lists
                .filter(|listed| listed.path == path && (listed.from..listed.to).contains(&commit));
            named.find_map(|listed| at(&self.sealed_lists[listed.list], commit))
        })
    }
}

fn digest(blobs: &dyn Blobs, blob: BlobId) -> io::Result<Digest> {
    Ok(Digest::of(&blobs.read(blob)?))
}

fn at(states: &States<Digest>, commit: usize) -> Option<Digest> {
    states[..states.partition_point(|(from, _)| *from <= commit)].last()?.1
}
