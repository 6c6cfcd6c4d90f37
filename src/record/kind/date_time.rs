//! Moments in UTC, written `YYYY-MM-DDTHH:MM:SSZ`.

use super::Complaint;
use crate::base::date::Date;

/// What is wrong with a moment, if anything.
pub fn check(text: &str) -> Result<(), Complaint> {
    let wrong = || Complaint::error("date-time-form");
    let (date, time) = text.split_once('T').ok_or_else(wrong)?;
    let time = time.strip_suffix('Z').ok_or_else(wrong)?;
    let parts: Vec<_> = time.split(':').collect();
    let below = |part: &str, limit: u32| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|number| number < limit)
    };
    let fits = matches!(&parts[..], [hour, minute, second]
        if below(hour, 24) && below(minute, 60) && below(second, 60));
    if fits && date.parse::<Date>().is_ok() { Ok(()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(check("2026-02-28T23:59:59Z"), Ok(()));
        for text in [
            "2026-02-29T00:00:00Z",
            "2026-02-28T24:00:00Z",
            "2026-02-28T23:59:59",
            "2026-02-28 23:59:59Z",
            "2026-02-28T+1:00:00Z",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
