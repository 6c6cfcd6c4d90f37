//! What the commands answer, and how they refuse.

use serde_json::Value;

use crate::harness::{Repo, tizilim};

#[test]
fn help_and_misuse() {
    let help = tizilim(&["--help"]);
    assert_eq!(help.code, 0);
    insta::assert_snapshot!("help", help.stdout);
    assert_eq!(tizilim(&["no-such-command"]).code, 2);
    assert_eq!(tizilim(&["--repo", "/nowhere", "check"]).code, 2);
    let repo = Repo::sample();
    assert_eq!(repo.run(&["--rev", "no-such-rev", "check"]).code, 2);
    assert_eq!(repo.run(&["--on", "2025-02-30", "check"]).code, 2);
    assert_eq!(repo.run(&["export", "nothing", "--format", "json"]).code, 2);
    assert_eq!(repo.run(&["events", "trusted/999"]).code, 2);
    assert_eq!(repo.run(&["schema", "trusted/1999"]).code, 2);
}

#[test]
fn explain_in_three_languages() {
    for (lang, word) in [("en", "last digit"), ("ru", "цифра"), ("kk", "цифр")] {
        let run = tizilim(&["explain", "iin-bin-check-digit", "--lang", lang]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.to_lowercase().contains(word), "{}", run.stdout);
    }
    assert_eq!(tizilim(&["explain", "no-such-code"]).code, 1);
}

fn export(repo: &Repo, args: &[&str]) -> Vec<Value> {
    let mut all = vec!["export", "trusted", "--format", "ndjson"];
    all.extend(args);
    let run = repo.run(&all);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Without a day the export is what is published; known at a commit it is what was published then.
#[test]
fn export_agrees_with_the_feed() {
    let repo = Repo::sample();
    let out = repo.beside("out");
    assert_eq!(repo.run(&["build", "--out", out.to_str().unwrap()]).code, 0);
    let feed = std::fs::read_to_string(out.join("api/v1/trusted/entries.ndjson")).unwrap();
    let run = repo.run(&["export", "trusted", "--format", "ndjson"]);
    for (exported, published) in run.stdout.lines().zip(feed.lines()) {
        let (exported, published): (Value, Value) =
            (serde_json::from_str(exported).unwrap(), serde_json::from_str(published).unwrap());
        for key in ["number", "registration", "intervals", "revision", "record_sha256", "last_seq"]
        {
            assert_eq!(exported[key], published[key], "{key} of {}", published["number"]);
        }
    }
    assert_eq!(run.stdout.lines().count(), feed.lines().count());
    let then = export(&repo, &["--as-of", "2025-06-30", "--known", "2025-06-30"]);
    let now = export(&repo, &["--as-of", "2025-06-30"]);
    assert!(then.len() < now.len());
}

/// Every entry is in the register on the days of its intervals, and on no other.
#[test]
fn as_of_agrees_with_the_intervals() {
    let repo = Repo::sample();
    for day in ["2020-06-15", "2022-01-01", "2024-12-31", "2025-07-01", "2026-09-30", "2030-01-01"]
    {
        for entry in export(&repo, &["--as-of", day]) {
            let is_in = entry["intervals"].as_array().unwrap().iter().any(|interval| {
                let (from, to) =
                    (interval["in_from"].as_str().unwrap(), interval["in_to"].as_str());
                from <= day && to.is_none_or(|to| day < to)
            });
            assert_eq!(entry["registration"] == "in_register", is_in, "{day} {}", entry["number"]);
        }
    }
}

#[test]
fn exports_of_every_format() {
    let repo = Repo::sample();
    let json = repo.run(&["export", "trusted", "--format", "json", "--as-of", "2025-01-01"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["as_of"], "2025-01-01");
    assert_eq!(json["entries"].as_array().unwrap().len(), 40);
    let csv = repo.run(&["export", "trusted", "--format", "csv"]);
    assert_eq!(csv.stdout.matches("\r\n").count(), 41);
    assert_eq!(repo.run(&["export", "trusted", "--format", "xlsx"]).code, 0);
}

#[test]
fn differences_by_field() {
    let repo = Repo::sample();
    let run = repo.run(&["diff", "HEAD~8", "HEAD"]);
    assert_eq!(run.code, 0);
    for line in run.stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_ne!(line["was"], line["now"]);
    }
    assert!(!run.stdout.is_empty());
    assert_eq!(repo.run(&["diff", "HEAD", "HEAD"]).stdout, "");
}
