//! Text as HTML.

use crate::base::scan::Special;

/// The pieces of a text as they stand in HTML, in an attribute too: what needs no escape is one
/// piece, where tera's own function writes each byte by itself.
pub(super) fn escaped(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (first, entity) = match rest.bytes().next()? {
            b'&' => (1, "&amp;"),
            b'<' => (1, "&lt;"),
            b'>' => (1, "&gt;"),
            b'"' => (1, "&quot;"),
            b'\'' => (1, "&#39;"),
            _ => (SPECIAL.before(rest.as_bytes()), ""),
        };
        let (piece, after) = rest.split_at(first);
        rest = after;
        Some(if entity.is_empty() { piece } else { entity })
    })
}

/// What cannot stand in HTML as it is.
const SPECIAL: Special<5> = Special::new(*b"&<>\"'", false);

/// Appends a text.
pub(super) fn escape(out: &mut String, text: &str) {
    out.reserve(text.len());
    escaped(text).for_each(|piece| out.push_str(piece));
}

/// Appends an attribute, unless its value is empty.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        out.extend([" ", name, "=\""]);
        escape(out, value);
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_escaped_as_tera_does() {
        let text: String = (1..0x180).filter_map(char::from_u32).chain("<<ә''".chars()).collect();
        let mut library = Vec::new();
        tera::escape_html(&text, &mut library).unwrap();
        assert_eq!(escaped(&text).collect::<String>().as_bytes(), library);
    }

    #[test]
    fn an_attribute_holds_any_text_and_no_empty_one() {
        let mut out = String::new();
        attribute(&mut out, "href", "/a?b&\"c\"");
        attribute(&mut out, "lang", "");
        assert_eq!(out, " href=\"/a?b&amp;&quot;c&quot;\"");
    }
}
