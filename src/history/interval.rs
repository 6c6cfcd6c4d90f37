//! Membership: being in the register on a day, and the half-open intervals of it.

use super::View;
use crate::base::date::Date;
use crate::law::DecisionKind;

/// Where an entry stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Registration {
    /// No inclusion or exclusion has taken effect yet.
    Pending,
    /// It is in the register.
    InRegister,
    /// It was in the register, or was excluded before it could be.
    Excluded,
    /// Every inclusion was annulled: it never was in the register.
    Annulled,
}

impl Registration {
    /// Every value, in the order of the counts in feeds.
    pub const ALL: [Registration; 4] = [
        Registration::Pending,
        Registration::InRegister,
        Registration::Excluded,
        Registration::Annulled,
    ];

    /// The word in feeds and paths.
    pub fn word(self) -> &'static str {
        match self {
            Registration::Pending => "pending",
            Registration::InRegister => "in_register",
            Registration::Excluded => "excluded",
            Registration::Annulled => "annulled",
        }
    }
}

/// Civil days from the first one to the one before the last, `[from, to)`; open without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// First day that is no longer part of it.
    pub to: Option<Date>,
}

impl Span {
    /// Whether a day is part of it.
    pub fn has(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// An exclusion that took effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The decision, counted from 0.
    pub decision: usize,
    /// From when the entry is out.
    pub on: Date,
    /// Why, after corrections.
    pub grounds: Box<[Box<str>]>,
}

/// A span of being in the register, and what ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The days.
    pub span: Span,
    /// The exclusion that ended it; none while it is open.
    pub leaving: Option<Leaving>,
}

impl Interval {
    /// Why it ended; none while it is open.
    pub fn grounds(&self) -> Option<&[Box<str>]> {
        self.leaving.as_ref().map(|leaving| &*leaving.grounds)
    }
}

impl View<'_> {
    /// Where the entry stands on a day.
    pub fn registration(&self, day: Date) -> Registration {
        let decisions = self.timeline.decisions();
        let enters =
            || (0..self.resolved.len()).filter(|at| decisions[*at].kind == DecisionKind::Enter);
        if enters().count() > 0 && !enters().any(|at| self.counts(at)) {
            return Registration::Annulled;
        }
        match self.membership(day) {
            None => Registration::Pending,
            Some(at) if decisions[at].kind == DecisionKind::Enter => Registration::InRegister,
            Some(_) => Registration::Excluded,
        }
    }

    /// The decision that decides membership on a day: the last counting inclusion or exclusion in
    /// record order, not in the order of dates.
    fn membership(&self, day: Date) -> Option<usize> {
        let decisions = self.timeline.decisions();
        (0..self.resolved.len()).rev().find(|at| {
            let resolved = &self.resolved[*at];
            let moves = matches!(decisions[*at].kind, DecisionKind::Enter | DecisionKind::Leave);
            moves && resolved.counts && resolved.effective_on <= day
        })
    }

    /// The spans of being in the register, in the order of time, with their grounds.
    pub fn intervals(&self) -> Vec<Interval> {
        let spans = self.spans(|_| true);
        let interval =
            |span: Span| Interval { span, leaving: span.to.and_then(|to| self.leaving(to)) };
        spans.into_iter().map(interval).collect()
    }

    /// The exclusion by which the entry is out on a day, if it is.
    pub fn leaving(&self, day: Date) -> Option<Leaving> {
        let decision = self.membership(day)?;
        let leaves = self.timeline.decisions()[decision].kind == DecisionKind::Leave;
        let on = self.effective_on(decision).filter(|_| leaves)?;
        Some(Leaving { decision, on, grounds: self.grounds(decision).into() })
    }

    /// The exclusion by which the entry is out once everything known has taken effect, if it is.
    pub fn last_leaving(&self) -> Option<Leaving> {
        self.leaving(*self.turning_days().last()?)
    }

    /// The grounds of an exclusion, after corrections.
    fn grounds(&self, at: usize) -> &[Box<str>] {
        let source = self.resolved.get(at).map_or(at, |resolved| resolved.grounds_of);
        &self.timeline.decisions()[source].grounds
    }

    /// The spans of being in the register on days for which something else holds too.
    pub fn spans(&self, also: impl Fn(Date) -> bool) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        for day in self.turning_days() {
            let holds = self.registration(day) == Registration::InRegister && also(day);
            match spans.last_mut().filter(|span| span.to.is_none()) {
                Some(open) if !holds => open.to = Some(day),
                None if holds => spans.push(Span { from: day, to: None }),
                _ => {}
            }
        }
        spans
    }
}
