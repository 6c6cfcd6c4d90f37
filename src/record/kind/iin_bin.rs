//! Individual (ЖСН, ИИН) and business (БСН, БИН) identification numbers: twelve digits with the
//! date of birth or registration and a check digit.

use super::Complaint;
use crate::base::date::Date;

/// Whose number it is; the fifth digit tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdKind {
    /// An individual's number: it holds a date of birth and is masked in public.
    Individual,
    /// An organisation's number.
    Business,
}

/// Weights of the first eleven digits; the second row decides when the first gives 10.
const WEIGHTS: [[u32; 11]; 2] =
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]];

/// Whose number this is, or what is wrong with it.
pub fn check(text: &str) -> Result<IdKind, Complaint> {
    let digits: Vec<u32> = text.chars().filter_map(|letter| letter.to_digit(10)).collect();
    let digits: [u32; 12] = match digits.try_into() {
        Ok(digits) if text.len() == 12 => digits,
        _ => return Err(Complaint::error("iin-bin-form")),
    };
    let kind = match digits[4] {
        0..=3 => IdKind::Individual,
        4..=6 => IdKind::Business,
        _ => return Err(Complaint::error("iin-bin-type")),
    };
    let dated = match kind {
        IdKind::Individual => is_birth(&digits),
        IdKind::Business => (1..=12).contains(&pair(digits[2], digits[3])),
    };
    if !dated {
        return Err(Complaint::error("iin-bin-date"));
    }
    match check_digit(&digits) {
        Some(digit) if digit == digits[11] => Ok(kind),
        _ => Err(Complaint::error("iin-bin-check-digit")),
    }
}

/// A business number whose sixth digit is outside 0–3: the table of those digits is from one
/// source, so this only warns.
pub fn odd_attribute(text: &str) -> Option<Complaint> {
    let attribute = text.as_bytes().get(5)?;
    let odd = check(text) == Ok(IdKind::Business) && !(b'0'..=b'3').contains(attribute);
    odd.then(|| Complaint::warning("bin-attribute"))
}

/// The twelfth digit that the first eleven demand; none when the number can never be issued.
fn check_digit(digits: &[u32; 12]) -> Option<u32> {
    let sums = WEIGHTS.iter().map(|weights| {
        let products = digits.iter().zip(weights).map(|(digit, weight)| digit * weight);
        products.sum::<u32>() % 11
    });
    sums.into_iter().find(|sum| *sum < 10)
}

/// The seventh digit names the century, 0 being said of foreigners whose century it does not tell.
fn is_birth(digits: &[u32; 12]) -> bool {
    let centuries: &[i32] = match digits[6] {
        0 => &[1800, 1900, 2000],
        1 | 2 => &[1800],
        3 | 4 => &[1900],
        5 | 6 => &[2000],
        _ => &[],
    };
    let year = i32::try_from(pair(digits[0], digits[1])).unwrap_or_default();
    let (month, day) = (pair(digits[2], digits[3]), pair(digits[4], digits[5]));
    centuries.iter().any(|century| Date::new(century + year, month, day).is_some())
}

fn pair(tens: u32, units: u32) -> u32 {
    tens * 10 + units
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> &'static str {
        check(text).map_or_else(|complaint| complaint.code, |_| "valid")
    }

    #[test]
    fn individuals() {
        for text in [
            "950317500013",
            "961130600018",
            "960229500017",
            "050610100012",
            "991231600012",
            "970418500704",
            "980502600106",
        ] {
            assert_eq!(check(text), Ok(IdKind::Individual), "{text}");
        }
        for (text, expected) in [
            ("950317500014", "iin-bin-check-digit"),
            ("950317500103", "iin-bin-check-digit"),
            ("971301500012", "iin-bin-date"),
            ("970229500019", "iin-bin-date"),
            ("950431800012", "iin-bin-date"),
            ("970418500730", "iin-bin-check-digit"),
            ("95031750001", "iin-bin-form"),
            ("9503175000A1", "iin-bin-form"),
            ("000000000000", "iin-bin-date"),
            ("123456789012", "iin-bin-date"),
            ("９50317500013", "iin-bin-form"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn organisations() {
        for text in [
            "700140000019",
            "700241000018",
            "700342000017",
            "700450000014",
            "700563000019",
            "701240000606",
            "940140000385",
            "950341000052",
        ] {
            assert_eq!(check(text), Ok(IdKind::Business), "{text}");
            assert_eq!(odd_attribute(text), None);
        }
        assert_eq!(code("700140000012"), "iin-bin-check-digit");
        assert_eq!(code("701340000019"), "iin-bin-date");
        assert_eq!(code("700170000012"), "iin-bin-type");
        assert_eq!(odd_attribute("700147000017").unwrap().code, "bin-attribute");
    }

    proptest! {
        /// Eleven digits leave at most one twelfth.
        #[test]
        fn one_check_digit(serial in 0u32..100_000) {
            let head = format!("700140{serial:05}");
            let valid = (0..10).filter(|digit| check(&format!("{head}{digit}")).is_ok()).count();
            prop_assert!(valid <= 1);
        }
    }
}
