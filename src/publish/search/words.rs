//! What a word is for the search: one definition for the index, the terminal and the browser, whose
//! twin of this module (`static/search/10-words.js`) reads the same data and gives the same terms.

mod kazakh;
mod keyboard;
mod letters;
mod russian;
mod split;
mod synonyms;

use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::kazakh::Kazakh;
use self::keyboard::Keyboard;
use self::letters::{Forms, Letters, Shape};
use self::synonyms::Synonyms;
pub use self::synonyms::Ways;
use crate::base::lang::{Lang, PerLang};
use crate::law::Files;

/// The parts of the data, each a file of `data/search/`. Only the browser needs `russian`: here is
/// Snowball itself.
const PARTS: [&str; 6] = ["kazakh", "layouts", "letters", "russian", "stop", "synonyms"];

/// A word of a text and the forms under which it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// As typed, invisible characters inside it included.
    pub token: &'t str,
    /// Where it starts in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// In small letters of one script, composed, faults of encoding repaired.
    pub exact: String,
    /// With the nearest Russian letters instead of Kazakh ones; equal for all usual ways of typing it.
    pub folded: String,
    /// Without endings. A word typed with Russian letters has the same one.
    pub stem: String,
    /// Whether it says too little to be asked for.
    pub stop: bool,
}

/// Words met before, for whoever analyses many texts; it belongs to one thread.
#[derive(Debug, Default)]
pub struct Cache {
    known: PerLang<HashMap<String, Terms>>,
}

#[derive(Clone, Debug)]
struct Terms {
    exact: String,
    folded: String,
    stem: String,
    stop: bool,
}

/// Words that a cache holds of a language at most: some 20 MB.
const HELD: usize = 1 << 16;

impl Cache {
    fn of(&mut self, lang: Lang) -> &mut HashMap<String, Terms> {
        let known = match lang {
            Lang::Kk => &mut self.known.kk,
            Lang::Ru => &mut self.known.ru,
        };
        if known.len() >= HELD {
            known.clear();
        }
        known
    }
}

/// Letters, endings, stop words, synonyms and keyboards, ready for use.
#[derive(Clone, Debug)]
pub struct Analysis {
    letters: Letters,
    kazakh: Kazakh,
    stop: PerLang<BTreeSet<String>>,
    synonyms: PerLang<Synonyms>,
    keyboard: Keyboard,
    published: String,
}

impl Analysis {
    /// Reads `data/search/`.
    pub fn load(files: &Files) -> Result<Analysis> {
        let stop: PerLang<String> = read(files, "stop")?;
        let letters = Letters::new(&read(files, "letters")?);
        let folded =
            |words: &str| words.split(' ').map(|word| letters.forms(word).folded).collect();
        let mut analysis = Analysis {
            kazakh: Kazakh::new(read(files, "kazakh")?, |text| letters.folded(text)),
            stop: PerLang { kk: folded(&stop.kk), ru: folded(&stop.ru) },
            synonyms: PerLang::default(),
            keyboard: Keyboard::new(&read(files, "layouts")?),
            published: published(files)?,
            letters,
        };
        let groups: Vec<Vec<String>> = read(files, "synonyms")?;
        analysis.synonyms = PerLang {
            kk: Synonyms::new(&groups, |phrase| analysis.words(Lang::Kk, phrase)),
            ru: Synonyms::new(&groups, |phrase| analysis.words(Lang::Ru, phrase)),
        };
        Ok(analysis)
    }

    /// The words of a text, in its order.
    pub fn words<'t>(&self, lang: Lang, text: &'t str) -> Vec<Word<'t>> {
        self.words_with(&mut Cache::default(), lang, text)
    }

    /// The words of one of many texts: what the cache has met is not analysed again.
    pub fn words_with<'t>(&self, cache: &mut Cache, lang: Lang, text: &'t str) -> Vec<Word<'t>> {
        let spans = split::spans(text);
        let known = cache.of(lang);
        let fresh: BTreeSet<&str> = spans
            .iter()
            .map(|(start, end)| &text[*start..*end])
            .filter(|token| !known.contains_key(*token))
            .collect();
        if !fresh.is_empty() {
            self.learn(lang, &fresh, known);
        }
        let word = |(start, end): (usize, usize)| {
            let token = &text[start..end];
            let Terms { exact, folded, stem, stop } = known.get(token)?.clone();
            Some(Word { token, start, end, exact, folded, stem, stop })
        };
        spans.into_iter().filter_map(word).collect()
    }

    fn learn(&self, lang: Lang, tokens: &BTreeSet<&str>, known: &mut HashMap<String, Terms>) {
        let forms: Vec<_> = tokens.iter().map(|token| self.letters.forms(token)).collect();
        let mut stems: Vec<_> = forms.iter().map(|forms| self.unstemmed(lang, forms)).collect();
        if lang == Lang::Ru {
            let pairs = stems.iter_mut().zip(&forms);
            let cyrillic = pairs.filter(|(_, forms)| forms.shape == Shape::Cyrillic);
            russian::stem(cyrillic.map(|(stem, _)| stem));
        }
        for ((token, forms), stem) in tokens.iter().zip(forms).zip(stems) {
            let stop = self.stop.get(lang).contains(&forms.folded);
            let terms = Terms { exact: forms.exact, folded: forms.folded, stem, stop };
            known.insert((*token).to_owned(), terms);
        }
    }

    /// The stem, but that of a Russian word before Snowball, which takes many words at once.
    fn unstemmed(&self, lang: Lang, forms: &Forms) -> String {
        match (forms.shape, lang) {
            (Shape::Latin, _) => forms.exact.clone(),
            (Shape::Numbered, _) => forms.folded.clone(),
            (Shape::Suffixed(head), _) => forms.exact.chars().take(head).collect(),
            (Shape::Cyrillic, Lang::Kk) => self.kazakh.stem(&forms.folded),
            (Shape::Cyrillic, Lang::Ru) => self.letters.russian(&forms.exact),
        }
    }

    /// Other ways to say words or runs of words, as stems of the same language.
    pub fn synonyms(&self, lang: Lang, words: &[Word<'_>]) -> Vec<Ways> {
        self.synonyms.get(lang).of(words)
    }

    /// The text as if it was typed on another keyboard layout, the likeliest first.
    pub fn layouts(&self, text: &str) -> Vec<String> {
        self.keyboard.layouts(text)
    }

    /// The text in Cyrillic if it is typed in one of the Latin alphabets of Kazakh.
    pub fn spellings(&self, text: &str) -> Vec<String> {
        self.keyboard.spellings(text)
    }

    /// All of the data as one JSON object by the names of the files, for the browser.
    pub fn published(&self) -> &str {
        &self.published
    }
}

fn bytes<'f>(files: &'f Files, part: &str) -> Result<&'f [u8]> {
    let path = format!("data/search/{part}.json");
    files.get(&path).with_context(|| format!("{path} is missing"))
}

fn read<T: DeserializeOwned>(files: &Files, part: &str) -> Result<T> {
    serde_json::from_slice(bytes(files, part)?).with_context(|| format!("data/search/{part}.json"))
}

fn published(files: &Files) -> Result<String> {
    let mut all = BTreeMap::new();
    for part in PARTS {
        let value: serde_json::Value = read(files, part)?;
        all.insert(part, RawValue::from_string(value.to_string())?);
    }
    Ok(serde_json::to_string(&all)?)
}

#[cfg(test)]
mod tests;
