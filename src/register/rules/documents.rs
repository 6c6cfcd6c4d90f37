//! Documents end after they begin, and cover models that are there.

use super::Context;
use crate::base::date::Date;
use crate::base::finding::Finding;
use crate::base::json::Node;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(pointer) = &context.register.law.file.roles.documents else { return Vec::new() };
    let models = context.tree.get("models").map_or(0, |models| models.items().len());
    let documents = context.tree.select(pointer).into_iter().flat_map(Node::items);
    let mut findings = Vec::new();
    for (index, document) in documents.enumerate() {
        let date = |key: &str| document.get(key)?.text()?.parse::<Date>().ok();
        if let (Some(issued), Some(until)) = (date("issued_on"), date("valid_until"))
            && until < issued
        {
            let place = context.at(&format!("{pointer}/{index}/valid_until"));
            let finding = Finding::rule("document-dates", place);
            findings.push(finding.with("met", until).with("expected", issued));
        }
        let covers = document.get("covers").map(Node::items).unwrap_or_default();
        for (position, model) in covers.iter().enumerate() {
            let known = model.integer().and_then(|model| usize::try_from(model).ok());
            if known.is_none_or(|known| known >= models) {
                let pointer = format!("{pointer}/{index}/covers/{position}");
                let finding = Finding::rule("covers-unknown", context.place(model.span, pointer));
                findings.push(finding.with("met", model.integer().unwrap_or_default()));
            }
        }
    }
    findings
}
