//! The words of the sample: cases written by hand, holders, and the vocabulary of invented
//! entries. They are files under `data/sample/`, embedded and read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::lang::PerLang;

use super::story::Step;

/// A text in both languages.
pub(super) type Text = PerLang<String>;

/// The bytes of `data/site.json`, as the sample carries it.
pub(super) const SITE: &str = include_str!("../../data/sample/site.json");

/// An entry written by hand: its number and everything that happened to it.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) number: u32,
    pub(super) steps: Vec<Step>,
}

/// A holder of cases: the applicant's values and the support services that go with them.
#[derive(Deserialize)]
pub(super) struct Holder {
    pub(super) support: Value,
    #[serde(flatten)]
    pub(super) applicant: serde_json::Map<String, Value>,
}

/// A kind of product.
#[derive(Deserialize)]
pub(super) struct Product {
    pub(super) name: Text,
    /// The name in the genitive, for use inside sentences.
    pub(super) of: Text,
    pub(super) category: String,
    pub(super) enstru: Vec<String>,
    pub(super) kpved: Vec<String>,
    pub(super) tnved: Vec<String>,
}

/// Who commits.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Person {
    /// The name shown by git.
    pub name: String,
    /// The address shown by git.
    pub email: String,
}

/// Who issues documents.
#[derive(Deserialize)]
pub(super) struct Issuers {
    pub(super) laboratory: Value,
    pub(super) body: Value,
    pub(super) chamber: Value,
    pub(super) rights: Value,
    pub(super) producers: Value,
}

/// The sentences of commit messages.
#[derive(Deserialize)]
pub(super) struct Messages {
    pub(super) begin: Text,
    pub(super) many: Text,
    pub(super) merge: Text,
    pub(super) registers: BTreeMap<String, Text>,
    pub(super) kinds: BTreeMap<String, Text>,
}

/// The vocabulary of invented entries.
#[derive(Deserialize)]
pub(super) struct Words {
    pub(super) brands: Vec<Text>,
    pub(super) software: Vec<Product>,
    pub(super) electronics: Vec<Product>,
    pub(super) notes: Vec<Text>,
    /// Notes that name the product, as `{of}`.
    pub(super) product_notes: Vec<Text>,
    pub(super) companies: Vec<Text>,
    pub(super) trades: Vec<Text>,
    pub(super) legal_forms: Vec<Text>,
    pub(super) surnames: Vec<Text>,
    pub(super) given_names: Vec<Text>,
    pub(super) sole_proprietor: Text,
    pub(super) natural_person: Text,
    pub(super) cities: Vec<Text>,
    pub(super) streets: Vec<Text>,
    pub(super) embedded: Text,
    pub(super) outside: Vec<Text>,
    pub(super) issuers: Issuers,
    pub(super) reasons: BTreeMap<String, Value>,
    pub(super) misprint: Text,
    pub(super) people: Vec<Person>,
    pub(super) messages: Messages,
}

/// The cases of the register `trusted`, by number from 1.
pub(super) fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| embedded(include_str!("../../data/sample/cases.json")))
}

/// The cases of the register `attestation`, by number from 1.
pub(super) fn attestation() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| embedded(include_str!("../../data/sample/attestation.json")))
}

/// The holder that cases call by this key.
pub(super) fn holder(key: &str) -> &'static Holder {
    static HOLDERS: OnceLock<BTreeMap<String, Holder>> = OnceLock::new();
    let holders = HOLDERS.get_or_init(|| embedded(include_str!("../../data/sample/holders.json")));
    holders.get(key).expect("a test finds each holder that a case names")
}

/// The vocabulary of invented entries.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| embedded(include_str!("../../data/sample/words.json")))
}

/// Reads a file that was embedded at compile time; tests read each of them.
fn embedded<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("embedded data is read by tests")
}

/// Replaces `{slot}` in a text, language by language.
pub(super) fn fill(text: &Text, slot: &str, value: &Text) -> Text {
    let slot = format!("{{{slot}}}");
    Text { kk: text.kk.replace(&slot, &value.kk), ru: text.ru.replace(&slot, &value.ru) }
}
