//! The form of an Atom feed.

use std::fmt::Write as _;

use crate::base::date::Instant;
use crate::base::lang::Lang;

/// A feed.
pub(super) struct Feed<'f> {
    pub(super) lang: Lang,
    /// Of the feed itself; also its identity.
    pub(super) address: &'f str,
    pub(super) title: &'f str,
    /// The page that says the same to people.
    pub(super) page: &'f str,
    pub(super) author: &'f str,
    pub(super) updated: Instant,
    /// The latest first.
    pub(super) items: &'f [Item],
}

/// One event.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) updated: Instant,
    pub(super) title: String,
    pub(super) detail: String,
}

/// The whole text of a feed.
pub(super) fn write(feed: &Feed<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let lang = feed.lang.code();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">");
    let _ = writeln!(out, "<id>{}</id>", escape(feed.address));
    let _ = writeln!(out, "<title>{}</title>", escape(feed.title));
    let _ = writeln!(out, "<updated>{}</updated>", feed.updated);
    let _ = writeln!(out, "<author><name>{}</name></author>", escape(feed.author));
    let _ = writeln!(out, "<link rel=\"self\" href=\"{}\"/>", escape(feed.address));
    let _ = writeln!(out, "<link rel=\"alternate\" href=\"{}\"/>", escape(feed.page));
    for item in feed.items {
        let _ = writeln!(out, "<entry>\n<id>{}</id>", escape(&item.id));
        let _ = writeln!(out, "<title>{}</title>", escape(&item.title));
        let _ = writeln!(out, "<updated>{}</updated>", item.updated);
        let _ = writeln!(out, "<link rel=\"alternate\" href=\"{}\"/>", escape(&item.href));
        if !item.detail.is_empty() {
            let _ = writeln!(out, "<summary>{}</summary>", escape(&item.detail));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

/// Text of XML. What XML 1.0 cannot hold is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_text() {
        assert_eq!(escape("a<b>&\"\u{0}\u{fffe}\n"), "a&lt;b&gt;&amp;&quot; ");
    }
}
