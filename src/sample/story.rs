//! What happens to one entry: steps in the order in which they are decided and recorded, and the
//! record after each of them.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::base::date::Date;

use super::record;

/// A register of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Register {
    /// The register of trusted software and electronics.
    Trusted,
    /// Attestation certificates, from an act that was revoked.
    Attestation,
}

impl Register {
    /// The name in paths.
    pub(super) fn name(self) -> &'static str {
        match self {
            Register::Trusted => "trusted",
            Register::Attestation => "attestation",
        }
    }

    /// The register's own word for a kind of decision.
    pub(super) fn word(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Register::Trusted, Kind::Include) => "include",
            (Register::Trusted, Kind::Change) => "change",
            (Register::Trusted, Kind::Exclude) => "exclude",
            (Register::Trusted, Kind::Correct) => "correct",
            (Register::Trusted, Kind::Annul) => "annul",
            (Register::Attestation, Kind::Include) => "issue",
            (Register::Attestation, Kind::Change) => "amend",
            (Register::Attestation, Kind::Exclude) => "revoke",
            (Register::Attestation, Kind::Correct) => "rectify",
            (Register::Attestation, Kind::Annul) => "void",
        }
    }
}

/// The five effects that a decision can have.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    #[serde(alias = "issue")]
    Include,
    #[serde(alias = "amend")]
    Change,
    #[serde(alias = "revoke")]
    Exclude,
    #[serde(alias = "rectify")]
    Correct,
    #[serde(alias = "void")]
    Annul,
}

/// One decision and the values that it brings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) purpose: Option<String>,
    pub(super) decided_on: Date,
    /// The day of the decision when absent.
    #[serde(default)]
    pub(super) effective_on: Option<Date>,
    /// The day of the commit.
    pub(super) recorded_on: Date,
    /// Index from 1 of an earlier step.
    #[serde(default)]
    pub(super) refers_to: Option<usize>,
    #[serde(default)]
    pub(super) grounds: Vec<String>,
    #[serde(default)]
    pub(super) reason: Value,
    /// Taken from an older table, which knew no numbers.
    #[serde(default)]
    pub(super) loaded: bool,
    /// New values of top-level fields; a correction's are those of the step it refers to.
    #[serde(default)]
    pub(super) set: Map<String, Value>,
}

impl Step {
    pub(super) fn effective_on(&self) -> Date {
        self.effective_on.unwrap_or(self.decided_on)
    }

    /// The index from 0 of the step that this one refers to.
    fn target(&self) -> Option<usize> {
        self.refers_to.and_then(|index| index.checked_sub(1))
    }
}

/// The life of one entry.
#[derive(Clone, Debug)]
pub(super) struct Story {
    pub(super) register: Register,
    pub(super) number: u32,
    pub(super) steps: Vec<Step>,
}

impl Story {
    /// Where the record lies in the repository.
    pub(super) fn path(&self) -> String {
        let number = format!("{:06}", self.number);
        let (folder, _) = number.split_at(number.len() - 3);
        format!("data/registers/{}/entries/{folder}/{number}.json", self.register.name())
    }

    /// The canonical bytes of the record after the step of this index from 0.
    pub(super) fn revision(&self, index: usize) -> Vec<u8> {
        let steps = &self.steps[..=index];
        record::canonical(&record::assemble(self, values(steps), steps))
    }

    /// The number of the decision of this index, unless it came from an older table.
    pub(super) fn decision_number(&self, index: usize) -> Option<String> {
        let step = &self.steps[index];
        (!step.loaded).then(|| self.paper(step.decided_on, index, 0))
    }

    /// The number of a paper that belongs to the decision of this index: no two papers of a
    /// register share one, because each decision of each entry has a range of four.
    pub(super) fn paper(&self, day: Date, index: usize, nth: usize) -> String {
        let first = match self.register {
            Register::Trusted => 100,
            Register::Attestation => 500,
        };
        format!("DEMO-{}/{}", day.parts().0, self.number as usize * 1000 + first + index * 4 + nth)
    }
}

/// The values of the record after these steps, corrections and annulments applied.
fn values(steps: &[Step]) -> Map<String, Value> {
    let mut counts = vec![true; steps.len()];
    for (index, step) in steps.iter().enumerate().rev() {
        if let (Kind::Annul, true, Some(target)) = (step.kind, counts[index], step.target()) {
            counts[target] = false;
        }
    }
    let mut values = Map::new();
    values.insert("formed_on".to_owned(), json!(steps[0].effective_on()));
    for (index, step) in steps.iter().enumerate() {
        let brings_values = matches!(step.kind, Kind::Include | Kind::Change);
        // Nothing stands before the first inclusion: its values stay even when it is annulled.
        if !brings_values || !(counts[index] || index == 0) {
            continue;
        }
        values.extend(step.set.clone());
        let corrections = steps.iter().zip(&counts).filter(|(later, counts)| {
            **counts && later.kind == Kind::Correct && later.target() == Some(index)
        });
        for (correction, _) in corrections {
            values.extend(correction.set.clone());
        }
    }
    values
}
