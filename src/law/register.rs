//! What the engine needs to know about any register: `data/registers/<register>/register.json`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::form::Form;
use crate::base::lang::PerLang;

/// `register.json` as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    /// Full name.
    pub title: PerLang<String>,
    /// Short name for navigation; the full one when absent.
    #[serde(default)]
    pub short_title: Option<PerLang<String>>,
    /// The act under which the register is kept.
    pub legal_basis: PerLang<String>,
    /// Whether the act is in force.
    pub status: Status,
    /// Which fields play which part.
    pub roles: Roles,
    /// The register's own names of decisions.
    pub decisions: BTreeMap<String, DecisionKind>,
    /// Ids of the trust profiles that judge its seals.
    #[serde(default)]
    pub profiles: Vec<String>,
    /// When a document is to be renewed.
    #[serde(default)]
    pub renewal: Option<Renewal>,
    /// Terms of the authority and of the holder, for the stage that counts them.
    #[serde(default)]
    pub deadlines: Vec<serde_json::Value>,
    /// How the number comes about.
    #[serde(default)]
    pub numbering: Numbering,
    /// Whether the main navigation names it.
    #[serde(default = "yes")]
    pub in_navigation: bool,
}

fn yes() -> bool {
    true
}

/// Whether the act of a register is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is.
    InForce,
    /// It is not; the register is an archive.
    Revoked,
}

/// How entries are numbered. The number is always the integer of the record's path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// The number of the path is the official one.
    #[default]
    Path,
    /// The official number is text in a field; the path's number only orders.
    Field,
}

/// Which fields play which part, by pointer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// The name of the entry.
    pub title: String,
    /// The holder's identification number.
    #[serde(default)]
    pub holder: Option<String>,
    /// The holder's name.
    #[serde(default)]
    pub holder_name: Option<String>,
    /// The official number, where it is text.
    #[serde(default)]
    pub official_number: Option<String>,
    /// The date on which the entry was formed.
    #[serde(default)]
    pub formed_on: Option<String>,
    /// Other entries that this one needs.
    #[serde(default)]
    pub requires: Option<String>,
    /// The documents whose terms are watched.
    #[serde(default)]
    pub documents: Option<String>,
    /// The entry that stands in the place of one that left.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// Codes by which entries are looked up: name of the key, pointer to each value.
    #[serde(default)]
    pub keys: BTreeMap<String, String>,
    /// For a key whose rows also say how the item is supplied: the name of that member.
    #[serde(default)]
    pub supply: BTreeMap<String, String>,
    /// Fields by which lists are divided.
    #[serde(default)]
    pub facets: Vec<String>,
    /// Fields that are searched, with their weights.
    #[serde(default)]
    pub search: BTreeMap<String, u32>,
}

/// When a document is to be renewed before it expires.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// Calendar days before the last day of validity.
    pub days_before: u32,
    /// Where the act says so.
    pub paragraph: PerLang<String>,
    /// How many days ahead the home page counts ending terms; it does not without them.
    #[serde(default)]
    pub days_shown: Option<u32>,
}

/// What a decision does to an entry; a register's own names map to these five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// The entry is in the register from the effective date.
    Enter,
    /// The entry is out of the register from the effective date.
    Leave,
    /// Values change from the effective date.
    Change,
    /// Values or the date of an earlier decision were never other than these.
    Correct,
    /// An earlier decision never had effect.
    Annul,
}

impl DecisionKind {
    /// Every kind, in the order in which an entry meets them.
    pub const ALL: [DecisionKind; 5] = [
        DecisionKind::Enter,
        DecisionKind::Leave,
        DecisionKind::Change,
        DecisionKind::Correct,
        DecisionKind::Annul,
    ];

    /// The name in feeds.
    pub fn word(self) -> &'static str {
        match self {
            DecisionKind::Enter => "enter",
            DecisionKind::Leave => "leave",
            DecisionKind::Change => "change",
            DecisionKind::Correct => "correct",
            DecisionKind::Annul => "annul",
        }
    }
}

/// A register and all its forms.
#[derive(Clone, Debug)]
pub struct RegisterLaw {
    /// Id, the name of its folder.
    pub id: String,
    /// What `register.json` says.
    pub file: RegisterFile,
    /// Its forms by edition.
    pub forms: BTreeMap<String, Arc<Form>>,
}

impl RegisterLaw {
    /// The short name, or the full one.
    pub fn short_title(&self) -> &PerLang<String> {
        self.file.short_title.as_ref().unwrap_or(&self.file.title)
    }

    /// The path of a record: its number padded to six digits, in a folder of a thousand.
    pub fn record_path(&self, number: u32) -> String {
        format!("data/registers/{}/entries/{:03}/{number:06}.json", self.id, number / 1000)
    }

    /// The latest edition, by id of the form that came into force last.
    pub fn latest_form(&self) -> Option<&Arc<Form>> {
        self.forms.values().max_by_key(|form| (form.in_force_from, form.id.clone()))
    }
}
