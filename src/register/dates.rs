//! The four dates around a decision. Between them an answer for a day can be disputed.

use super::Entry;
use crate::base::date::Date;
use crate::law::Zone;

/// When a decision was taken, took effect, was published and was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The day of the decision.
    pub decided_on: Date,
    /// The day from which it counts, as the decision says.
    pub effective_on: Date,
    /// The civil date on which it was published.
    pub published: Date,
    /// When the operator acknowledged it. No receipt is kept with the register yet.
    pub received: Option<Date>,
}

impl Dates {
    /// In this order: decided, effective, published, received.
    pub fn all(self) -> [Option<Date>; 4] {
        [Some(self.decided_on), Some(self.effective_on), Some(self.published), self.received]
    }

    /// Whether a day is one of them or lies between them.
    pub fn enclose(self, day: Date) -> bool {
        let known = || self.all().into_iter().flatten();
        known().min().is_some_and(|first| first <= day)
            && known().max().is_some_and(|last| day <= last)
    }
}

impl Entry<'_> {
    /// The dates around one of its decisions, counted from 0.
    pub fn dates(self, decision: usize, zone: &Zone) -> Dates {
        let timeline = self.timeline();
        let taken = &timeline.decisions()[decision];
        let revision = &timeline.revisions()[timeline.revision_of(decision)];
        Dates {
            decided_on: taken.decided_on,
            effective_on: taken.effective_on,
            published: zone.civil(revision.recorded_at),
            received: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_has_both_ends() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let dates = Dates {
            decided_on: day("2025-03-14"),
            effective_on: day("2025-03-20"),
            published: day("2025-03-17"),
            received: None,
        };
        for (on, expected) in [
            ("2025-03-13", false),
            ("2025-03-14", true),
            ("2025-03-20", true),
            ("2025-03-21", false),
        ] {
            assert_eq!(dates.enclose(day(on)), expected, "{on}");
        }
    }
}
