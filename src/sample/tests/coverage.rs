//! Every path that the sample must show, each looked for in the hand-written cases.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::Commit;
use super::{commits, records};

/// The civil day of the last commit.
const LAST_DAY: &str = "2026-09-30";
const SOON: &str = "2026-10-30";

/// All revisions of `trusted`, oldest first.
fn revisions(commits: &[Commit]) -> Vec<Value> {
    let trusted = records(commits).filter(|(file, _)| file.path.contains("/trusted/"));
    trusted.map(|(_, record)| record).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn decisions(record: &Value) -> &[Value] {
    list(&record["decisions"])
}

/// The decision that the last one refers to.
fn target(record: &Value) -> Option<(&Value, &Value)> {
    let last = decisions(record).last()?;
    let index = usize::try_from(last["refers_to"].as_u64()?).ok()?;
    Some((last, &decisions(record)[index - 1]))
}

fn last_refers(record: &Value, kind: &str, to: &str) -> bool {
    target(record).is_some_and(|(last, target)| last["kind"] == kind && target["kind"] == to)
}

fn documents<'a>(record: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    list(&record["documents"]).iter().filter(move |document| document["kind"] == kind)
}

fn share_is(record: &Value, percent: &str) -> bool {
    list(&record["documents"]).iter().any(|document| document["share"]["percent"] == percent)
}

fn some_valid_until(record: &Value, fits: impl Fn(&str) -> bool) -> bool {
    list(&record["documents"])
        .iter()
        .map(|document| text(&document["valid_until"]))
        .any(|until| !until.is_empty() && fits(until))
}

fn is_in(record: &Value) -> bool {
    let last = decisions(record).iter().rfind(|d| d["kind"] == "include" || d["kind"] == "exclude");
    last.is_some_and(|decision| decision["kind"] == "include")
}

type Path = (&'static str, fn(&Value) -> bool);

const HISTORIES: [Path; 17] = [
    ("admitted by the older form and moved to the newer", |r| {
        r["form"] == "2024"
            && decisions(r)[0]["effective_on"].as_str() < Some("2021")
            && !list(&r["kpved"]).is_empty()
    }),
    ("missed the update and still there", |r| {
        r["form"] == "2020" && is_in(r) && decisions(r).len() == 1
    }),
    ("update", |r| decisions(r).iter().any(|d| d["purpose"] == "update_35")),
    ("renewal", |r| decisions(r).iter().any(|d| d["purpose"] == "renewal_9")),
    ("other change", |r| decisions(r).iter().any(|d| d["purpose"] == "other")),
    ("included again with another holder", |r| {
        decisions(r).last().is_some_and(|d| d["kind"] == "include") && decisions(r).len() == 3
    }),
    ("correct of values", |r| last_refers(r, "correct", "change")),
    ("correct that moves a date", |r| {
        target(r).is_some_and(|(d, of)| {
            d["kind"] == "correct" && d["effective_on"] != of["effective_on"]
        })
    }),
    ("correct of the grounds", |r| {
        target(r).is_some_and(|(d, of)| {
            of["kind"] == "exclude" && d["kind"] == "correct" && d["grounds"] != of["grounds"]
        })
    }),
    ("annul of an inclusion", |r| last_refers(r, "annul", "include") && decisions(r).len() == 2),
    ("annul of an exclusion", |r| last_refers(r, "annul", "exclude")),
    ("annul of a change", |r| last_refers(r, "annul", "change")),
    ("annul of a correction", |r| last_refers(r, "annul", "correct")),
    ("annul of an annulment", |r| last_refers(r, "annul", "annul")),
    ("annul with an earlier effect", |r| {
        decisions(r)
            .iter()
            .any(|d| d["kind"] == "annul" && text(&d["effective_on"]) < text(&d["decided_on"]))
    }),
    ("excluded before it came in", |r| {
        decisions(r).len() == 2
            && decisions(r)[1]["kind"] == "exclude"
            && text(&decisions(r)[1]["effective_on"]) < text(&r["formed_on"])
    }),
    ("order of the head", |r| decisions(r).iter().any(|d| !d["act"].is_null())),
];

const VALUES: [Path; 24] = [
    ("software that stands alone", |r| r["kind"] == "software" && r["standalone"] == true),
    ("software that needs an entry", |r| {
        list(&r["requires"]).iter().any(|item| item["number"].is_u64())
    }),
    ("software that needs what is no entry", |r| {
        list(&r["requires"]).iter().any(|item| item["name"].is_object())
    }),
    ("two models with embedded software", |r| {
        list(&r["models"]).len() == 2
            && list(&r["models"]).iter().all(|m| !list(&m["software"]).is_empty())
    }),
    ("embedded software that is an entry", |r| {
        list(&r["models"]).iter().any(|m| m["software"][0]["number"].is_u64())
    }),
    ("model without a brand", |r| list(&r["models"]).iter().any(|m| m["brand"].is_null())),
    ("documents that cover a model", |r| list(&r["documents"]).iter().any(|d| d["covers"][0] == 1)),
    ("customs and activity codes", |r| {
        r["form"] == "2020" && !list(&r["tnved"]).is_empty() && !list(&r["kpved"]).is_empty()
    }),
    ("sole proprietor", |r| r["applicant"]["kind"] == "sole_proprietor"),
    ("natural person", |r| r["applicant"]["kind"] == "natural_person"),
    ("loaded without documents", |r| {
        r["origin"].is_object()
            && list(&r["documents"]).is_empty()
            && decisions(r)[0]["number"].is_null()
    }),
    ("known in Kazakh only", |r| r["name"]["ru"].is_null()),
    ("known in Russian only", |r| r["name"]["kk"].is_null()),
    ("two impossible certifications", |r| {
        documents(r, "certification_impossible_conclusion").count() == 2
    }),
    ("protection that cannot be tested", |r| {
        documents(r, "security_untestable_decision").count() == 1
    }),
    ("extract of the producers' register", |r| {
        documents(r, "producers_register_extract").count() == 1
    }),
    ("share of 80.00", |r| share_is(r, "80.00")),
    ("share of 79.99", |r| share_is(r, "79.99")),
    ("no payments", |r| share_is(r, "0.00")),
    ("industrial certificate of 2025 in January 2026", |r| {
        decisions(r)[0]["decided_on"].as_str().is_some_and(|on| on.starts_with("2026-01"))
            && documents(r, "industrial_certificate")
                .any(|d| text(&d["issued_on"]).starts_with("2025"))
    }),
    ("replaced", |r| r["replaced_by"]["number"].is_u64()),
    ("renamed", |r| !list(&r["former_names"]).is_empty()),
    ("note", |r| r["note"].is_object()),
    ("two service centres", |r| {
        list(&r["support"]).iter().filter(|s| s["kind"] == "service_centre").count() == 2
    }),
];

/// Looked for in the last revision of each record.
const AT_THE_END: [Path; 5] = [
    ("decision that takes effect later", |r| {
        decisions(r).iter().any(|d| text(&d["effective_on"]) > LAST_DAY)
    }),
    ("pending", |r| text(&r["formed_on"]) > LAST_DAY),
    ("document with 29 days left", |r| {
        is_in(r) && some_valid_until(r, |until| until == "2026-10-29")
    }),
    ("document due for renewal", |r| {
        is_in(r) && some_valid_until(r, |until| (SOON.."2026-11-29").contains(&until))
    }),
    ("document expired", |r| is_in(r) && some_valid_until(r, |until| until < LAST_DAY)),
];

#[test]
fn every_path_occurs() {
    let commits = commits(40);
    let all = revisions(&commits);
    for (path, fits) in HISTORIES.iter().chain(&VALUES) {
        assert!(all.iter().any(fits), "{path}");
    }
    let numbers = 1..=40_u64;
    let last: Vec<&Value> =
        numbers.filter_map(|number| all.iter().rfind(|r| r["number"] == number)).collect();
    assert_eq!(last.len(), 40);
    for (path, fits) in AT_THE_END {
        assert!(last.iter().any(|record| fits(record)), "{path}");
    }
}

#[test]
fn every_ground_and_every_kind_of_decision_occurs() {
    let commits = commits(40);
    let all = revisions(&commits);
    let excluded = all.iter().flat_map(decisions).filter(|d| d["kind"] == "exclude");
    let grounds: BTreeSet<&str> = excluded.flat_map(|d| list(&d["grounds"])).map(text).collect();
    assert_eq!(
        grounds.into_iter().collect::<Vec<_>>(),
        [
            "expired_document",
            "false_data",
            "false_document",
            "lost_conformity",
            "own_request",
            "transitional_not_updated"
        ]
    );
    let certificates: Vec<Value> = records(&commits)
        .filter(|(file, _)| file.path.contains("/attestation/"))
        .map(|(_, record)| record)
        .collect();
    let kinds: BTreeSet<&str> =
        certificates.iter().flat_map(decisions).map(|d| text(&d["kind"])).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["amend", "issue", "rectify", "revoke", "void"]
    );
}

#[test]
fn every_kind_of_document_occurs() {
    let commits = commits(40);
    let all = revisions(&commits);
    let kinds: BTreeSet<&str> =
        all.iter().flat_map(|r| list(&r["documents"])).map(|d| text(&d["kind"])).collect();
    assert_eq!(kinds.len(), 16, "{kinds:?}");
}

#[test]
fn a_chain_of_three_and_an_entry_that_loses_its_foundation() {
    let commits = commits(40);
    let all = revisions(&commits);
    let needs = |from: u64, to: u64| {
        all.iter()
            .any(|r| r["number"] == from && list(&r["requires"]).iter().any(|i| i["number"] == to))
    };
    assert!(needs(12, 11) && needs(11, 10));
    assert!(needs(36, 35) && all.iter().rfind(|r| r["number"] == 35).is_some_and(|r| !is_in(r)));
}

#[test]
fn every_kazakh_letter_occurs() {
    let commits = commits(40);
    let text: String = revisions(&commits).iter().map(Value::to_string).collect();
    for letter in "әғқңөұүһіӘҒҚҢӨҰҮҺІ".chars() {
        assert!(text.contains(letter), "{letter}");
    }
}
