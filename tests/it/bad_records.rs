//! Bad input gets a finding at the right line and pointer, and the published site stays whole.

use crate::harness::{FIRST, Repo};

/// A record of the 2024 edition with everything filled.
const RECORD: &str = "data/registers/trusted/entries/000/000010.json";

/// One fault: what is replaced by what, and the finding it gets.
struct Fault {
    from: &'static str,
    to: &'static str,
    code: &'static str,
    pointer: &'static str,
}

const fn fault(
    from: &'static str,
    to: &'static str,
    code: &'static str,
    pointer: &'static str,
) -> Fault {
    Fault { from, to, code, pointer }
}

const FAULTS: &[Fault] = &[
    fault("\"number\": 10,", "\"number\": 10.0,", "not-a-whole-number", "/number"),
    fault("\"number\": 10,", "\"number\": \"10\",", "wrong-type", "/number"),
    fault("\"number\": 10,", "\"number\": 11,", "number-path", "/number"),
    fault("\"number\": 10,", "\"number\": 010,", "number-form", "/number"),
    fault("\"number\": 10,", "\"nummer\": 10,", "unknown-key", "/nummer"),
    fault("\"number\": 10,", "\"nummer\": 10,", "missing-key", "/number"),
    fault("\"number\": 10,", "\"number\": 10,\n  \"number\": 10,", "duplicate-key", "/number"),
    fault("\"form\": \"2024\"", "\"form\": \"1999\"", "unknown-form", "/form"),
    fault("\"kind\": \"software\"", "\"kind\": \"hardware\"", "choice-unknown", "/kind"),
    fault("\"formed_on\": \"20", "\"formed_on\": \"20x", "date-form", "/formed_on"),
    fault("\"standalone\": true", "\"standalone\": \"yes\"", "wrong-type", "/standalone"),
    fault("\"tnved\": []", "\"tnved\": null", "wrong-type", "/tnved"),
    fault("\"tnved\": []", "\"tnved\": [\"84\"]", "code-form", "/tnved/0"),
    fault("\"kpved\": []", "\"kpved\": [null]", "wrong-type", "/kpved/0"),
    fault("\"origin\": null", "\"origin\": {}", "missing-key", "/origin/table"),
    fault(
        "\"replaced_by\": null",
        "\"replaced_by\": {\"number\": 0}",
        "entry-ref-form",
        "/replaced_by/number",
    ),
    fault("\"replaced_by\": null", "\"replaced_by\": NaN", "json-word", "/replaced_by"),
    fault("\"replaced_by\": null", "\"replaced_by\": null,", "json-trailing-comma", ""),
    fault("{\n  \"form\"", "{ \"form\"", "not-canonical", ""),
];

#[test]
fn each_fault_in_its_place() {
    let repo = Repo::sample();
    let sound = repo.read(RECORD);
    for fault in FAULTS {
        assert!(sound.contains(fault.from), "{}", fault.from);
        let at = sound.find(fault.from).unwrap();
        repo.write(RECORD, sound.replacen(fault.from, fault.to, 1));
        let (code, findings) = repo.check(&["--worktree"]);
        assert_eq!(code, 1, "{}", fault.to);
        let found = findings.iter().find(|finding| {
            finding["path"] == RECORD
                && finding["code"] == fault.code
                && finding["pointer"] == fault.pointer
        });
        let found = found.unwrap_or_else(|| panic!("{}: {findings:#?}", fault.to));
        let line = u64::try_from(sound[..at].lines().count()).unwrap();
        let told = found["line"].as_u64().unwrap();
        if !fault.code.starts_with("missing") && fault.code != "not-canonical" {
            assert!((line..=line + 1).contains(&told), "{}: line {told}, not {line}", fault.to);
        }
        assert!(found["message"].as_str().is_some_and(|message| !message.is_empty()));
        assert!(found["help"].as_str().is_some_and(|help| !help.is_empty()));
    }
}

/// Every problem in one pass.
#[test]
fn several_faults_at_once() {
    let repo = Repo::sample();
    let text = repo
        .read(RECORD)
        .replacen("\"kind\": \"software\"", "\"kind\": \"hardware\"", 1)
        .replacen("\"tnved\": []", "\"tnved\": [\"x\"]", 1)
        .replacen("\"origin\": null", "\"original\": null", 1);
    repo.write(RECORD, text);
    let mut codes = repo.errors(&["--worktree"]);
    codes.sort();
    codes.dedup();
    let expected = ["choice-unknown", "code-form", "missing-key", "not-canonical", "unknown-key"];
    assert_eq!(codes, expected);
}

#[test]
fn bytes_that_are_no_record() {
    let repo = Repo::sample();
    for (bytes, code) in [
        (&b"\xff\xfe{\0}\0"[..], "not-utf8"),
        (b"", "json-syntax"),
        (b"{", "json-syntax"),
        (b"[]", "wrong-type"),
        (b"{}", "missing-key"),
        (b"null", "wrong-type"),
        (b"\xef\xbb\xbf{}", "byte-order-mark"),
        (b"{\"form\": 2024}", "wrong-type"),
    ] {
        repo.write(FIRST, bytes);
        let codes = repo.errors(&["--worktree"]);
        assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
    }
    repo.write(FIRST, "[".repeat(100_000));
    assert!(repo.errors(&["--worktree"]).contains(&"json-too-deep".to_owned()));
    repo.write(FIRST, " ".repeat(1_000_000));
    assert!(repo.errors(&["--worktree"]).contains(&"file-too-large".to_owned()));
}

/// A rule forbids what is new and warns about what was published; what its form cannot read, and a
/// broken history, always forbid.
#[test]
fn what_was_published_stays_publishable() {
    let repo = Repo::sample();
    let text = repo.read("data/registers/trusted/entries/000/000014.json");
    let number = "data/registers/trusted/entries/000/000041.json";
    let new = text.replacen("\"number\": 14,", "\"number\": 41,", 1).replacen(
        "\"requires\": []",
        "\"requires\": [\n    {\n      \"number\": 999\n    }\n  ]",
        1,
    );
    repo.write(number, new);
    assert_eq!(repo.errors(&["--worktree"]), ["requires-unknown"]);
    repo.commit("an entry that needs what is not there");
    assert_eq!(repo.errors(&["--base", "HEAD~1"]), ["requires-unknown"]);
    assert_eq!(repo.errors(&[]), Vec::<String>::new());
    repo.write(number, "{}");
    repo.commit("broken");
    assert!(repo.errors(&[]).contains(&"missing-key".to_owned()));
}

#[test]
fn files_that_are_no_records_are_told() {
    let repo = Repo::sample();
    repo.write("data/registers/trusted/entries/000/17.json", "{}");
    repo.write("data/registers/trusted/entries/README", "hello");
    let (code, findings) = repo.check(&["--worktree"]);
    let codes: Vec<_> = findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect();
    assert_eq!(code, 1);
    assert!(codes.contains(&"record-path") && codes.contains(&"stray-file"), "{codes:?}");
}

#[test]
fn fmt_writes_what_check_demands() {
    let repo = Repo::sample();
    let sound = repo.read(RECORD);
    let value: serde_json::Value = serde_json::from_str(&sound).unwrap();
    let mut members: Vec<_> = value.as_object().unwrap().iter().collect();
    members.reverse();
    let reversed: serde_json::Map<_, _> =
        members.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    repo.write(RECORD, serde_json::to_string(&reversed).unwrap());
    assert_eq!(repo.run(&["fmt", "--check"]).code, 1);
    assert_eq!(repo.run(&["fmt"]).code, 0);
    assert_eq!(repo.read(RECORD), sound);
    assert_eq!(repo.run(&["fmt", "--check"]).code, 0);
}
