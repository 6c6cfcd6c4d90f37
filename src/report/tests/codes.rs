//! Every code that the program makes has words in each language, and words speak of nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::{Map, Value};

use super::{Catalogue, Language, catalogue, place};
use crate::base::finding::Finding;

/// Findings whose rules are not in the program yet: a rule takes its code out of this list.
const AWAITED: [&str; 3] = ["decision-number-twice", "effective-before-decision", "origin-sha256"];

/// What a finding tells beside its code: `met` alone, unless it is said here.
const WITH_FIELD: [&str; 6] = [
    "entry-ref-form",
    "integer-negative",
    "not-asked",
    "required",
    "salt-missing",
    "translation-missing",
];
const WITH_DAY: [&str; 3] = ["already-in", "not-in", "requires-not-in-register"];
const WITH_REVISION: [&str; 3] = ["seal-indeterminate", "seal-invalid", "seal-missing"];
const WITH_EXPECTED: [&str; 11] = [
    "commit-signature",
    "decisions-order",
    "document-dates",
    "effective-before-decision",
    "formed-on-differs",
    "holder-kind",
    "notice-before-decision",
    "number-path",
    "trust-crl-refused",
    "unknown-form",
    "wrong-type",
];
const WITHOUT_MET: [&str; 21] = [
    "already-in",
    "awaiting-seal",
    "decision-altered",
    "iin-in-text",
    "iin-public-repository",
    "law-file-missing",
    "no-history",
    "no-trust-profile",
    "not-canonical",
    "not-in",
    "not-utf8",
    "number-path",
    "salt-form",
    "seal-list-bytes",
    "seal-list-name",
    "seal-list-unsigned",
    "seal-missing",
    "seal-removed",
    "seal-stray",
    "shallow-history",
    "trust-profile-missing",
];

fn arguments(code: &str) -> Vec<&'static str> {
    let met = !WITHOUT_MET.contains(&code) && !WITH_FIELD.contains(&code);
    let names = [
        ("met", met),
        ("field", WITH_FIELD.contains(&code)),
        ("day", WITH_DAY.contains(&code)),
        ("expected", WITH_EXPECTED.contains(&code)),
        ("revision", WITH_REVISION.contains(&code)),
    ];
    names.into_iter().filter(|(_, told)| *told).map(|(name, _)| name).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The sources that can make findings, without their tests.
fn sources() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let speaks = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        // Nothing that publishes makes findings; there a code is one of a list.
        let silent = name.starts_with("report") || name.starts_with("publish");
        !silent && !name.contains("tests")
    };
    let files = files.into_iter().filter(speaks);
    let text = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let code = |text: String| text.split("#[cfg(test)]").next().unwrap().to_owned();
    files.map(text).map(code).collect()
}

/// Codes given to a constructor of findings, or named as a code.
fn made(sources: &[String]) -> BTreeSet<String> {
    let call =
        r#"\b(?:error|rule|warning|note|report|fault|complain|about_field)\(\s*"([a-z0-9-]+)""#;
    let pushed = r#"push\(\(\s*"([a-z0-9-]+)""#;
    let named = r#"\b(?:code|CODE)(?:: &(?:'static )?str =|:)\s*"([a-z0-9-]+)""#;
    let patterns = [call, pushed, named].map(|pattern| Regex::new(pattern).unwrap());
    let chosen = Regex::new(r"\blet code = [^;]*;").unwrap();
    let literal = Regex::new(r#""([a-z0-9]+(?:-[a-z0-9]+)+)""#).unwrap();
    let mut codes = BTreeSet::new();
    for source in sources {
        for pattern in &patterns {
            codes.extend(pattern.captures_iter(source).map(|code| code[1].to_owned()));
        }
        for choice in chosen.find_iter(source) {
            codes.extend(literal.captures_iter(choice.as_str()).map(|code| code[1].to_owned()));
        }
    }
    codes
}

#[test]
fn every_code_has_words_and_no_words_are_idle() {
    let sources = sources();
    let catalogue = catalogue(Language::En);
    let known: BTreeSet<String> = catalogue.codes().map(str::to_owned).collect();
    let made = made(&sources);
    assert!(made.len() > 80, "the sources are read wrongly: {made:?}");
    let wordless: Vec<_> = made.difference(&known).collect();
    assert_eq!(wordless, Vec::<&String>::new(), "codes without words");
    let whole = sources.concat();
    let idle = |code: &&String| {
        !AWAITED.contains(&code.as_str()) && !whole.contains(&format!("\"{code}\""))
    };
    assert_eq!(known.iter().filter(idle).collect::<Vec<_>>(), Vec::<&String>::new(), "idle words");
    assert!(AWAITED.iter().all(|code| known.contains(*code)));
}

fn words(language: Language) -> Map<String, Value> {
    let path = format!("content/{}/findings.json", language.code());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(root.join(path)).unwrap()).unwrap()
}

/// Each text of a code or of the words around, with the placeholders in it.
fn placeholders(language: Language) -> Vec<(String, BTreeSet<String>)> {
    let placeholder = Regex::new(r"\{([a-z]+)\}").unwrap();
    let mut found = Vec::new();
    for (code, entry) in words(language) {
        for (key, text) in entry.as_object().unwrap() {
            let names = placeholder.captures_iter(text.as_str().unwrap());
            let names = names.map(|name| name[1].to_owned()).collect();
            found.push((format!("{code}/{key}"), names));
        }
    }
    found.sort();
    found
}

#[test]
fn the_languages_say_the_same() {
    let english = placeholders(Language::En);
    for language in Language::ALL {
        assert_eq!(placeholders(language), english, "{language:?}");
    }
}

/// A finding with its arguments leaves no gap: neither `{met}` nor the `…` that stands for one.
#[test]
fn every_placeholder_is_filled() {
    for language in Language::ALL {
        let catalogue: Catalogue = catalogue(language);
        for code in catalogue.codes() {
            let code: &'static str = code.to_owned().leak();
            let mut finding = Finding::error(code, place("/a", 2, 3, 1));
            for name in arguments(code) {
                finding = finding.with(name, "17");
            }
            let help = catalogue.help(&finding).unwrap();
            for text in [
                catalogue.message(&finding),
                help.replace("[…]", "").replace("{…}", "").replace("\"…\"", ""),
            ] {
                let gap = text.contains('…') || text.contains("{met}") || text.is_empty();
                assert!(!gap, "{language:?} {code}: {text}");
            }
        }
    }
}

/// Messages are parts of a line: no full stop at the end, no capital that is not a name.
#[test]
fn style() {
    for language in Language::ALL {
        for (code, entry) in words(language) {
            for key in ["message", "empty", "help"] {
                let Some(text) = entry.get(key).and_then(Value::as_str) else { continue };
                let first: String = text.split([' ', '-']).next().unwrap_or_default().to_owned();
                let name = ["JSON", "IIN", "IINs", "BIN", "ЖСН", "ИИН", "CSV"].contains(&&*first);
                let capital = first.chars().next().is_some_and(char::is_uppercase);
                assert!(!capital || name, "{language:?} {code}/{key}: {text}");
                assert!(!text.ends_with('.'), "{language:?} {code}/{key}: {text}");
                assert!(text.matches('`').count() % 2 == 0, "{language:?} {code}/{key}: {text}");
            }
        }
    }
}
