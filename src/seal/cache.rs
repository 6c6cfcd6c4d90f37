//! Verdicts kept between runs. A verdict follows from what is hashed into its key and from nothing
//! else, so a cache that is gone or damaged costs time alone.
//!
//! One line each: the key, a check of the line, the verdict as JSON. A line that does not fit its
//! check is passed over: a flipped bit must not turn one answer into another.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::base::date::Instant;
use crate::base::digest::{Digest, Hasher};

use super::algorithm::Algorithm;
use super::role::Role;
use super::verdict::{Reason, Subject, TimeSource, Verdict, reason};

/// What a verdict follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(Digest);

/// Raised when the same input is judged otherwise by the same version of the program.
const RULES: &str = "tizilim verdicts 1";
/// Beyond this size only the verdicts of the last run are kept: some 100,000 of them.
const MOST_BYTES: usize = 64 << 20;

impl Key {
    /// The key of a signature over content, judged at a moment.
    pub(super) fn new(
        content: &Digest,
        signature: &Digest,
        answer: Option<&Digest>,
        profile: Option<&Digest>,
        at: Instant,
    ) -> Key {
        let mut hasher = Hasher::default();
        hasher.update(RULES.as_bytes());
        hasher.update(&Digest::of(env!("CARGO_PKG_VERSION").as_bytes()).0);
        hasher.update(&content.0);
        hasher.update(&signature.0);
        for optional in [answer, profile] {
            hasher.update(&[u8::from(optional.is_some())]);
            hasher.update(&optional.map_or([0; 32], |digest| digest.0));
        }
        hasher.update(&at.0.to_be_bytes());
        Key(hasher.finish())
    }
}

/// Verdicts by key; shared by threads.
#[derive(Debug, Default)]
pub struct Cache {
    kept: BTreeMap<Key, Box<str>>,
    fresh: Mutex<BTreeMap<Key, Arc<Verdict>>>,
    size: usize,
}

impl Cache {
    /// Reads what an earlier run has kept.
    pub fn read(bytes: &[u8]) -> Cache {
        let mut cache = Cache::default();
        let text = String::from_utf8_lossy(bytes);
        for line in text.lines() {
            let Some((key, rest)) = line.split_once(' ') else { continue };
            let Some((sum, json)) = rest.split_once(' ') else { continue };
            let Some(key) = Digest::from_hex(key) else { continue };
            if sum == check(&key, json) {
                cache.kept.insert(Key(key), json.into());
                cache.size += line.len();
            }
        }
        cache
    }

    /// The verdict of a key, if an earlier run or this one has given it.
    pub(super) fn get(&self, key: &Key) -> Option<Verdict> {
        serde_json::from_str::<Kept>(self.kept.get(key)?).ok()?.verdict()
    }

    /// Keeps a verdict.
    pub(super) fn put(&self, key: Key, verdict: &Arc<Verdict>) {
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        fresh.insert(key, Arc::clone(verdict));
    }

    /// What is to be kept for the next run; nothing when there is nothing new.
    pub fn write(&self) -> Option<Vec<u8>> {
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh.is_empty() {
            return None;
        }
        let mut text = String::new();
        let mut line = |key: &Key, json: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} {} {json}", key.0, check(&key.0, json));
        };
        if self.size < MOST_BYTES {
            let kept = self.kept.iter().filter(|(key, _)| !fresh.contains_key(*key));
            kept.for_each(|(key, json)| line(key, json));
        }
        for (key, verdict) in &*fresh {
            if let Ok(json) = serde_json::to_string(&Kept::from(&**verdict)) {
                line(key, &json);
            }
        }
        Some(text.into_bytes())
    }
}

/// Sixteen digits over a line.
fn check(key: &Digest, json: &str) -> String {
    let mut hasher = Hasher::default();
    hasher.update(&key.0);
    hasher.update(json.as_bytes());
    hasher.finish().to_string()[..16].to_owned()
}

/// A verdict as it is kept. Reasons are words that this program knows.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    reason: String,
    role: Option<Role>,
    name: Option<String>,
    iin: Option<String>,
    bin: Option<String>,
    organisation: Option<String>,
    signed_at: Option<i64>,
    stamped: Option<bool>,
    serial: Option<String>,
    issuer: Option<String>,
    algorithm: Option<Algorithm>,
    revoked_at: Option<i64>,
    time_stamp_fault: Option<String>,
    notes: Vec<String>,
}

impl From<&Verdict> for Kept {
    fn from(verdict: &Verdict) -> Kept {
        let Subject { name, iin, bin, organisation } = verdict.subject.clone();
        Kept {
            reason: verdict.reason.to_owned(),
            role: verdict.role,
            name,
            iin,
            bin,
            organisation,
            signed_at: verdict.signed_at.map(|at| at.0),
            stamped: verdict.time_source.map(|source| source == TimeSource::TimeStamp),
            serial: verdict.serial.clone(),
            issuer: verdict.issuer.clone(),
            algorithm: verdict.algorithm,
            revoked_at: verdict.revoked_at.map(|at| at.0),
            time_stamp_fault: verdict.time_stamp_fault.map(str::to_owned),
            notes: verdict.notes.iter().map(|note| (*note).to_owned()).collect(),
        }
    }
}

impl Kept {
    fn verdict(self) -> Option<Verdict> {
        let mut verdict = Verdict::new(known(&self.reason)?);
        let code = |word: String| known(&word).map(|reason| reason.code);
        verdict.role = self.role;
        verdict.subject = Subject {
            name: self.name,
            iin: self.iin,
            bin: self.bin,
            organisation: self.organisation,
        };
        verdict.signed_at = self.signed_at.map(Instant);
        verdict.time_source = self
            .stamped
            .map(|stamped| if stamped { TimeSource::TimeStamp } else { TimeSource::SigningTime });
        verdict.serial = self.serial;
        verdict.issuer = self.issuer;
        verdict.algorithm = self.algorithm;
        verdict.revoked_at = self.revoked_at.map(Instant);
        verdict.time_stamp_fault = match self.time_stamp_fault {
            Some(word) => Some(code(word)?),
            None => None,
        };
        verdict.notes = self.notes.into_iter().map(code).collect::<Option<_>>()?;
        Some(verdict)
    }
}

fn known(code: &str) -> Option<Reason> {
    reason::ALL.iter().copied().find(|reason| reason.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> Key {
        Key::new(&Digest([n; 32]), &Digest([1; 32]), None, None, Instant(5))
    }

    fn verdict() -> Verdict {
        let mut verdict = Verdict::new(reason::REVOKED);
        verdict.role = Some(Role::Head);
        verdict.subject.name = Some("DEMO \"Үлгі\"".to_owned());
        verdict.signed_at = Some(Instant(7));
        verdict.time_source = Some(TimeSource::TimeStamp);
        verdict.algorithm = Some(Algorithm::Gost2015);
        verdict.revoked_at = Some(Instant(6));
        verdict.time_stamp_fault = Some(reason::SIGNATURE.code);
        verdict.notes = vec![reason::ON_HOLD.code];
        verdict
    }

    #[test]
    fn a_verdict_comes_back_as_it_was() {
        let cache = Cache::default();
        assert_eq!(cache.write(), None);
        cache.put(key(1), &Arc::new(verdict()));
        cache.put(key(2), &Arc::new(Verdict::missing()));
        let bytes = cache.write().unwrap();
        let again = Cache::read(&bytes);
        assert_eq!(again.get(&key(1)), Some(verdict()));
        assert_eq!(again.get(&key(3)), None);
        assert_eq!(again.write(), None);
        again.put(key(3), &Arc::new(verdict()));
        assert_eq!(Cache::read(&again.write().unwrap()).kept.len(), 3);
    }

    /// Whatever happens to one byte, an answer is the right one or none.
    #[test]
    fn a_damaged_line_says_nothing() {
        let cache = Cache::default();
        cache.put(key(1), &Arc::new(verdict()));
        let bytes = cache.write().unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            let answer = Cache::read(&damaged).get(&key(1));
            assert!(answer.is_none() || answer == Some(verdict()), "byte {at}");
            assert!(Cache::read(&bytes[..at]).get(&key(1)).is_none() || at + 1 == bytes.len());
        }
    }

    #[test]
    fn everything_that_decides_is_in_the_key() {
        let (a, b) = (Digest([1; 32]), Digest([2; 32]));
        let usual = Key::new(&a, &a, None, Some(&a), Instant(1));
        for other in [
            Key::new(&b, &a, None, Some(&a), Instant(1)),
            Key::new(&a, &b, None, Some(&a), Instant(1)),
            Key::new(&a, &a, Some(&a), Some(&a), Instant(1)),
            Key::new(&a, &a, None, None, Instant(1)),
            Key::new(&a, &a, Some(&a), None, Instant(1)),
            Key::new(&a, &a, None, Some(&b), Instant(1)),
            Key::new(&a, &a, None, Some(&a), Instant(2)),
        ] {
            assert_ne!(other, usual);
        }
    }
}
