//! Software that an entry needs is in the register itself, and nothing needs itself in a circle.

use std::collections::BTreeMap;

use super::Context;
use crate::base::finding::Finding;
use crate::base::json::Node;
use crate::history::Registration;
use crate::law::DecisionKind;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(pointer) = &context.register.law.file.roles.requires else { return Vec::new() };
    let own = context.entry.number();
    let items = context.tree.select(pointer).into_iter().flat_map(Node::items);
    let mut findings = Vec::new();
    for (index, item) in items.enumerate() {
        let Some(node) = item.get("number") else { continue };
        let Some(number) = node.integer().and_then(|number| u32::try_from(number).ok()) else {
            continue;
        };
        let place = context.place(node.span, format!("{pointer}/{index}/number"));
        let finding = match context.register.entry(number) {
            _ if number == own => Some(Finding::rule("requires-self", place)),
            None => Some(Finding::rule("requires-unknown", place)),
            Some(required) => decided_on(context)
                .filter(|day| required.registration(*day) != Registration::InRegister)
                .map(|day| Finding::rule("requires-not-in-register", place).with("day", day)),
        };
        findings.extend(finding.map(|finding| finding.with("met", number)));
    }
    findings.extend(cycle(context, pointer));
    findings.extend(at_risk(context));
    findings
}

/// The day of the last decision that could have brought what the entry needs.
fn decided_on(context: &Context<'_>) -> Option<crate::base::date::Date> {
    let decisions = context.entry.timeline().decisions().iter().rev();
    let brings = |kind| matches!(kind, DecisionKind::Enter | DecisionKind::Change);
    decisions.into_iter().find(|decision| brings(decision.kind)).map(|decision| decision.decided_on)
}

/// A circle is told once, at its entry of the smallest number.
fn cycle(context: &Context<'_>, pointer: &str) -> Option<Finding> {
    let own = context.entry.number();
    let needs = |number: u32| {
        context.register.entry(number).map_or(&[][..], |entry| &entry.record().facts.requires)
    };
    // The way down to each entry that is needed; a list instead of recursion, because a chain may
    // be as long as the register.
    let mut came_from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut open = vec![own];
    while let Some(number) = open.pop() {
        for next in needs(number).iter().copied().filter(|next| *next >= own) {
            if next == own && number != own {
                return Some(told(context, pointer, &way(&came_from, number, own)));
            }
            if next != own && !came_from.contains_key(&next) {
                came_from.insert(next, number);
                open.push(next);
            }
        }
    }
    None
}

/// From an entry down to `last` and back.
fn way(came_from: &BTreeMap<u32, u32>, last: u32, own: u32) -> Vec<u32> {
    let mut way = vec![own, last];
    while let Some(above) = way.last().and_then(|number| came_from.get(number)) {
        way.push(*above);
    }
    way.reverse();
    way
}

fn told(context: &Context<'_>, pointer: &str, way: &[u32]) -> Finding {
    let chain: Vec<_> = way.iter().map(u32::to_string).collect();
    Finding::rule("requires-cycle", context.at(pointer)).with("met", chain.join(" → "))
}

/// Leaving the register can cost others their place: whoever decides should see whom.
fn at_risk(context: &Context<'_>) -> Option<Finding> {
    let timeline = context.entry.timeline();
    let decisions = timeline.decisions();
    let view = timeline.view(timeline.now());
    let leaving = (0..decisions.len()).rev().find(|index| {
        let moves = matches!(decisions[*index].kind, DecisionKind::Enter | DecisionKind::Leave);
        moves && view.counts(*index)
    });
    let leaving = leaving.filter(|index| decisions[*index].kind == DecisionKind::Leave)?;
    let day = view.effective_on(leaving)?;
    let dependants = context.entry.required_by().iter().filter(|number| {
        let entry = context.register.entry(**number);
        entry.is_some_and(|entry| entry.registration(day) == Registration::InRegister)
    });
    let numbers: Vec<_> = dependants.map(u32::to_string).collect();
    let place = context.at(&format!("/decisions/{leaving}"));
    let finding = Finding::warning("dependant-at-risk", place).with("met", numbers.join(", "));
    (!numbers.is_empty()).then_some(finding)
}
