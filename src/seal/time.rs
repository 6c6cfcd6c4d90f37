//! Times in DER: one form each, in UTC.

use crate::base::date::{Date, Instant};

use super::der::{GENERALIZED_TIME, Malformed, Parsed, UTC_TIME, Value};

impl Value<'_> {
    /// A `UTCTime` or `GeneralizedTime` in its DER form: seconds present, zone `Z`. A fraction of a
    /// second, which time-stamps may have, is dropped.
    pub(crate) fn time(&self) -> Parsed<Instant> {
        let (year, rest) = match self.tag {
            UTC_TIME => {
                let (year, rest) = self.body.split_at_checked(2).ok_or(Malformed::Broken)?;
                let year = digits(year)?;
                (if year < 50 { 2000 + year } else { 1900 + year }, rest)
            }
            GENERALIZED_TIME => {
                let (year, rest) = self.body.split_at_checked(4).ok_or(Malformed::Broken)?;
                (digits(year)?, rest)
            }
            _ => return Err(Malformed::Broken),
        };
        let (fields, zone) = rest.split_at_checked(10).ok_or(Malformed::Broken)?;
        let field = |index: usize| digits(&fields[index..index + 2]);
        let (hour, minute, second) = (field(4)?, field(6)?, field(8)?);
        let year = i32::try_from(year).map_err(|_| Malformed::Broken)?;
        let date = Date::new(year, field(0)?, field(2)?).ok_or(Malformed::Broken)?;
        if hour > 23 || minute > 59 || second > 59 || !zulu(zone, self.tag) {
            return Err(Malformed::Broken);
        }
        Ok(Instant(date.midnight_utc().0 + i64::from(hour * 3600 + minute * 60 + second)))
    }
}

/// Whether a time ends as DER wants: `Z`, before it perhaps a fraction without a trailing zero.
fn zulu(zone: &[u8], tag: u8) -> bool {
    match zone {
        [b'Z'] => true,
        [b'.', fraction @ .., last, b'Z'] if tag == GENERALIZED_TIME => {
            fraction.iter().all(u8::is_ascii_digit) && (b'1'..=b'9').contains(last)
        }
        _ => false,
    }
}

fn digits(bytes: &[u8]) -> Parsed<u32> {
    bytes.iter().try_fold(0, |sum, byte| match byte {
        b'0'..=b'9' => Ok(sum * 10 + u32::from(byte - b'0')),
        _ => Err(Malformed::Broken),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let time = |tag, text: &str| {
            let body = text.as_bytes();
            Value { tag, body, whole: body }.time().map(|time| time.to_string())
        };
        assert_eq!(time(UTC_TIME, "260720091009Z").unwrap(), "2026-07-20T09:10:09Z");
        assert_eq!(time(UTC_TIME, "500101000000Z").unwrap(), "1950-01-01T00:00:00Z");
        let fraction = time(GENERALIZED_TIME, "20260720091009.25Z").unwrap();
        assert_eq!(fraction, "2026-07-20T09:10:09Z");
        for bad in ["20260720091009.250Z", "20260720091009", "20260230091009Z", "2026072009100Z"] {
            assert!(time(GENERALIZED_TIME, bad).is_err(), "{bad}");
        }
    }
}
