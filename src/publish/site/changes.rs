//! What changed, by the month in which it became known, each line a sentence.

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::frame::{Page, State};
use super::links::page_tail;
use super::pager::Pager;
use super::part::{Part, Phrase, Status, phrase};
use super::value::Speaker;
use super::words::{fill, lower_first, thousands};
use crate::base::digest::Digest;
use crate::base::output::Output;
use crate::history::Event;
use crate::law::{DecisionKind, Form};
use crate::publish::origin;

/// Sentences on one page: they are short, so there are more than entries of a list.
const PAGE: usize = 200;
/// The page of the latest month; each month is below it.
const LATEST: &str = "changes/";

/// A change in a sentence.
#[derive(Debug, Serialize)]
pub(super) struct Sentence {
    date: Part,
    effect: &'static str,
    words: Phrase,
    /// Grounds, or what was altered.
    detail: String,
}

impl Sentence {
    /// The sentence and its detail as plain text.
    pub(super) fn plain(self) -> (String, String) {
        (self.words.plain(), self.detail)
    }
}

#[derive(Serialize)]
struct ChangesPage {
    title: String,
    feed: String,
    month: String,
    sentences: Vec<Sentence>,
    years: Vec<Year>,
    pager: Option<Pager>,
    /// The kinds of change on this page, where there are several.
    kinds: Vec<Status>,
}

#[derive(Clone, Debug, Serialize)]
struct Year {
    year: String,
    months: Vec<MonthLink>,
}

#[derive(Clone, Debug, Serialize)]
struct MonthLink {
    text: String,
    count: String,
    href: String,
}

/// The events of a calendar month.
struct Month<'e> {
    year: i32,
    number: u32,
    events: &'e [Event],
}

impl Month<'_> {
    fn rest(&self) -> String {
        format!("{LATEST}{:04}-{:02}/", self.year, self.number)
    }

    /// There is a page to say that there is nothing.
    fn pages(&self) -> usize {
        self.events.len().div_ceil(PAGE).max(1)
    }

    /// The events of a page, newest first.
    fn page(&self, page: usize) -> impl Iterator<Item = &Event> {
        self.events.iter().rev().skip((page - 1) * PAGE).take(PAGE)
    }
}

/// Writes the changes of a register in a language.
pub(super) fn write(speaker: Speaker<'_>, output: &Output<'_>) -> Result<()> {
    let months = speaker.months();
    speaker.latest(&months, output)?;
    let years = speaker.years(&months, false);
    let ways = origin::of(&years);
    months.par_iter().try_for_each(|month| speaker.month(month, &years, ways, output))
}

impl<'s> Speaker<'s> {
    fn months(&self) -> Vec<Month<'s>> {
        let register = self.index.register;
        let month = |event: &Event| {
            let at = event.recorded_at(register.entry_of(event).timeline());
            let (year, month, _) = self.site.checked.law.zone.civil(at).parts();
            (year, month)
        };
        let groups = register.events().chunk_by(|a, b| month(a) == month(b));
        groups
            .map(|events| {
                let (year, number) = month(&events[0]);
                Month { year, number, events }
            })
            .collect()
    }

    /// The way to all months; only where they are counted does it change with every event.
    fn years(&self, months: &[Month<'_>], counted: bool) -> Vec<Year> {
        let said = self.said();
        let mut years: Vec<Year> = Vec::new();
        for month in months.iter().rev() {
            let year = fill(&said.year, &[("year", &month.year.to_string())]);
            let tail = self.index.tail(&month.rest());
            let link = MonthLink {
                text: said.month_name(month.number).to_owned(),
                count: if counted { thousands(month.events.len()) } else { String::new() },
                href: self.site.links.page(self.lang, &tail),
            };
            match years.last_mut().filter(|last| last.year == year) {
                Some(last) => last.months.push(link),
                None => years.push(Year { year, months: vec![link] }),
            }
        }
        years
    }

    /// The latest month, under the address that stays.
    fn latest(&self, months: &[Month<'_>], output: &Output<'_>) -> Result<()> {
        let years = self.years(months, true);
        let none = Month { year: 0, number: 1, events: &[] };
        let month = months.last().unwrap_or(&none);
        (1..=month.pages()).try_for_each(|page| {
            let state = self.state();
            let frame = Page { is_echo: true, ..self.changes_frame(month, LATEST, page, state) };
            let view = self.changes_page(month, LATEST, page, &years);
            self.site.put(output, self.lang, &frame, &view)
        })
    }

    /// A month under its own address: its pages change with their entries and with the list of months.
    fn month(
        &self,
        month: &Month<'_>,
        years: &[Year],
        ways: Digest,
        output: &Output<'_>,
    ) -> Result<()> {
        let rest = month.rest();
        (1..=month.pages()).try_for_each(|page| {
            let entries: Vec<usize> = month.page(page).map(|event| event.entry).collect();
            let events: Vec<usize> = month.page(page).map(|event| event.seq).collect();
            let frame = self.changes_frame(month, &rest, page, self.entries_state(&entries));
            let shown = (&frame, ways, month.pages(), events);
            let origin = self.index.origins.with(&shown, &entries);
            output.group(&frame.name(self.lang), origin, |output| {
                let view = self.changes_page(month, &rest, page, years);
                self.site.put(output, self.lang, &frame, &view)
            })
        })
    }

    fn changes_frame(&self, month: &Month<'_>, rest: &str, page: usize, state: State) -> Page {
        let said = self.said();
        let name = self.month_of(month);
        let register = self.index.register.law.short_title().get(self.lang);
        Page {
            template: "changes",
            tail: self.index.tail(&page_tail(rest, page)),
            title: format!("{} · {name}", said.changes_title),
            description: fill(&said.changes_in, &[("register", register), ("month", &name)]),
            crumbs: vec![self.crumb()],
            section: format!("{}/changes", self.index.register.law.id),
            state,
            is_echo: false,
        }
    }

    fn changes_page(
        &self,
        month: &Month<'_>,
        rest: &str,
        page: usize,
        years: &[Year],
    ) -> ChangesPage {
        let sentences: Vec<_> = month.page(page).map(|event| self.sentence(event)).collect();
        let has = |kind: &DecisionKind| sentences.iter().any(|it| it.effect == kind.word());
        let kinds: Vec<_> = DecisionKind::ALL.into_iter().filter(has).collect();
        let kinds = kinds.iter().filter(|_| kinds.len() > 1);
        let kind = |kind: &DecisionKind| Status {
            code: kind.word(),
            word: self.said().kind_of_change(*kind).to_owned(),
        };
        ChangesPage {
            title: self.said().changes_title.clone(),
            feed: self.site.links.file(&self.feed_path()),
            month: self.month_of(month),
            kinds: kinds.map(kind).collect(),
            sentences,
            years: years.to_vec(),
            pager: self.pager(rest, page, month.pages()),
        }
    }

    fn month_of(&self, month: &Month<'_>) -> String {
        if month.events.is_empty() {
            return String::new();
        }
        self.said().month(month.year, month.number)
    }

    /// What an event did, as one would tell it.
    pub(super) fn sentence(&self, event: &Event) -> Sentence {
        let said = self.said();
        let line = &self.index.lines[event.entry];
        let timeline = line.entry.timeline();
        let decision = &timeline.decisions()[event.decision];
        let revision = &timeline.revisions()[event.revision];
        let recorded = self.site.checked.law.zone.civil(revision.recorded_at);
        let link = Part::link(line.words(self.lang, said), line.href(self));
        let link = link.clone().to(format!("{}#r{}", link.href, event.revision + 1));
        let detail = match decision.kind {
            DecisionKind::Leave => self.grounds(line, &decision.grounds),
            DecisionKind::Change | DecisionKind::Correct => {
                let altered: Vec<&str> = revision.altered.iter().map(AsRef::as_ref).collect();
                let fields = self.labels(&revision.record.form, &altered);
                fields.map(|fields| fill(&said.with_fields, &[("fields", &fields)]))
            }
            DecisionKind::Enter | DecisionKind::Annul => None,
        };
        // Decisions become known before or after the day from which they count.
        let view = timeline.view(timeline.now());
        let referred = decision.refers_to.and_then(|at| Some((at, timeline.decisions().get(at)?)));
        let on = match (decision.kind, referred) {
            (DecisionKind::Annul, _) => None,
            (DecisionKind::Correct, Some((at, other))) => {
                view.effective_on(at).filter(|on| *on != other.effective_on)
            }
            _ => view.effective_on(event.decision).filter(|on| *on != recorded),
        };
        let on = on.map(|on| fill(&said.changed_from, &[("date", &said.date(on))]));
        let about = referred.and_then(|(_, other)| other.number.as_deref());
        let about = about.map(|number| fill(&said.changed_decision, &[("number", number)]));
        let on = on.into_iter().chain(about);
        let detail = on.chain(detail).collect::<Vec<_>>().join(". ");
        Sentence {
            date: Part::date(said.date(recorded), recorded),
            effect: decision.kind.word(),
            words: phrase(said.changed(decision.kind), &[("entry", link)]),
            detail,
        }
    }

    /// The names of public fields, inside a sentence.
    pub(super) fn labels(&self, form: &Form, keys: &[&str]) -> Option<String> {
        let label = |key: &&str| {
            let field = form.field(&format!("/{key}"))?;
            field.is_public().then(|| lower_first(field.label.get(self.lang)))
        };
        let labels: Vec<_> = keys.iter().filter_map(label).collect();
        (!labels.is_empty()).then(|| labels.join("; "))
    }
}
