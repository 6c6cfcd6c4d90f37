//! What a text must be before anyone reads its meaning: composed (NFC), without control and
//! direction characters, and with each word in one script.

use unicode_normalization::is_nfc;

/// A problem of a text, by stable code, and the word or character it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextProblem {
    /// Stable code, as in `content/<lang>/findings.json`.
    pub code: &'static str,
    /// Whether it only warns.
    pub warns: bool,
    /// The character as `U+XXXX`, or the word.
    pub met: String,
}

/// Every problem of a text, in a fixed order, each kind at most once.
pub fn problems(text: &str) -> Vec<TextProblem> {
    // Most texts are plain: one pass over the bytes spares them the rest.
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Vec::new();
    }
    // So are most others but for the script of their words.
    if text.chars().all(is_plain) {
        return mixed_word(text).into_iter().collect();
    }
    let mut found = Vec::new();
    let mut error = |code, met| found.push(TextProblem { code, warns: false, met });
    if let Some(letter) = text.chars().find(|letter| is_control(*letter)) {
        error("control-character", name(letter));
    }
    if let Some(letter) = text.chars().find(|letter| is_direction(*letter)) {
        error("direction-character", name(letter));
    }
    if !is_nfc(text) {
        error(
            "not-nfc",
            text.chars().find(|letter| is_mark(*letter)).map_or_else(String::new, name),
        );
    }
    found.extend(mixed_word(text));
    found
}

fn name(letter: char) -> String {
    format!("U+{:04X}", u32::from(letter))
}

/// Printed as it is, and composed beside whatever stands next to it.
fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}')
        || matches!(letter, '\u{a0}' | '«' | '»' | '–' | '—' | '№')
}

fn is_control(letter: char) -> bool {
    // Line and paragraph separators, the byte order mark and invisible operators break tables and
    // comparisons just as the C0 and C1 controls do.
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}' | '\u{2060}'..='\u{2064}'
            | '\u{ad}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}')
        || (u32::from(letter) & 0xfffe) == 0xfffe
        || matches!(letter, '\u{fdd0}'..='\u{fdef}' | '\u{e0000}'..='\u{10ffff}')
}

/// The bidirectional controls of UAX #9, which can make a text read as something else.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn mixed_word(text: &str) -> Option<TextProblem> {
    if !text.chars().any(is_latin) || !text.chars().any(is_cyrillic) {
        return None;
    }
    let mut warning = None;
    for word in text.split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter)) {
        match mixture(word) {
            Mixture::None => {}
            Mixture::LookAlike => {
                return Some(TextProblem {
                    code: "mixed-script",
                    warns: false,
                    met: word.to_owned(),
                });
            }
            Mixture::Visible => {
                let met = word.to_owned();
                warning.get_or_insert(TextProblem { code: "mixed-script-word", warns: true, met });
            }
        }
    }
    warning
}

enum Mixture {
    None,
    /// Every Latin letter could pass for a Cyrillic one: a slip of the keyboard, or a forgery.
    LookAlike,
    /// Some letter shows that two scripts are meant.
    Visible,
}

fn mixture(word: &str) -> Mixture {
    let letters = || word.chars().filter(|letter| letter.is_alphabetic());
    if !word.chars().any(is_latin) || !word.chars().any(is_cyrillic) {
        return Mixture::None;
    }
    let look_alike = letters().all(|letter| is_cyrillic(letter) || LOOK_ALIKE.contains(letter));
    if look_alike && !is_suffixed_abbreviation(word) {
        Mixture::LookAlike
    } else {
        Mixture::Visible
    }
}

/// `ITшы`: a Latin abbreviation with a Kazakh suffix, which is how such words are written.
fn is_suffixed_abbreviation(word: &str) -> bool {
    let head = word.chars().take_while(char::is_ascii_uppercase).count();
    head >= 2 && word.chars().skip(head).all(|letter| is_cyrillic(letter) && letter.is_lowercase())
}

/// Latin letters that look like Cyrillic ones of the Kazakh alphabet.
const LOOK_ALIKE: &str = "aceiopxyhəABCEHIKMOPTXY";

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter, '\u{c0}'..='\u{24f}' | 'ə') && letter.is_alphabetic()
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

/// Whether a spreadsheet would run this text as a formula when it opens a CSV file.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::canonical_combining_class;

    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        problems(text).first().map(|problem| problem.code)
    }

    #[test]
    fn lawful_words_pass() {
        for text in [
            "Тізілім",
            "1С: Кәсіпорын",
            "e-Өтініш",
            "ТОО «Улги-Софт»",
            "X100 үлгісі",
            "ID-карта",
            "plain",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
        let word = &problems("ITшы маман")[0];
        assert_eq!((word.code, word.warns, word.met.as_str()), ("mixed-script-word", true, "ITшы"));
    }

    #[test]
    fn what_is_plain_is_nothing_that_is_looked_for() {
        for letter in ('\0'..=char::MAX).filter(|letter| is_plain(*letter)) {
            assert!(!is_control(letter) && !is_direction(letter) && !is_mark(letter), "{letter}");
            assert_eq!(canonical_combining_class(letter), 0, "{letter}");
            for other in ['a', 'и', 'е', '\u{a0}'] {
                assert!(is_nfc(&format!("{letter}{other}{letter}")), "{letter}{other}");
            }
        }
    }

    #[test]
    fn a_slip_of_the_keyboard_is_an_error() {
        for text in ["тiзiлiм", "өндірушіcін", "TОО", "Xат", "cәт"] {
            assert_eq!(code(text), Some("mixed-script"), "{text}");
        }
        assert_eq!(code("Windowsтың"), Some("mixed-script-word"));
    }

    #[test]
    fn unseen_characters() {
        assert_eq!(code("a\u{0}b"), Some("control-character"));
        assert_eq!(code("сөз\u{7f}"), Some("control-character"));
        assert_eq!(code("а\u{202e}б"), Some("direction-character"));
        assert_eq!(code("и\u{306}"), Some("not-nfc"));
        assert_eq!(code("й"), None);
        assert_eq!(code("№ 5\u{a0}%"), None);
    }
}
