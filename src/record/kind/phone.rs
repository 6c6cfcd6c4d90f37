//! Phone numbers of Kazakhstan: +7 or the trunk prefix 8, ten digits, or a short number.

use super::Complaint;

/// The number in the form E.164, or the short number; or what is wrong with it.
pub fn check(text: &str) -> Result<String, Complaint> {
    let wrong = || Complaint::error("phone-form");
    let (plus, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut digits = String::new();
    for letter in rest.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            ' ' | '\u{a0}' | '-' | '(' | ')' => {}
            _ => return Err(wrong()),
        }
    }
    let is_short = (3..=4).contains(&digits.len()) && digits == text && digits.starts_with('1');
    if is_short {
        return Ok(digits);
    }
    let prefix = if plus { '7' } else { '8' };
    let national = digits.strip_prefix(prefix).ok_or_else(wrong)?;
    if national.len() != 10 {
        return Err(wrong());
    }
    // Zone 7 is shared with Russia: these first digits are Kazakhstan's, 8 is common to both.
    if !national.starts_with(['0', '6', '7', '8']) {
        return Err(Complaint::error("phone-country"));
    }
    Ok(format!("+7{national}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_kazakhstan() {
        for (text, stored) in [
            ("8 (7172) 00-00-01", "+77172000001"),
            ("+7 700 000 00 01", "+77000000001"),
            ("87172000001", "+77172000001"),
            ("8 800 080 7777", "+78000807777"),
            ("1414", "1414"),
            ("+7 (7172) 00-00-01", "+77172000001"),
        ] {
            assert_eq!(check(text).as_deref(), Ok(stored), "{text}");
        }
        for text in [
            "7172 00 00 01",
            "+996 700 000 001",
            "+7 7172 00 00",
            "",
            "+",
            "8",
            "7 7172 00 00 01",
            "+7 7l72 00 00 01",
        ] {
            assert_eq!(check(text), Err(Complaint::error("phone-form")), "{text}");
        }
        assert_eq!(check("+7 999 000 00 01"), Err(Complaint::error("phone-country")));
    }
}
