//! Percentages from 0 to 100 as exact decimal strings with at most four digits after the point.

use super::Complaint;
use super::decimal::parts;

/// What is wrong with a percentage, if anything.
pub fn check(text: &str) -> Result<(), Complaint> {
    let Some((whole, fraction)) = parts(text) else {
        return Err(Complaint::error("percent-form"));
    };
    let within = match whole.len() {
        0..=2 => true,
        3 => whole == "100" && fraction.bytes().all(|byte| byte == b'0'),
        _ => false,
    };
    match (fraction.len() <= 4, within) {
        (true, true) => Ok(()),
        (false, _) => Err(Complaint::error("percent-form")),
        (true, false) => Err(Complaint::error("percent-range")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages() {
        for text in ["0", "86.12", "100", "100.00", "79.9900"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for (text, code) in [
            ("86,12", "percent-form"),
            ("100.01", "percent-range"),
            ("101", "percent-range"),
            ("-1", "percent-form"),
            ("1.23456", "percent-form"),
            ("86.12%", "percent-form"),
        ] {
            assert_eq!(check(text).unwrap_err().code, code, "{text}");
        }
    }
}
