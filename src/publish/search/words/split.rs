//! Where the words of a text lie.

use unicode_normalization::char::is_combining_mark;

use crate::base::alphabet::is_alphanumeric;

/// Spans of the words, in bytes.
///
/// A word is a run of letters, marks and digits. Invisible characters and apostrophes inside it do
/// not end it; a hyphen does. `C++` and `C#` keep their signs, which tell them from another language.
pub(super) fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, letter) in text.char_indices() {
        if is_word(letter) {
            let start = open.map_or(at, |(start, _)| start);
            open = Some((start, at + letter.len_utf8()));
        } else if !is_joiner(letter)
            && let Some((start, end)) = open.take()
        {
            spans.push((start, signed(text, start, end)));
        }
    }
    if let Some((start, end)) = open {
        spans.push((start, signed(text, start, end)));
    }
    spans
}

/// The end of a word with the signs that belong to it.
fn signed(text: &str, start: usize, end: usize) -> usize {
    let single = end - start == 1 && text.as_bytes()[start].is_ascii_alphabetic();
    let sign = ["++", "#"].into_iter().find(|sign| text[end..].starts_with(sign));
    match sign {
        Some(sign) if single && !text[end + sign.len()..].starts_with(is_word) => end + sign.len(),
        _ => end,
    }
}

pub(super) fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    !is_joiner(letter) && (is_alphanumeric(letter) || is_combining_mark(letter))
}

/// What may stand inside a word without being seen or heard: soft hyphens, joiners, marks of
/// direction, apostrophes.
pub(super) fn is_joiner(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '\u{ad}' | '\u{b4}' | '\u{2bb}' | '\u{2bc}' | '\u{61c}'
        | '\u{200b}'..='\u{200f}' | '\u{2018}' | '\u{2019}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
