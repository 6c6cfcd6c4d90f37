//! Golden histories: what is known now and what was known then.

use super::*;
use crate::testing::{Story, codes, day, decision, law};

const D: [&str; 5] = ["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01", "2021-05-01"];
const A: &str = "700140000019";
const B: &str = "700241000018";

fn enter(on: &str) -> serde_json::Value {
    decision("include", on, None)
}

fn leave(on: &str) -> serde_json::Value {
    decision("exclude", on, None)
}

fn change(on: &str) -> serde_json::Value {
    decision("change", on, None)
}

/// The one timeline of a story that must be in order.
fn timeline(story: &Story) -> Timeline {
    let history = story.history(&law());
    assert_eq!(codes(&history.findings), Vec::<&str>::new());
    history.timelines.into_iter().next().unwrap()
}

fn shown(spans: &[Span]) -> String {
    let end = |to: Option<Date>| to.map_or("∞".to_owned(), |to| to.to_string());
    let spans: Vec<_> =
        spans.iter().map(|span| format!("[{},{})", span.from, end(span.to))).collect();
    spans.join(" ")
}

fn membership(timeline: &Timeline, known: Known) -> String {
    let intervals = timeline.view(known).intervals();
    shown(&intervals.iter().map(|interval| interval.span).collect::<Vec<_>>())
}

fn row(timeline: &Timeline, known: Known, code: &str) -> String {
    let view = timeline.view(known);
    let has = |record: &Record| record.facts.keys[0].iter().any(|known| **known == *code);
    shown(&view.spans(view.carries("codes", has)))
}

fn holder(timeline: &Timeline, id: &str) -> String {
    let view = timeline.view(timeline.now());
    let has =
        |record: &Record| record.facts.holder.as_ref().is_some_and(|holder| *holder.id == *id);
    shown(&view.spans(view.carries("holder", has)))
}

#[test]
fn a_correction_of_a_change() {
    let told = timeline(
        &Story::default().then(&[enter(D[0])], &["X"], A).then(&[change(D[1])], &["Y"], A).then(
            &[decision("correct", D[1], Some(2))],
            &["Z"],
            A,
        ),
    );
    let now = told.now();
    assert_eq!(membership(&told, now), "[2021-01-01,∞)");
    assert_eq!(told.view(now).registration(day(D[4])), Registration::InRegister);
    assert_eq!(row(&told, now, "X"), "[2021-01-01,2021-02-01)");
    assert_eq!(row(&told, now, "Z"), "[2021-02-01,∞)");
    assert_eq!(row(&told, now, "Y"), "");
    assert_eq!(row(&told, told.with_revision(1), "Y"), "[2021-02-01,∞)");
}

#[test]
fn an_annulled_inclusion() {
    let told = timeline(&Story::default().then(&[enter(D[0])], &["X"], A).then(
        &[decision("annul", D[1], Some(1))],
        &["X"],
        A,
    ));
    assert_eq!(membership(&told, told.now()), "");
    assert_eq!(told.view(told.now()).registration(day(D[4])), Registration::Annulled);
    assert_eq!(row(&told, told.now(), "X"), "");
    assert_eq!(membership(&told, told.with_revision(0)), "[2021-01-01,∞)");
}

#[test]
fn an_annulled_exclusion_and_a_change() {
    let told = timeline(
        &Story::default()
            .then(&[enter(D[0])], &["X"], A)
            .then(&[leave(D[1])], &["X"], A)
            .then(&[decision("annul", D[2], Some(2))], &["X"], A)
            .then(&[change(D[3])], &["Y"], A),
    );
    assert_eq!(membership(&told, told.now()), "[2021-01-01,∞)");
    assert_eq!(row(&told, told.now(), "X"), "[2021-01-01,2021-04-01)");
    assert_eq!(row(&told, told.now(), "Y"), "[2021-04-01,∞)");
}

#[test]
fn excluded_before_it_could_be_in() {
    let told = timeline(&Story::default().then(&[enter("2021-04-01")], &["X"], A).then(
        &[leave("2021-03-15")],
        &["X"],
        A,
    ));
    let view = told.view(told.now());
    assert_eq!(membership(&told, told.now()), "");
    assert_eq!(view.registration(day("2021-03-14")), Registration::Pending);
    assert_eq!(view.registration(day("2021-03-15")), Registration::Excluded);
    assert_eq!(view.registration(day("2021-04-02")), Registration::Excluded);
}

#[test]
fn another_holder_after_an_exclusion() {
    let told = timeline(
        &Story::default().then(&[enter(D[0])], &["X"], A).then(&[leave(D[1])], &["X"], A).then(
            &[enter(D[2])],
            &["X"],
            B,
        ),
    );
    assert_eq!(membership(&told, told.now()), "[2021-01-01,2021-02-01) [2021-03-01,∞)");
    assert_eq!(holder(&told, A), "[2021-01-01,2021-02-01)");
    assert_eq!(holder(&told, B), "[2021-03-01,∞)");
    let intervals = told.view(told.now()).intervals();
    assert_eq!(intervals[0].grounds(), Some(&["own_request".into()][..]));
    assert_eq!(intervals[1].grounds(), None);
}

/// An annulment of an annulment brings the exclusion back.
#[test]
fn an_annulled_annulment() {
    let told = timeline(
        &Story::default()
            .then(&[enter(D[0])], &["X"], A)
            .then(&[leave(D[1])], &["X"], A)
            .then(&[decision("annul", D[2], Some(2))], &["X"], A)
            .then(&[decision("annul", D[3], Some(3))], &["X"], A),
    );
    assert_eq!(membership(&told, told.now()), "[2021-01-01,2021-02-01)");
    assert_eq!(membership(&told, told.with_revision(2)), "[2021-01-01,∞)");
}

/// A correction moves the day of an inclusion; the last of two corrections wins; annulling it
/// brings back the one before.
#[test]
fn corrections_of_a_date() {
    let story = Story::default()
        .then(&[enter(D[1])], &["X"], A)
        .then(&[decision("correct", D[2], Some(1))], &["X"], A)
        .then(&[decision("correct", D[0], Some(1))], &["X"], A)
        .then(&[decision("annul", D[4], Some(3))], &["X"], A);
    let told = timeline(&story);
    let seen: Vec<_> = (0..4).map(|at| membership(&told, told.with_revision(at))).collect();
    let from = |on: &str| format!("[{on},∞)");
    assert_eq!(seen, [from(D[1]), from(D[2]), from(D[0]), from(D[2])]);
}

/// Effective dates out of record order: the later record wins from its own day on, whatever its
/// day; an earlier record with a later day never comes through.
#[test]
fn changes_out_of_order() {
    let told = timeline(
        &Story::default().then(&[enter(D[0])], &["X"], A).then(&[change(D[3])], &["Y"], A).then(
            &[change(D[1])],
            &["Z"],
            A,
        ),
    );
    assert_eq!(row(&told, told.now(), "X"), "[2021-01-01,2021-02-01)");
    assert_eq!(row(&told, told.now(), "Z"), "[2021-02-01,∞)");
    assert_eq!(row(&told, told.now(), "Y"), "");
    assert_eq!(row(&told, told.with_revision(1), "Y"), "[2021-04-01,∞)");
}

/// Two changes of different fields: a correction of the first does not touch the second, and an
/// annulment of the first leaves the second in force.
#[test]
fn fields_are_resolved_one_by_one() {
    let story = Story::default()
        .then(&[enter(D[0])], &["X"], A)
        .then(&[change(D[1])], &["Y"], A)
        .then(&[change(D[2])], &["Y"], B)
        .then(&[decision("correct", D[1], Some(2))], &["Z"], B)
        .then(&[decision("annul", D[4], Some(2))], &["X"], B);
    let told = timeline(&story);
    assert_eq!(row(&told, told.with_revision(3), "Z"), "[2021-02-01,∞)");
    assert_eq!(row(&told, told.now(), "X"), "[2021-01-01,∞)");
    assert_eq!(row(&told, told.now(), "Z"), "");
    assert_eq!(holder(&told, B), "[2021-03-01,∞)");
}

/// A correction of an exclusion replaces its grounds and its day.
#[test]
fn a_corrected_exclusion() {
    let mut corrected = decision("correct", D[2], Some(2));
    corrected["grounds"] = serde_json::json!(["expired_document"]);
    let told = timeline(
        &Story::default().then(&[enter(D[0])], &["X"], A).then(&[leave(D[1])], &["X"], A).then(
            &[corrected],
            &["X"],
            A,
        ),
    );
    let intervals = told.view(told.now()).intervals();
    assert_eq!(membership(&told, told.now()), "[2021-01-01,2021-03-01)");
    assert_eq!(intervals[0].grounds(), Some(&["expired_document".into()][..]));
}

/// What a story's last state is refused for.
fn refused(story: &Story) -> Vec<&'static str> {
    codes(&story.history(&law()).findings)
}

fn included() -> Story {
    Story::default().then(&[enter(D[0])], &["X"], A)
}

#[test]
fn what_was_decided_stays() {
    assert_eq!(refused(&included().then(&[], &["Y"], A)), ["change-without-decision"]);
    assert_eq!(refused(&included().then(&[leave(D[1])], &["Y"], A)), ["change-without-decision"]);
    assert_eq!(refused(&included().removed()), ["record-deleted"]);
    let two = || included().then(&[change(D[1])], &["Y"], A);
    let mut altered = two();
    altered.decisions()[0]["number"] = "M".into();
    assert_eq!(refused(&altered.then(&[], &["Y"], A)), ["decision-altered"]);
    let mut removed = two();
    removed.decisions().pop();
    assert_eq!(refused(&removed.then(&[], &["Y"], A)), ["decision-removed"]);
    let both = [change(D[1]), change(D[2])];
    assert_eq!(refused(&included().then(&both, &["Y"], A)), ["two-alterations"]);
    let annulled = two().then(&[decision("annul", D[2], Some(2))], &["Y"], A);
    assert_eq!(refused(&annulled), ["annul-values"]);
    let overridden = two().then(&[decision("correct", D[0], Some(1))], &["Z"], A);
    assert_eq!(refused(&overridden), ["correct-overridden"]);
    assert_eq!(
        refused(&Story::default().then(&[change(D[0])], &["X"], A)),
        ["history-without-enter"]
    );
}

/// A state that was refused was never published: restoring the record mends it, and a sound later
/// state is judged against the last sound one.
#[test]
fn refused_states_are_no_revisions() {
    let restored = included().removed().then(&[], &["X"], A);
    assert_eq!(timeline(&restored).revisions().len(), 1);
    let mended = included().bytes("{".to_owned()).then(&[change(D[1])], &["Y"], A);
    let history = mended.history(&law());
    assert_eq!(codes(&history.findings), ["revision-passed-over"]);
    assert_eq!(history.timelines[0].revisions().len(), 2);
    assert_eq!(history.events.len(), 2);
}

#[test]
fn a_clock_that_went_back_takes_no_event_with_it() {
    let story = included().then(&[change(D[1])], &["Y"], A).at(1_500_000_000);
    let told = timeline(&story);
    assert_eq!(told.revisions()[1].recorded_at, told.revisions()[0].recorded_at);
}

/// The line of an event is eternal.
#[test]
fn golden_line() {
    let mut quoted = change(D[1]);
    quoted["number"] = "№ 5 \"ә\"\\".into();
    let law = law();
    let story = included().then(&[quoted], &["Y"], A);
    let history = story.history(&law);
    let lines: Vec<_> =
        history.events.iter().map(|event| event.line("books", &history.timelines[0])).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
