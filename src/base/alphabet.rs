//! The order of names: digits, the Kazakh alphabet of 42 letters, Latin. Russian words keep their
//! own order in it, so one order serves both languages. Numbers inside names compare as numbers.

/// Small letters in the order of the Kazakh alphabet. Code points would misplace ten of them.
const LETTERS: &str = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";

/// What a name is sorted by; equal letters of another case are told apart last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    units: Vec<Unit>,
    text: Box<str>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Gap,
    /// Digits without leading zeros, the shorter number first.
    Number(usize, Box<str>),
    Kazakh(usize),
    Latin(char),
    Other(char),
}

/// The key of a name. Punctuation divides words and does not count otherwise, so that a name in
/// guillemets stands where it would without them.
pub fn key(name: &str) -> Key {
    let mut units = Vec::new();
    let mut rest = name.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter.is_ascii_digit() {
            let mut digits = String::from(letter);
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            let digits = digits.trim_start_matches('0');
            units.push(Unit::Number(digits.len(), digits.into()));
        } else if letter.is_alphanumeric() {
            units.extend(letter.to_lowercase().map(unit));
        } else if units.last().is_some_and(|unit| *unit != Unit::Gap) {
            units.push(Unit::Gap);
        }
    }
    if units.last() == Some(&Unit::Gap) {
        units.pop();
    }
    Key { units, text: name.into() }
}

fn unit(letter: char) -> Unit {
    match LETTERS.chars().position(|known| known == letter) {
        Some(rank) => Unit::Kazakh(rank),
        None if letter.is_ascii_alphabetic() => Unit::Latin(letter),
        None => Unit::Other(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.sort_by_key(|name| key(name));
        names
    }

    #[test]
    fn the_alphabet_has_42_letters() {
        assert_eq!(LETTERS.chars().count(), 42);
    }

    #[test]
    fn every_kazakh_letter_has_its_place() {
        let expected = [
            "Ағаш",
            "Әлем",
            "Бел",
            "Гүл",
            "Ғасыр",
            "Ель",
            "Ёлка",
            "Жол",
            "Қала",
            "Нұр",
            "Ңа",
            "Ол",
            "Өлең",
            "Ұшқын",
            "Үй",
            "Хат",
            "Һәм",
            "Шам",
            "Ыстық",
            "Іргетас",
            "Эра",
            "Юла",
            "Ядро",
        ];
        let mut shuffled = expected.to_vec();
        shuffled.reverse();
        assert_eq!(sorted(&shuffled), expected);
    }

    #[test]
    fn digits_then_cyrillic_then_latin() {
        assert_eq!(sorted(&["Zet", "Ядро", "1С", "Alem"]), ["1С", "Ядро", "Alem", "Zet"]);
    }

    #[test]
    fn numbers_inside_names_compare_as_numbers() {
        let expected = ["Жүйе 2", "Жүйе 10", "Жүйе 0100", "Жүйелер"];
        assert_eq!(sorted(&["Жүйелер", "Жүйе 0100", "Жүйе 10", "Жүйе 2"]), expected);
    }

    #[test]
    fn guillemets_and_case_do_not_move_a_name() {
        let expected = ["«Аққу» жүйесі", "аққу Жүйесі Ә", "«Бәйтерек»"];
        assert_eq!(sorted(&["«Бәйтерек»", "аққу Жүйесі Ә", "«Аққу» жүйесі"]), expected);
    }
}
