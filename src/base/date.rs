//! Civil dates and instants. A legal date has no time of day and no offset; an instant is UTC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A civil date in Kazakhstan, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The date of a year, month and day, if it exists.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        NaiveDate::from_ymd_opt(year, month, day).map(Date)
    }

    /// The date `days` before this one; the earliest date there is when it would fall before time.
    #[must_use]
    pub fn minus_days(self, days: u32) -> Date {
        Date(self.0.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN))
    }

    /// The date `days` after this one; the latest date there is when it would fall after time.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Date {
        Date(self.0.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX))
    }

    /// Year, month (1–12) and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The instant at which this civil date begins in UTC.
    pub fn midnight_utc(self) -> Instant {
        Instant(self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
    }
}

impl FromStr for Date {
    type Err = NotADate;

    /// Reads exactly `YYYY-MM-DD`; a date that does not exist is refused.
    fn from_str(text: &str) -> Result<Date, NotADate> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(NotADate);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
        };
        let year = i32::try_from(number(0..4)).map_err(|_| NotADate)?;
        let date = Date::new(year, number(5..7), number(8..10)).ok_or(NotADate)?;
        if year == 0 { Err(NotADate) } else { Ok(date) }
    }
}

/// The text is no civil date of the form `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not an existing date of the form YYYY-MM-DD")
    }
}

impl std::error::Error for NotADate {}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A moment in seconds since 1970-01-01T00:00:00Z, written `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// The civil date of this moment in a place `offset_seconds` east of Greenwich.
    pub fn civil(self, offset_seconds: i64) -> Date {
        let moment = DateTime::from_timestamp(self.0.saturating_add(offset_seconds), 0);
        Date(moment.map_or(NaiveDate::MIN, |moment| moment.date_naive()))
    }

    /// The moment `days` whole days later.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Instant {
        Instant(self.0.saturating_add(i64::from(days) * 86_400))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = DateTime::from_timestamp(self.0, 0).unwrap_or(DateTime::UNIX_EPOCH);
        write!(formatter, "{}", moment.format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_existing_dates_in_one_form() {
        for good in ["2024-02-29", "1999-12-31", "0001-01-01"] {
            assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
        }
        for bad in
            ["2025-02-29", "2025-2-9", "2025-13-01", "20250101", "+025-01-01", "", "2025-01-01 "]
        {
            assert_eq!(bad.parse::<Date>(), Err(NotADate), "{bad}");
        }
    }

    #[test]
    fn the_civil_day_turns_at_local_midnight() {
        let before = Instant(1_709_233_199); // 2024-02-29T18:59:59Z
        assert_eq!(before.to_string(), "2024-02-29T18:59:59Z");
        assert_eq!(before.civil(5 * 3600).to_string(), "2024-02-29");
        assert_eq!(Instant(before.0 + 1).civil(5 * 3600).to_string(), "2024-03-01");
    }
}
