//! Where an entry stands, in sentences: from when it is in the register, or when, why and by which
//! decision it left and what stands in its place, and what is decided for a day to come.

use super::index::{Line, is_open, top};
use super::part::{Part, Phrase, phrase};
use super::seen::Seen;
use super::value::Speaker;
use super::words::{fill, lower_first};
use crate::base::date::Date;
use crate::history::{Leaving, Registration};
use crate::law::DecisionKind;
use crate::record::Decision;

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
            sentences.extend(interval.leaving.iter().flat_map(|leaving| self.left(line, leaving)));
        }
        if line.intervals.is_empty() {
            sentences.extend(self.outside(line));
            sentences.extend(line.leaving.iter().flat_map(|leaving| self.left(line, leaving)));
        }
        if line.registration == Registration::Excluded {
            sentences.extend(self.replaced_by(seen));
        }
        sentences.extend(self.coming(line));
        sentences
    }

    /// Why an entry left, and by which decision.
    fn left(&self, line: &Line<'_>, leaving: &Leaving) -> Vec<Phrase> {
        let said = self.said();
        let timeline = line.entry.timeline();
        let grounds =
            self.grounds(line, &leaving.grounds).map(|grounds| Part::text(grounds).into());
        let decision = &timeline.decisions()[leaving.decision];
        let number = decision
            .number
            .as_deref()
            .filter(|_| is_open(self.index.register, "/decisions/number"));
        let place = format!("{}#r{}", line.href(self), timeline.revision_of(leaving.decision) + 1);
        let number = number.map(|number| Part::link(fill(&said.number, &[("n", number)]), place));
        let date = Part::date(said.date(decision.decided_on), decision.decided_on);
        let by = number.map(|number| phrase(&said.left_by, &[("number", number), ("date", date)]));
        grounds.into_iter().chain(by).collect()
    }

    /// What is decided but not yet in effect: which fields change, from when.
    fn coming(&self, line: &Line<'_>) -> Vec<Phrase> {
        let said = self.said();
        let day = self.site.checked.head.day;
        let timeline = line.entry.timeline();
        let view = timeline.view(timeline.now());
        let change = |(at, decision): (usize, &Decision)| {
            let on = view.effective_on(at).filter(|on| *on > day)?;
            let changes = decision.kind == DecisionKind::Change && view.counts(at);
            let revision = timeline.revision_of(at);
            let fields = self.altered(&timeline.revisions()[revision]).filter(|_| changes)?;
            let place = format!("{}#r{}", line.href(self), revision + 1);
            let revision = Part::link(self.revision_words(revision), place);
            let date = Part::date(said.date(on), on);
            let values = [("date", date), ("fields", Part::text(fields)), ("revision", revision)];
            Some(phrase(&said.changes_from, &values))
        };
        timeline.decisions().iter().enumerate().filter_map(change).collect()
    }

    /// What stands in the place of an entry that left.
    fn replaced_by(&self, seen: &Seen<'_>) -> Option<Phrase> {
        let pointer = self.index.register.law.file.roles.replaced_by.as_deref()?;
        let row = self.row(seen.form.field(pointer)?, seen.get(top(pointer))?, pointer)?;
        Some(row.sentence())
    }

    /// What there is to say about an entry that is not and was not in the register.
    fn outside(&self, line: &Line<'_>) -> Option<Phrase> {
        let said = self.said();
        if line.registration != Registration::Pending {
            let annulled = line.registration == Registration::Annulled;
            let words = if annulled { &said.never_in_annulled } else { &said.never_in_excluded };
            return Some(Part::text(words.as_str()).into());
        }
        let timeline = line.entry.timeline();
        let view = timeline.view(timeline.now());
        let enters =
            |at: &usize| timeline.decisions()[*at].kind == DecisionKind::Enter && view.counts(*at);
        let from = (0..timeline.decisions().len()).filter(enters);
        let from = from.filter_map(|at| view.effective_on(at)).min()?;
        Some(phrase(&said.pending_from, &[("date", Part::date(said.date(from), from))]))
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
