//! Checks of the sample: records obey the rules of decisions, every path of the format occurs,
//! the same options give the same bytes.

mod coverage;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::*;

fn sample(entries: u32, revisions: Option<u64>, seed: u64) -> Result<Sample> {
    Sample::new(&Options { entries, revisions, seed })
}

fn commits(entries: u32) -> Vec<Commit> {
    sample(entries, None, 1).unwrap().commits(|_| Vec::new()).collect()
}

fn records(commits: &[Commit]) -> impl Iterator<Item = (&File, Value)> {
    commits
        .iter()
        .flat_map(|commit| &commit.files)
        .filter(|file| file.path.contains("/entries/"))
        .map(|file| (file, serde_json::from_slice(&file.bytes).unwrap()))
}

#[test]
fn records_of_every_size_obey_the_rules() {
    for entries in [1, 7, 20, 40, 41, 300] {
        assert_eq!(rules::broken(&commits(entries)), Vec::<String>::new(), "{entries} entries");
    }
}

#[test]
fn a_broken_rule_is_noticed() {
    let mut commits = commits(40);
    let last = commits.last_mut().unwrap();
    let text = String::from_utf8(last.files[0].bytes.clone()).unwrap();
    last.files[0].bytes =
        text.replace("\"effective_on\": \"2025-01-30\"", "\"effective_on\": \"2025-01-31\"").into();
    assert_eq!(rules::broken(&commits).len(), 1);
}

#[test]
fn a_thousand_entries_have_all_kinds_in_exactly_the_usual_number_of_revisions() {
    let commits = commits(1000);
    assert_eq!(rules::broken(&commits), Vec::<String>::new());
    let trusted = || records(&commits).filter(|(file, _)| file.path.contains("/trusted/"));
    assert_eq!(trusted().count(), 1300);
    let last: BTreeMap<&str, Value> =
        trusted().map(|(file, record)| (file.path.as_str(), record)).collect();
    assert_eq!(last.len(), 1000);
    assert!(last.contains_key("data/registers/trusted/entries/001/001000.json"));
    let invented = last.values().filter(|record| record["number"].as_u64() > Some(40));
    let mut seen = BTreeMap::<String, usize>::new();
    let mut names = BTreeSet::new();
    for record in invented {
        *seen.entry(record["applicant"]["kind"].to_string()).or_default() += 1;
        *seen.entry(record["kind"].to_string()).or_default() += 1;
        for decision in record["decisions"].as_array().unwrap() {
            *seen.entry(decision["kind"].to_string()).or_default() += 1;
        }
        assert!(names.insert(record["name"].to_string()), "{}", record["name"]);
    }
    for (word, least) in [
        ("legal_entity", 800),
        ("sole_proprietor", 20),
        ("natural_person", 10),
        ("software", 700),
        ("electronics", 150),
        ("change", 60),
        ("exclude", 70),
        ("correct", 15),
        ("annul", 6),
    ] {
        let count = seen.get(&format!("\"{word}\"")).copied().unwrap_or_default();
        assert!(count >= least, "{word}: {count}");
    }
}

#[test]
fn the_number_of_revisions_is_met_or_refused() {
    for (entries, revisions) in [(40, 86), (40, 100), (41, 87), (200, 250), (200, 2000)] {
        let sample = sample(entries, Some(revisions), 3).unwrap();
        let commits: Vec<Commit> = sample.commits(|_| Vec::new()).collect();
        let trusted = records(&commits).filter(|(file, _)| file.path.contains("/trusted/"));
        assert_eq!(trusted.count() as u64, revisions, "{entries} entries");
        assert_eq!(rules::broken(&commits), Vec::<String>::new());
    }
    for (entries, revisions) in [(40, 85), (1, 5), (0, 0), (40, 1_000_000)] {
        assert!(sample(entries, Some(revisions), 1).is_err(), "{entries} entries");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let of_seed =
        |seed| sample(150, None, seed).unwrap().commits(|_| Vec::new()).collect::<Vec<_>>();
    assert!(of_seed(1) == of_seed(1));
    assert!(of_seed(1) != of_seed(2));
}

#[test]
fn a_commit_is_of_one_session_and_time_goes_forward() {
    let commits = commits(1000);
    assert_eq!(commits[0].files[0].path, "data/site.json");
    assert!(commits.windows(2).all(|pair| pair[0].time < pair[1].time));
    assert!(commits.iter().all(|commit| (1..=10).contains(&commit.files.len())));
    assert_eq!(commits.last().unwrap().time.to_string(), "2026-09-30T06:00:00Z");
    assert!(commits.iter().filter(|commit| commit.reviewed).count() >= 2);
    let paths =
        |commit: &Commit| commit.files.iter().map(|f| f.path.clone()).collect::<BTreeSet<_>>();
    assert!(commits.iter().all(|commit| paths(commit).len() == commit.files.len()));
}

#[test]
fn seals_are_asked_for_once_a_session_and_follow_its_records() {
    let sample = sample(40, None, 1).unwrap();
    let seal = |session: &Session<'_>| {
        assert!(!session.files.is_empty());
        let path = format!("data/registers/trusted/seals/{}-{}.json", session.day, session.of_day);
        vec![File { path, bytes: session.is_last.to_string().into() }]
    };
    let sealed: Vec<Commit> = sample.commits(seal).collect();
    let seals: Vec<&File> = sealed.iter().skip(1).map(|c| c.files.last().unwrap()).collect();
    let paths: BTreeSet<&str> = seals.iter().map(|seal| seal.path.as_str()).collect();
    assert_eq!(paths.len(), sealed.len() - 1);
    assert_eq!(seals.iter().filter(|seal| seal.bytes == b"true").count(), 1);
    assert_eq!(seals.last().unwrap().bytes, b"true");
}

/// Python's own writer must give the very same bytes, when Python is there.
#[test]
fn bytes_are_canonical() {
    let program = "import sys, json\n\
        for line in sys.stdin:\n\
        \x20text = json.loads(line)\n\
        \x20assert json.dumps(json.loads(text), ensure_ascii=False, indent=2) + '\\n' == text\n\
        print('same')";
    let python = Command::new("python3")
        .args(["-X", "utf8", "-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = python else { return };
    let mut input = python.stdin.take().unwrap();
    for (file, _) in records(&commits(100)) {
        let text = std::str::from_utf8(&file.bytes).unwrap();
        writeln!(input, "{}", serde_json::to_string(text).unwrap()).unwrap();
    }
    drop(input);
    assert_eq!(python.wait_with_output().unwrap().stdout, b"same\n");
}
