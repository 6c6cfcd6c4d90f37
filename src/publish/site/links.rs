//! Addresses of pages. A page has the same tail in both languages; a tail ends with a slash.

use std::fmt::Write as _;

use crate::base::lang::Lang;

/// Words that no facet, key or value of a register may take for its own folder.
const RESERVED: [&str; 9] = [
    "page",
    "sort",
    "status",
    "holder",
    "excluded",
    "changes",
    "expiring",
    "statistics",
    "deadlines",
];

/// Whether a text can stand as one part of an address: plain characters, and not dots alone, which
/// would lead elsewhere.
pub(super) fn is_segment(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty()
        && text.len() <= 128
        && text.bytes().all(plain)
        && !text.bytes().all(|byte| byte == b'.')
}

/// Whether a facet or key can have a folder below its register.
pub(super) fn is_folder(text: &str) -> bool {
    let number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_segment(text) && !number && !RESERVED.contains(&text)
}

/// A text as a value in the query of an address.
pub(super) fn in_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // writing to a string cannot fail
        }
    }
    out
}

/// The tail of a page of a list; the first page stands at the list's own address.
pub(super) fn page_tail(list: &str, page: usize) -> String {
    if page == 1 { list.to_owned() } else { format!("{list}page/{page}/") }
}

/// Addresses below the folder in which the site stands.
#[derive(Clone, Debug)]
pub(super) struct Links {
    root: String,
    base_url: String,
}

impl Links {
    /// For a site at `https://host/folder/`.
    pub(super) fn new(base_url: &str) -> Links {
        let after_scheme = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
        let root = after_scheme.find('/').map_or("/", |slash| &after_scheme[slash..]);
        Links { root: root.to_owned(), base_url: base_url.to_owned() }
    }

    /// The folder, with a slash at both ends.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// A page of a language, as a link.
    pub(super) fn page(&self, lang: Lang, tail: &str) -> String {
        format!("{}{}/{tail}", self.root, lang.code())
    }

    /// Any file, as a link.
    pub(super) fn file(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// Any file or page, as a whole address.
    pub(super) fn whole(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_site_in_a_folder() {
        let links = Links::new("https://a.example/reg/");
        assert_eq!(links.page(Lang::Kk, "trusted/17/"), "/reg/kk/trusted/17/");
        assert_eq!(links.whole("kk/"), "https://a.example/reg/kk/");
        assert_eq!(Links::new("https://a.example/").root(), "/");
    }

    #[test]
    fn a_value_of_a_query_is_one_value() {
        assert_eq!(in_query("№ 1&b=c d~"), "%E2%84%96%201%26b%3Dc%20d~");
    }

    #[test]
    fn values_that_lead_elsewhere_have_no_page() {
        for bad in ["..", ".", "", "a/b", "a b", "ә", "a%2fb"] {
            assert!(!is_segment(bad), "{bad}");
        }
        assert!(is_segment("620920.000.000001"));
        assert!(!is_folder("17") && !is_folder("status") && is_folder("kind"));
    }
}
