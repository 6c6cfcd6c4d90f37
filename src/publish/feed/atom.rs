//! `changes.atom`: how the feed itself changes, for whoever maintains a reader of it. What changes
//! in a register is told by its events.

use std::fmt::Write as _;
use std::io;

use crate::base::output::Output;
use crate::register::Checked;

/// A version of the feed.
struct Change {
    version: &'static str,
    /// The day on which it was settled.
    on: &'static str,
    title: &'static str,
    text: &'static str,
}

/// Every version, the latest first.
const CHANGES: &[Change] = &[Change {
    version: "v1",
    on: "2026-11-22",
    title: "v1: бірінші нұсқа · v1: первая версия",
    text: "Деректер пішіні 1.0.0. Келесі негізгі нұсқа шыққаннан кейін v1 он екі ай сақталады. · \
           Форма данных 1.0.0. После выхода следующей основной версии v1 сохраняется двенадцать месяцев.",
}];

/// Writes the feed.
pub(super) fn write(checked: &Checked, output: &Output<'_>) -> io::Result<()> {
    let site = &checked.law.site;
    let base = escape(&site.base_url);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    text.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    element(&mut text, 1, "id", &format!("{base}api/v1/changes.atom"));
    element(&mut text, 1, "title", "API: өзгерістер · изменения");
    element(&mut text, 1, "updated", &moment(CHANGES[0].on));
    let publisher = format!("{} · {}", site.publisher.kk, site.publisher.ru);
    let _ = writeln!(text, "  <author><name>{}</name></author>", escape(&publisher));
    let _ = writeln!(text, "  <link rel=\"self\" href=\"{base}api/v1/changes.atom\"/>");
    let _ = writeln!(text, "  <link rel=\"alternate\" href=\"{base}api/v1/openapi.json\"/>");
    for change in CHANGES {
        text.push_str("  <entry>\n");
        element(&mut text, 2, "id", &format!("{base}api/{}/", change.version));
        element(&mut text, 2, "title", change.title);
        element(&mut text, 2, "updated", &moment(change.on));
        let href = format!("{base}api/{}/openapi.json", change.version);
        let _ = writeln!(text, "    <link rel=\"alternate\" href=\"{href}\"/>");
        element(&mut text, 2, "summary", change.text);
        text.push_str("  </entry>\n");
    }
    text.push_str("</feed>\n");
    output.put("api/v1/changes.atom", text.as_bytes())
}

fn element(out: &mut String, level: usize, name: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}<{name}>{text}</{name}>", "  ".repeat(level));
}

fn moment(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
