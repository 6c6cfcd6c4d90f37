//! What a line asks. Its fields stand between tabs, semicolons, commas or bars, quoted or not; a
//! field counts when all its words can be looked up, so that names and headings ask nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::Desk;
use crate::base::date::Date;
use crate::record::IdKind;
use crate::record::kind::iin_bin;

/// One question of a line. A line with several codes asks about each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// As understood.
    pub(super) input: String,
    /// The register that was named.
    pub(super) register: Option<String>,
    /// A BIN or IIN, or digits that are neither.
    pub(super) id: Option<(String, Option<IdKind>)>,
    /// The number of an entry; too large a one has no entry.
    pub(super) number: Option<u32>,
    /// A code, without dots and in capitals.
    pub(super) code: Option<String>,
    /// The day; an error where it does not exist.
    pub(super) day: Option<Result<Date, ()>>,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Day(Result<Date, ()>),
    Id(String, Option<IdKind>),
    /// A number of an entry, and whether it is marked as such.
    Number(u32, bool),
    /// A code without dots and in capitals, and as typed.
    Code(String, String),
}

/// Adds a word to a question, if it is of its kind, and says how it is shown.
type Put = fn(&mut Question, &Word) -> Option<String>;

/// Questions of one line: many numbers in one with many codes would ask for every pair.
const MOST: usize = 10_000;

/// A label before digits: `№ 17`, `БСН 700140000019`.
static LABEL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^(№|no?\.?|бсн|жсн|бин|иин|bin|iin)[\s:]*([0-9]+)$").ok());

/// A code without what people leave out: dots and small letters.
pub(super) fn plain(code: &str) -> String {
    code.chars().filter(|letter| *letter != '.').collect::<String>().to_ascii_uppercase()
}

/// The questions of a line; none of an empty one.
pub(super) fn read(desk: &Desk<'_>, text: &str) -> Vec<Question> {
    let text = text.trim().trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut register = None;
    let words: Vec<_> =
        fields(text).iter().flat_map(|field| words(desk, field, &mut register)).collect();
    let questions = questions(&words, register.as_deref());
    if questions.is_empty() {
        vec![Question { input: text.to_owned(), ..Question::default() }]
    } else {
        questions
    }
}

/// The fields of a line.
fn fields(text: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '\t' | ';' | ',' | '|' if !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(letter),
        }
    }
    fields.push(field);
    fields
}

/// The words of a field, or nothing where one of them cannot be looked up.
fn words(desk: &Desk<'_>, field: &str, register: &mut Option<String>) -> Vec<Word> {
    let field = field.trim();
    if field.is_empty() {
        return Vec::new();
    }
    if let Some(word) = word(desk, field, register) {
        return vec![word];
    }
    let mut named = register.clone();
    let words: Option<Vec<_>> =
        field.split_whitespace().map(|part| word(desk, part, &mut named)).collect();
    if words.is_some() {
        *register = named;
    }
    words.unwrap_or_default()
}

fn word(desk: &Desk<'_>, text: &str, register: &mut Option<String>) -> Option<Word> {
    if let Some(day) = day(text) {
        return Some(Word::Day(day));
    }
    let (text, mut marked) = unlabelled(text);
    let (text, named) = match text.split_once('/') {
        Some((id, rest)) if desk.shelves.iter().any(|shelf| shelf.register.law.id == id) => {
            (rest, Some(id))
        }
        _ => (text, None),
    };
    marked |= named.is_some();
    let word = identifier(desk, text, marked)?;
    if let Some(id) = named {
        *register = Some(id.to_owned());
    }
    Some(word)
}

/// The digits after a label, and whether the label says that they number an entry.
fn unlabelled(text: &str) -> (&str, bool) {
    let Some(found) = LABEL.as_ref().and_then(|label| label.captures(text)) else {
        return (text, false);
    };
    let part = |at| found.get(at).map_or("", |part| part.as_str());
    (part(2), part(1) == "№" || part(1).starts_with(['N', 'n']))
}

fn identifier(desk: &Desk<'_>, text: &str, marked: bool) -> Option<Word> {
    let code = plain(text);
    if !marked && desk.shelves.iter().any(|shelf| shelf.codes.contains_key(&code)) {
        return Some(Word::Code(code, text.to_owned()));
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        1..=8 if is_number => text
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .map(|number| Word::Number(number, marked)),
        // Ten digits are as long as a code of goods.
        10 if is_number && matches!(id(text), Word::Id(_, None)) => {
            Some(Word::Code(code, text.to_owned()))
        }
        9..=12 if is_number => Some(id(text)),
        _ => is_code(text).then(|| Word::Code(code, text.to_owned())),
    }
}

/// Twelve digits; a spreadsheet drops zeros at the beginning.
fn id(digits: &str) -> Word {
    let whole = format!("{digits:0>12}");
    match iin_bin::check(&whole) {
        Ok(kind) => Word::Id(whole, Some(kind)),
        Err(_) => Word::Id(digits.to_owned(), None),
    }
}

/// Whether this can only be a code: Latin letters, digits, marks between them, one digit at least.
fn is_code(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.len() <= 40 && text.bytes().all(fits) && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A date as `2025-03-14` or `14.03.2025`; an error where there is no such day.
fn day(text: &str) -> Option<Result<Date, ()>> {
    let shape: String =
        text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    let date = match shape.as_str() {
        "0000-00-00" => text.to_owned(),
        "00.00.0000" => format!("{}-{}-{}", &text[6..], &text[3..5], &text[..2]),
        _ => return None,
    };
    Some(date.parse().map_err(|_| ()))
}

/// Each BIN with each code. The bare number of a row of a table is no question about an entry.
fn questions(words: &[Word], register: Option<&str>) -> Vec<Question> {
    let day = words.iter().find_map(|word| match word {
        Word::Day(day) => Some(*day),
        _ => None,
    });
    let plain = words.iter().all(|word| matches!(word, Word::Day(_) | Word::Number(..)));
    let named = register.map(str::to_owned);
    let input = named.clone().unwrap_or_default();
    let base = Question { register: named, input, day, ..Question::default() };
    let mut questions = vec![base];
    let parts: [Put; 3] = [put_id, put_number, put_code];
    let mut asked = false;
    for put in parts {
        let wanted: Vec<_> = words
            .iter()
            .filter(|word| !matches!(word, Word::Number(_, false)) || plain)
            .filter(|word| put(&mut Question::default(), word).is_some())
            .collect();
        if wanted.is_empty() {
            continue;
        }
        asked = true;
        questions = questions
            .iter()
            .flat_map(|question| wanted.iter().map(|word| with(question, word, put)))
            .take(MOST)
            .collect();
    }
    if asked { questions } else { Vec::new() }
}

fn with(question: &Question, word: &Word, put: Put) -> Question {
    let mut question = question.clone();
    let text = put(&mut question, word).unwrap_or_default();
    if !question.input.is_empty() {
        question.input.push(' ');
    }
    question.input.push_str(&text);
    question
}

fn put_id(question: &mut Question, word: &Word) -> Option<String> {
    let Word::Id(id, kind) = word else { return None };
    question.id = Some((id.clone(), *kind));
    Some(id.clone())
}

fn put_number(question: &mut Question, word: &Word) -> Option<String> {
    let Word::Number(number, _) = word else { return None };
    question.number = Some(*number);
    Some(format!("№ {number}"))
}

fn put_code(question: &mut Question, word: &Word) -> Option<String> {
    let Word::Code(code, typed) = word else { return None };
    question.code = Some(code.clone());
    Some(typed.clone())
}
