//! Which files were made from what: the memory from one publication to the next. It only saves
//! time: a group that it does not know is made, and its files are taken over only where they are
//! still there as listed.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::FileLine;
use crate::base::digest::Digest;

/// Groups of files, each by the hash of what it was made from.
pub struct Groups {
    /// The program and everything else that all groups are made from.
    made_by: Digest,
    /// The lines of the earlier publication, and where those of a group stand.
    text: String,
    old: HashMap<Digest, Range<usize>>,
    /// The lines of this publication: `=`, a key; then its files.
    new: Mutex<String>,
}

impl Groups {
    /// The groups of an earlier publication, as [`into_bytes`](Groups::into_bytes) gave them; none
    /// where these are other bytes. `made_by` stands for what all groups are made from.
    pub fn new(made_by: Digest, bytes: Option<Vec<u8>>) -> Groups {
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        // A line lost would be a file lost, so the whole is believed or nothing.
        let whole = text.split_once('\n').is_some_and(|(sum, lines)| {
            Digest::from_hex(sum) == Some(Digest::of(lines.as_bytes()))
        });
        let text = if whole { text } else { String::new() };
        let old = places(&text);
        Groups { made_by, text, old, new: Mutex::default() }
    }

    /// The groups of this publication, for the next one.
    pub fn into_bytes(self) -> Vec<u8> {
        let lines = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        format!("{}\n{lines}", Digest::of(lines.as_bytes())).into_bytes()
    }

    /// The key of a group: equal keys, equal files.
    pub(super) fn key(&self, name: &str, origin: Digest) -> Digest {
        Digest::of(&[&self.made_by.0, &origin.0, name.as_bytes()].concat())
    }

    /// The files that an earlier publication made for a key.
    pub(super) fn made(&self, key: &Digest) -> Option<Vec<FileLine>> {
        self.text[self.old.get(key)?.clone()].lines().map(parse).collect()
    }

    /// Notes what this publication has for a key.
    pub(super) fn remember(&self, key: Digest, files: &[FileLine]) {
        let mut lines = format!("={key}\n");
        for FileLine { path, bytes, sha256 } in files {
            let _ = writeln!(lines, "{sha256} {bytes} {path}");
        }
        self.new.lock().unwrap_or_else(PoisonError::into_inner).push_str(&lines);
    }
}

/// Where the files of each group stand in a text.
fn places(text: &str) -> HashMap<Digest, Range<usize>> {
    let mut places = HashMap::new();
    let (mut at, mut open) = (0, None);
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        if let Some(key) = line.strip_prefix('=') {
            open = Digest::from_hex(key.trim_end()).map(|key| (key, next));
        }
        if let Some((key, from)) = open {
            places.insert(key, from..next);
        }
        at = next;
    }
    places
}

fn parse(line: &str) -> Option<FileLine> {
    let (sha256, rest) = line.split_once(' ')?;
    let (bytes, path) = rest.split_once(' ')?;
    let (sha256, bytes) = (Digest::from_hex(sha256)?, bytes.parse().ok()?);
    Some(FileLine { path: path.to_owned(), bytes, sha256 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str) -> FileLine {
        FileLine { path: path.to_owned(), bytes: 1, sha256: Digest::of(path.as_bytes()) }
    }

    #[test]
    fn groups_come_back_by_name_origin_and_maker_alone() {
        let (maker, origin) = (Digest::of(b"program"), Digest::of(b"entry"));
        let groups = Groups::new(maker, None);
        let key = groups.key("entry 1", origin);
        groups.remember(key, &[line("a b"), line("c")]);
        groups.remember(groups.key("entry 2", origin), &[line("d")]);
        let bytes = groups.into_bytes();
        let again = Groups::new(maker, Some(bytes.clone()));
        assert_eq!(again.made(&key), Some(vec![line("a b"), line("c")]));
        assert_eq!(again.made(&again.key("entry 2", origin)), Some(vec![line("d")]));
        assert_eq!(again.made(&again.key("entry 1", Digest::of(b"other"))), None);
        let other = Groups::new(Digest::of(b"later program"), Some(bytes));
        assert_eq!(other.made(&other.key("entry 1", origin)), None);
    }

    #[test]
    fn damaged_bytes_are_no_groups() {
        let groups = Groups::new(Digest::of(b""), None);
        let key = groups.key("entry", Digest::of(b""));
        groups.remember(key, &[line("a"), line("b")]);
        let bytes = groups.into_bytes();
        for damaged in [&bytes[..bytes.len() - 3], &bytes[1..], b"", b"\xff\n"] {
            assert_eq!(Groups::new(Digest::of(b""), Some(damaged.to_vec())).made(&key), None);
        }
    }
}
