//! Years as four digits.

use super::Complaint;

/// What is wrong with a year, if anything.
pub fn check(text: &str) -> Result<(), Complaint> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && ("1900"..="2199").contains(&text) {
        Ok(())
    } else {
        Err(Complaint::error("year-form"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years() {
        assert_eq!(check("2026"), Ok(()));
        for text in ["26", "20266", "1899", "2200", "२०२६", ""] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
