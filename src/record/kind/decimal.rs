//! Exact decimal numbers as strings: a floating-point number would not keep what was signed.

use super::Complaint;

/// What is wrong with a decimal number, if anything. At most 30 digits, a point, no exponent.
pub fn check(text: &str) -> Result<(), Complaint> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match parts(unsigned) {
        Some(_) if text != "-0" && text.len() <= 32 => Ok(()),
        _ => Err(Complaint::error("decimal-form")),
    }
}

/// Whole and fractional digits of an unsigned number without needless leading zeros.
pub(super) fn parts(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = whole == "0" || (!whole.is_empty() && !whole.starts_with('0'));
    (plain && digits(whole) && digits(fraction)).then_some((whole, fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for text in ["0", "12345678901234567.45", "-3.50", "0.00"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in ["", "-", "-0", "01", "1.", ".5", "1,5", "1e3", "+1", "٣", "1 000"] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
