//! Web addresses: `https://` or `http://`, a host name, and nothing that a page could run.

use super::Complaint;
use super::email::is_domain;

/// What is wrong with an address, if anything.
pub fn check(text: &str) -> Result<(), Complaint> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain =
        text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\`{}|^".contains(&byte));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let named = host.is_some_and(|host| {
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        is_domain(name) && port.parse::<u16>().is_ok()
    });
    if plain && named && text.len() <= 2000 { Ok(()) } else { Err(Complaint::error("url-form")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in
            ["https://ulgi.example/", "http://a.example:8080/x?y=1#z", "https://ulgi.example"]
        {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in [
            "ulgi.example",
            "javascript:alert(1)",
            "https://",
            "https://a b.kz",
            "https://user@host.kz/",
            "https://ұлт.kz",
        ] {
            assert_eq!(check(text).unwrap_err().code, "url-form", "{text}");
        }
    }
}
