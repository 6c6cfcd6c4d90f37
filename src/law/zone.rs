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
        let holds = |offset: &&Offset| offset.from_unix.is_none_or(|from| from <= instant.0);
        let hours = self.offsets.iter().rev().find(holds).map_or(0, |offset| offset.hours);
        instant.civil(hours * 3600)
    }
}
