//! Strict JSON with places: every value knows where it stands, and one reading reports every
//! problem it meets instead of stopping at the first.
//!
//! `serde_json` is not used here because it keeps the last of two equal keys without a word, turns
//! `1.10` into a float, and knows no position of a value.

mod canonical;
mod parser;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use canonical::{compact, escape_into, pretty};
pub use parser::{Limits, parse};

/// A range of bytes of the text that was parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One after the last byte.
    pub end: u32,
}

impl Span {
    /// The text of this span.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// Where the value stands, without surrounding white space.
    pub span: Span,
    /// What it is.
    pub value: Value<'a>,
}

/// A JSON value. Numbers are whole: a fraction or an exponent is a problem, amounts are strings.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A string with its escapes resolved.
    String(Cow<'a, str>),
    /// A list.
    Array(Vec<Node<'a>>),
    /// An object; of two equal keys the first is kept, the second was reported.
    Object(Vec<Member<'a>>),
    /// Something that was reported and cannot be used.
    Broken,
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'a> {
    /// The key with its escapes resolved.
    pub key: Cow<'a, str>,
    /// Where the key stands, with its quotation marks.
    pub key_span: Span,
    /// The value.
    pub node: Node<'a>,
}

impl<'a> Node<'a> {
    /// The member of an object, if this is one and has it.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.node)
    }

    /// The members of an object; none for anything else.
    pub fn members(&self) -> &[Member<'a>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node<'a>] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn integer(&self) -> Option<i64> {
        match self.value {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// Whether there is nothing here: `null`, or an empty list.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            _ => false,
        }
    }

    /// Every node that a pointer with `*` for "each item" leads to, such as `/enstru/*/code`.
    pub fn select<'n>(&'n self, pointer: &str) -> Vec<&'n Node<'a>> {
        let mut nodes = vec![self];
        for part in pointer.split('/').skip(1) {
            nodes = if part == "*" {
                nodes.into_iter().flat_map(Node::items).collect()
            } else {
                nodes.into_iter().filter_map(|node| node.get(part)).collect()
            };
        }
        nodes
    }

    /// What kind of value this is, as a word for people who know JSON.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Integer(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
            Value::Broken => "unreadable value",
        }
    }
}

/// A problem of the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, as in `content/<lang>/findings.json`.
    pub code: &'static str,
    /// Where in the text.
    pub span: Span,
    /// Pointer to the value or key.
    pub pointer: String,
    /// What was met, for the message.
    pub met: String,
}

/// Line and column from 1, the column in characters, of a byte offset in a text.
pub fn position(text: &str, offset: u32) -> (u32, u32) {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let lines = before.bytes().filter(|byte| *byte == b'\n').count();
    let column = before[line_start..].chars().count();
    (count(lines) + 1, count(column) + 1)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Adds one reference token to a pointer, escaped as RFC 6901 says.
pub fn push_pointer(pointer: &mut String, token: &str) {
    pointer.push('/');
    if !token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return pointer.push_str(token);
    }
    for letter in token.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
