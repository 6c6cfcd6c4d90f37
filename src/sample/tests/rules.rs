//! The rules of decisions, told a second time and apart from the generator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::Commit;
use super::super::identity::check_digit;

const TRUSTED: &str = "form number formed_on kind name former_names standalone requires models \
    applicant support enstru tnved kpved categories note documents decisions origin replaced_by";
const ATTESTATION: &str = "form number certificate_number information_system system_kind applicant \
    application contracts examination_act protocols additional_act decisions";
const DECISION: &str = "kind purpose number decided_on effective_on act recommendation application \
    notice grounds reason refers_to";

/// The revisions of one record so far.
#[derive(Default)]
struct History {
    revisions: Vec<Value>,
    /// What each decision altered.
    altered: Vec<BTreeSet<String>>,
}

/// Every rule that these commits break, in words.
pub(super) fn broken(commits: &[Commit]) -> Vec<String> {
    let mut histories = BTreeMap::<String, History>::new();
    let mut broken = Vec::new();
    for commit in commits {
        let day = commit.time.civil(5 * 3600).to_string();
        for file in commit.files.iter().filter(|file| file.path.contains("/entries/")) {
            let record: Value = serde_json::from_slice(&file.bytes).unwrap();
            let mut says = |rule: &str, held: bool| {
                if !held {
                    broken.push(format!("{} on {day}: {rule}", file.path));
                }
            };
            let history = histories.entry(file.path.clone()).or_default();
            revision(&record, history, &day, &mut says);
            history.revisions.push(record.clone());
            if file.path.contains("/trusted/") {
                form(&record, &day, &mut says);
                let found = foundations(&record, &histories[&file.path], &histories);
                says("what it requires is in the register", found);
            }
        }
    }
    broken
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// One of the five kinds, whatever the register calls it.
fn effect(decision: &Value) -> &str {
    match text(&decision["kind"]) {
        "issue" => "include",
        "amend" => "change",
        "revoke" => "exclude",
        "rectify" => "correct",
        "void" => "annul",
        own => own,
    }
}

fn altered(before: &Value, after: &Value) -> BTreeSet<String> {
    let fields = after.as_object().unwrap().iter().filter(|(key, _)| *key != "decisions");
    fields
        .filter(|(key, value)| before[key.as_str()] != **value)
        .map(|(key, _)| key.clone())
        .collect()
}

fn revision(record: &Value, history: &mut History, day: &str, says: &mut impl FnMut(&str, bool)) {
    let order = if record["form"] == "2015" { ATTESTATION } else { TRUSTED };
    says("keys in form order", keys(record) == order.split_whitespace().collect::<Vec<_>>());
    let decisions = list(&record["decisions"]);
    let before = history.revisions.last();
    let known = before.map_or(&[][..], |before| list(&before["decisions"]));
    says("one decision is appended", decisions.len() == known.len() + 1);
    says("decisions stay as they were", decisions.starts_with(known));
    let dates: Vec<&str> = decisions.iter().map(|d| text(&d["decided_on"])).collect();
    says("decided in order", dates.is_sorted());
    says("recorded after it was decided", dates.last().is_some_and(|on| *on <= day));
    let changed = before.map_or_else(BTreeSet::new, |before| altered(before, record));
    let last = &decisions[decisions.len() - 1];
    says("keys of decisions", keys(last) == DECISION.split_whitespace().collect::<Vec<_>>());
    says(
        "an exclusion has grounds",
        effect(last) != "exclude" || !list(&last["grounds"]).is_empty(),
    );
    let kind_fits = match effect(last) {
        "include" => last["refers_to"].is_null(),
        "change" => !changed.is_empty() && before.is_some() && last["refers_to"].is_null(),
        "exclude" => changed.is_empty() && before.is_some() && last["refers_to"].is_null(),
        "correct" => correction(decisions, history, &changed),
        "annul" => annulment(decisions, history, record),
        _ => false,
    };
    says("the values fit the decision", kind_fits);
    history.altered.push(changed);
}

/// The decision referred to, by index from 0, when it is an earlier one.
fn target(decisions: &[Value]) -> Option<usize> {
    let last = decisions.len() - 1;
    let index = usize::try_from(decisions[last]["refers_to"].as_u64()?).ok()?.checked_sub(1)?;
    (index < last).then_some(index)
}

fn correction(decisions: &[Value], history: &History, changed: &BTreeSet<String>) -> bool {
    target(decisions).is_some_and(|target| {
        let later = target + 1..decisions.len() - 1;
        let taken = later
            .filter(|at| matches!(effect(&decisions[*at]), "include" | "change"))
            .any(|at| !history.altered[at].is_disjoint(changed));
        !taken && matches!(effect(&decisions[target]), "include" | "change" | "exclude")
    })
}

/// After an annulment the values stand that the decision referred to had found.
fn annulment(decisions: &[Value], history: &History, record: &Value) -> bool {
    target(decisions).is_some_and(|target| {
        let brought_values = effect(&decisions[target]) != "exclude";
        let stands = match (brought_values, target.checked_sub(1)) {
            (true, Some(before)) => &history.revisions[before],
            _ => &history.revisions[history.revisions.len() - 1],
        };
        altered(stands, record).is_empty()
    })
}

/// What the form of a record of `trusted` asks for.
fn form(record: &Value, day: &str, says: &mut impl FnMut(&str, bool)) {
    let empty = |key: &str| list(&record[key]).is_empty();
    if record["form"] == "2020" {
        let not_asked = ["requires", "models", "categories", "support"].into_iter().all(empty);
        let supplies = list(&record["enstru"]).iter().any(|code| !list(&code["supply"]).is_empty());
        says("2020 asks no more", not_asked && record["note"].is_null() && !supplies);
    } else {
        says("2024 asks for these", !["enstru", "categories", "support"].into_iter().any(empty));
    }
    let decisions = list(&record["decisions"]);
    let moved = decisions.iter().rev().find(|d| effect(d) == "correct" && d["refers_to"] == 1);
    let formed = &moved.unwrap_or(&decisions[0])["effective_on"];
    says("formed on the day of the first inclusion", record["formed_on"] == *formed);
    let models = list(&record["models"]).len() as u64;
    for document in list(&record["documents"]) {
        let (issued, until) = (text(&document["issued_on"]), text(&document["valid_until"]));
        says("a document precedes its record", issued <= day);
        says("a document ends after its beginning", until.is_empty() || issued < until);
        let covers = list(&document["covers"]).iter().all(|at| at.as_u64() < Some(models));
        says("covered models exist", covers);
    }
    holder(&record["applicant"], says);
}

fn holder(applicant: &Value, says: &mut impl FnMut(&str, bool)) {
    let id = text(&applicant["id"]);
    let digits = id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
    says("twelve digits", digits);
    says("check digit", check_digit(&id[..11]).map(|d| d.to_string()).as_deref() == id.get(11..));
    let salt = text(&applicant["salt"]);
    if applicant["kind"] == "legal_entity" {
        says("a legal entity of 1970", id.starts_with("70") && salt.is_empty());
    } else {
        says("a person not yet born", id.starts_with('9') && salt.len() == 32);
    }
    let named = text(&applicant["name"]["kk"]).contains("ойдан алынған");
    says("marked as fictional", named && text(&applicant["name"]["ru"]).contains("вымышленн"));
}

/// Whether every entry that a new record stands on was in the register on that day.
fn foundations(record: &Value, own: &History, histories: &BTreeMap<String, History>) -> bool {
    let newly = own.altered.last().is_some_and(|fields| fields.contains("requires"));
    let decisions = list(&record["decisions"]);
    if !newly && decisions.len() > 1 {
        return true;
    }
    let on = text(&decisions[decisions.len() - 1]["decided_on"]);
    list(&record["requires"]).iter().filter_map(|item| item["number"].as_u64()).all(|number| {
        let name = format!("{number:06}");
        let path = format!("data/registers/trusted/entries/{}/{name}.json", &name[..3]);
        let Some(found) = histories.get(&path).and_then(|found| found.revisions.last()) else {
            return false;
        };
        let effective = list(&found["decisions"]).iter().filter(|d| text(&d["effective_on"]) <= on);
        let mut membership = effective.filter_map(|decision| match effect(decision) {
            "include" => Some(true),
            "exclude" => Some(false),
            _ => None,
        });
        membership.next_back() == Some(true)
    })
}
