//! Histories as people make them: merges, reverts, renames, deletions, rewrites, shallow copies.

use serde_json::{Value, json};

use tizilim::seal::demo::Demo;

use crate::harness::{FIRST, Repo, sample, sha256, tizilim};

fn events(repo: &Repo, args: &[&str]) -> Vec<String> {
    let mut all = vec!["events"];
    all.extend(args);
    let run = repo.run(&all);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    run.stdout.lines().map(str::to_owned).collect()
}

fn record(repo: &Repo, path: &str) -> Value {
    serde_json::from_str(&repo.read(path)).unwrap()
}

fn put(repo: &Repo, path: &str, record: &Value) {
    repo.write(path, serde_json::to_string_pretty(record).unwrap() + "\n");
}

/// A decision that changes nothing but adds itself.
fn decision(kind: &str, on: &str, grounds: &Value) -> Value {
    json!({
        "kind": kind, "purpose": if kind == "change" { json!("other") } else { json!(null) },
        "number": "DEMO-2026/9001", "decided_on": on, "effective_on": on, "act": null,
        "recommendation": null, "application": null,
        "notice": { "number": "DEMO-2026/9002", "date": on }, "grounds": grounds, "reason": null,
        "refers_to": null
    })
}

fn append(record: &mut Value, decision: Value) {
    record["decisions"].as_array_mut().unwrap().push(decision);
}

/// An entry that is in the register with one decision, and is in nobody's way.
const PLAIN: &str = "data/registers/trusted/entries/000/000014.json";

/// The log only ever grows: what is told at a commit is the beginning of what is told later.
#[test]
fn every_prefix_of_the_main_line_tells_a_prefix_of_the_events() {
    let repo = Repo::sample();
    let all = events(&repo, &["trusted"]);
    let commits = repo.git(&["rev-list", "--first-parent", "--reverse", "HEAD"]);
    let mut before = 0;
    for commit in commits.lines() {
        let then = events(&repo, &["--rev", commit, "trusted"]);
        assert_eq!(then[..], all[..then.len()], "{commit}");
        assert!(then.len() >= before);
        before = then.len();
    }
    assert_eq!(before, all.len());
}

/// `seq` counts by commit, then number, then decision; hashes are those of the files in git.
#[test]
fn events_agree_with_git() {
    let repo = Repo::sample();
    for (index, line) in events(&repo, &["trusted"]).iter().enumerate() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["seq"], index + 1);
        let number = event["number"].as_u64().unwrap();
        let path = format!("data/registers/trusted/entries/000/{number:06}.json");
        let log = repo.git(&["log", "--first-parent", "--format=%H", "--reverse", "--", &path]);
        let revision = usize::try_from(event["revision"].as_u64().unwrap()).unwrap();
        let commit = log.lines().nth(revision - 1).unwrap();
        let text = repo.git(&["show", &format!("{commit}:{path}")]);
        assert_eq!(event["record_sha256"], sha256(text.as_bytes()), "{line}");
    }
}

/// A branch that is merged is one commit of the main line, with the time of the merge.
#[test]
fn a_merge_is_one_commit() {
    let repo = Repo::sample();
    let count = events(&repo, &["trusted"]).len();
    repo.git(&["checkout", "-q", "-b", "clerk"]);
    let mut changed = record(&repo, PLAIN);
    append(&mut changed, decision("change", "2026-09-30", &json!([])));
    changed["note"] = json!({ "kk": "Ескертпе", "ru": "Примечание" });
    put(&repo, PLAIN, &changed);
    repo.commit("change");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "-m", "merge", "clerk"]);
    let told = events(&repo, &["trusted"]);
    assert_eq!(told.len(), count + 1);
    let last: Value = serde_json::from_str(told.last().unwrap()).unwrap();
    assert_eq!((&last["kind"], &last["fields"]), (&json!("change"), &json!(["/note"])));
}

#[test]
fn what_must_not_happen_to_a_record() {
    let repo = Repo::sample();
    let sound = record(&repo, PLAIN);
    let mut silent = sound.clone();
    silent["note"] = json!({ "kk": "Ескертпе", "ru": "Примечание" });
    put(&repo, PLAIN, &silent);
    repo.commit("silent change");
    assert_eq!(repo.errors(&[]), ["change-without-decision"]);
    assert_eq!(repo.errors(&["--base", "HEAD~1"]), ["change-without-decision"]);
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(repo.errors(&[]), Vec::<String>::new());

    let mut altered = sound.clone();
    altered["decisions"][0]["number"] = json!("DEMO-2026/1");
    put(&repo, PLAIN, &altered);
    repo.commit("altered decision");
    assert_eq!(repo.errors(&[]), ["decision-altered"]);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);

    repo.git(&["rm", "-q", PLAIN]);
    repo.commit("deleted");
    let codes = repo.errors(&[]);
    assert!(codes.contains(&"record-deleted".to_owned()), "{codes:?}");
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(repo.errors(&[]), Vec::<String>::new());

    repo.git(&["mv", PLAIN, "data/registers/trusted/entries/000/000099.json"]);
    repo.commit("renamed");
    let codes = repo.errors(&[]);
    assert!(codes.contains(&"record-deleted".to_owned()), "{codes:?}");
    assert!(codes.contains(&"number-path".to_owned()), "{codes:?}");
}

/// A revert of a published decision takes it away, which is not how a decision is undone.
#[test]
fn a_revert_is_no_annulment() {
    let repo = Repo::sample();
    let mut changed = record(&repo, PLAIN);
    append(&mut changed, decision("exclude", "2026-09-30", &json!(["own_request"])));
    put(&repo, PLAIN, &changed);
    repo.commit("exclude");
    assert_eq!(repo.errors(&[]), Vec::<String>::new());
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(repo.errors(&[]), ["decision-removed"]);
}

/// A clock that went back takes no event with it.
#[test]
fn back_dated_commits() {
    let repo = Repo::sample();
    let mut changed = record(&repo, PLAIN);
    append(&mut changed, decision("exclude", "2026-09-30", &json!(["own_request"])));
    put(&repo, PLAIN, &changed);
    repo.git(&["add", "-A"]);
    let tree = repo.git(&["write-tree"]);
    let commit = std::process::Command::new("git")
        .current_dir(repo.path())
        .args(["commit-tree", tree.trim(), "-p", "HEAD", "-m", "back-dated"])
        .envs([
            ("GIT_COMMITTER_DATE", "2001-01-01T00:00:00Z"),
            ("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z"),
        ])
        .output()
        .unwrap();
    repo.git(&["reset", "-q", "--hard", String::from_utf8_lossy(&commit.stdout).trim()]);
    let told = events(&repo, &["trusted"]);
    let at = |line: &String| serde_json::from_str::<Value>(line).unwrap()["recorded_at"].clone();
    let times: Vec<_> = told.iter().map(|line| at(line).as_str().unwrap().to_owned()).collect();
    assert!(times.is_sorted());
    assert_eq!(times.last(), Some(&"2026-09-30T06:00:00Z".to_owned()));
}

/// Half a history gives no answer instead of a wrong one.
#[test]
fn a_shallow_copy() {
    let repo = Repo::empty();
    let from = format!("file://{}", sample().display());
    let shallow = repo.beside("shallow");
    repo.git(&["clone", "-q", "--depth", "3", &from, shallow.to_str().unwrap()]);
    let run = tizilim(&["--repo", shallow.to_str().unwrap(), "check", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("\"shallow-history\""), "{}", run.stdout);
    let out = repo.beside("out");
    let shown = out.to_str().unwrap();
    assert_eq!(tizilim(&["--repo", shallow.to_str().unwrap(), "build", "--out", shown]).code, 1);
    assert!(!out.exists());
}

/// A folder without git has no history, and says so.
#[test]
fn a_folder_without_git() {
    let repo = Repo::sample();
    std::fs::remove_dir_all(repo.path().join(".git")).unwrap();
    assert_eq!(repo.run(&["check"]).code, 2);
    let (code, findings) = repo.check(&["--worktree"]);
    assert!(findings.iter().any(|finding| finding["code"] == "no-history"));
    assert_eq!(code, 0);
}

/// In an edition already used only labels may change.
#[test]
fn a_form_in_use() {
    let repo = Repo::sample();
    let form = include_str!("../../data/registers/trusted/forms/2024.json");
    let path = "data/registers/trusted/forms/2024.json";
    repo.write(path, form);
    repo.commit("the form as the program carries it");
    assert_eq!(repo.errors(&[]), Vec::<String>::new());
    repo.write(path, form.replace("\"Атауы\"", "\"Аты\""));
    repo.commit("another label");
    assert_eq!(repo.errors(&[]), Vec::<String>::new());
    repo.write(path, form.replacen("\"key\": \"tnved\"", "\"key\": \"tnved_codes\"", 1));
    repo.commit("another key");
    assert!(repo.errors(&[]).contains(&"form-changed".to_owned()));
}

/// What the seal of a record was in the commit that brought it stands in its event; a seal that
/// comes later changes no line.
#[test]
fn seals_beside_records() {
    let repo = Repo::sample();
    let before = events(&repo, &["trusted"]);
    let demo = Demo::from_seed(tizilim::seal::demo::SEED);
    let at = tizilim::base::date::Date::new(2026, 9, 30).unwrap().midnight_utc();
    let sign = |path: &str| demo.sign_detached(repo.read(path).as_bytes(), at);
    repo.write(&format!("{FIRST}.p7s"), sign(FIRST));
    repo.commit("a late seal");
    assert_eq!(events(&repo, &["trusted"]), before);
    let mut changed = record(&repo, PLAIN);
    append(&mut changed, decision("exclude", "2026-09-30", &json!(["own_request"])));
    put(&repo, PLAIN, &changed);
    let seal = sign(PLAIN);
    repo.write(&format!("{PLAIN}.p7s"), &seal);
    repo.commit("sealed");
    let last: Value = serde_json::from_str(events(&repo, &["trusted"]).last().unwrap()).unwrap();
    assert_eq!(last["seal_sha256"], sha256(&seal));
}
