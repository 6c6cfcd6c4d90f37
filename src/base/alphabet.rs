//! The order of names: digits, the Kazakh alphabet of 42 letters, Latin. Russian words keep their
//! own order in it, so one order serves both languages. Numbers inside names compare as numbers.

/// Small letters in the order of the Kazakh alphabet. Code points would misplace ten of them.
const LETTERS: [char; 42] = [
    'а', 'ә', 'б', 'в', 'г', 'ғ', 'д', 'е', 'ё', 'ж', 'з', 'и', 'й', 'к', 'қ', 'л', 'м', 'н', 'ң',
    'о', 'ө', 'п', 'р', 'с', 'т', 'у', 'ұ', 'ү', 'ф', 'х', 'һ', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'і',
    'ь', 'э', 'ю', 'я',
];

/// What a name is sorted by; equal letters of another case are told apart last.
///
/// Bytes in the order of the names: a letter is one byte, so that the keys of a million names stand
/// in memory together. See [`key`] for what the bytes are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Box<[u8]>);

/// Ends the letters; the name as written follows. Below everything that letters are written as: the
/// shorter of two names that begin alike comes first.
const END: u8 = 0;
/// Between words.
const GAP: u8 = 1;
/// Before a number: how many digits it has, in four bytes, and its digits.
const NUMBER: u8 = 2;
/// The first letter of the Kazakh alphabet; small Latin letters stand above the last one for
/// themselves.
const KAZAKH: u8 = 3;
/// Before the three bytes of any other letter.
const OTHER: u8 = 0x80;

/// The first code point of the block in which all Kazakh letters stand.
const BLOCK: u32 = 0x400;
/// The byte of each letter of the block; 0 for letters of other languages.
const RANKS: [u8; 256] = {
    let mut ranks = [0; 256];
    let mut rank = KAZAKH;
    let mut at = 0;
    while at < LETTERS.len() {
        ranks[(LETTERS[at] as u32 - BLOCK) as usize] = rank;
        rank += 1;
        at += 1;
    }
    ranks
};

/// Whether a letter or a digit: of Cyrillic ones, which most are, without a look into the tables of
/// Unicode.
pub fn is_alphanumeric(letter: char) -> bool {
    match letter {
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        letter => letter.is_alphanumeric(),
    }
}

/// The key of a name. Punctuation divides words and does not count otherwise, so that a name in
/// guillemets stands where it would without them.
pub fn key(name: &str) -> Key {
    let mut bytes = Vec::with_capacity(2 * name.len());
    let mut gap = false;
    let mut rest = name.chars().peekable();
    while let Some(letter) = rest.next() {
        if !is_alphanumeric(letter) {
            gap = !bytes.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            bytes.push(GAP);
        }
        if letter.is_ascii_digit() {
            let mut digits = String::from(letter);
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            put_number(&mut bytes, digits.trim_start_matches('0'));
        } else {
            letter.to_lowercase().for_each(|letter| put_letter(&mut bytes, letter));
        }
    }
    bytes.push(END);
    bytes.extend_from_slice(name.as_bytes());
    Key(bytes.into())
}

/// Without leading zeros the longer number is the greater one.
fn put_number(bytes: &mut Vec<u8>, digits: &str) {
    let count = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    bytes.push(NUMBER);
    bytes.extend(count.to_be_bytes());
    bytes.extend_from_slice(digits.as_bytes());
}

fn put_letter(bytes: &mut Vec<u8>, letter: char) {
    let point = u32::from(letter);
    let rank = point.checked_sub(BLOCK).and_then(|at| RANKS.get(at as usize));
    match rank.filter(|rank| **rank > 0) {
        Some(rank) => bytes.push(*rank),
        None if letter.is_ascii_alphabetic() => bytes.push(letter as u8),
        None => {
            bytes.push(OTHER);
            bytes.extend_from_slice(&point.to_be_bytes()[1..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(names: &[&'static str]) -> Vec<&'static str> {
        let mut names = names.to_vec();
        names.sort_by_key(|name| key(name));
        names
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for letter in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(letter), letter.is_alphanumeric(), "{letter:?}");
        }
    }

    /// What the bytes stand for, in the order that is meant.
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
    enum Unit {
        Gap,
        Number(usize, String),
        Kazakh(usize),
        Latin(char),
        Other(char),
    }

    fn units(name: &str) -> Vec<Unit> {
        let words = name.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).map(word).collect();
        let mut units = Vec::new();
        for word in words {
            if !units.is_empty() {
                units.push(Unit::Gap);
            }
            units.extend(word);
        }
        units
    }

    fn word(word: &str) -> Vec<Unit> {
        let digit = |letter: char| letter.is_ascii_digit();
        let mut units = Vec::new();
        let mut rest = word;
        while let Some(letter) = rest.chars().next() {
            let end = if digit(letter) {
                rest.find(|letter| !digit(letter)).unwrap_or(rest.len())
            } else {
                letter.len_utf8()
            };
            let (unit, left) = rest.split_at(end);
            rest = left;
            if digit(letter) {
                let digits = unit.trim_start_matches('0');
                units.push(Unit::Number(digits.len(), digits.to_owned()));
                continue;
            }
            for letter in letter.to_lowercase() {
                let rank = LETTERS.iter().position(|known| *known == letter);
                units.push(match rank {
                    Some(rank) => Unit::Kazakh(rank),
                    None if letter.is_ascii_alphabetic() => Unit::Latin(letter),
                    None => Unit::Other(letter),
                });
            }
        }
        units
    }

    proptest! {
        #[test]
        fn bytes_are_in_the_order_of_what_they_stand_for(
            a in "[абәіїёя azZ09І¼«.»-]{0,6}|.{0,6}",
            b in "[абәіїёя azZ09І¼«.»-]{0,6}|.{0,6}",
        ) {
            let meant = (units(&a), &a).cmp(&(units(&b), &b));
            prop_assert_eq!(key(&a).cmp(&key(&b)), meant);
        }
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
