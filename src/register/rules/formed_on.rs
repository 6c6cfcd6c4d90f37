//! An entry is formed on the day of its inclusion.

use super::Context;
use crate::base::finding::Finding;
use crate::law::DecisionKind;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let timeline = context.entry.timeline();
    let view = timeline.view(timeline.now());
    let decisions = timeline.decisions();
    let inclusion = (0..decisions.len())
        .find(|index| decisions[*index].kind == DecisionKind::Enter && view.counts(*index))
        .and_then(|index| view.effective_on(index));
    let formed = context.entry.record().facts.formed_on;
    let pointer = context.register.law.file.roles.formed_on.as_deref().unwrap_or_default();
    match (formed, inclusion) {
        (Some(formed), Some(inclusion)) if formed != inclusion => {
            let finding = Finding::rule("formed-on-differs", context.at(pointer));
            vec![finding.with("met", formed).with("expected", inclusion)]
        }
        _ => Vec::new(),
    }
}
