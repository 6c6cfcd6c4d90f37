//! The decisions of a record: what the engine counts with, and what each must have by its kind.

use super::read::Reader;
use crate::base::date::Date;
use crate::base::finding::Finding;
use crate::base::json::{Node, Span, compact};
use crate::law::Form;
use crate::law::register::{DecisionKind, RegisterLaw};

/// A decision as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The register's own name of its kind.
    pub name: Box<str>,
    /// What it does.
    pub kind: DecisionKind,
    /// Its number; unknown in loaded rows.
    pub number: Option<Box<str>>,
    /// When it was taken.
    pub decided_on: Date,
    /// From when it counts.
    pub effective_on: Date,
    /// The notice that was sent, as compact JSON; `null` in loaded rows where it is unknown.
    pub notice: Box<str>,
    /// The date of that notice, where known.
    pub notified_on: Option<Date>,
    /// Why an entry left.
    pub grounds: Box<[Box<str>]>,
    /// The decision that it corrects or annuls, counted from 0.
    pub refers_to: Option<usize>,
    /// Where it stands in the record.
    pub span: Span,
}

/// The decisions of a record, or none if one of them cannot be read (which was reported).
pub(super) fn read(
    reader: &mut Reader<'_>,
    tree: &Node<'_>,
    form: &Form,
    register: &RegisterLaw,
) -> Option<Box<[Decision]>> {
    let items = tree.get("decisions")?.items();
    let mut decisions: Vec<Decision> = Vec::with_capacity(items.len());
    for (index, node) in items.iter().enumerate() {
        let decision = decision(node, register)?;
        let mut report = |code, key: &str| {
            let span = node.get(key).map_or(node.span, |value| value.span);
            let place = reader.place(span, format!("/decisions/{index}/{key}"));
            let finding = Finding::error(code, place).with("met", &decision.name);
            reader.findings.push(finding.because(form.legal_basis.as_str()));
        };
        check(node, &decision, &decisions, &mut report);
        decisions.push(decision);
    }
    Some(decisions.into())
}

fn decision(node: &Node<'_>, register: &RegisterLaw) -> Option<Decision> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let date = |key: &str| text(key)?.parse().ok();
    let name = text("kind")?;
    let grounds = node.get("grounds")?.items().iter().filter_map(Node::text);
    let refers_to = node.get("refers_to").and_then(Node::integer);
    Some(Decision {
        name: name.into(),
        kind: *register.file.decisions.get(name)?,
        number: text("number").map(Into::into),
        decided_on: date("decided_on")?,
        effective_on: date("effective_on")?,
        notice: compacted(node.get("notice")?),
        notified_on: node.select("/notice/date").first().and_then(|date| date.text()?.parse().ok()),
        grounds: grounds.map(Into::into).collect(),
        // 1-based in the record; 0 leads nowhere and is reported as such.
        refers_to: refers_to.map(|number| usize::try_from(number - 1).unwrap_or(usize::MAX)),
        span: node.span,
    })
}

fn compacted(node: &Node<'_>) -> Box<str> {
    let mut text = String::new();
    compact(&mut text, node);
    text.into()
}

fn check(
    node: &Node<'_>,
    decision: &Decision,
    before: &[Decision],
    report: &mut dyn FnMut(&'static str, &str),
) {
    use DecisionKind::{Annul, Change, Correct, Enter, Leave};
    let referred = decision.refers_to.map(|index| before.get(index).map(|decision| decision.kind));
    match (decision.kind, referred) {
        (Correct | Annul, None) => report("refers-to-missing", "refers_to"),
        (Enter | Leave | Change, Some(_)) => report("refers-to-unexpected", "refers_to"),
        (Correct | Annul, Some(None)) => report("refers-to-nothing", "refers_to"),
        (Correct, Some(Some(Correct | Annul))) => report("refers-to-kind", "refers_to"),
        _ => {}
    }
    let corrects_leave = decision.kind == Correct && referred == Some(Some(Leave));
    let has_grounds = node.get("grounds").is_some_and(|grounds| !grounds.is_empty());
    match (decision.kind == Leave || corrects_leave, has_grounds) {
        (true, false) => report("grounds-missing", "grounds"),
        (false, true) => report("grounds-unexpected", "grounds"),
        _ => {}
    }
}
