//! The word that a mistyped one was meant to be: one half of it is as typed.

use anyhow::Result;

use super::super::index::{MARK, key};
use super::super::shards::TAILS;
use super::super::words::Word;
use super::Reader;

impl Reader<'_> {
    /// The stem and exact form of the likeliest word.
    pub(super) fn meant(&self, word: &Word<'_>) -> Result<Option<(String, String)>> {
        let stem: Vec<char> = key(&word.stem).chars().collect();
        let digits = word.exact.bytes().any(|byte| byte.is_ascii_digit());
        if stem.len() < 4 || digits || self.literal {
            return Ok(None);
        }
        let near = self.near(&stem)?;
        let mut best = if stem.len() < 8 { 1 } else { 2 };
        let mut found: Vec<&str> = Vec::new();
        for term in &near {
            let (other, exact) = term
                .split_once(MARK)
                .map_or((term.as_str(), None), |(stem, exact)| (stem, Some(exact)));
            let far = match exact {
                Some(exact) => slips(&word.exact, exact),
                None => slips(key(&word.stem), other),
            };
            if far < best {
                best = far;
                found.clear();
            }
            if far == best {
                found.push(other);
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut counted = Vec::new();
        for stem in found.into_iter().take(32) {
            let count = self.terms.count(stem)?;
            if count > 0 {
                counted.push((stem, count));
            }
        }
        counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let Some((stem, _)) = counted.first() else { return Ok(None) };
        let mut shown = self.terms.beginning(&format!("{stem}{MARK}"), 64, &|_| true)?;
        shown.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let exact = shown.first().and_then(|(key, _)| key.split(MARK).nth(1)).unwrap_or(stem);
        Ok(Some(((*stem).to_owned(), exact.to_owned())))
    }

    /// Terms that share the beginning or the end with a stem.
    fn near(&self, stem: &[char]) -> Result<Vec<String>> {
        let head: String = stem[..(stem.len() - 1) / 2].iter().collect();
        let back = stem.iter().rev().take(stem.len() / 2);
        let tail: String = std::iter::once(&TAILS).chain(back).collect();
        let heads = self.terms.beginning(&head, 2000, &|_| true)?;
        let tails = self.terms.beginning(&tail, 2000, &|_| true)?;
        let forth = |(key, _): (String, u32)| key.chars().skip(1).collect::<Vec<_>>();
        let tails = tails.into_iter().map(forth).map(|letters| letters.into_iter().rev().collect());
        Ok(heads.into_iter().map(|(key, _)| key).chain(tails).collect())
    }
}

/// How many slips lie between two words; a swap of neighbours is one.
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<u16>, Vec<u16>) = (a.encode_utf16().collect(), b.encode_utf16().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = Vec::new();
    let mut now: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        before = std::mem::replace(&mut last, std::mem::replace(&mut now, vec![i]));
        for j in 1..=b.len() {
            let other = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = other.min(last[j] + 1).min(now[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            now.push(least);
        }
    }
    drop(before);
    now[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (a, b, far) in [
            ("реестр", "реестр", 0),
            ("реетср", "реестр", 1),
            ("еестр", "реестр", 1),
            ("", "аб", 2),
        ] {
            assert_eq!(slips(a, b), far, "{a} {b}");
        }
    }
}
