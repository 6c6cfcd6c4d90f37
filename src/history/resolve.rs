//! Which decisions count, and from when, once annulments and corrections are worked in.

use crate::base::date::Date;
use crate::law::DecisionKind;
use crate::record::Decision;

/// A decision after the ones that refer to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    /// It is not annulled.
    pub(super) counts: bool,
    /// From when it counts: the date of the last correction that moves it, else its own.
    pub(super) effective_on: Date,
    /// The decision that gives the grounds: itself, or the last correction of it.
    pub(super) grounds_of: usize,
}

/// Works in every annulment and correction among the first `known` decisions.
pub(super) fn resolve(decisions: &[Decision], known: usize) -> Vec<Resolved> {
    let decisions = decisions.get(..known).unwrap_or(decisions);
    let plain = |(index, decision): (usize, &Decision)| Resolved {
        counts: true,
        effective_on: decision.effective_on,
        grounds_of: index,
    };
    let mut resolved: Vec<_> = decisions.iter().enumerate().map(plain).collect();
    // From last to first: whether an annulment counts is decided by later ones alone.
    for (index, decision) in decisions.iter().enumerate().rev() {
        if decision.kind == DecisionKind::Annul
            && resolved[index].counts
            && let Some(target) = decision.refers_to.filter(|target| *target < index)
        {
            resolved[target].counts = false;
        }
    }
    // From first to last: the last correction wins.
    for (index, decision) in decisions.iter().enumerate() {
        if decision.kind != DecisionKind::Correct || !resolved[index].counts {
            continue;
        }
        let Some(target) = decision.refers_to.filter(|target| *target < index) else { continue };
        if decision.effective_on != decisions[target].effective_on {
            resolved[target].effective_on = decision.effective_on;
        }
        if decisions[target].kind == DecisionKind::Leave && !decision.grounds.is_empty() {
            resolved[target].grounds_of = index;
        }
    }
    resolved
}
