//! The box "as of a date" on the list of a whole register. Its script reads the feed's file of
//! intervals and dates, once, when somebody asks; without it the page points to that file.

use std::collections::BTreeMap;

use serde::Serialize;

use super::value::Speaker;
use super::words::fill;
use crate::base::output::FileLine;
use crate::history::Registration;

/// From this size on a reader is told how much the answer weighs before asking for it.
const LARGE: u64 = 1_000_000;

/// The words of the answer, as JSON in an attribute.
#[derive(Serialize)]
struct Days<'s> {
    file: String,
    date: &'s str,
    months: &'s str,
    count: &'s str,
    border: &'s str,
    failed: &'s str,
    unknown: &'s str,
    /// What is said of a row that was in the register on the day, and of one that may have been.
    is_in: &'s str,
    maybe: &'s str,
    /// What the register's own kinds of decisions are called.
    kinds: BTreeMap<&'s str, &'s str>,
}

impl Speaker<'_> {
    /// The data of the box; `validity` is the file that has the answers.
    pub(super) fn days(&self, validity: &FileLine) -> String {
        let said = self.said();
        let law = &self.index.register.law;
        let field = self.index.field("/decisions/kind");
        let kind = |name| {
            let label = field.and_then(|field| field.value_label(name));
            (name, label.map_or(name, |label| label.get(self.lang).as_str()))
        };
        let days = Days {
            file: self.site.links.file(&validity.path),
            date: &said.date,
            months: &said.months,
            count: &said.days_count,
            border: &said.as_of_border,
            failed: &said.days_failed,
            unknown: &said.not_known,
            is_in: said.registration(Registration::InRegister),
            maybe: self.site.theme.words.get(self.lang).check.get("borderline").map_or("", |it| it),
            kinds: law.file.decisions.keys().map(String::as_str).map(kind).collect(),
        };
        serde_json::to_string(&days).unwrap_or_default()
    }

    /// How much must be loaded for an answer, where it is much.
    pub(super) fn weight(&self, validity: &FileLine) -> String {
        if validity.bytes < LARGE {
            return String::new();
        }
        let megabytes = validity.bytes.div_ceil(1_000_000).to_string();
        fill(&self.said().days_weight, &[("n", &megabytes)])
    }
}
