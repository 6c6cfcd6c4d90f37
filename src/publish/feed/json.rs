//! Writing JSON files: objects put together from parts, and long lists with one item a line, so
//! that a line can be quoted, compared and found by ordinary tools.

use std::io::{self, Write};

use serde::Serialize;

/// A value on one line with a newline at the end.
pub(super) fn line(value: &impl Serialize) -> io::Result<String> {
    let mut text = serde_json::to_string(value)?;
    text.push('\n');
    Ok(text)
}

/// A value for people to read.
pub(super) fn pretty(value: &impl Serialize) -> io::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// One object of the members of two.
pub(super) fn joined(first: &str, second: &str) -> String {
    let first = first.strip_suffix('}').unwrap_or(first);
    let second = second.strip_prefix('{').unwrap_or(second);
    let comma = if first.len() > 1 && second.len() > 1 { "," } else { "" };
    [first, comma, second].concat()
}

/// An object with a list in it, one item a line.
pub(super) struct ListFile<'w> {
    out: &'w mut dyn Write,
    first: bool,
}

impl<'w> ListFile<'w> {
    /// Begins with the members of `head` and opens the list.
    pub(super) fn begin(
        out: &'w mut dyn Write,
        head: &impl Serialize,
        key: &str,
    ) -> io::Result<ListFile<'w>> {
        let head = serde_json::to_string(head)?;
        write!(out, "{},\"{key}\":[", head.strip_suffix('}').unwrap_or(&head))?;
        Ok(ListFile { out, first: true })
    }

    /// Adds an item.
    pub(super) fn item(&mut self, item: &str) -> io::Result<()> {
        let before = if std::mem::take(&mut self.first) { "\n" } else { ",\n" };
        self.out.write_all(before.as_bytes())?;
        self.out.write_all(item.as_bytes())
    }

    /// Closes the list and the object; `rest` are further members, each with a comma before it.
    pub(super) fn end(self, rest: &str) -> io::Result<()> {
        writeln!(self.out, "\n]{rest}}}")
    }
}
