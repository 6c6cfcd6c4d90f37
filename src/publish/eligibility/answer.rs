//! The answers to a question: one for each entry that carries what was asked for, or one that says
//! why there is none.

use std::collections::BTreeMap;

use super::line::Question;
use super::{Answer, Border, Desk, Period, Shelf, Verdict};
use crate::base::date::Date;
use crate::history::Span;
use crate::publish::keys::Name;
use crate::record::IdKind;
use crate::register::Entry;

/// Entries (by place) that carry what was asked for, with the days on which each did.
type Found = BTreeMap<usize, Vec<Span>>;

/// What a register has on a question.
enum Had {
    /// It has no such key and cannot be asked.
    Nothing,
    /// It never had the value; the lists that prove it.
    Absent(Vec<String>),
    /// Entries.
    Rows(Found),
}

impl Desk<'_> {
    pub(super) fn answers(&self, question: &Question, default: Date) -> Vec<Answer> {
        let alone =
            |verdict, on| vec![Answer { input: question.input.clone(), ..Answer::of(verdict, on) }];
        let day = match question.day {
            Some(Err(())) => return alone(Verdict::InvalidDate, None),
            Some(Ok(day)) => day,
            None => default,
        };
        match &question.id {
            Some((_, None)) => return alone(Verdict::InvalidId, Some(day)),
            Some((id, Some(IdKind::Individual))) if self.privacy.hides(id) => {
                return alone(Verdict::NotPublic, Some(day));
            }
            None if question.number.is_none() && question.code.is_none() => {
                return alone(Verdict::NotUnderstood, Some(day));
            }
            _ => {}
        }
        let asked = |shelf: &&Shelf<'_>| match &question.register {
            Some(id) => shelf.register.law.id == *id,
            None => shelf.is_asked,
        };
        let mut answers = Vec::new();
        let mut none = Answer::of(Verdict::NotInRegister, Some(day));
        none.in_register = Some(false);
        for shelf in self.shelves.iter().filter(asked) {
            match shelf.had(question) {
                Had::Nothing => {}
                Had::Absent(proof) => none.proof.extend(proof),
                Had::Rows(rows) => answers.extend(self.rows(shelf, question, rows, day)),
            }
        }
        if answers.is_empty() {
            answers.push(none);
        }
        for answer in &mut answers {
            answer.input.clone_from(&question.input);
        }
        answers
    }

    /// An answer for each entry; asked by a code alone, of those that are in the register or may be.
    fn rows(&self, shelf: &Shelf<'_>, question: &Question, rows: Found, day: Date) -> Vec<Answer> {
        let by_code = question.id.is_none() && question.number.is_none();
        let answers = rows
            .into_iter()
            .map(|(place, spans)| self.row(shelf, shelf.entries[place], &spans, day));
        answers.filter(|answer| !by_code || answer.verdict != Verdict::NotInRegister).collect()
    }

    fn row(&self, shelf: &Shelf<'_>, entry: Entry<'_>, spans: &[Span], day: Date) -> Answer {
        let border = self.border(entry, day);
        let is_in = spans.iter().any(|span| span.has(day));
        let verdict = match (border.is_empty(), is_in) {
            (false, _) => Verdict::Borderline,
            (true, true) => Verdict::InRegister,
            (true, false) => Verdict::NotInRegister,
        };
        Answer {
            in_register: Some(is_in),
            register: Some(shelf.register.law.id.clone()),
            number: Some(entry.number()),
            name: Some(Name::of(shelf.register, entry.record())),
            intervals: spans
                .iter()
                .map(|span| Period { in_from: span.from, in_to: span.to })
                .collect(),
            border,
            ..Answer::of(verdict, Some(day))
        }
    }

    fn border(&self, entry: Entry<'_>, day: Date) -> Vec<Border> {
        let decisions = entry.timeline().decisions().iter().enumerate();
        let dated =
            decisions.map(|(at, decision)| (decision, entry.dates(at, &self.checked.law.zone)));
        let enclosing = dated.filter(|(_, dates)| dates.enclose(day));
        let border = enclosing.map(|(decision, dates)| Border {
            kind: decision.name.to_string(),
            decided_on: dates.decided_on,
            effective_on: dates.effective_on,
            published: dates.published,
            received: dates.received,
        });
        border.collect()
    }
}

impl Shelf<'_> {
    fn path(&self, rest: &str) -> String {
        format!("api/v1/{}/{rest}", self.register.law.id)
    }

    /// The entries that carry all that was asked for.
    fn had(&self, question: &Question) -> Had {
        let parts = [
            question.id.as_ref().map(|(id, _)| self.held(id)),
            question.number.map(|number| self.numbered(number)),
            question.code.as_deref().map(|code| self.coded(code)),
        ];
        let mut all: Option<Found> = None;
        let mut proof = Vec::new();
        for part in parts.into_iter().flatten() {
            match part {
                Had::Nothing => return Had::Nothing,
                Had::Absent(lists) => proof.extend(lists),
                Had::Rows(rows) => all = Some(all.map_or(rows.clone(), |all| both(&all, &rows))),
            }
        }
        if proof.is_empty() { all.map_or(Had::Nothing, Had::Rows) } else { Had::Absent(proof) }
    }

    fn held(&self, id: &str) -> Had {
        let Some(place) = self.keys.iter().position(|(key, _)| key.is_holder()) else {
            return Had::Nothing;
        };
        if self.keys[place].1.contains_key(id) {
            Had::Rows(self.carriers(place, id))
        } else {
            Had::Absent(vec![self.path("keys/holder.txt")])
        }
    }

    fn numbered(&self, number: u32) -> Had {
        let Some(entry) = self.register.entry(number) else {
            return Had::Absent(vec![self.path("validity.json")]);
        };
        let timeline = entry.timeline();
        Had::Rows(Found::from([(entry.index(), timeline.view(timeline.now()).spans(|_| true))]))
    }

    fn coded(&self, code: &str) -> Had {
        let lists = || self.keys.iter().filter(|(key, _)| !key.is_holder());
        match self.codes.get(code) {
            None if lists().next().is_none() => Had::Nothing,
            None => Had::Absent(
                lists().map(|(key, _)| self.path(&format!("keys/{}.txt", key.name))).collect(),
            ),
            Some(values) => Had::Rows(
                values.iter().flat_map(|(place, value)| self.carriers(*place, value)).collect(),
            ),
        }
    }

    fn carriers(&self, place: usize, value: &str) -> Found {
        let (key, index) = &self.keys[place];
        let places = index.get(value).into_iter().flatten();
        places.map(|place| (*place, key.spans(self.entries[*place], value))).collect()
    }
}

/// What is in both, on the days that both have.
fn both(one: &Found, other: &Found) -> Found {
    let common =
        one.iter().filter_map(|(place, spans)| Some((*place, overlap(spans, other.get(place)?))));
    common.collect()
}

fn overlap(one: &[Span], other: &[Span]) -> Vec<Span> {
    let mut spans = Vec::new();
    for a in one {
        for b in other {
            let to = match (a.to, b.to) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            let from = a.from.max(b.from);
            if to.is_none_or(|to| from < to) {
                spans.push(Span { from, to });
            }
        }
    }
    spans
}

impl Answer {
    fn of(verdict: Verdict, on: Option<Date>) -> Answer {
        Answer {
            line: 0,
            input: String::new(),
            on,
            verdict,
            in_register: None,
            register: None,
            number: None,
            name: None,
            intervals: Vec::new(),
            border: Vec::new(),
            proof: Vec::new(),
        }
    }
}
