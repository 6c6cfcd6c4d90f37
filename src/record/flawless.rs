//! The records in which an earlier run of the same program has found nothing under the same law.
//! What is canonical and right then is so now, and needs no second look.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::base::digest::Digest;

/// Which records are known to be without a finding, and which are found to be so now.
#[derive(Debug)]
pub struct Flawless {
    /// What judges: the program and the law.
    judge: Digest,
    known: BTreeSet<Digest>,
    found: Mutex<BTreeSet<Digest>>,
}

impl Flawless {
    /// What an earlier run has left, as [`write`](Flawless::write) gave it; nothing where another
    /// program or another law has judged, or where these are other bytes.
    pub fn read(judge: Digest, bytes: Option<&[u8]>) -> Flawless {
        let known = bytes.and_then(|bytes| known(judge, bytes)).unwrap_or_default();
        Flawless { judge, known, found: Mutex::default() }
    }

    /// Whether a record of a register is known to be without a finding.
    pub(super) fn has(&self, register: &str, sha256: &Digest) -> bool {
        self.known.contains(&key(register, sha256))
    }

    /// Notes a record without a finding.
    pub(super) fn note(&self, register: &str, sha256: &Digest) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(key(register, sha256));
    }

    /// What to leave for the next run; nothing where it would find the same.
    pub fn write(self) -> Option<Vec<u8>> {
        let found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        if found.is_subset(&self.known) {
            return None;
        }
        let body: Vec<u8> = found.iter().flat_map(|key| key.0).collect();
        Some([&self.judge.0[..], &sum(self.judge, &body).0, &body].concat())
    }
}

fn key(register: &str, sha256: &Digest) -> Digest {
    Digest::of(&[&sha256.0, register.as_bytes()].concat())
}

fn sum(judge: Digest, body: &[u8]) -> Digest {
    Digest::of(&[&judge.0, body].concat())
}

/// The whole is believed or nothing.
fn known(judge: Digest, bytes: &[u8]) -> Option<BTreeSet<Digest>> {
    let (digests, rest) = bytes.as_chunks::<32>();
    let [by, told, keys @ ..] = digests else { return None };
    let body = keys.as_flattened();
    let whole = rest.is_empty() && *by == judge.0 && *told == sum(judge, body).0;
    whole.then(|| keys.iter().map(|key| Digest(*key)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_judge_register_and_hash_alone() {
        let (judge, record) = (Digest::of(b"law"), Digest::of(b"record"));
        let first = Flawless::read(judge, None);
        assert!(!first.has("one", &record));
        first.note("one", &record);
        let bytes = first.write().unwrap();
        let again = Flawless::read(judge, Some(&bytes));
        assert!(again.has("one", &record));
        assert!(!again.has("two", &record) && !again.has("one", &judge));
        assert!(!Flawless::read(record, Some(&bytes)).has("one", &record));
        again.note("one", &record);
        assert_eq!(again.write(), None);
    }

    #[test]
    fn damaged_bytes_know_nothing() {
        let (judge, record) = (Digest::of(b"law"), Digest::of(b"record"));
        let first = Flawless::read(judge, None);
        first.note("one", &record);
        let bytes = first.write().unwrap();
        let mut altered = bytes.clone();
        altered[70] ^= 1;
        for damaged in [&bytes[..bytes.len() - 1], &bytes[..64], &bytes[1..], b"", &altered] {
            assert!(!Flawless::read(judge, Some(damaged)).has("one", &record));
        }
    }
}
