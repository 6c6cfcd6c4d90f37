//! Terms of documents: until when they are valid, and by when a renewal must be filed. They never
//! move membership.

use crate::base::date::Date;

/// Where a document stands on a day, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// There is time.
    Valid,
    /// The days up to and with the last one for filing a renewal.
    RenewalDue,
    /// Too late to file, but still valid.
    RenewalMissed,
    /// No longer valid.
    Expired,
}

impl Term {
    /// The word in feeds.
    pub fn word(self) -> &'static str {
        match self {
            Term::Valid => "valid",
            Term::RenewalDue => "renewal_due",
            Term::RenewalMissed => "renewal_missed",
            Term::Expired => "expired",
        }
    }

    /// Where a document stands that is valid up to and with a day.
    pub fn of(valid_until: Date, days_before: u32, on: Date) -> Term {
        let renewal_by = valid_until.minus_days(days_before);
        if on > valid_until {
            Term::Expired
        } else if on > renewal_by {
            Term::RenewalMissed
        } else if on > renewal_by.minus_days(days_before) {
            Term::RenewalDue
        } else {
            Term::Valid
        }
    }
}

/// The worst of an entry's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentsStatus {
    /// Where it stands.
    pub term: Term,
    /// The last day for filing a renewal of the document that runs out first.
    pub renewal_by: Date,
}

impl DocumentsStatus {
    /// The worst of these terms on a day; none when no document has a term.
    pub fn of(
        valid_until: impl Iterator<Item = Date>,
        days_before: u32,
        on: Date,
    ) -> Option<DocumentsStatus> {
        let first = valid_until.min()?;
        let renewal_by = first.minus_days(days_before);
        Some(DocumentsStatus { term: Term::of(first, days_before, on), renewal_by })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Borders of each state for a document valid until 31 December, to be renewed 30 days before.
    #[test]
    fn borders() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (on, expected) in [
            ("2025-11-01", Term::Valid),
            ("2025-11-02", Term::RenewalDue),
            ("2025-12-01", Term::RenewalDue),
            ("2025-12-02", Term::RenewalMissed),
            ("2025-12-31", Term::RenewalMissed),
            ("2026-01-01", Term::Expired),
        ] {
            assert_eq!(Term::of(day("2025-12-31"), 30, day(on)), expected, "{on}");
        }
    }
}
