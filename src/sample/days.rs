//! Working days, as far as made-up dates need them: weekends and the fixed holidays.

use crate::base::date::Date;

const SECONDS_OF_DAY: i64 = 86_400;

/// Month and day of holidays that every year of the sample has.
const HOLIDAYS: [(u32, u32); 16] = [
    (1, 1),
    (1, 2),
    (1, 7),
    (3, 8),
    (3, 21),
    (3, 22),
    (3, 23),
    (5, 1),
    (5, 7),
    (5, 9),
    (7, 6),
    (8, 30),
    (10, 25),
    (12, 1),
    (12, 16),
    (12, 17),
];

/// This day when it is a working day, else the next one that is.
pub(super) fn workday_from(day: Date) -> Date {
    let mut day = day;
    while !is_workday(day) {
        day = day.plus_days(1);
    }
    day
}

/// The working day on or before the day so many days earlier.
pub(super) fn workday_before(day: Date, days: u32) -> Date {
    let mut day = day.minus_days(days);
    while !is_workday(day) {
        day = day.minus_days(1);
    }
    day
}

/// The working day next after a day.
pub(super) fn workday_after(day: Date) -> Date {
    workday_from(day.plus_days(1))
}

/// Days from one date to a later one; 0 when it is not later.
pub(super) fn between(from: Date, to: Date) -> u32 {
    let seconds = to.midnight_utc().0.saturating_sub(from.midnight_utc().0);
    u32::try_from(seconds / SECONDS_OF_DAY).unwrap_or(0)
}

/// A working day at `part` of `whole` of the way between two dates.
pub(super) fn part_way(from: Date, to: Date, part: u64, whole: u64) -> Date {
    let days = u64::from(between(from, to)) * part / whole.max(1);
    workday_from(from.plus_days(u32::try_from(days).unwrap_or(0)))
}

fn is_workday(day: Date) -> bool {
    // 1970-01-01 was a Thursday.
    let weekday = (day.midnight_utc().0.div_euclid(SECONDS_OF_DAY) + 3).rem_euclid(7);
    let (_, month, day_of_month) = day.parts();
    weekday < 5 && !HOLIDAYS.contains(&(month, day_of_month))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_and_holidays_are_passed_over() {
        assert_eq!(workday_from(day("2026-09-30")), day("2026-09-30"));
        assert_eq!(workday_from(day("2026-03-20")), day("2026-03-20"));
        assert_eq!(workday_after(day("2026-03-20")), day("2026-03-24"));
        assert_eq!(workday_before(day("2026-01-08"), 1), day("2026-01-06"));
        assert_eq!(between(day("2024-02-28"), day("2024-03-01")), 2);
        assert_eq!(part_way(day("2026-06-01"), day("2026-06-11"), 1, 2), day("2026-06-08"));
    }
}
