//! Words for every code, and the four ways of writing them.

mod codes;

use super::*;
use crate::base::finding::Place;
use crate::law::Files;

fn catalogue(language: Language) -> Catalogue {
    let words = [
        ("content/en/findings.json", include_str!("../../content/en/findings.json")),
        ("content/ru/findings.json", include_str!("../../content/ru/findings.json")),
        ("content/kk/findings.json", include_str!("../../content/kk/findings.json")),
    ];
    let files = words.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    Catalogue::load(&Files::new(files.into()), language).unwrap()
}

const RECORD: &str = "data/registers/trusted/entries/000/000007.json";

/// Cyrillic letters stand before what is meant, so columns in bytes would be seen at once.
const TEXT: &str = r#"{
  "name": { "kk": "Өндіріс жүйесі", "ru": "Cистема учёта" },
  "formed_on": "2026-02-30",
	"note": "қ"
}
"#;

fn place(pointer: &str, line: u32, column: u32, width: u32) -> Place {
    Place { path: RECORD.to_owned(), pointer: pointer.to_owned(), line, column, width }
}

fn findings() -> Vec<Finding> {
    let nowhere = Finding { place: None, ..Finding::error("shallow-history", Place::file("")) };
    vec![
        nowhere,
        Finding::warning("requires-unknown", Place::file("data/registers/a,b:c/entries/x%.json"))
            .with("met", 5),
        Finding::error("mixed-script", place("/name/ru", 2, 43, 15))
            .with("met", "Cистема")
            .because("№ 53-НҚ, appendix 1\nparagraph 4"),
        Finding::rule("date-form", place("/formed_on", 3, 16, 12)).with("met", "2026-02-30"),
        Finding::note("code-not-listed", place("/note", 4, 10, 3)).with("met", "қ"),
        Finding::error("json-syntax", place("", 6, 1, 0)).with("met", ""),
        Finding::error("not-canonical", place("", 9, 5, 1)),
    ]
}

fn rendered(findings: &[Finding], format: Format, language: Language) -> String {
    let source = |path: &str| (path == RECORD).then(|| TEXT.to_owned());
    let mut out = Vec::new();
    render(findings, format, &catalogue(language), &source, false, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn human() {
    insta::assert_snapshot!("human", rendered(&findings(), Format::Human, Language::En));
    insta::assert_snapshot!("human_ru", rendered(&findings()[2..4], Format::Human, Language::Ru));
    insta::assert_snapshot!("human_kk", rendered(&findings()[2..4], Format::Human, Language::Kk));
}

#[test]
fn for_machines() {
    insta::assert_snapshot!("json", rendered(&findings(), Format::Json, Language::En));
    insta::assert_snapshot!("github", rendered(&findings(), Format::Github, Language::En));
    insta::assert_snapshot!("gitlab", rendered(&findings(), Format::Gitlab, Language::En));
}

/// A page of text in one line is cut to the width of a terminal, with what is meant in sight.
#[test]
fn a_long_line() {
    let text = format!("{{ \"note\": \"{}\", \"year\": \"26\" }}\n", "сөз ".repeat(900));
    let source = |_: &str| Some(text.clone());
    let catalogue = catalogue(Language::En);
    for (column, width) in [(3624, 4), (11, 3602)] {
        let finding = Finding::error("year-form", place("/year", 1, column, width)).with("met", 26);
        let mut out = Vec::new();
        render(&[finding], Format::Human, &catalogue, &source, false, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert!(shown.lines().all(|line| line.chars().count() <= 160), "{shown}");
        assert!(shown.contains('^'), "{shown}");
    }
}

/// Each line of JSON can be read, and has the same keys in the same order.
#[test]
fn json_lines() {
    let expected =
        ["code", "severity", "path", "pointer", "line", "column", "message", "basis", "help"];
    for line in rendered(&findings(), Format::Json, Language::Kk).lines() {
        let object: serde_json::Map<_, _> = serde_json::from_str(line).unwrap();
        assert_eq!(object.keys().collect::<Vec<_>>(), expected);
    }
}

/// Under every line shown, the carets stand below exactly the characters meant.
#[test]
fn carets() {
    let meant = [("\"Cистема учёта\"", 2, 43), ("\"2026-02-30\"", 3, 16), ("Өндіріс", 2, 20)];
    for (text, line, column) in meant {
        let width = u32::try_from(text.chars().count()).unwrap();
        let finding = Finding::error("text-blank", place("/name", line, column, width));
        let shown = rendered(&[finding], Format::Human, Language::Kk);
        let lines: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
        let carets = lines.iter().position(|line| line.contains(&'^')).unwrap();
        let marked = lines[carets].iter().zip(&lines[carets - 1]);
        let marked: String =
            marked.filter(|(mark, _)| **mark == '^').map(|(_, letter)| letter).collect();
        assert_eq!(marked, text);
        assert!(shown.contains(&format!("{RECORD}:{line}:{column}\n")), "{shown}");
    }
}

#[test]
fn colour_only_when_asked() {
    let plain = rendered(&findings(), Format::Human, Language::En);
    assert!(!plain.contains('\u{1b}'));
    let mut out = Vec::new();
    let catalogue = catalogue(Language::En);
    render(&findings(), Format::Human, &catalogue, &|_| None, true, &mut out).unwrap();
    assert!(out.contains(&0x1b));
}

/// One cause can make thousands of findings; another code in the same file is still shown.
#[test]
fn many_of_a_kind() {
    let mut many = vec![Finding::error("text-blank", place("/a", 2, 3, 1)); 53];
    many.push(Finding::warning("bin-attribute", place("/b", 3, 3, 1)));
    let shown = rendered(&many, Format::Human, Language::En);
    assert_eq!(shown.matches("error[text-blank]").count(), 50);
    assert_eq!(shown.matches("warning[bin-attribute]").count(), 1);
    let more = format!("… and 3 more of `text-blank` in {RECORD}\n");
    assert!(shown.contains(&more), "{shown}");
    assert!(shown.ends_with("errors: 53, warnings: 1, notes: 0\n"), "{shown}");
    assert_eq!(rendered(&many, Format::Json, Language::En).lines().count(), 54);
}

#[test]
fn a_value_cannot_change_the_message() {
    let say = |value: &str| {
        let finding = Finding::error("unknown-form", place("/form", 2, 1, 1));
        catalogue(Language::En).message(&finding.with("met", value).with("expected", "2024"))
    };
    assert_eq!(say("{expected}"), "there is no edition `{expected}` of the form");
    assert_eq!(say("a\n\u{202e}b"), "there is no edition `a<U+000A><U+202E>b` of the form");
    assert_eq!(say(""), "there is no edition `\"\"` of the form");
    let long = format!("there is no edition `{}…` of the form", "ә".repeat(80));
    assert_eq!(say(&"ә".repeat(81)), long);
}

/// Equal problems get fingerprints of their own, and a moved line keeps its fingerprint.
#[test]
fn fingerprints() {
    let at = |line| Finding::error("json-raw-control", place("/a", line, 1, 1)).with("met", "x");
    let prints = |findings: &[Finding]| -> Vec<serde_json::Value> {
        let text = rendered(findings, Format::Gitlab, Language::En);
        let issues: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        issues.into_iter().map(|issue| issue["fingerprint"].clone()).collect()
    };
    let two = prints(&[at(2), at(2)]);
    assert_ne!(two[0], two[1]);
    assert_eq!(prints(&[at(3)]), [two[0].clone()]);
}

#[test]
fn a_code_without_words_speaks_for_itself() {
    let finding = Finding::error("of-tomorrow", place("/a", 2, 3, 1)).with("met", "x");
    assert_eq!(catalogue(Language::En).message(&finding), "of-tomorrow x");
    assert!(rendered(&[finding], Format::Json, Language::En).contains("\"help\":null"));
}

#[test]
fn explained() {
    insta::assert_snapshot!(
        "explain",
        explain("decisions-order", &catalogue(Language::En)).unwrap()
    );
    assert_eq!(explain("no-such-code", &catalogue(Language::En)), None);
}
