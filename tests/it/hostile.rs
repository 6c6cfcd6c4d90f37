//! Texts meant to break what shows them: each is refused by a finding that names it, or stands as
//! text in every file.

use serde_json::Value;

use crate::harness::{Repo, sample, tree};

/// Lawful, however odd: what a page, a feed or a table must show and never obey.
const SHOWN: &[&str] = &[
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(2)>",
    "' onmouseover='alert(3)",
    "{{ 6 * 7 }} {% raw %} {{{ page }}}",
    "${6 * 7} <%= 6 %> #{6}",
    "]]> <![CDATA[ x ]]> <!-- y --> <?php ?>",
    "&lt;b&gt; &amp;amp; &#0; &bogus;",
    "javascript:alert(4)",
    "..\\..\\windows /etc/passwd %00 %2e%2e%2f",
    "مرحبا بالعالم שלום",
    "😀 🏴 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷽",
    "a\u{316}\u{317}\u{318}\u{319}\u{31c}\u{31d}\u{31e}\u{31f}\u{320}\u{324}\u{325}b",
    "C:\\new\\table \\u0041 \\\"",
    "1e309 NaN undefined null",
];

/// What must not be published: as written in JSON, and the finding it gets.
const REFUSED: &[(&str, &str)] = &[
    ("\\u0000", "control-character"),
    ("a\\u001b[31mb", "control-character"),
    ("a\u{200b}b", "control-character"),
    ("\u{feff}a", "control-character"),
    ("abc\u{202e}fdp.exe", "direction-character"),
    ("a\u{2066}b", "direction-character"),
    ("a\u{200d}b", "direction-character"),
    ("e\u{301}", "not-nfc"),
    ("a\\ud800b", "json-escape"),
    ("a\tb", "json-raw-control"),
    ("=HYPERLINK(1)", "text-formula"),
    ("@SUM(1)", "text-formula"),
    (" ", "text-blank"),
    ("a ", "text-edge-space"),
];

/// Records that were never changed, whose texts can be replaced without a decision.
fn records() -> Vec<(String, String, Value)> {
    let folder = "data/registers/trusted/entries/000";
    let files = tree(&sample().join(folder)).into_iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).unwrap();
        let record: Value = serde_json::from_str(&text).unwrap();
        (format!("{folder}/{name}"), text, record)
    });
    let alone = |record: &Value| {
        record["decisions"].as_array().unwrap().len() == 1
            && record["requires"].as_array().unwrap().is_empty()
            && record["form"] == "2024"
            && record["applicant"]["kind"] == "legal_entity"
    };
    files.filter(|(_, _, record)| alone(record)).collect()
}

/// A register of the sample's settings and nothing else.
fn register() -> Repo {
    let repo = Repo::empty();
    let settings = std::fs::read_to_string(sample().join("data/site.json")).unwrap();
    repo.write("data/site.json", settings);
    repo.commit("Settings");
    repo
}

/// The record with both its names, and those of its applicant, written anew.
fn named(text: &str, record: &Value, kk: &str, ru: &str) -> String {
    let mut text = text.to_owned();
    for place in ["/name", "/applicant/name"] {
        for (lang, new) in [("kk", kk), ("ru", ru)] {
            let old = &record.pointer(place).unwrap()[lang];
            text =
                text.replacen(&format!("\"{lang}\": {old}"), &format!("\"{lang}\": \"{new}\""), 1);
        }
    }
    text
}

fn quoted(text: &str) -> String {
    let whole = serde_json::to_string(text).unwrap();
    whole[1..whole.len() - 1].to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[test]
fn odd_texts_are_shown_and_never_obeyed() {
    let repo = register();
    let records = records();
    let long = "Ұ".repeat(4000);
    let texts: Vec<&str> = SHOWN.iter().copied().chain([long.as_str()]).collect();
    let shown = texts.iter().zip(records.iter().cycle());
    let mut numbers = Vec::new();
    for (at, (text, (path, record_text, record))) in shown.enumerate() {
        // A register of as many entries as texts: the records repeat under numbers of their own.
        let number = 100 + at;
        let path = format!("{}/{number:06}.json", path.rsplit_once('/').unwrap().0);
        let own = format!("\"number\": {},\n  \"formed_on\"", record["number"]);
        assert!(record_text.contains(&own));
        let record_text =
            record_text.replacen(&own, &format!("\"number\": {number},\n  \"formed_on\""), 1);
        repo.write(&path, named(&record_text, record, &quoted(text), &quoted(text)));
        numbers.push((number, text));
    }
    repo.commit("Odd texts");
    let out = repo.beside("out");
    let run = repo.run(&["build", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let files = tree(&out);
    for (number, text) in numbers {
        let page = &files[&format!("ru/trusted/{number}/index.html")];
        let page = std::str::from_utf8(page).unwrap();
        assert!(page.contains(&escaped(text)), "{number}: {text}");
    }
    for (path, bytes) in &files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let markup = [".html", ".atom", ".xml", ".svg"].iter().any(|end| path.ends_with(end));
        for live in ["<script>", "<img", "<![CDATA[", "<!--", "<?php", "<b>&"] {
            assert!(!markup || !text.contains(live), "`{path}` holds `{live}`");
        }
        // Between tags a quotation mark is a letter; in a tag it would end a value.
        let page = path.ends_with("/index.html");
        assert!(!page || !text.contains(" onmouseover='"), "`{path}`");
    }
}

#[test]
fn what_cannot_be_shown_is_refused_by_name() {
    let repo = register();
    let (path, text, record) = records().remove(0);
    let long = "a".repeat(4001);
    let all = REFUSED.iter().copied().chain([(long.as_str(), "text-too-long")]);
    for (written, code) in all {
        repo.write(&path, named(&text, &record, "Атау", written));
        let errors = repo.errors(&["--worktree"]);
        assert!(errors.iter().any(|error| error == code), "{written}: {errors:?}");
    }
}

#[test]
fn a_register_may_be_empty() {
    let repo = register();
    let out = repo.beside("out");
    let run = repo.run(&["build", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let files = tree(&out);
    for lang in ["kk", "ru"] {
        for tail in ["", "trusted/", "trusted/changes/", "trusted/statistics/", "trusted/expiring/"]
        {
            assert!(files.contains_key(&format!("{lang}/{tail}index.html")), "{lang}/{tail}");
        }
    }
    assert!(files[&"api/v1/trusted/entries.json".to_owned()].ends_with(b"\n"));
}
