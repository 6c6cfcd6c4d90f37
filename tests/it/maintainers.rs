//! Who brought a change into git: commits signed with SSH keys by git itself, as `git verify-commit`
//! and this program see them.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{FIRST, Repo};

const FILE: &str = "data/trust/maintainers";

/// A key of a maintainer: where it lies, and its public half.
fn key(repo: &Repo, name: &str) -> Option<(PathBuf, String)> {
    let path = repo.beside(name);
    let kind = ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"];
    let made = Command::new("ssh-keygen").args(kind).arg(&path).status().ok()?;
    assert!(made.success());
    let public = std::fs::read_to_string(path.with_extension("pub")).unwrap();
    let words: Vec<&str> = public.split_whitespace().take(2).collect();
    Some((path, words.join(" ")))
}

/// Signs the last commit anew.
fn sign(repo: &Repo, key: &std::path::Path) {
    let key = format!("user.signingkey={}", key.display());
    let how = ["-c", "gpg.format=ssh", "-c", key.as_str()];
    let amend = ["commit", "-q", "--amend", "--no-edit", "-S"];
    repo.git(&[how.as_slice(), amend.as_slice()].concat());
}

/// What git says of the last commit.
fn git_accepts(repo: &Repo) -> bool {
    let file = repo.path().join(FILE);
    let signers = format!("gpg.ssh.allowedSignersFile={}", file.display());
    let run = Command::new("git")
        .current_dir(repo.path())
        .args(["-c", signers.as_str(), "verify-commit", "HEAD"])
        .output()
        .unwrap();
    run.status.success()
}

/// What the feed says of the commit that brought the last revision of entry 1, and the page.
fn told(repo: &Repo) -> (Value, String) {
    let out = repo.beside("out");
    let run = repo.run(&["build", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let entry = std::fs::read(out.join("api/v1/trusted/entries/1.json")).unwrap();
    let entry: Value = serde_json::from_slice(&entry).unwrap();
    let last = entry["revisions"].as_array().unwrap().last().unwrap()["commit_signature"].clone();
    (last, std::fs::read_to_string(out.join("ru/trusted/1/index.html")).unwrap())
}

/// A change of entry 1, in the working tree.
fn change(repo: &Repo) {
    let mut record: Value = serde_json::from_str(&repo.read(FIRST)).unwrap();
    let decisions = record["decisions"].as_array_mut().unwrap();
    let mut decision = decisions.last().unwrap().clone();
    let number = decisions.len();
    decision["kind"] = json!("change");
    decision["purpose"] = json!("other");
    decision["number"] = json!(format!("DEMO-2026/9{number:03}"));
    for day in ["decided_on", "effective_on"] {
        decision[day] = json!("2026-09-30");
    }
    decision["notice"] =
        json!({ "number": format!("DEMO-2026/8{number:03}"), "date": "2026-09-30" });
    decisions.push(decision);
    record["note"] = json!({ "kk": format!("Жаңа ескертпе {number}"), "ru": format!("Новое примечание {number}") });
    repo.write(FIRST, serde_json::to_string_pretty(&record).unwrap() + "\n");
}

#[test]
fn signed_commits_are_told_as_git_tells_them() {
    let repo = Repo::sample();
    let (Some((known, public)), Some((stranger, _))) =
        (key(&repo, "known"), key(&repo, "stranger"))
    else {
        println!("skipped: no ssh-keygen");
        return;
    };
    repo.write(FILE, format!("clerk@tizilim.example namespaces=\"git\" {public}\n"));
    repo.commit("who maintains the register");

    change(&repo);
    repo.commit("a change");
    assert_eq!(told(&repo).0, json!({ "status": "missing", "reason": null, "signer": null }));
    assert!(!git_accepts(&repo));

    sign(&repo, &known);
    let (row, page) = told(&repo);
    let signer = "clerk@tizilim.example";
    assert_eq!(row, json!({ "status": "valid", "reason": null, "signer": signer }));
    assert!(page.contains("clerk@tizilim.example, подпись проверена"));
    assert!(git_accepts(&repo));
    assert!(!repo.check(&[]).1.iter().any(|finding| finding["code"] == "commit-signature"));

    sign(&repo, &stranger);
    let (row, page) = told(&repo);
    assert_eq!(row, json!({ "status": "invalid", "reason": "unknown-key", "signer": null }));
    assert!(page.contains("не подтверждена"));
    assert!(!git_accepts(&repo));
    let (code, findings) = repo.check(&[]);
    let finding = findings.iter().find(|finding| finding["code"] == "commit-signature").unwrap();
    assert_eq!(
        (code, &finding["path"], &finding["severity"]),
        (0, &json!(FIRST), &json!("warning"))
    );

    // The key is taken out of force; what it signed before stays as it was.
    sign(&repo, &known);
    change(&repo);
    let dated = format!("clerk@tizilim.example valid-before=\"20260101Z\" {public}\n");
    repo.commit("another change");
    sign(&repo, &known);
    repo.write(FILE, dated);
    repo.commit("a maintainer leaves");
    assert_eq!(told(&repo).0["reason"], "key-not-in-force");
}
