//! Slips of the keyboard: text typed while another layout was on, and Kazakh in Latin letters.

use serde::Deserialize;

use super::letters::{is_cyrillic, small};

/// `data/search/layouts.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyboardFile {
    /// Keys of the Latin layout and of the Russian one.
    latin: (String, String),
    /// Keys of the digit row and the Kazakh letters on them.
    digits: (String, String),
    /// Latin spellings of Cyrillic letters, the longest first.
    spellings: String,
}

#[derive(Clone, Debug)]
pub(super) struct Keyboard {
    latin: Pairs,
    digits: Pairs,
    spellings: Vec<(Vec<char>, char)>,
}

type Pairs = Vec<(char, char)>;

impl Keyboard {
    pub(super) fn new(file: &KeyboardFile) -> Keyboard {
        let pair = |(from, to): &(String, String)| from.chars().zip(to.chars()).collect();
        let spelling = |written: &str| {
            let (from, to) = written.split_once('=')?;
            Some((from.chars().collect(), to.chars().next()?))
        };
        Keyboard {
            latin: pair(&file.latin),
            digits: pair(&file.digits),
            spellings: file.spellings.split(' ').filter_map(spelling).collect(),
        }
    }

    pub(super) fn layouts(&self, text: &str) -> Vec<String> {
        let mut ways = Vec::new();
        let mut add = |way: String| {
            if way != text && !ways.contains(&way) {
                ways.push(way);
            }
        };
        let back = |pairs: &Pairs| pairs.iter().map(|(from, to)| (*to, *from)).collect::<Pairs>();
        if text.contains(|letter: char| letter.is_ascii_alphabetic()) {
            let russian = replaced(&self.latin, text);
            add(russian.clone());
            add(self.kazakh(&russian));
        }
        if text.contains(is_cyrillic) {
            add(self.kazakh(text));
            // Numbers typed while the Kazakh layout was on.
            add(per_word(text, |word| {
                let digits = replaced(&back(&self.digits), word);
                if digits.contains(is_cyrillic) { word.to_owned() } else { digits }
            }));
            add(replaced(&back(&self.latin), text));
        }
        ways
    }

    /// Digits among Cyrillic letters as the Kazakh letters of their keys.
    fn kazakh(&self, text: &str) -> String {
        per_word(text, |word| {
            if word.contains(is_cyrillic) { replaced(&self.digits, word) } else { word.to_owned() }
        })
    }

    pub(super) fn spellings(&self, text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().map(small).collect();
        let mut out = String::new();
        let mut at = 0;
        let mut changed = false;
        while at < letters.len() {
            let found = self.spellings.iter().find(|(from, _)| letters[at..].starts_with(from));
            out.push(found.map_or(letters[at], |(_, to)| *to));
            at += found.map_or(1, |(from, _)| from.len());
            changed |= found.is_some();
        }
        if changed { vec![out] } else { Vec::new() }
    }
}

fn replaced(pairs: &Pairs, text: &str) -> String {
    let other = |letter: char| pairs.iter().find(|(from, _)| *from == letter).map(|(_, to)| *to);
    text.chars().map(|letter| other(letter).unwrap_or(letter)).collect()
}

fn per_word(text: &str, change: impl Fn(&str) -> String) -> String {
    text.split(' ').map(change).collect::<Vec<_>>().join(" ")
}
