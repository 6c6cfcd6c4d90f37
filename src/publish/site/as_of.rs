//! What the box "as of a date" is asked about: for each entry its intervals, the revision of each
//! day, and the dates around its decisions. The script only looks a day up; the box is hidden
//! without it, and the history says the same.

use serde::Serialize;

use super::history::held;
use super::index::Line;
use super::value::Speaker;
use crate::base::date::Date;
use crate::history::Span;
use crate::record::Decision;

/// The question and all its answers, as JSON in an attribute.
#[derive(Serialize)]
struct AsOf<'s> {
    date: &'s str,
    months: &'s str,
    is_in: &'s str,
    is_out: &'s str,
    border: &'s str,
    unknown: &'s str,
    cases: Vec<Case>,
}

/// One entry.
#[derive(Serialize)]
pub(super) struct Case {
    /// How the answer calls it; empty on its own page.
    name: String,
    spans: Vec<(Date, Option<Date>)>,
    /// From, to, how it is called, where it stands.
    versions: Vec<(Date, Option<Date>, String, String)>,
    /// What was decided; decided, effective, published, received.
    decisions: Vec<(String, [Option<Date>; 4])>,
}

impl Speaker<'_> {
    /// The data of the box for these entries.
    pub(super) fn as_of(&self, cases: Vec<Case>) -> String {
        let said = self.said();
        let question = AsOf {
            date: &said.date,
            months: &said.months,
            is_in: &said.as_of_in,
            is_out: &said.as_of_out,
            border: &said.as_of_border,
            unknown: &said.not_known,
            cases,
        };
        serde_json::to_string(&question).unwrap_or_default()
    }

    /// An entry in the days of these spans.
    pub(super) fn case(&self, line: &Line<'_>, name: String, spans: &[Span]) -> Case {
        let timeline = line.entry.timeline();
        let href = if name.is_empty() { String::new() } else { line.href(self) };
        let version = |(at, spans): (usize, Vec<Span>)| {
            let words = self.revision_words(at);
            let href = format!("{href}#r{}", at + 1);
            spans.into_iter().map(move |span| (span.from, span.to, words.clone(), href.clone()))
        };
        let form = &line.entry.record().form;
        let kinds = form.field("/decisions/kind");
        let decision = |(at, decision): (usize, &Decision)| {
            let label = kinds.and_then(|field| field.value_label(&decision.name));
            let label = label.map_or(&*decision.name, |label| label.get(self.lang).as_str());
            let dates = line.entry.dates(at, &self.site.checked.law.zone).all();
            (label.to_owned(), dates)
        };
        Case {
            name,
            spans: spans.iter().map(|span| (span.from, span.to)).collect(),
            versions: held(timeline, timeline.now())
                .into_iter()
                .enumerate()
                .flat_map(version)
                .collect(),
            decisions: timeline.decisions().iter().enumerate().map(decision).collect(),
        }
    }
}
