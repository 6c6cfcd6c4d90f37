//! What each commit of a main line changed, kept from one run to the next. A tree never changes, and
//! comparing those of all commits takes a third of the time of reading a register.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use gix::ObjectId;

use super::{Step, WATCHED, blob};
use crate::base::commit::{Change, Commit};
use crate::base::digest::Digest;
use crate::world::cache;

/// The file in the caches of the git folder.
const NAME: &str = "changes";

/// What an earlier run of this program has found between the trees of two commits.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<String, Vec<Change>>);

impl Known {
    /// What an earlier run has left in a git folder; nothing where it is not whole.
    pub(super) fn read(git: &Path) -> Known {
        let bytes = cache::read(git, NAME).and_then(|bytes| String::from_utf8(bytes).ok());
        Known(bytes.and_then(|text| parse(&text)).unwrap_or_default())
    }

    /// What a commit changed against the one before it.
    pub(super) fn of(&self, before: Option<&Step>, step: &Step) -> Option<Vec<Change>> {
        self.0.get(&key(before, step)).cloned()
    }

    /// Leaves the changes of these commits for the next run, unless it would find the same.
    pub(super) fn write(&self, git: &Path, steps: &[Step], commits: &[Commit]) {
        let Some(mut lines) = made_by() else { return };
        let mut is_new = false;
        for (at, commit) in commits.iter().enumerate() {
            let key = key(at.checked_sub(1).map(|before| &steps[before]), &steps[at]);
            is_new |= !self.0.contains_key(&key);
            // A path of several lines cannot be written as one: such a commit is compared again.
            if commit.changes.iter().all(|change| !change.path.contains('\n')) {
                put(&mut lines, &key, &commit.changes);
            }
        }
        if is_new {
            let text = format!("{}\n{lines}", Digest::of(lines.as_bytes()));
            cache::write(git, NAME, text.as_bytes());
        }
    }
}

/// The first line: what was watched by which program.
fn made_by() -> Option<String> {
    Some(format!("{} {}\n", cache::program().ok()?, WATCHED.join(" ")))
}

/// What is compared, not the commits that have it: a reference may put another commit in the place
/// of one.
fn key(before: Option<&Step>, step: &Step) -> String {
    let none = [None; WATCHED.len()];
    let trees = before.map_or(&none, |before| &before.trees).iter().chain(&step.trees);
    let tree = |tree: &Option<ObjectId>| tree.map_or_else(|| "-".to_owned(), |id| id.to_string());
    trees.map(tree).collect::<Vec<_>>().join(" ")
}

fn put(lines: &mut String, key: &str, changes: &[Change]) {
    // Writing to a string cannot fail.
    let _ = writeln!(lines, "={key}");
    for Change { path, blob } in changes {
        let blob = blob.map(|blob| ObjectId::from_bytes_or_panic(&blob.0).to_string());
        let _ = writeln!(lines, "{} {path}", blob.as_deref().unwrap_or("-"));
    }
}

/// The whole is believed or nothing: a line lost would be a record lost.
fn parse(text: &str) -> Option<BTreeMap<String, Vec<Change>>> {
    let (sum, lines) = text.split_once('\n')?;
    let whole = Digest::from_hex(sum) == Some(Digest::of(lines.as_bytes()));
    let lines = lines.strip_prefix(&made_by()?).filter(|_| whole)?;
    let mut known: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    let mut changes = None;
    // Not `lines()`, which would take a path that ends in a carriage return for another.
    for line in lines.split_terminator('\n') {
        match line.strip_prefix('=') {
            Some(key) => changes = Some(known.entry(key.to_owned()).or_default()),
            None => changes.as_mut()?.push(change(line)?),
        }
    }
    Some(known)
}

fn change(line: &str) -> Option<Change> {
    let (id, path) = line.split_once(' ')?;
    let blob = match id {
        "-" => None,
        id => Some(blob(ObjectId::from_hex(id.as_bytes()).ok()?).ok()?),
    };
    Some(Change { path: path.to_owned(), blob })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::commit::BlobId;
    use crate::base::date::Instant;

    fn commit(id: &str, paths: &[(&str, Option<u8>)]) -> Commit {
        let change = |(path, blob): &(&str, Option<u8>)| Change {
            path: (*path).to_owned(),
            blob: blob.map(|byte| BlobId([byte; 20])),
        };
        let changes = paths.iter().map(change).collect();
        Commit { id: id.to_owned(), at: Instant(0), changes, signed: None }
    }

    fn step(byte: u8) -> Step {
        let id = ObjectId::from_bytes_or_panic(&[byte; 20]);
        Step { id, at: Instant(0), trees: [Some(id); WATCHED.len()], is_signed: false }
    }

    #[test]
    fn changes_come_back_by_the_trees_before_and_after() {
        let git = tempfile::tempdir().unwrap();
        let steps = [step(1), step(2), step(3)];
        let ids: Vec<_> = steps.iter().map(|step| step.id.to_string()).collect();
        let commits = [
            commit(&ids[0], &[("a =1", Some(1)), ("=b", Some(2)), ("a\r", Some(3))]),
            commit(&ids[1], &[("a =1", None)]),
            commit(&ids[2], &[("line\nline", Some(3))]),
        ];
        assert_eq!(Known::read(git.path()).of(None, &steps[0]), None);
        Known::default().write(git.path(), &steps, &commits);
        let known = Known::read(git.path());
        assert_eq!(known.of(None, &steps[0]).as_ref(), Some(&commits[0].changes));
        assert_eq!(known.of(Some(&steps[0]), &steps[1]).as_ref(), Some(&commits[1].changes));
        assert_eq!(known.of(None, &steps[1]), None);
        assert_eq!(known.of(Some(&steps[1]), &steps[2]), None);
    }

    #[test]
    fn damaged_lines_are_nothing() {
        let git = tempfile::tempdir().unwrap();
        let steps = [step(1)];
        let commits = [commit(&steps[0].id.to_string(), &[("a", Some(1)), ("b", Some(2))])];
        Known::default().write(git.path(), &steps, &commits);
        let bytes = cache::read(git.path(), NAME).unwrap();
        for damaged in [&bytes[..bytes.len() - 3], &bytes[1..], b"", b"\xff"] {
            cache::write(git.path(), NAME, damaged);
            assert_eq!(Known::read(git.path()).of(None, &steps[0]), None);
        }
    }
}
