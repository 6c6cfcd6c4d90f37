//! Numbers of persons who cannot exist: BINs registered in the year 70, IINs of births from 2095
//! on, both with a right check digit.

use crate::base::digest::Digest;

const FIRST_WEIGHTS: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const SECOND_WEIGHTS: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];
/// Serial numbers below are those of the cases.
const FIRST_SERIAL: u32 = 1000;

/// The BIN of the legal entity with this index; each index has its own.
pub(super) fn bin(index: u32) -> String {
    let month = index % 12 + 1;
    issued(FIRST_SERIAL + index / 12 * 3, |serial| format!("70{month:02}40{serial:05}"))
}

/// The IIN of the person with this index; each index has its own.
pub(super) fn iin(index: u32) -> String {
    let (year, rest) = (95 + index % 5, index / 5);
    let (month, rest) = (rest % 12 + 1, rest / 12);
    let (day, rest) = (rest % 28 + 1, rest / 28);
    let (century, rest) = (5 + rest % 2, rest / 2);
    issued(FIRST_SERIAL + rest * 3, |serial| {
        format!("{year:02}{month:02}{day:02}{century}{serial:04}")
    })
}

/// The private salt of an IIN in one record: 32 hex digits.
pub(super) fn salt(number: u32, id: &str) -> String {
    let mut salt = Digest::of(format!("tizilim sample {number} {id}").as_bytes()).to_string();
    salt.truncate(32);
    salt
}

/// The first number from this serial on that has a check digit: two in a row never lack one.
fn issued(serial: u32, digits: impl Fn(u32) -> String) -> String {
    (serial..serial + 3)
        .find_map(|serial| {
            let digits = digits(serial);
            check_digit(&digits).map(|check| format!("{digits}{check}"))
        })
        .unwrap_or_default()
}

/// The twelfth digit of eleven, unless such a number is never issued.
pub(super) fn check_digit(digits: &str) -> Option<u32> {
    [FIRST_WEIGHTS, SECOND_WEIGHTS].into_iter().find_map(|weights| {
        let sum: u32 = digits
            .bytes()
            .zip(weights)
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        (sum % 11 != 10).then_some(sum % 11)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn check_digits_of_both_rows() {
        assert_eq!(check_digit("70014000001"), Some(9));
        assert_eq!(check_digit("95031750001"), Some(3));
        assert_eq!(check_digit("97041850070"), Some(4));
        assert_eq!(check_digit("97041850073"), None);
    }

    #[test]
    fn every_index_has_a_number_of_its_own() {
        let bins: BTreeSet<String> = (0..40_000).map(bin).collect();
        let iins: BTreeSet<String> = (0..40_000).map(iin).collect();
        assert_eq!((bins.len(), iins.len()), (40_000, 40_000));
        assert!(bins.iter().chain(&iins).all(|id| id.len() == 12));
        assert!(bins.iter().all(|id| id.starts_with("70")));
        assert!(iins.iter().all(|id| ("95".."99~").contains(&&id[..2])));
    }
}
