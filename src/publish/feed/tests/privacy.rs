//! What must not be seen is looked for in every file, by name and content.

use std::collections::BTreeSet;

use serde_json::json;

use super::register::{IIN, SALT, checked};
use super::{Published, parsed, publish, text};
use crate::base::digest::Digest;
use crate::law::site::Audience;

/// Names and contents of all files. A workbook is compressed, so nothing can be found in it; its
/// cells are those of the CSV beside it.
fn everything(files: &Published) -> Vec<(String, String)> {
    let shown = |(path, bytes): (&String, &Vec<u8>)| {
        (path.clone(), format!("{path}\n{}", String::from_utf8_lossy(bytes)).to_lowercase())
    };
    files.iter().map(shown).collect()
}

fn holds(files: &Published, secret: &str) -> Vec<String> {
    let found = everything(files).into_iter().filter(|(_, text)| text.contains(secret));
    found.map(|(path, _)| path).collect()
}

/// Every run of 64 hex digits, wherever it begins.
fn hashes(text: &str) -> Vec<&str> {
    let is_hex = |at: usize| text.as_bytes()[at].is_ascii_hexdigit();
    let mut run = 0;
    let mut found = Vec::new();
    for at in 0..text.len() {
        run = if is_hex(at) { run + 1 } else { 0 };
        if run >= 64 {
            found.push(&text[at - 63..=at]);
        }
    }
    found
}

#[test]
fn no_trace_of_an_individual() {
    let files = publish(&checked(&json!({})), Audience::Public);
    assert_eq!(holds(&files, SALT), [""; 0]);
    // Whoever knows a birth date has ten thousand numbers to try.
    let candidates: Vec<_> = (0..10_000).map(|last| format!("{}{last:04}", &IIN[..8])).collect();
    let candidate_hashes: BTreeSet<_> =
        candidates.iter().map(|number| Digest::of(number.as_bytes()).to_string()).collect();
    for (path, text) in everything(&files) {
        assert!(!text.contains(&IIN[..8]), "{path}");
        let given_away = hashes(&text).into_iter().find(|hash| candidate_hashes.contains(*hash));
        assert_eq!(given_away, None, "{path}");
    }
    assert!(text(&files, "trusted/keys/holder.txt").starts_with("# "));
    assert!(!files.contains_key("api/v1/trusted/entries/2/r1.json"));
}

#[test]
fn the_operator_sees_the_number() {
    let files = publish(&checked(&json!({})), Audience::Operator);
    assert!(files.contains_key(&format!("api/v1/trusted/by-holder/{IIN}.json")));
    assert!(text(&files, "trusted/keys/holder.txt").starts_with("700140000019\n"));
    assert_eq!(parsed(&files, "trusted/entries/2.json")["applicant"]["id"], IIN);
    // The salt is in the signed bytes, which the operator may have, and nowhere else.
    assert_eq!(holds(&files, SALT), ["api/v1/trusted/entries/2/r1.json"]);
}

#[test]
fn documents_are_told_as_far_as_the_site_says() {
    let none = publish(&checked(&json!({ "documents": "none" })), Audience::Public);
    assert_eq!(holds(&none, "2025-11-20"), [""; 0]);
    let row = &parsed(&none, "trusted/day.json")["entries"][1];
    assert_eq!((&row["documents_status"], &row["renewal_by"]), (&json!(null), &json!(null)));
    let dates = publish(&checked(&json!({ "documents": "dates" })), Audience::Public);
    assert_eq!(holds(&dates, "demo-2025/0001"), [""; 0]);
    assert_ne!(holds(&dates, "2025-11-20"), [""; 0]);
}

#[test]
fn signed_bytes_stay_at_home_when_they_are_not_published() {
    let files = publish(&checked(&json!({ "seals": "verdict" })), Audience::Public);
    assert_eq!(files.keys().find(|path| path.contains("/r1.json")), None);
    let files = publish(&checked(&json!({ "seals": "verdict" })), Audience::Operator);
    assert!(files.contains_key("api/v1/trusted/entries/1/r1.json"));
}
