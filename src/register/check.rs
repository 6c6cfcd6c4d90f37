//! The only door to the public: histories become registers when no finding forbids it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Checked, Head, Register, rules};
use crate::base::date::Date;
use crate::base::finding::{Finding, Place, Severity, Standing};
use crate::history::build::History;
use crate::law::site::{Access, Iin};
use crate::law::{Law, RegisterLaw};
use crate::seal::{Maintainers, Verdicts};

/// What is to be checked.
pub struct Input<'i> {
    /// The law at the commit.
    pub law: Law,
    /// The commit.
    pub head: Head,
    /// The day for which terms are told.
    pub on: Date,
    /// The history of each register, in the order of the law.
    pub histories: Vec<History>,
    /// The verdicts on the seals of each register, in the same order; a register without verdicts
    /// has no seals.
    pub seals: Vec<Verdicts>,
    /// The verdicts on the signatures of commits.
    pub maintainers: Arc<Maintainers>,
    /// Findings so far, about the law and the repository.
    pub findings: Vec<Finding>,
    /// Whether a file is new: rules forbid what is new, and warn about what was published.
    pub is_new: &'i dyn Fn(&str) -> bool,
}

/// Checks everything. The registers are there exactly when no finding is an error.
pub fn check(input: Input<'_>) -> (Option<Checked>, Vec<Finding>) {
    let Input { law, head, on, histories, seals, maintainers, mut findings, is_new } = input;
    let mut registers = Vec::new();
    let mut seals = seals.into_iter();
    for (register, mut history) in law.registers.iter().zip(histories) {
        findings.append(&mut history.findings);
        let seals = seals.next().unwrap_or_default();
        let judged = (seals, Arc::clone(&maintainers));
        let register = Register::new(register.clone(), history, judged);
        findings.extend(rules::check(&register, &law));
        registers.push(register);
    }
    if law.site.iin == Iin::Mask && law.site.repository == Access::Public {
        findings.push(Finding::warning("iin-public-repository", Place::file("data/site.json")));
    }
    for finding in &mut findings {
        soften(finding, is_new);
    }
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    let forbidden = findings.iter().any(|finding| finding.severity == Severity::Error);
    let checked = (!forbidden).then_some(Checked { law, head, on, registers });
    (checked, findings)
}

/// What was published stays publishable.
fn soften(finding: &mut Finding, is_new: &dyn Fn(&str) -> bool) {
    let new = finding.place.as_ref().is_none_or(|place| is_new(&place.path));
    let rule = finding.standing == Standing::WhenNew;
    if rule && !new && finding.severity == Severity::Error {
        finding.severity = Severity::Warning;
    }
}

impl Register {
    fn new(
        law: RegisterLaw,
        history: History,
        (seals, maintainers): (Verdicts, Arc<Maintainers>),
    ) -> Register {
        let History { timelines, events, .. } = history;
        let mut last_seq = vec![0; timelines.len()];
        for event in &events {
            last_seq[event.entry] = event.seq;
        }
        let mut required_by: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for timeline in &timelines {
            for required in &timeline.latest().record.facts.requires {
                let needing = required_by.entry(*required).or_default();
                if needing.last() != Some(&timeline.number) {
                    needing.push(timeline.number);
                }
            }
        }
        Register { law, timelines, events, last_seq, required_by, seals, maintainers }
    }
}
