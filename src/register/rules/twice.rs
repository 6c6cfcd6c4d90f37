//! No code, number or choice stands twice in one list.

use std::collections::BTreeSet;

use super::Context;
use crate::base::finding::Finding;
use crate::base::json::Node;
use crate::law::field::{Field, Kind};

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    fields(context, context.tree, &context.entry.record().form.fields, "", &mut findings);
    findings
}

fn fields(
    context: &Context<'_>,
    node: &Node<'_>,
    list: &[Field],
    pointer: &str,
    findings: &mut Vec<Finding>,
) {
    for field in list {
        let Some(value) = node.get(&field.key) else { continue };
        let here = format!("{pointer}/{}", field.key);
        if field.many {
            repeated(context, value, field, &here, findings);
            for (index, item) in value.items().iter().enumerate() {
                fields(context, item, &field.fields, &format!("{here}/{index}"), findings);
            }
        } else {
            fields(context, value, &field.fields, &here, findings);
        }
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
        let (value, here) = match (field.kind, code) {
            (Kind::Group, Some(code)) => {
                (item.get(&code.key), format!("{pointer}/{index}/{}", code.key))
            }
            (Kind::Code | Kind::Choice | Kind::Phone | Kind::Email, _) => {
                (Some(item), format!("{pointer}/{index}"))
            }
            (Kind::EntryRef, _) => (item.get("number"), format!("{pointer}/{index}/number")),
            _ => continue,
        };
        let Some(value) = value else { continue };
        let written = value.span.of(context.entry.record().text());
        if !seen.insert(written) {
            let met = value.text().map_or_else(|| written.to_owned(), str::to_owned);
            let finding = Finding::rule("code-twice", context.place(value.span, here));
            findings.push(finding.with("met", met));
        }
    }
}
