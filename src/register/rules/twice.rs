//! No code, number or choice stands twice in one list.

use std::collections::BTreeSet;

use super::Context;
use crate::base::finding::Finding;
use crate::base::json::{Node, push_pointer};
use crate::law::field::{Field, Kind};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    fields(
        context,
        context.tree,
        &context.entry.record().form.fields,
        &mut String::new(),
        &mut findings,
    );
    findings
}

fn fields(
    context: &Context<'_>,
    node: &Node<'_>,
    list: &[Field],
    pointer: &mut String,
    findings: &mut Vec<Finding>,
) {
    let above = pointer.len();
    for field in list {
        let Some(value) = node.get(&field.key) else { continue };
        push_pointer(pointer, &field.key);
        if field.many {
            repeated(context, value, field, pointer, findings);
            let list = pointer.len();
            for (index, item) in value.items().iter().enumerate() {
                push_pointer(pointer, &index.to_string());
                fields(context, item, &field.fields, pointer, findings);
                pointer.truncate(list);
            }
        } else {
            fields(context, value, &field.fields, pointer, findings);
        }
        pointer.truncate(above);
    }
}

fn repeated(
    context: &Context<'_>,
    list: &Node<'_>,
    field: &Field,
    pointer: &str,
    findings: &mut Vec<Finding>,
) {
    // A group repeats itself by its code; decisions and documents may well share a number.
    let code = field.fields.iter().find(|part| part.kind == Kind::Code && !part.many);
    let mut seen = BTreeSet::new();
    for (index, item) in list.items().iter().enumerate() {
        let (value, inner) = match (field.kind, code) {
            (Kind::Group, Some(code)) => (item.get(&code.key), Some(code.key.as_str())),
            (Kind::Code | Kind::Choice | Kind::Phone | Kind::Email, _) => (Some(item), None),
            (Kind::EntryRef, _) => (item.get("number"), Some("number")),
            _ => continue,
        };
        let Some(value) = value else { continue };
        let written = value.span.of(context.entry.record().text());
        if !seen.insert(written) {
            let met = value.text().map_or_else(|| written.to_owned(), str::to_owned);
            let mut here = format!("{pointer}/{index}");
            if let Some(key) = inner {
                push_pointer(&mut here, key);
            }
            let finding = Finding::rule("code-twice", context.place(value.span, here));
            findings.push(finding.with("met", met));
        }
    }
}
