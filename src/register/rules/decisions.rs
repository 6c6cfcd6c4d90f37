//! Decisions follow each other: in the order of their dates, in when out, out when in.

use super::Context;
use crate::base::finding::Finding;
use crate::history::Registration;
use crate::law::DecisionKind;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = order(context);
    findings.extend(membership(context));
    findings
}

fn order(context: &Context<'_>) -> Vec<Finding> {
    let decisions = context.entry.timeline().decisions();
    let mut findings = Vec::new();
    for (index, pair) in decisions.windows(2).enumerate() {
        if pair[1].decided_on < pair[0].decided_on {
            let place = context.at(&format!("/decisions/{}/decided_on", index + 1));
            let finding = Finding::rule("decisions-order", place);
            findings
                .push(finding.with("met", pair[1].decided_on).with("expected", pair[0].decided_on));
        }
    }
    for (index, decision) in decisions.iter().enumerate() {
        if let Some(notified) = decision.notified_on.filter(|day| *day < decision.decided_on) {
            let place = context.at(&format!("/decisions/{index}/notice/date"));
            let finding = Finding::rule("notice-before-decision", place);
            findings.push(finding.with("met", notified).with("expected", decision.decided_on));
        }
    }
    findings
}

/// An inclusion of what is in, or an exclusion of what is out, as known with that decision. The
/// later of the two days counts: an exclusion may take effect before a postponed inclusion.
fn membership(context: &Context<'_>) -> Vec<Finding> {
    let timeline = context.entry.timeline();
    let decisions = timeline.decisions();
    let mut findings = Vec::new();
    for (index, decision) in decisions.iter().enumerate() {
        let code = match decision.kind {
            DecisionKind::Enter => "already-in",
            DecisionKind::Leave => "not-in",
            DecisionKind::Change | DecisionKind::Correct | DecisionKind::Annul => continue,
        };
        let before = timeline.view(timeline.before_decision(index));
        let last = decisions[..index].iter().map(|decision| decision.effective_on).max();
        let day = last.unwrap_or(decision.effective_on).max(decision.effective_on);
        let is_in = before.registration(day) == Registration::InRegister;
        if is_in == (decision.kind == DecisionKind::Enter) {
            let place = context.at(&format!("/decisions/{index}/kind"));
            findings.push(Finding::rule(code, place).with("day", decision.effective_on));
        }
    }
    findings
}
