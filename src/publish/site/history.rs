//! The history of an entry in words: each revision with its decisions, what was and what is now,
//! and from when to when it held.

use serde::Serialize;

use super::index::Line;
use super::part::{Part, Phrase, phrase};
use super::seen::{Seen, Shown};
use super::value::{Item, Row, Rows, Speaker};
use super::words::fill;
use crate::base::date::Date;
use crate::base::json::Node;
use crate::history::{Known, Revision, Span, Timeline, View};
use crate::law::{DecisionKind, Field, Kind};
use crate::seal::CommitVerdict;

/// A revision as the history shows it.
#[derive(Debug, Serialize)]
pub(super) struct RevisionView {
    /// From 1.
    pub(super) number: usize,
    heading: String,
    recorded: Part,
    /// Who brought it into git, where the commit is signed.
    brought: String,
    decisions: Vec<DecisionView>,
    changes: Vec<ChangeView>,
    /// When the values of this revision were in force, as known now.
    pub(super) held: Vec<Phrase>,
    /// Its printable extract.
    extract: String,
    /// The signed bytes, where they can be shown whole.
    signed: String,
    sha256: String,
}

#[derive(Debug, Serialize)]
pub(super) struct DecisionView {
    /// Its place in the record, from 1.
    place: usize,
    kind: String,
    /// What it does, for the shape beside it.
    effect: &'static str,
    is_annulled: bool,
    rows: Rows,
    /// Its number, the day from which it counts, why an entry left.
    brief: Vec<Row>,
}

/// A field before and after.
#[derive(Debug, Serialize)]
struct ChangeView {
    label: String,
    was: Vec<Item>,
    now: Vec<Item>,
    /// Only what nobody may see has changed.
    is_private: bool,
}

/// For each revision, the spans in which its values were the ones in force.
pub(super) fn held(timeline: &Timeline, known: Known) -> Vec<Vec<Span>> {
    let view = timeline.view(known);
    let decisions = timeline.decisions();
    let counting = |at: &usize| view.counts(*at);
    let moves = |at: &usize| {
        matches!(
            decisions[*at].kind,
            DecisionKind::Enter | DecisionKind::Leave | DecisionKind::Change
        )
    };
    let bases: Vec<usize> = (0..decisions.len()).filter(counting).filter(moves).collect();
    let mut days: Vec<_> = bases.iter().filter_map(|base| view.effective_on(*base)).collect();
    days.sort_unstable();
    days.dedup();
    let mut spans = vec![Vec::<Span>::new(); timeline.revisions().len()];
    let mut open: Option<usize> = None;
    for day in days {
        let holder = holder(timeline, &view, &bases, day);
        if open == holder {
            continue;
        }
        if let Some(last) = open.and_then(|before| spans[before].last_mut()) {
            last.to = Some(day);
        }
        if let Some(now) = holder {
            spans[now].push(Span { from: day, to: None });
        }
        open = holder;
    }
    spans
}

/// The latest revision that has a say in the state of a day: through a decision in effect, or
/// through a correction of one.
fn holder(timeline: &Timeline, view: &View<'_>, bases: &[usize], day: Date) -> Option<usize> {
    let decisions = timeline.decisions();
    let in_effect = |base: &&usize| view.effective_on(**base).is_some_and(|from| from <= day);
    let corrections = |base: usize| {
        let corrects = move |at: &usize| {
            decisions[*at].kind == DecisionKind::Correct
                && decisions[*at].refers_to == Some(base)
                && view.counts(*at)
        };
        (0..decisions.len()).filter(corrects)
    };
    let deciding = bases
        .iter()
        .filter(in_effect)
        .flat_map(|base| std::iter::once(*base).chain(corrections(*base)));
    deciding.map(|at| timeline.revision_of(at)).max()
}

/// A span as the parts into which days within it divide it; the days are in the order of time.
fn divided(span: Span, days: &[Date]) -> Vec<Span> {
    let mut parts = vec![span];
    for day in days.iter().filter(|day| **day > span.from && span.has(**day)) {
        if let Some(last) = parts.last_mut().filter(|last| last.from < *day) {
            let rest = Span { from: *day, to: last.to };
            last.to = Some(*day);
            parts.push(rest);
        }
    }
    parts
}

/// Of two lists, what only one of them has; both whole where they differ in their order alone.
fn differing(was: Vec<Item>, now: Vec<Item>) -> (Vec<Item>, Vec<Item>) {
    let only = |these: &[Item], others: &[Item]| -> Vec<Item> {
        these.iter().filter(|item| !others.contains(item)).cloned().collect()
    };
    let (gone, new) = (only(&was, &now), only(&now, &was));
    if gone.is_empty() && new.is_empty() { (was, now) } else { (gone, new) }
}

impl Speaker<'_> {
    /// The whole history, the latest revision first.
    pub(super) fn history(&self, line: &Line<'_>, shown: &Shown<'_>) -> Vec<RevisionView> {
        let timeline = line.entry.timeline();
        let held = held(timeline, timeline.now());
        let revision = |at: usize| RevisionView {
            brought: self.brought(line.entry.commit_signature(at)),
            ..self.revision(timeline, shown, at, &held[at])
        };
        (0..timeline.revisions().len()).rev().map(revision).collect()
    }

    fn revision(
        &self,
        timeline: &Timeline,
        shown: &Shown<'_>,
        at: usize,
        held: &[Span],
    ) -> RevisionView {
        let said = self.said();
        let revision = &timeline.revisions()[at];
        let checked = self.site.checked;
        let recorded = checked.law.zone.civil(revision.recorded_at);
        let number = at + 1;
        let seen = &shown.revisions[at];
        let whole =
            seen.public.is_whole && checked.law.site.seals == crate::law::site::Seals::Published;
        let register = &self.index.register.law.id;
        let signed = format!("api/v1/{register}/entries/{}/r{number}.json", timeline.number);
        let extract = format!("{register}/{}/r{number}/", timeline.number);
        RevisionView {
            number,
            heading: self.revision_words(at),
            recorded: Part::date(said.date(recorded), recorded),
            brought: String::new(),
            decisions: self.decisions(timeline, revision, seen),
            changes: at
                .checked_sub(1)
                .map(|before| self.was_now(&shown.revisions[before], seen, &revision.altered))
                .unwrap_or_default(),
            held: self.held_words(timeline, timeline.now(), held),
            extract: self.site.links.file(&extract),
            signed: if whole { self.site.links.file(&signed) } else { String::new() },
            sha256: revision.record.sha256.to_string(),
        }
    }

    /// Who brought a revision into git. A commit without a signature proves nothing, so nothing is
    /// said of it.
    fn brought(&self, verdict: Option<&CommitVerdict>) -> String {
        let said = self.said();
        match verdict {
            None => String::new(),
            Some(CommitVerdict::Valid(name)) => fill(&said.brought_by, &[("name", name)]),
            Some(CommitVerdict::Invalid(_)) => said.brought_doubtful.clone(),
            Some(CommitVerdict::NotChecked) => said.brought_unchecked.clone(),
        }
    }

    /// How a revision is called; `at` counts from 0.
    pub(super) fn revision_words(&self, at: usize) -> String {
        fill(&self.said().revision, &[("n", &(at + 1).to_string())])
    }

    /// When a revision held, in words, and where the entry stood then.
    pub(super) fn held_words(
        &self,
        timeline: &Timeline,
        known: Known,
        spans: &[Span],
    ) -> Vec<Phrase> {
        let view = timeline.view(known);
        let turns = view.intervals();
        let turns = turns.iter().flat_map(|one| [Some(one.span.from), one.span.to]);
        let turns: Vec<Date> = turns.flatten().collect();
        let spans: Vec<Span> = spans.iter().flat_map(|span| divided(*span, &turns)).collect();
        let mut sentences = self.spans(&spans);
        for (sentence, span) in sentences.iter_mut().zip(&spans) {
            let status = self.said().registration(view.registration(span.from));
            sentence.push(Part::text(format!(" ({status})")));
        }
        sentences
    }

    /// Spans in words.
    pub(super) fn spans(&self, spans: &[Span]) -> Vec<Phrase> {
        let said = self.said();
        let date = |date: Date| Part::date(said.date(date), date);
        let words = |span: &Span| match span.to {
            None => phrase(&said.held_from, &[("from", date(span.from))]),
            Some(to) => {
                let values = [("from", date(span.from)), ("to", date(to.minus_days(1)))];
                phrase(&said.held_between, &values)
            }
        };
        spans.iter().map(words).collect()
    }

    /// The decisions that a revision added, of which `seen` is what the public may see.
    pub(super) fn decisions(
        &self,
        timeline: &Timeline,
        revision: &Revision,
        seen: &Seen<'_>,
    ) -> Vec<DecisionView> {
        let Some(field) = seen.form.field("/decisions") else { return Vec::new() };
        let nodes = seen.get("decisions").map(Node::items).unwrap_or_default();
        let view = timeline.view(timeline.now());
        let added = nodes.iter().enumerate().skip(revision.first_decision);
        added.map(|(at, node)| self.decision(field, node, at, !view.counts(at))).collect()
    }

    fn decision(
        &self,
        field: &Field,
        node: &Node<'_>,
        at: usize,
        is_annulled: bool,
    ) -> DecisionView {
        let kind = node.get("kind").and_then(Node::text).unwrap_or_default();
        let label = field.fields.iter().find(|part| part.key == "kind");
        let label = label.and_then(|field| field.value_label(kind));
        let effect = self.index.register.law.file.decisions.get(kind);
        let parts = field.fields.iter().filter(|part| part.key != "kind");
        let brief =
            |part: &&Field| matches!(part.key.as_str(), "number" | "effective_on" | "grounds");
        let brief = field.fields.iter().filter(brief);
        DecisionView {
            place: at + 1,
            kind: label.map_or_else(|| kind.to_owned(), |label| label.get(self.lang).clone()),
            effect: effect.map_or("", |effect| effect.word()),
            is_annulled,
            rows: Rows(self.rows_of(parts, node, "/decisions/*")),
            brief: self.rows_of(brief, node, "/decisions/*"),
        }
    }

    /// What was and what is now, field by field.
    fn was_now(&self, old: &Seen<'_>, new: &Seen<'_>, altered: &[Box<str>]) -> Vec<ChangeView> {
        let change = |key: &str| {
            let pointer = format!("/{key}");
            let (old_field, new_field) = (old.form.field(&pointer), new.form.field(&pointer));
            let field = new_field.or(old_field)?;
            let (was, now) = (old.get(key), new.get(key));
            if !field.is_public() {
                return None;
            }
            let label = field.label.get(self.lang).clone();
            let (was, now) = (self.one(old_field, was), self.one(new_field, now));
            let is_private = was == now;
            let (was, now) = if field.many { differing(was, now) } else { (was, now) };
            Some(ChangeView { label, was, now, is_private })
        };
        altered.iter().filter_map(|key| change(key)).collect()
    }

    /// One side of a change. Both languages stand there: a change of one alone must be seen.
    fn one(&self, field: Option<&Field>, node: Option<&Node<'_>>) -> Vec<Item> {
        let (Some(field), Some(node)) = (field, node) else { return Vec::new() };
        let pointer = format!("/{}", field.key);
        if field.kind != Kind::Bilingual || field.many {
            return self.items(field, node, &pointer);
        }
        let text = |lang: crate::base::lang::Lang| {
            let text = node.get(lang.code()).and_then(Node::text)?;
            Some(Item::from(Part::spoken(text, lang, self.lang)))
        };
        [self.lang, self.lang.other()].into_iter().filter_map(text).collect()
    }
}
