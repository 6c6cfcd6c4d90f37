//! Where an entry stands, in sentences: from when it is in the register, or when, why and by which
//! decision it left and what stands in its place, and what is decided for a day to come.

use std::collections::BTreeSet;

use super::index::Line;
use super::part::{Part, Phrase, phrase};
use super::seen::Seen;
use super::value::Speaker;
use super::words::{fill, lower_first};
use crate::base::date::Date;
use crate::history::{Leaving, Registration};
use crate::law::{DecisionKind, Kind};

impl Speaker<'_> {
    /// From when it has been in the register, or when and why it left, and what stands in its place.
    pub(super) fn standing(&self, line: &Line<'_>, seen: &Seen<'_>) -> Vec<Phrase> {
        let said = self.said();
        let date = |date: Date| Part::date(said.date(date), date);
        let day = self.site.checked.head.day;
        let mut sentences = Vec::new();
        for interval in line.intervals.iter().rev() {
            let from = date(interval.span.from);
            let Some(to) = interval.span.to else {
                let is_yet = interval.span.from <= day;
                let words = if is_yet { &said.starts } else { &said.pending_from };
                sentences.push(phrase(words, &[("date", from)]));
                continue;
            };
            let words = if to <= day { &said.excluded_on } else { &said.leaves_on };
            sentences.push(phrase(words, &[("from", from), ("to", date(to))]));
            let leaving = interval.leaving.iter();
            sentences.extend(leaving.flat_map(|leaving| self.exclusion(line, leaving)));
        }
        if line.registration == Registration::Annulled {
            sentences.push(Part::text(said.never_in_annulled.as_str()).into());
        }
        if let Some(leaving) = line.forestalled_by() {
            sentences.push(Part::text(said.never_in_excluded.as_str()).into());
            sentences.extend(self.exclusion(line, leaving));
        }
        if line.registration == Registration::Excluded {
            sentences.extend(self.replaced_by(seen));
        }
        sentences.extend(self.coming(line));
        sentences
    }

    /// Why an entry left, and by which decision.
    fn exclusion(&self, line: &Line<'_>, leaving: &Leaving) -> Vec<Phrase> {
        let said = self.said();
        let timeline = line.entry.timeline();
        let decision = &timeline.decisions()[leaving.decision];
        let revision = timeline.revision_of(leaving.decision);
        let number = decision.number.as_deref().map(|number| fill(&said.number, &[("n", number)]));
        let number = number.unwrap_or_else(|| self.revision_words(revision));
        let number = Part::link(number, format!("{}#r{}", line.href(self), revision + 1));
        let date = Part::date(said.date(decision.decided_on), decision.decided_on);
        let by = phrase(&said.left_by, &[("number", number), ("date", date)]);
        let grounds = self.grounds(line, &leaving.grounds);
        grounds.map(|grounds| Part::text(grounds).into()).into_iter().chain([by]).collect()
    }

    /// What stands in the place of an entry that left.
    fn replaced_by(&self, seen: &Seen<'_>) -> Option<Phrase> {
        let pointer = self.index.register.law.file.roles.replaced_by.as_deref()?;
        let field = seen.form.field(pointer).filter(|field| field.kind == Kind::EntryRef)?;
        let node = seen.select(pointer).into_iter().next()?;
        Some(self.row(field, node, pointer)?.sentence())
    }

    /// What is decided but not yet in effect: which values change on which day.
    fn coming(&self, line: &Line<'_>) -> Vec<Phrase> {
        let said = self.said();
        let timeline = line.entry.timeline();
        let view = timeline.view(timeline.now());
        let decisions = timeline.decisions().iter().enumerate();
        let changes = decisions.filter(|(_, decision)| decision.kind == DecisionKind::Change);
        let today = self.site.checked.head.day;
        let mut days: Vec<_> = changes.filter_map(|(at, _)| view.effective_on(at)).collect();
        days.retain(|day| *day > today);
        days.sort_unstable();
        days.dedup();
        let altered = timeline.revisions().iter().flat_map(|revision| &revision.altered);
        let keys: BTreeSet<&str> = altered.map(AsRef::as_ref).collect();
        let on = |day: Date| {
            let (before, after) = (day.minus_days(1), day);
            let changes =
                |key: &&&str| view.value_revision(key, before) != view.value_revision(key, after);
            let changed: Vec<&str> = keys.iter().filter(changes).copied().collect();
            let held = changed.iter().filter_map(|key| view.value_revision(key, after)).max()?;
            let fields = self.labels(&timeline.revisions()[held].record.form, &changed)?;
            let place = format!("{}#r{}", line.href(self), held + 1);
            let values = [
                ("date", Part::date(said.date(day), day)),
                ("fields", Part::text(fields)),
                ("revision", Part::link(self.revision_words(held), place)),
            ];
            Some(phrase(&said.changes_from, &values))
        };
        days.into_iter().filter_map(on).collect()
    }

    /// The grounds of an exclusion, in a sentence.
    pub(super) fn grounds(&self, line: &Line<'_>, grounds: &[Box<str>]) -> Option<String> {
        let form = &line.entry.record().form;
        let field = form.field("/decisions/grounds")?;
        let label = |ground: &str| {
            let label = field.value_label(ground).map(|label| label.get(self.lang).as_str());
            lower_first(label.unwrap_or(ground))
        };
        let labels: Vec<_> = grounds.iter().map(|ground| label(ground)).collect();
        (!labels.is_empty())
            .then(|| fill(&self.said().with_grounds, &[("grounds", &labels.join("; "))]))
    }
}
