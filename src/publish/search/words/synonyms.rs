//! Other ways to say the same in the field of the register.

use std::collections::BTreeMap;

use super::Word;

/// Other ways to say a run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// The first word of the run.
    pub start: usize,
    /// The word after its last.
    pub end: usize,
    /// Each way as stems, stop words left out.
    pub phrases: Vec<Vec<String>>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Synonyms {
    /// Groups by a phrase, as stems with a space between them.
    groups: BTreeMap<String, Phrase>,
    ways: Vec<Vec<Vec<String>>>,
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Phrase {
    group: usize,
    /// An abbreviation that is a stop word too, and so is meant only in capitals.
    capital: bool,
}

impl Synonyms {
    pub(super) fn new<'g>(
        groups: &'g [Vec<String>],
        analysed: impl Fn(&'g str) -> Vec<Word<'g>>,
    ) -> Synonyms {
        let mut synonyms = Synonyms::default();
        for (group, phrases) in groups.iter().enumerate() {
            let mut ways: Vec<Vec<String>> = Vec::new();
            for phrase in phrases {
                let words = analysed(phrase);
                let capital = words.iter().all(|word| word.stop);
                synonyms.longest = synonyms.longest.max(words.len());
                synonyms.groups.entry(key(&words)).or_insert(Phrase { group, capital });
                let way: Vec<String> = stems(&words);
                if !way.is_empty() && !ways.contains(&way) {
                    ways.push(way);
                }
            }
            synonyms.ways.push(ways);
        }
        synonyms
    }

    /// The longest runs first come, first served; runs do not overlap.
    pub(super) fn of(&self, words: &[Word<'_>]) -> Vec<Ways> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < words.len() {
            let most = words.len().min(start + self.longest);
            let run = (start + 1..=most).rev().find_map(|end| {
                let phrase = self.groups.get(&key(&words[start..end]))?;
                let meant = !phrase.capital || words[start..end].iter().all(is_capital);
                meant.then_some((end, phrase.group))
            });
            if let Some((end, group)) = run {
                let said = stems(&words[start..end]);
                let ways = self.ways[group].iter();
                let phrases = ways.filter(|way| **way != said).cloned().collect();
                found.push(Ways { start, end, phrases });
            }
            start = run.map_or(start + 1, |(end, _)| end);
        }
        found
    }
}

fn key(words: &[Word<'_>]) -> String {
    words.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ")
}

fn stems(words: &[Word<'_>]) -> Vec<String> {
    words.iter().filter(|word| !word.stop).map(|word| word.stem.clone()).collect()
}

fn is_capital(word: &Word<'_>) -> bool {
    word.token == word.token.to_uppercase()
}
