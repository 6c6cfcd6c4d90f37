//! Letters: repaired, made small, folded to the nearest Russian ones.

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;

use super::split::is_joiner;

/// `data/search/letters.json`; letters of a pair of texts answer to one another by place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LettersFile {
    kazakh: (String, String),
    merged: (String, String),
    dropped: String,
    look_alike: (String, String),
}

/// What a word is made of, which decides how it is stemmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Cyrillic,
    /// Cyrillic letters with digits.
    Numbered,
    /// Not Cyrillic.
    Latin,
    /// A word of another script with Kazakh endings, after so many characters.
    Suffixed(usize),
}

/// The forms of a word that need no language.
pub(super) struct Forms {
    pub(super) exact: String,
    pub(super) folded: String,
    pub(super) shape: Shape,
}

/// The tables. Cyrillic ones are arrays, since every letter of every text passes them.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    folded: Table,
    russian: Table,
    look_alike: Vec<(char, char)>,
}

type Table = Vec<Option<char>>;

const FIRST: u32 = 0x400;
const LAST: u32 = 0x52f;

impl Letters {
    pub(super) fn new(file: &LettersFile) -> Letters {
        let russian = table(&[&file.kazakh], "");
        let folded = table(&[&file.kazakh, &file.merged], &file.dropped);
        let (from, to) = &file.look_alike;
        let look_alike = from.chars().zip(to.chars()).collect();
        Letters { folded, russian, look_alike }
    }

    pub(super) fn forms(&self, token: &str) -> Forms {
        let mut word = composed(token);
        let head = match script(&word) {
            Script::Latin => return self.latin(&word),
            Script::Cyrillic => None,
            Script::Mixed if self.is_slip(&word) => {
                word =
                    word.chars().map(|letter| self.look_alike(letter).unwrap_or(letter)).collect();
                None
            }
            Script::Mixed => Some(word.chars().take_while(|letter| !is_cyrillic(*letter)).count()),
        };
        let exact: String = repaired(word).chars().map(small).collect();
        let folded = apply(&self.folded, &exact);
        let numbered = exact.chars().any(|letter| !is_cyrillic(letter));
        let shape = match head {
            Some(head) if is_suffixed(&exact, head) => Shape::Suffixed(head),
            _ if numbered => Shape::Numbered,
            _ => Shape::Cyrillic,
        };
        let folded = if folded.is_empty() { exact.clone() } else { folded };
        Forms { exact, folded, shape }
    }

    /// `1C` is typed in either script: with digits, look-alikes are one.
    fn latin(&self, word: &str) -> Forms {
        let exact: String = word.chars().map(small).collect();
        let digits = word.bytes().any(|byte| byte.is_ascii_digit());
        let alike = |letter: char| self.look_alike(letter.to_ascii_uppercase());
        let either = word.chars().all(|letter| letter.is_ascii_digit() || alike(letter).is_some());
        if digits && either {
            let cyrillic: String =
                word.chars().map(|letter| small(alike(letter).unwrap_or(letter))).collect();
            return Forms { exact, folded: apply(&self.folded, &cyrillic), shape: Shape::Numbered };
        }
        Forms { folded: exact.clone(), exact, shape: Shape::Latin }
    }

    /// Folded, be it one word or many.
    pub(super) fn folded(&self, exact: &str) -> String {
        apply(&self.folded, exact)
    }

    /// Kazakh letters as Russian ones, Russian letters as they are.
    pub(super) fn russian(&self, exact: &str) -> String {
        apply(&self.russian, exact)
    }

    fn look_alike(&self, letter: char) -> Option<char> {
        self.look_alike.iter().find(|(from, _)| *from == letter).map(|(_, to)| *to)
    }

    /// Whether Latin letters in a Cyrillic word came there by a slip of the keyboard: all look like
    /// Cyrillic ones, and the word is no abbreviation with an ending (`ITшы`).
    fn is_slip(&self, word: &str) -> bool {
        let head = word.chars().take_while(char::is_ascii_uppercase).count();
        let tail = |letter: char| is_cyrillic(letter) && small(letter) == letter;
        let suffixed = head >= 2 && word.chars().skip(head).all(tail);
        !suffixed
            && word.chars().all(|letter| !is_latin(letter) || self.look_alike(letter).is_some())
    }
}

enum Script {
    Cyrillic,
    Latin,
    Mixed,
}

fn script(word: &str) -> Script {
    match (word.chars().any(is_cyrillic), word.chars().any(is_latin)) {
        (true, false) => Script::Cyrillic,
        (true, true) => Script::Mixed,
        (false, _) => Script::Latin,
    }
}

/// Composed, and without what cannot be seen or heard.
fn composed(token: &str) -> String {
    let plain = |letter: char| {
        letter < '\u{300}' || (is_cyrillic(letter) && !matches!(letter, '\u{483}'..='\u{489}'))
    };
    if token.chars().all(|letter| plain(letter) && !is_joiner(letter)) {
        return token.to_owned();
    }
    // A mark of stress that stands alone after composing is for the voice.
    let unheard = |letter: &char| !is_joiner(*letter) && !matches!(letter, '\u{300}' | '\u{301}');
    let composed: String = token.nfc().filter(unheard).collect();
    if composed.is_empty() { token.to_owned() } else { composed }
}

/// `Ұ` between small Russian letters is a `ё` of a broken encoding.
fn repaired(word: String) -> String {
    if !word.contains('Ұ') {
        return word;
    }
    let letters: Vec<char> = word.chars().collect();
    let russian = |at: usize| letters.get(at).is_some_and(|letter| ('а'..='я').contains(letter));
    let broken = |at: usize| letters[at] == 'Ұ' && at > 0 && russian(at - 1) && russian(at + 1);
    (0..letters.len()).map(|at| if broken(at) { 'ё' } else { letters[at] }).collect()
}

/// One letter for one letter, in the scripts of the register, whatever the locale.
pub(super) fn small(letter: char) -> char {
    if u32::from(letter) > LAST {
        return letter;
    }
    letter.to_lowercase().next().unwrap_or(letter)
}

fn is_suffixed(exact: &str, head: usize) -> bool {
    head > 0 && exact.chars().skip(head).all(is_cyrillic)
}

pub(super) fn is_cyrillic(letter: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(letter)) && letter != 'ӊ'
}

/// Latin, and `ӊ`, which is typed for ң as Latin letters are for Cyrillic ones.
fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}' | 'ə' | 'ӊ')
}

fn table(pairs: &[&(String, String)], dropped: &str) -> Table {
    let mut table: Table = (FIRST..=LAST).map(char::from_u32).collect();
    for (from, to) in pairs {
        for (from, to) in from.chars().zip(to.chars()) {
            set(&mut table, from, Some(to));
        }
    }
    for letter in dropped.chars() {
        set(&mut table, letter, None);
    }
    table
}

fn set(table: &mut Table, letter: char, to: Option<char>) {
    let at = u32::from(letter).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
    if let Some(place) = at.and_then(|at| table.get_mut(at)) {
        *place = to;
    }
}

fn apply(table: &Table, word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        let at = u32::from(letter).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
        match at.and_then(|at| table.get(at)) {
            Some(Some(letter)) => out.push(*letter),
            Some(None) => {}
            None => out.push(letter),
        }
    }
    out
}
