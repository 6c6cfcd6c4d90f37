//! Free text: something is written, it is clean, and no spreadsheet would run it.

use super::Complaint;
use crate::base::finding::Severity;
use crate::base::text::{is_formula, problems};

/// The longest text of a field in characters: a page of paper.
const LONGEST: usize = 4000;

/// Everything that is wrong with a free text.
pub fn check(text: &str) -> Vec<Complaint> {
    let mut complaints = clean(text);
    if text.trim().is_empty() {
        complaints.push(Complaint::error("text-blank"));
    } else if text.trim() != text {
        complaints.push(Complaint::error("text-edge-space"));
    }
    if is_formula(text) {
        complaints.push(Complaint::error("text-formula"));
    }
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        complaints.push(Complaint::error("text-too-long").about(LONGEST.to_string()));
    }
    complaints
}

/// What every string must be, whatever its kind.
pub fn clean(text: &str) -> Vec<Complaint> {
    let complaint = |problem: crate::base::text::TextProblem| Complaint {
        code: problem.code,
        severity: if problem.warns { Severity::Warning } else { Severity::Error },
        met: Some(problem.met),
    };
    problems(text).into_iter().map(complaint).collect()
}

/// Whether the same sentence stands in both languages: one was not translated. Equal brand names
/// are lawful, so only texts of several Cyrillic words count.
pub fn is_copied(kk: &str, ru: &str) -> bool {
    let is_word = |word: &&str| {
        let lower_cyrillic =
            |letter: char| matches!(letter, '\u{430}'..='\u{4ff}') && letter.is_lowercase();
        word.chars().filter(|letter| lower_cyrillic(*letter)).count() >= 2
    };
    kk == ru && kk.split_whitespace().filter(is_word).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        check(text).into_iter().map(|complaint| complaint.code).collect()
    }

    #[test]
    fn texts() {
        assert_eq!(codes("Үлгі: құжат айналымы"), Vec::<&str>::new());
        assert_eq!(codes("  "), ["text-blank"]);
        assert_eq!(codes("a "), ["text-edge-space"]);
        assert_eq!(codes("=1+1"), ["text-formula"]);
        assert_eq!(codes("\tа"), ["control-character", "text-edge-space", "text-formula"]);
        assert_eq!(codes(&"ә".repeat(4001)), ["text-too-long"]);
    }

    #[test]
    fn a_copied_sentence_is_told_from_a_brand() {
        let sentence = "Система учёта хозяйственной деятельности организации";
        assert!(is_copied(sentence, sentence));
        assert!(!is_copied("Үлгі Мини 1", "Үлгі Мини 1"));
        assert!(!is_copied(sentence, "иное"));
    }
}
