//! A record from values and steps: every key of its form, in the form's order, in canonical bytes.

use serde_json::{Map, Value, json};

use crate::base::date::Date;

use super::data;
use super::days;
use super::identity;
use super::story::{Kind, Register, Step, Story};

/// What a key holds when nothing was given.
#[derive(Clone, Copy)]
enum Absent {
    Null,
    List,
}

use Absent::{List, Null};

/// Keys of `trusted`, in form order; the editions share them.
const TRUSTED: [(&str, Absent); 20] = [
    ("form", Null),
    ("number", Null),
    ("formed_on", Null),
    ("kind", Null),
    ("name", Null),
    ("former_names", List),
    ("standalone", Null),
    ("requires", List),
    ("models", List),
    ("applicant", Null),
    ("support", List),
    ("enstru", List),
    ("tnved", List),
    ("kpved", List),
    ("categories", List),
    ("note", Null),
    ("documents", List),
    ("decisions", List),
    ("origin", Null),
    ("replaced_by", Null),
];

/// Keys of `attestation`, in form order.
const ATTESTATION: [(&str, Absent); 12] = [
    ("form", Null),
    ("number", Null),
    ("certificate_number", Null),
    ("information_system", Null),
    ("system_kind", Null),
    ("applicant", Null),
    ("application", Null),
    ("contracts", List),
    ("examination_act", Null),
    ("protocols", List),
    ("additional_act", Null),
    ("decisions", List),
];

const DOCUMENT: [(&str, Absent); 9] = [
    ("kind", Null),
    ("number", Null),
    ("issuer", Null),
    ("issued_on", Null),
    ("valid_until", Null),
    ("level", Null),
    ("positive", Null),
    ("share", Null),
    ("covers", List),
];

/// The record of a story with these values and the decisions of these steps.
pub(super) fn assemble(story: &Story, mut values: Map<String, Value>, steps: &[Step]) -> Value {
    let keys: &[(&str, Absent)] = match story.register {
        Register::Trusted => {
            expand(story.number, &mut values);
            &TRUSTED
        }
        Register::Attestation => &ATTESTATION,
    };
    values.insert("number".to_owned(), json!(story.number));
    let decisions = steps.iter().enumerate().map(|(index, step)| decision(story, index, step));
    values.insert("decisions".to_owned(), decisions.collect());
    ordered(keys, values)
}

/// Two-space JSON and a final line break: what a signature is made over.
pub(super) fn canonical(record: &Value) -> Vec<u8> {
    format!("{record:#}\n").into_bytes()
}

fn ordered(keys: &[(&str, Absent)], mut values: Map<String, Value>) -> Value {
    let field = |(key, absent): &(&str, Absent)| {
        let value = values.shift_remove(*key).unwrap_or_else(|| match absent {
            Absent::Null => Value::Null,
            Absent::List => json!([]),
        });
        ((*key).to_owned(), value)
    };
    Value::Object(keys.iter().map(field).collect())
}

/// Writes out what the data abbreviate: holders called by key, documents without their empty keys.
fn expand(number: u32, values: &mut Map<String, Value>) {
    if let Some(applicant) = values.get_mut("applicant") {
        *applicant = identified(number, applicant);
    }
    if let Some(support) = values.get_mut("support")
        && let Some(key) = support.as_str()
    {
        *support = data::holder(key).support.clone();
    }
    if let Some(Value::Array(documents)) = values.get_mut("documents") {
        for document in documents {
            if let Value::Object(given) = document.take() {
                *document = ordered(&DOCUMENT, given);
            }
        }
    }
}

/// The applicant with the private salt that an IIN needs.
fn identified(number: u32, applicant: &Value) -> Value {
    let given = match applicant.as_str() {
        Some(key) => Value::Object(data::holder(key).applicant.clone()),
        None => applicant.clone(),
    };
    let salt = match (given["kind"].as_str(), given["id"].as_str()) {
        (Some("legal_entity"), _) | (_, None) => Value::Null,
        (_, Some(id)) => json!(identity::salt(number, id)),
    };
    json!({
        "kind": given["kind"], "id": given["id"], "salt": salt,
        "name": given["name"], "contacts": given["contacts"],
    })
}

/// From this day on results of the state service take the place of orders of the head.
fn service_from() -> Date {
    Date::new(2024, 12, 31).expect("a day of the calendar")
}

fn decision(story: &Story, index: usize, step: &Step) -> Value {
    let on = step.decided_on;
    let known = |asked: bool| asked && !step.loaded;
    let trusted = |asked: bool| known(asked) && story.register == Register::Trusted;
    let admits = matches!(step.kind, Kind::Include | Kind::Change);
    let own_request = step.grounds.iter().any(|ground| ground == "own_request");
    let leaves = step.kind == Kind::Exclude;
    let paper =
        |nth: usize, day: Date| json!({ "number": story.paper(day, index, nth), "date": day });
    let application =
        |day: Date| json!({ "number": story.paper(day, index, 2), "submitted_on": day });
    json!({
        "kind": story.register.word(step.kind),
        "purpose": step.purpose,
        "number": story.decision_number(index),
        "decided_on": on,
        "effective_on": step.effective_on(),
        "act": trusted(on < service_from()).then(|| paper(0, on)),
        "recommendation":
            trusted(admits || leaves).then(|| paper(1, days::workday_before(on, 2))),
        "application":
            trusted(admits || leaves && own_request)
                .then(|| application(days::workday_before(on, 16))),
        "notice": known(true).then(|| paper(3, on)),
        "grounds": step.grounds,
        "reason": step.reason,
        "refers_to": step.refers_to,
    })
}
