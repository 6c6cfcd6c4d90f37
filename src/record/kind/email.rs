//! E-mail addresses: one `@`, a local part of at most 64 octets, a domain of at least two labels.

use super::Complaint;

/// Characters that RFC 5321 allows in a local part beside letters and digits.
const LOCAL: &str = "!#$%&'*+-/=?^_`{|}~.";

/// What is wrong with an address, if anything.
pub fn check(text: &str) -> Result<(), Complaint> {
    if let Some(letter) = text.chars().find(|letter| matches!(letter, '\u{400}'..='\u{52f}')) {
        return Err(Complaint::error("email-look-alike").about(letter));
    }
    let parts = text.split_once('@');
    let fits = parts.is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
    if fits && text.len() <= 254 { Ok(()) } else { Err(Complaint::error("email-form")) }
}

fn is_local(local: &str) -> bool {
    let lettered =
        local.chars().all(|letter| letter.is_ascii_alphanumeric() || LOCAL.contains(letter));
    let dotted = local.starts_with('.') || local.ends_with('.') || local.contains("..");
    (1..=64).contains(&local.len()) && lettered && !dotted
}

/// A host name of at least two labels (RFC 1123).
pub(super) fn is_domain(domain: &str) -> bool {
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let lettered = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (1..=63).contains(&label.len()) && lettered && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in ["info@example.kz", "a.b+c@sub.example.com"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in [
            "info@example",
            "info@@example.kz",
            "info@-example.kz",
            "info @example.kz",
            "@a.b",
            "a@b..c",
            ".a@b.kz",
        ] {
            assert_eq!(check(text).unwrap_err().code, "email-form", "{text}");
        }
        assert_eq!(check("іnfo@example.kz").unwrap_err().code, "email-look-alike");
        let long = format!("{}@example.kz", "a".repeat(65));
        assert_eq!(check(&long).unwrap_err().code, "email-form");
    }
}
