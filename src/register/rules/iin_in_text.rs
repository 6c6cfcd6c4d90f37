//! No text gives away an individual's number that the holder's field hides.

use super::Context;
use crate::base::finding::Finding;
use crate::base::json::{Node, Value, push_pointer};
use crate::law::field::{Field, Kind};
use crate::law::site::Iin;
use crate::record::IdKind;
use crate::record::kind::iin_bin;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A canonical record writes every digit as it is, and no text has a control character, which
    // would be written with digits: where the whole has no such number, no part of it has.
    if context.law.site.iin == Iin::Mask && holds_number(context.entry.record().text()) {
        let fields = &context.entry.record().form.fields;
        walk(context.tree, fields, &mut String::new(), &mut |node, pointer| {
            let place = context.place(node.span, pointer);
            findings.push(Finding::rule("iin-in-text", place));
        });
    }
    findings
}

fn walk(
    node: &Node<'_>,
    fields: &[Field],
    pointer: &mut String,
    found: &mut dyn FnMut(&Node<'_>, &str),
) {
    let length = pointer.len();
    match &node.value {
        Value::String(text) if holds_number(text) => found(node, pointer),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                push_pointer(pointer, &index.to_string());
                walk(item, fields, pointer, found);
                pointer.truncate(length);
            }
        }
        Value::Object(members) => {
            for member in members {
                let field = fields.iter().find(|field| field.key == member.key);
                let masked = field.is_some_and(|field| {
                    field.kind == Kind::IinBin || !field.is_public() || field.kind == Kind::Phone
                });
                if !masked {
                    push_pointer(pointer, &member.key);
                    let inner = field.map_or(&[][..], |field| &field.fields);
                    walk(&member.node, inner, pointer, found);
                    pointer.truncate(length);
                }
            }
        }
        _ => {}
    }
}

/// Whether a run of exactly twelve digits is an individual's number.
fn holds_number(text: &str) -> bool {
    let is_number = |run: &str| iin_bin::check(run) == Ok(IdKind::Individual);
    let mut run = 0;
    for (at, byte) in text.bytes().chain([0]).enumerate() {
        if byte.is_ascii_digit() {
            run += 1;
        } else if std::mem::take(&mut run) == 12 && is_number(&text[at - 12..at]) {
            return true;
        }
    }
    false
}
