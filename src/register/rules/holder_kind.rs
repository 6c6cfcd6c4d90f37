//! A person's number belongs to a person, an organisation's to an organisation; a sole proprietor
//! may have either.

use super::Context;
use crate::base::finding::Finding;
use crate::record::IdKind;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(pointer) = context.register.law.file.roles.holder.as_deref() else {
        return Vec::new();
    };
    let Some(holder) = &context.entry.record().facts.holder else { return Vec::new() };
    let Some((group, _)) = pointer.rsplit_once('/') else { return Vec::new() };
    let kind = context.tree.select(&format!("{group}/kind"));
    let said = kind.first().and_then(|kind| kind.text());
    let wrong = match (said, holder.kind) {
        (Some("legal_entity"), IdKind::Individual) => "natural_person",
        (Some("natural_person"), IdKind::Business) => "legal_entity",
        _ => return Vec::new(),
    };
    let finding = Finding::rule("holder-kind", context.at(pointer));
    vec![finding.with("met", said.unwrap_or_default()).with("expected", wrong)]
}
