//! Seals of a register: sealed samples, tampered, swapped, dropped and foreign signatures, and the
//! cache of verdicts.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Repo, sha256, tizilim};

const TRUSTED: &str = "data/registers/trusted";

static SEALED: OnceLock<TempDir> = OnceLock::new();

/// A copy of the embedded register, every session sealed.
fn sealed() -> Repo {
    let grow = || {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("sample");
        let run = tizilim(&["sample", "--out", out.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        folder
    };
    let from = SEALED.get_or_init(grow).path().join("sample");
    let repo = Repo::empty();
    repo.git(&["pull", "-q", from.to_str().unwrap(), "main"]);
    repo
}

/// The codes of what is said of seals and of whom to trust.
fn told(repo: &Repo, args: &[&str]) -> (i32, Vec<String>) {
    let (code, findings) = repo.check(args);
    let codes = findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned());
    let seals = |code: &String| code.contains("seal") || code.contains("trust");
    (code, codes.filter(seals).collect())
}

fn bytes(repo: &Repo, path: &str) -> Vec<u8> {
    std::fs::read(repo.path().join(path)).unwrap()
}

/// Files of the work tree with this ending, in a folder.
fn files(repo: &Repo, folder: &str, ending: &str) -> Vec<String> {
    let root = repo.path();
    let all = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name();
    let all = all.into_iter().map(|file| file.unwrap().path().to_path_buf());
    let name =
        |path: std::path::PathBuf| path.strip_prefix(&root).unwrap().to_str().map(str::to_owned);
    all.filter_map(name).filter(|path| path.ends_with(ending)).collect()
}

fn lists(repo: &Repo) -> Vec<String> {
    files(repo, &format!("{TRUSTED}/seals"), ".json")
}

fn own(repo: &Repo) -> Vec<String> {
    files(repo, &format!("{TRUSTED}/entries"), ".p7s")
}

/// The finding of a code, with its place.
fn finding(repo: &Repo, code: &str) -> Value {
    let (_, findings) = repo.check(&[]);
    let found = findings.into_iter().find(|finding| finding["code"] == code);
    found.unwrap_or_else(|| panic!("no {code}"))
}

#[test]
fn a_sealed_register_has_nothing_to_be_said_of_its_seals() {
    let repo = sealed();
    assert!(lists(&repo).len() > 50 && own(&repo).len() >= 2);
    assert_eq!(told(&repo, &[]), (0, vec![]));
    let (code, codes) = told(&Repo::sample(), &[]);
    assert_eq!((code, codes.iter().all(|code| code == "seal-missing")), (0, true));
    assert!(codes.len() > 80);
    let draft = told(&Repo::sample(), &["--draft"]).1;
    assert!(draft.iter().all(|code| code == "awaiting-seal"), "{draft:?}");
}

#[test]
fn tampered_and_swapped_seals() {
    let repo = sealed();
    let (signature, list) = (own(&repo).remove(0), lists(&repo).remove(3));
    let mut torn = bytes(&repo, &signature);
    let last = torn.len() - 1;
    torn[last] ^= 1;
    repo.write(&signature, torn);
    repo.commit("a bit of a signature");
    let finding = finding(&repo, "seal-invalid");
    assert_eq!(finding["path"], signature.strip_suffix(".p7s").unwrap());
    assert!(finding["message"].as_str().unwrap().contains("signature-mismatch"), "{finding}");
    assert_eq!(told(&repo, &[]), (1, vec!["seal-invalid".to_owned()]));

    let repo = sealed();
    let (one, two) = (own(&repo).remove(0), own(&repo).remove(1));
    let (first, second) = (bytes(&repo, &one), bytes(&repo, &two));
    repo.write(&one, second);
    repo.write(&two, first);
    repo.commit("seals swapped");
    assert_eq!(told(&repo, &[]), (1, vec!["seal-invalid".to_owned(); 2]));

    // A row altered after signing: the signature no longer fits, nor does the row fit any record.
    let repo = sealed();
    let rows = repo.read(&list);
    let digest = rows.split("\"sha256\": \"").nth(1).unwrap()[..64].to_owned();
    repo.write(&list, rows.replace(&digest, &"0".repeat(64)));
    repo.commit("a row of a list");
    let (code, codes) = told(&repo, &[]);
    assert!(code == 1 && codes.contains(&"seal-list-row".to_owned()), "{codes:?}");
    assert!(codes.contains(&"seal-removed".to_owned()), "{codes:?}");
}

#[test]
fn a_seal_that_is_gone_is_missed() {
    let repo = sealed();
    for path in [own(&repo).remove(0), lists(&repo).remove(3) + ".p7s"] {
        let kept = bytes(&repo, &path);
        std::fs::remove_file(repo.path().join(&path)).unwrap();
        // Whoever only reads the commit sees nothing; the working tree tells.
        assert_eq!(told(&repo, &[]), (0, vec![]));
        let (code, codes) = told(&repo, &["--worktree"]);
        assert!(code == 1 && codes.contains(&"seal-removed".to_owned()), "{codes:?}");
        repo.commit("a seal dropped");
        assert_eq!(told(&repo, &["--draft"]).0, 1);
        repo.write(&path, kept);
        repo.commit("and restored");
        assert_eq!(told(&repo, &[]), (0, vec![]));
    }
}

#[test]
fn lists_that_are_not_as_they_should_be() {
    let repo = sealed();
    let folder = format!("{TRUSTED}/seals");
    let row = json!({ "path": "x", "sha256": "0".repeat(64) });
    repo.write(&format!("{folder}/2026-01-02-1.json"), "[]\n");
    repo.write(&format!("{folder}/2026-01-02-2.json"), "{}\n");
    repo.write(&format!("{folder}/2026-01-02-3.json"), json!([row, row]).to_string());
    repo.write(&format!("{folder}/2026-01-02-4.json"), "[ ]\n");
    repo.write(&format!("{folder}/spring.json"), "[]\n");
    repo.write(&format!("{folder}/2026-01-02-5.json.p7s"), "nothing");
    let (code, mut codes) = told(&repo, &["--worktree"]);
    codes.retain(|code| code != "seal-list-unsigned");
    codes.sort_unstable();
    let expected =
        ["seal-list-bytes", "seal-list-form", "seal-list-name", "seal-list-order", "seal-stray"];
    assert_eq!((code, codes), (1, expected.map(str::to_owned).to_vec()));
}

#[test]
fn whom_to_trust_is_changed_apart() {
    let repo = sealed();
    let profile = include_str!("../../data/trust/demo.json");
    repo.write("data/trust/demo.json", profile.replace("\"warning\"", "\"note\""));
    repo.commit("the profile alone");
    assert_eq!(told(&repo, &["--base", "HEAD~1"]), (0, vec![]));
    repo.write("data/trust/demo.json", profile);
    std::fs::remove_file(repo.path().join(own(&repo).remove(0))).unwrap();
    repo.commit("both at once");
    let (code, codes) = told(&repo, &["--base", "HEAD~1"]);
    assert!(code == 1 && codes.contains(&"trust-with-records".to_owned()), "{codes:?}");
}

#[test]
fn a_real_register_does_not_believe_the_demonstration() {
    let repo = sealed();
    let site = repo.read("data/site.json");
    repo.write("data/site.json", site.replace("\"demo\"", "\"production\""));
    repo.commit("production");
    assert_eq!(told(&repo, &[]), (1, vec!["trust-demo-profile".to_owned()]));
}

/// Without the cache, with it, and with a damaged one the answers are the same.
#[test]
fn the_cache_changes_time_alone() {
    let repo = sealed();
    let path = own(&repo).remove(0);
    repo.write(&path, "no signature");
    repo.commit("an invalid one among the valid");
    let cache = repo.path().join(".git/tizilim/verdicts");
    let cold = repo.run(&["check", "--format", "json"]).stdout;
    let kept = std::fs::read(&cache).unwrap();
    assert_eq!(repo.run(&["check", "--format", "json"]).stdout, cold);
    assert_eq!(std::fs::read(&cache).unwrap(), kept);
    let text = String::from_utf8(kept).unwrap();
    std::fs::write(&cache, text.replace("malformed", "ok") + "rubbish").unwrap();
    assert_eq!(repo.run(&["check", "--format", "json"]).stdout, cold);
    std::fs::remove_file(&cache).unwrap();
    assert_eq!(repo.run(&["check", "--format", "json"]).stdout, cold);
}

#[test]
fn published_as_the_site_says() {
    let repo = sealed();
    let build = |name: &str| {
        let out = repo.beside(name);
        assert_eq!(repo.run(&["build", "--out", out.to_str().unwrap()]).code, 0);
        out
    };
    let entry = |out: &Path| -> Value {
        let number = own(&repo).remove(0);
        let number: u32 = number.rsplit('/').next().unwrap()[..6].parse().unwrap();
        let file = out.join(format!("api/v1/trusted/entries/{number}.json"));
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    };
    let open = build("open");
    let told = entry(&open);
    assert_eq!(told["seal"]["status"], "valid");
    assert_eq!(told["seal"]["signer_role"], "head");
    for revision in told["revisions"].as_array().unwrap() {
        assert!(open.join(revision["seal"]["path"].as_str().unwrap()).is_file(), "{revision}");
    }
    assert!(open.join("api/v1/trusted/seals").is_dir());
    let site = repo.read("data/site.json");
    repo.write("data/site.json", site.replace("\"published\"", "\"verdict\""));
    repo.commit("verdicts only");
    let closed = build("closed");
    assert_eq!(entry(&closed)["seal"]["status"], "valid");
    for file in walkdir::WalkDir::new(&closed).into_iter().map(Result::unwrap) {
        assert!(!file.path().to_string_lossy().ends_with(".p7s"), "{}", file.path().display());
        if file.path().to_string_lossy().ends_with("index.html") {
            let page = std::fs::read_to_string(file.path()).unwrap();
            assert!(!page.contains("Проверить может любой") && !page.contains("IIN000000000000"));
        }
    }
}

/// A register that trusts an authority of its own, and nobody else.
#[test]
fn another_chain() {
    use tizilim::base::date::Date;
    use tizilim::base::digest::Digest;
    use tizilim::seal::demo::Demo;
    use tizilim::seal::list::{Row, write};
    let repo = Repo::sample();
    let other = Demo::from_seed("another authority");
    for (name, bytes) in other.profile() {
        repo.write(&format!("data/trust/{name}"), bytes);
    }
    repo.commit("whom to trust");
    let at = Date::new(2026, 9, 30).unwrap().midnight_utc();
    let records = files(&repo, &format!("{TRUSTED}/entries"), ".json");
    let row = |path: &String| Row {
        path: path.clone(),
        sha256: Digest::of(&bytes(&repo, path)).to_string(),
    };
    let list = write(records.iter().skip(1).map(row).collect());
    let path = format!("{TRUSTED}/seals/2026-09-30-1.json");
    repo.write(&(path.clone() + ".p7s"), other.sign_detached(list.as_bytes(), at));
    repo.write(&path, &list);
    let own = records[0].clone() + ".p7s";
    repo.write(&own, other.sign_stamped(&bytes(&repo, &records[0]), at, at));
    let before = told(&repo, &[]).1.len();
    repo.commit("everything that is in force is sealed");
    let (code, codes) = told(&repo, &[]);
    assert!(code == 0 && codes.iter().all(|code| code == "seal-missing"), "{codes:?}");
    assert_eq!(codes.len(), before - records.len());
    // The authority that the program carries is a stranger here.
    let demo = Demo::from_seed(tizilim::seal::demo::SEED);
    repo.write(&own, demo.sign_detached(&bytes(&repo, &records[0]), at));
    repo.commit("signed by a stranger");
    let finding = finding(&repo, "seal-invalid");
    assert!(finding["message"].as_str().unwrap().contains("path-signature"), "{finding}");
}

/// A register that trusts a real test authority, with a signature made by other software.
#[test]
fn another_software() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/signing/vectors");
    let read = |name: &str| std::fs::read(root.join(name));
    let Ok(anchor) = read("ca/test-gost2015/root_test_gost_2022.cer") else {
        println!("skipped: no vectors of other software at hand");
        return;
    };
    let issuer = read("ca/test-gost2015/nca_gost2022_test.cer").unwrap();
    let crl = std::fs::read_dir(root.join("crl")).unwrap().map(|file| file.unwrap().path());
    let crl = crl.filter(|path| path.to_string_lossy().contains("nca_gost2022_test.166"));
    let crl = std::fs::read(crl.into_iter().next().unwrap()).unwrap();
    let repo = Repo::sample();
    let pin = |file: &str, sha256: String| json!([{ "file": file, "sha256": sha256 }]);
    let profile = |roles: &[&str]| {
        let profile = json!({
            "id": "demo", "environment": "demo", "authority_bin": "123456789021",
            "anchors": pin("root.cer", fingerprint(&anchor)), "issuers": pin("issuer.cer", fingerprint(&issuer)),
            "crls": ["issuer.crl"], "roles": roles, "algorithms": ["gost-2015-512"],
            "missing": "note", "indeterminate": "warning",
        });
        profile.to_string()
    };
    repo.write("data/trust/demo.json", profile(&["head"]));
    repo.write("data/trust/root.cer", &anchor);
    repo.write("data/trust/issuer.cer", &issuer);
    repo.write("data/trust/issuer.crl", &crl);
    repo.commit("whom to trust");
    assert_eq!(told(&repo, &[]).0, 0);
    // Their signature is over another text, so here it can only be refused, and for that reason.
    let signature = read("generated/entry.head_valid.cms").unwrap();
    repo.write("data/registers/trusted/entries/000/000001.json.p7s", signature);
    repo.commit("a signature over something else");
    let finding = finding(&repo, "seal-invalid");
    assert!(finding["message"].as_str().unwrap().contains("digest-mismatch"), "{finding}");
}

/// Of a certificate's DER, whether the file is DER or PEM.
fn fingerprint(file: &[u8]) -> String {
    if file.starts_with(b"-----") { sha256(&decoded(file)) } else { sha256(file) }
}

fn decoded(pem: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text = String::from_utf8_lossy(pem);
    let lines: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(lines.trim()).unwrap()
}
