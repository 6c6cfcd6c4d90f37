//! Civil time in Kazakhstan, from `data/time-zone.json`.

use serde::Deserialize;

use crate::base::date::{Date, Instant};

/// The offsets from UTC over time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Where the facts come from.
    pub source: String,
    /// In the order of time; the first has no beginning.
    pub offsets: Vec<Offset>,
}

/// One offset and when it began.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offset {
    /// The moment from which it holds, in seconds since 1970 (UTC); `null` for the first.
    pub from_unix: Option<i64>,
    /// Hours east of Greenwich.
    pub hours: i64,
    /// The same moment for people.
    pub note: String,
}

impl Zone {
    /// The civil date of a moment.
    pub fn civil(&self, instant: Instant) -> Date {
        instant.civil(self.offset(instant) * 3600)
    }

    /// The moment at which a civil date begins.
    pub fn midnight(&self, date: Date) -> Instant {
        let utc = date.midnight_utc();
        // The offset changes at most by an hour in a night, so that of UTC's midnight is near enough
        // to find the right one.
        let near = Instant(utc.0 - self.offset(utc) * 3600);
        Instant(utc.0 - self.offset(near) * 3600)
    }

    /// The offset that holds now and until the law says otherwise, in hours east of Greenwich.
    pub fn east(&self) -> i64 {
        self.offsets.last().map_or(0, |offset| offset.hours)
    }

    fn offset(&self, instant: Instant) -> i64 {
        let holds = |offset: &&Offset| offset.from_unix.is_none_or(|from| from <= instant.0);
        self.offsets.iter().rev().find(holds).map_or(0, |offset| offset.hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_its_own_midnight() {
        let zone: Zone = serde_json::from_str(include_str!("../../data/time-zone.json")).unwrap();
        for (day, begins) in [
            ("2020-01-01", "2019-12-31T18:00:00Z"),
            ("2024-03-02", "2024-03-01T19:00:00Z"),
            ("2026-09-30", "2026-09-29T19:00:00Z"),
        ] {
            let date: Date = day.parse().unwrap();
            assert_eq!(zone.midnight(date).to_string(), begins);
            assert_eq!(zone.civil(zone.midnight(date)), date);
        }
    }
}
