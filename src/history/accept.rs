//! Whether a state of a record may follow the revisions before it. What is refused here is no
//! revision: it was never published, and a later state is judged against the last one that was.

use super::{Fields, Revision, Setting, Timeline};
use crate::base::finding::{Finding, Place};
use crate::base::json::{Span, position};
use crate::law::DecisionKind;
use crate::record::{Decision, Record};

/// A state of a record and the commit that brought it.
pub(super) struct State {
    pub(super) record: Record,
    pub(super) revision: Draft,
}

/// What a revision needs beside the record.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) commit: usize,
    pub(super) at: crate::base::date::Instant,
    pub(super) seal_sha256: Option<crate::base::digest::Digest>,
}

impl Timeline {
    /// A timeline of one revision, or why there cannot be one. The values from before a change are
    /// in no first revision, unless the history is not `complete`.
    pub(super) fn begin(
        path: &str,
        state: State,
        complete: bool,
    ) -> Result<Timeline, Vec<Finding>> {
        let record = &state.record;
        let enter = record.decisions.iter().position(|it| it.kind == DecisionKind::Enter);
        let change = record.decisions.iter().position(|it| it.kind == DecisionKind::Change);
        let Some(base) = enter else {
            return Err(vec![Finding::error("history-without-enter", at(path, record, 0))]);
        };
        if let Some(change) = change.filter(|_| complete) {
            return Err(vec![Finding::error("two-alterations", at(path, record, change))]);
        }
        let settings = vec![Setting { base, via: None, revision: 0, fields: Fields::All }];
        let number = record.number;
        let first = revision(state, 0, Box::default());
        Ok(Timeline { number, path: path.to_owned(), revisions: vec![first], settings })
    }

    /// Adds a state as the next revision, or says why it cannot be one.
    pub(super) fn append(&mut self, state: State) -> Result<(), Vec<Finding>> {
        let old = &self.latest().record;
        let new = &state.record;
        self.decisions_kept(new)?;
        let known = old.decisions.len();
        let altered = altered(old, new);
        if new.decisions.len() == known {
            let code = "change-without-decision";
            return Err(altered.iter().map(|key| self.about_field(code, new, key)).collect());
        }
        let author = self.author(new, known, &altered)?;
        let settings = self.settings.len();
        self.push(state, author, altered);
        let held = self.holds_expected_values(known);
        if held.is_err() {
            self.revisions.pop();
            self.settings.truncate(settings);
        }
        held
    }

    /// What was decided stays as it was decided.
    fn decisions_kept(&self, new: &Record) -> Result<(), Vec<Finding>> {
        let old = &self.latest().record;
        let mut findings = Vec::new();
        for (index, decision) in old.decisions.iter().enumerate() {
            let kept = decision.span.of(old.text());
            match new.decisions.get(index).map(|decision| decision.span.of(new.text())) {
                Some(text) if text == kept => {}
                Some(_) => {
                    findings.push(Finding::error("decision-altered", at(&self.path, new, index)));
                }
                None => {
                    let place = field_place(&self.path, new, "decisions");
                    findings.push(Finding::error("decision-removed", place).with("met", index + 1));
                }
            }
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// The one new decision that altered the values, if any were altered.
    fn author(
        &self,
        new: &Record,
        known: usize,
        altered: &[Box<str>],
    ) -> Result<Option<usize>, Vec<Finding>> {
        use DecisionKind::{Annul, Change, Correct, Enter};
        if altered.is_empty() {
            return Ok(None);
        }
        let can = |index: &usize| matches!(new.decisions[*index].kind, Enter | Change | Correct);
        let altering: Vec<_> = (known..new.decisions.len()).filter(can).collect();
        let annuls = new.decisions[known..].iter().any(|decision| decision.kind == Annul);
        match altering[..] {
            [] if annuls => Ok(None),
            [] => Err(altered
                .iter()
                .map(|key| self.about_field("change-without-decision", new, key))
                .collect()),
            [only] => Ok(Some(only)),
            [_, second, ..] => {
                Err(vec![Finding::error("two-alterations", at(&self.path, new, second))])
            }
        }
    }

    fn push(&mut self, state: State, author: Option<usize>, altered: Box<[Box<str>]>) {
        let decisions = &state.record.decisions;
        if let Some(index) = author {
            let correction = decisions[index].kind == DecisionKind::Correct;
            let base = decisions[index].refers_to.filter(|_| correction).unwrap_or(index);
            let via = correction.then_some(index);
            let fields = Fields::Some(altered.clone());
            self.settings.push(Setting { base, via, revision: self.revisions.len(), fields });
        }
        let known = self.decisions().len();
        self.revisions.push(revision(state, known, altered));
    }

    /// After each revision the record holds what the decisions known then leave in force: a
    /// correction cannot reach under a later change, and an annulment brings the old values back.
    fn holds_expected_values(&self, known: usize) -> Result<(), Vec<Finding>> {
        let new = &self.latest().record;
        let before = self.revisions.len() - 2;
        let view = self.view(self.now());
        let expected = |key: &str| {
            let revision = view.final_revision(key).unwrap_or(before);
            self.revisions[revision].record.raw(key)
        };
        let wrong = |(key, value): &(&str, &str)| {
            *key != "decisions" && expected(key).unwrap_or("null") != *value
        };
        let corrects = |decision: &Decision| decision.kind == DecisionKind::Correct;
        let code = if new.decisions[known..].iter().any(corrects) {
            "correct-overridden"
        } else {
            "annul-values"
        };
        let findings: Vec<_> = new
            .raw_fields()
            .filter(wrong)
            .map(|(key, _)| self.about_field(code, new, key))
            .collect();
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    fn about_field(&self, code: &'static str, record: &Record, key: &str) -> Finding {
        Finding::error(code, field_place(&self.path, record, key)).with("met", key)
    }
}

fn revision(state: State, first_decision: usize, altered: Box<[Box<str>]>) -> Revision {
    Revision {
        record: state.record,
        commit: state.revision.commit,
        recorded_at: state.revision.at,
        seal_sha256: state.revision.seal_sha256,
        first_decision,
        altered,
    }
}

/// Top-level fields that differ, sorted. Records are canonical, so equal values are equal bytes.
fn altered(old: &Record, new: &Record) -> Box<[Box<str>]> {
    let changed = new.raw_fields().filter(|(key, value)| old.raw(key).unwrap_or("null") != *value);
    let removed =
        old.raw_fields().filter(|(key, value)| new.raw(key).is_none() && *value != "null");
    let mut keys: Vec<Box<str>> = changed
        .chain(removed)
        .filter(|(key, _)| *key != "decisions")
        .map(|(key, _)| key.into())
        .collect();
    keys.sort_unstable();
    keys.into()
}

/// The place of a decision in a record.
pub(super) fn at(path: &str, record: &Record, index: usize) -> Place {
    let span = record.decisions.get(index).map_or_else(Span::default, |decision| decision.span);
    place(path, record, span, format!("/decisions/{index}"))
}

fn field_place(path: &str, record: &Record, key: &str) -> Place {
    place(path, record, record.span(key), format!("/{key}"))
}

fn place(path: &str, record: &Record, span: Span, pointer: String) -> Place {
    let (line, column) = position(record.text(), span.start);
    let meant = span.of(record.text()).lines().next().unwrap_or_default();
    let width = u32::try_from(meant.chars().count()).unwrap_or(u32::MAX);
    Place { path: path.to_owned(), pointer, line, column, width }
}
