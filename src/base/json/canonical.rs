//! Writing JSON: the canonical bytes that are signed, and the compact form of the feeds.
//!
//! The canonical form is byte for byte Python's `json.dumps(x, ensure_ascii=False, indent=2)` with
//! a newline at the end. It is eternal: old seals are over these bytes.

use std::fmt::Write as _;

use super::{Node, Value};
use crate::base::scan::Special;

/// The canonical bytes of a tree, members in the order of `order`, unknown ones after them as they
/// came. `order` gives the keys of the object at a pointer-like path of keys (list items add
/// nothing to it).
pub fn pretty<'o>(node: &Node<'_>, order: &dyn Fn(&[&str]) -> Option<Vec<&'o str>>) -> String {
    let mut writer = Pretty { out: String::new(), order };
    writer.value(node, 0, &mut Vec::new());
    writer.out.push('\n');
    writer.out
}

struct Pretty<'w, 'o> {
    out: String,
    order: &'w dyn Fn(&[&str]) -> Option<Vec<&'o str>>,
}

impl Pretty<'_, '_> {
    fn value<'n>(&mut self, node: &'n Node<'_>, level: usize, path: &mut Vec<&'n str>) {
        match &node.value {
            Value::Array(items) if !items.is_empty() => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index, level + 1);
                    self.value(item, level + 1, path);
                }
                self.newline(level);
                self.out.push(']');
            }
            Value::Object(members) if !members.is_empty() => {
                let order = (self.order)(path).unwrap_or_default();
                let rank = |key: &str| order.iter().position(|known| *known == key);
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by_key(|member| rank(&member.key).unwrap_or(usize::MAX));
                self.out.push('{');
                for (index, member) in sorted.into_iter().enumerate() {
                    self.separate(index, level + 1);
                    escape_into(&mut self.out, &member.key);
                    self.out.push_str(": ");
                    path.push(&member.key);
                    self.value(&member.node, level + 1, path);
                    path.pop();
                }
                self.newline(level);
                self.out.push('}');
            }
            _ => scalar(&mut self.out, node),
        }
    }

    fn separate(&mut self, index: usize, level: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.newline(level);
    }

    fn newline(&mut self, level: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", level));
    }
}

/// Appends a tree without any white space.
pub fn compact(out: &mut String, node: &Node<'_>) {
    match &node.value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                compact(out, item);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                escape_into(out, &member.key);
                out.push(':');
                compact(out, &member.node);
            }
            out.push('}');
        }
        _ => scalar(out, node),
    }
}

fn scalar(out: &mut String, node: &Node<'_>) {
    match &node.value {
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Integer(number) => out.push_str(&number.to_string()),
        Value::String(text) => escape_into(out, text),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
        Value::Null | Value::Broken => out.push_str("null"),
    }
}

/// What cannot stand in a string as it is.
const SPECIAL: Special<2> = Special::new(*b"\"\\", true);

/// Appends a string with its quotation marks, escaped as the canonical bytes are: only what JSON
/// demands, everything else as it is.
pub fn escape_into(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    loop {
        let (plain, after) = rest.split_at(SPECIAL.before(rest.as_bytes()));
        out.push_str(plain);
        let Some(byte) = after.bytes().next() else { break };
        rest = &after[1..];
        let escaped = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            _ => "",
        };
        if escaped.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escaped);
        }
    }
    out.push('"');
}
