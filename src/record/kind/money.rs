//! Amounts in tenge as exact decimal strings with no or two digits after the point.

use super::Complaint;
use super::decimal::parts;

/// What is wrong with an amount, if anything.
pub fn check(text: &str) -> Result<(), Complaint> {
    match parts(text) {
        Some((whole, fraction)) if whole.len() <= 18 && matches!(fraction.len(), 0 | 2) => Ok(()),
        _ => Err(Complaint::error("money-form")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for text in ["0", "1475000", "12345678901234567.45"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in ["1 475 000", "1,5", "1.5", "-1", "1e6"] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
