//! A register of one book, asked in every way that a line can ask.

use std::sync::Arc;

use super::*;
use crate::register::{Head, Input, check};
use crate::testing::{Story, day, decision, law};

const HOLDER: &str = "700140000019";
const LATER: &str = "700240000121";
/// An individual's number.
const PERSON: &str = "950317500013";

/// In since 1 June with A.1, from 10 June with A.2 and another holder, out from 1 November. Published
/// on 13 and 14 September 2020, the exclusion on its day.
fn checked() -> Checked {
    let law = law();
    let story = Story::default()
        .then(&[decision("include", "2020-06-01", None)], &["A.1"], HOLDER)
        .then(&[decision("change", "2020-06-10", None)], &["A.2"], LATER)
        .then(&[decision("exclude", "2020-11-01", None)], &["A.2"], LATER)
        .at(day("2020-11-01").midnight_utc().0);
    let histories = vec![story.history(&law)];
    let on = day("2020-12-01");
    let head = Head { commit: None, at: on.midnight_utc(), day: on };
    let seals = vec![vec![]];
    let maintainers = Arc::default();
    let (findings, is_new) = (vec![], &|_: &str| false);
    let input = Input { law, head, on, histories, seals, maintainers, findings, is_new };
    check(input).0.unwrap()
}

fn answers(text: &str) -> Vec<(String, Verdict)> {
    let checked = checked();
    let answers = Desk::new(&checked).answer(1, text, day("2020-12-01"));
    answers.into_iter().map(|answer| (answer.input, answer.verdict)).collect()
}

fn verdict(text: &str) -> Verdict {
    match answers(text).as_slice() {
        [(_, verdict)] => *verdict,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn days_of_the_row() {
    use Verdict::{Borderline, InRegister, NotInRegister};
    for (line, expected) in [
        // Decided on 1 June, published on 13 September: between them a border, whatever is known.
        ("1; 2020-05-31", NotInRegister),
        ("1; 2020-06-01", Borderline),
        ("1; 2020-09-13", Borderline),
        ("1; 2020-09-20", InRegister),
        ("1; 2020-10-31", InRegister),
        ("1; 2020-11-01", Borderline),
        ("1; 2020-11-02", NotInRegister),
        ("700240000121; A.2; 2020-09-20", InRegister),
        ("a2; 20.09.2020", InRegister),
        ("700140000019; A.2; 2020-09-20", NotInRegister),
        ("700140000019; 2020-09-20", NotInRegister),
        ("№ 1; A.1; 2020-09-20", NotInRegister),
        ("books/1 2020-09-20", InRegister),
    ] {
        assert_eq!(verdict(line), expected, "{line}");
    }
}

#[test]
fn a_border_says_what_is_known_and_its_dates() {
    let checked = checked();
    let answers = Desk::new(&checked).answer(7, "№ 1; 2020-11-01", day("2020-12-01"));
    let answer = &answers[0];
    assert_eq!((answer.line, answer.in_register, answer.number), (7, Some(false), Some(1)));
    assert_eq!(answer.border.len(), 1);
    assert_eq!(answer.border[0].published, day("2020-11-01"));
    assert_eq!(
        answer.intervals,
        [Period { in_from: day("2020-06-01"), in_to: Some(day("2020-11-01")) }]
    );
}

#[test]
fn what_cannot_be_answered() {
    use Verdict::{InvalidDate, InvalidId, NotInRegister, NotPublic, NotUnderstood};
    for (line, expected) in [
        (PERSON, NotPublic),
        ("950317500013; A.2", NotPublic),
        ("700140000012", InvalidId),
        ("12345678901", InvalidId),
        ("8523495900", NotInRegister),
        ("1; 2020-02-30", InvalidDate),
        ("БСН; Атауы 2", NotUnderstood),
        ("0", NotUnderstood),
        ("A.9", NotInRegister),
        ("2", NotInRegister),
        ("99999999", NotInRegister),
    ] {
        assert_eq!(verdict(line), expected, "{line}");
    }
    assert_eq!(answers(" \u{feff} "), []);
    let checked = checked();
    let absent = Desk::new(&checked).answer(1, "700340000135", day("2020-12-01"));
    assert_eq!(absent[0].proof, ["api/v1/books/keys/holder.txt"]);
}

#[test]
fn what_a_line_asks() {
    let asked = |text| answers(text).into_iter().map(|(input, _)| input).collect::<Vec<_>>();
    // Each BIN with each code; names, headings and the number of a row ask nothing.
    assert_eq!(
        asked("1\tТОО «Үлгі 2»\t700140000019\tA.1, A.2\t20.09.2020"),
        ["700140000019 A.1", "700140000019 A.2"]
    );
    assert_eq!(asked("\"700140000019\",\"ТОО \"\"Үлгі\"\", 5\""), [HOLDER]);
    assert_eq!(asked("1, 2"), ["№ 1", "№ 2"]);
    assert_eq!(asked("БИН: 700140000019"), [HOLDER]);
    // A spreadsheet drops zeros at the beginning.
    assert_eq!(asked("50140000011"), ["050140000011"]);
    assert_eq!(verdict("50140000011"), Verdict::NotInRegister);
}
