//! What is published: the same bytes on every machine, nothing private, and never half a site.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{FIRST, Repo, sha256, tizilim_threads, tree};

fn build(repo: &Repo, name: &str, threads: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let (path, out) = (repo.path(), repo.beside(name));
    let mut args = vec!["--repo", path.to_str().unwrap(), "build", "--out", out.to_str().unwrap()];
    args.extend(more);
    let run = tizilim_threads(&args, threads);
    assert_eq!(run.code, 0, "{}", run.stderr);
    tree(&out)
}

#[test]
fn same_bytes_whatever_the_number_of_threads() {
    let repo = Repo::sample();
    let (one, eight) = (build(&repo, "one", "1", &[]), build(&repo, "eight", "8", &[]));
    assert!(one == eight);
    assert!(one.contains_key("api/v1/status.json"));
}

/// The manifest lists every file that it must, with its hash; the status vouches for the manifest.
#[test]
fn the_manifest_is_whole() {
    let repo = Repo::sample();
    let files = build(&repo, "out", "2", &[]);
    let json = |path: &str| -> Value { serde_json::from_slice(&files[path]).unwrap() };
    let manifest = json("api/v1/manifest.json");
    let mut listed: Vec<Value> = manifest["files"].as_array().unwrap().clone();
    for shard in manifest["shards"].as_array().unwrap() {
        listed.push(shard.clone());
        listed.extend(json(shard["path"].as_str().unwrap())["files"].as_array().unwrap().clone());
    }
    for line in &listed {
        let bytes = &files[line["path"].as_str().unwrap()];
        assert_eq!(line["sha256"], sha256(bytes));
        assert_eq!(line["bytes"], bytes.len());
    }
    let unlisted = ["api/v1/manifest.json", "api/v1/status.json"];
    assert_eq!(listed.len() + unlisted.len(), files.len());
    assert_eq!(
        json("api/v1/status.json")["manifest_sha256"],
        sha256(&files["api/v1/manifest.json"])
    );
}

/// An individual's number, its salt and the hashes of all numbers that differ in its last four
/// digits are searched for in everything that is published.
#[test]
fn a_planted_number_is_nowhere() {
    const IIN: &str = "950317500013";
    const SALT: &str = "0123456789abcdef0123456789abcdef";
    let repo = Repo::sample();
    let path = "data/registers/trusted/entries/000/000041.json";
    let text = repo.read("data/registers/trusted/entries/000/000014.json");
    let mut record: Value = serde_json::from_str(&text).unwrap();
    record["number"] = json!(41);
    record["applicant"]["kind"] = json!("sole_proprietor");
    record["applicant"]["id"] = json!(IIN);
    record["applicant"]["salt"] = json!(SALT);
    repo.write(path, serde_json::to_string_pretty(&record).unwrap() + "\n");
    repo.commit("a sole proprietor");
    let mut secrets = vec![IIN.to_owned(), SALT.to_owned()];
    for end in 0..10_000 {
        secrets.push(sha256(format!("{}{end:04}", &IIN[..8]).as_bytes()));
    }
    for (path, bytes) in build(&repo, "out", "2", &[]) {
        let text = path.clone() + &String::from_utf8_lossy(&bytes);
        assert!(!text.contains(IIN) && !text.contains(SALT), "{path}");
        // Hashes are looked up, not searched for one by one: there are ten thousand of them.
        let words = text.split(|letter: char| !letter.is_ascii_hexdigit());
        let hashes: std::collections::BTreeSet<_> = words.filter(|word| word.len() == 64).collect();
        assert!(secrets.iter().all(|secret| !hashes.contains(secret.as_str())), "{path}");
    }
    let operator = build(&repo, "operator", "2", &["--audience", "operator"]);
    let entry = String::from_utf8_lossy(&operator["api/v1/trusted/entries/41.json"]).into_owned();
    assert!(entry.contains(IIN) && !entry.contains("\"salt\""));
    assert!(operator.keys().all(|path| path.starts_with("api/")));
}

/// A finding that forbids publication leaves the published site as it was.
#[test]
fn the_published_site_stays_whole() {
    let repo = Repo::sample();
    let before = build(&repo, "out", "2", &[]);
    repo.write(FIRST, "{");
    repo.commit("broken");
    let out = repo.beside("out");
    let run = repo.run(&["build", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("json-syntax"), "{}", run.stderr);
    assert!(tree(&out) == before);
}

/// One decision alters the files that it is about, and leaves the rest their bytes and time.
#[test]
fn unchanged_files_are_kept() {
    use std::os::unix::fs::MetadataExt as _;
    let repo = Repo::sample();
    let before = build(&repo, "out", "2", &[]);
    let out = repo.beside("out");
    let inode = |path: &str| std::fs::metadata(out.join(path)).unwrap().ino();
    let kept = inode("api/v1/trusted/entries/5.json");
    repo.write("README", "nothing of the register");
    repo.commit("beside the register");
    let after = build(&repo, "out", "2", &[]);
    assert_eq!(inode("api/v1/trusted/entries/5.json"), kept);
    let differing: Vec<_> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).collect();
    assert!(
        differing.iter().all(|(path, _)| {
            let told = ["status.json", "manifest", "entries.json", "datapackage.json"];
            !path.starts_with("api/") || told.iter().any(|name| path.contains(name))
        }),
        "{:?}",
        differing.iter().map(|(path, _)| path).collect::<Vec<_>>()
    );
}

#[test]
fn a_wrong_place_is_refused() {
    let repo = Repo::sample();
    std::fs::create_dir(repo.beside("foreign")).unwrap();
    std::fs::write(repo.beside("foreign").join("thesis.txt"), "years of work").unwrap();
    let places = [
        "/".to_owned(),
        repo.path().display().to_string(),
        repo.path().join(".git/out").display().to_string(),
        repo.beside("foreign").display().to_string(),
    ];
    for place in places {
        let run = repo.run(&["build", "--out", &place]);
        assert_eq!(run.code, 2, "{place}: {}", run.stderr);
    }
    assert!(repo.beside("foreign").join("thesis.txt").is_file());
}
