//! Kazakh stems: endings are taken off from the right, as long as any fits, so that a form comes to
//! the same end as its lemma even where the lemma itself ends like an inflected word.
//!
//! Words arrive folded, so that those typed with Russian letters share their stems.

use serde::Deserialize;
use std::collections::BTreeMap;

/// `data/search/kazakh.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KazakhFile {
    vowels: String,
    /// The vowel of back endings, which never follow a front vowel.
    back: String,
    front: String,
    restored: (String, String),
    /// Endings in folded letters, the letters after which they stand (any if none), letters to be left at least.
    /// In `а|б` only `б` is taken off, but `а` must stand before it.
    endings: Vec<(String, String, usize)>,
    /// Words that end like inflected ones, in their own letters; `а=б` leads a changed root to its
    /// word.
    roots: String,
}

#[derive(Clone, Debug)]
pub(super) struct Kazakh {
    vowels: String,
    front: String,
    restored: Vec<(char, char)>,
    /// By their last letter, the longest first.
    endings: BTreeMap<char, Vec<Ending>>,
    roots: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
struct Ending {
    /// What must be seen at the end of the word.
    seen: String,
    /// How much of it is taken off, in bytes.
    taken: usize,
    after: String,
    least: usize,
    /// Whether it never follows a front vowel.
    back: bool,
}

impl Kazakh {
    pub(super) fn new(file: KazakhFile, folded: impl Fn(&str) -> String) -> Kazakh {
        let mut all = Vec::new();
        for (written, after, least) in &file.endings {
            for written in written.split(' ') {
                let (kept, taken) = written.split_once('|').unwrap_or(("", written));
                all.push(Ending {
                    seen: format!("{kept}{taken}"),
                    taken: taken.len(),
                    after: after.clone(),
                    least: *least,
                    back: taken.contains(&file.back),
                });
            }
        }
        // One that takes nothing off would never end.
        all.retain(|ending| ending.taken > 0);
        // Stable: of endings equally long, the one written first.
        all.sort_by_key(|ending| (usize::MAX - ending.taken, usize::MAX - ending.seen.len()));
        let mut endings: BTreeMap<char, Vec<Ending>> = BTreeMap::new();
        for ending in all {
            if let Some(last) = ending.seen.chars().next_back() {
                endings.entry(last).or_default().push(ending);
            }
        }
        let root = |written: &str| {
            let (root, word) = written.split_once('=').unwrap_or((written, written));
            (root.to_owned(), word.to_owned())
        };
        let (from, to) = &file.restored;
        Kazakh {
            restored: from.chars().zip(to.chars()).collect(),
            roots: folded(&file.roots).split_whitespace().map(root).collect(),
            vowels: file.vowels,
            front: file.front,
            endings,
        }
    }

    /// The stem of a word of Cyrillic letters.
    pub(super) fn stem(&self, word: &str) -> String {
        let mut rest = word;
        while let Some(shorter) = self.shorter(rest) {
            rest = shorter;
        }
        let mut stem = self.roots.get(rest).map_or(rest, String::as_str).to_owned();
        // A voiced end is a voiceless one before a vowel: талабы, талап.
        let found = self.restored.iter().find(|(voiced, _)| stem.ends_with(*voiced));
        if let Some((_, voiceless)) = found.filter(|_| stem.chars().nth(2).is_some()) {
            stem.pop();
            stem.push(*voiceless);
        }
        stem
    }

    /// The word without its last ending: the longest that leaves a known root, else the longest.
    fn shorter<'w>(&self, word: &'w str) -> Option<&'w str> {
        let endings = self.endings.get(&word.chars().next_back()?)?;
        if self.roots.contains_key(word) {
            return None;
        }
        let mut found = None;
        for ending in endings.iter().filter(|ending| word.ends_with(ending.seen.as_str())) {
            let rest = &word[..word.len() - ending.taken];
            if self.roots.contains_key(rest) {
                return Some(rest);
            }
            if found.is_none() && self.fits(ending, rest) {
                found = Some(rest);
            }
        }
        found
    }

    fn fits(&self, ending: &Ending, rest: &str) -> bool {
        let last = rest.chars().next_back();
        let after = ending.after.is_empty() || last.is_some_and(|last| ending.after.contains(last));
        let vowel = rest.chars().rev().find(|letter| self.vowels.contains(*letter));
        after
            && rest.chars().count() >= ending.least
            && vowel.is_some_and(|vowel| !(ending.back && self.front.contains(vowel)))
    }
}
