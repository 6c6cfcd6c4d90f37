//! The reader against `serde_json` as the independent judge, and each problem in its place.

use proptest::prelude::*;

use super::*;

fn codes(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let (_, problems) = parse(text, Limits::RECORD);
    let place = |problem: Problem| {
        let (line, column) = position(text, problem.span.start);
        (problem.code, line, column, problem.pointer)
    };
    problems.into_iter().map(place).collect()
}

fn found(
    code: &'static str,
    line: u32,
    column: u32,
    pointer: &str,
) -> (&'static str, u32, u32, String) {
    (code, line, column, pointer.to_owned())
}

#[test]
fn several_problems_in_one_reading() {
    let text = "{\n  \"a\": 1.5,\n  \"a\": 2,\n  \"ү\": [01, NaN, \"\\q\", \"\\ud800\"],\n}";
    assert_eq!(
        codes(text),
        [
            found("not-a-whole-number", 2, 8, "/a"),
            found("duplicate-key", 3, 3, "/a"),
            found("number-form", 4, 9, "/ү/0"),
            found("json-word", 4, 13, "/ү/1"),
            found("json-escape", 4, 19, "/ү/2"),
            found("json-escape", 4, 25, "/ү/3"),
            found("json-trailing-comma", 4, 33, ""),
        ]
    );
}

#[test]
fn shapeless_texts_are_refused_at_the_right_place() {
    for (text, code, column) in [
        ("", "json-syntax", 1),
        ("{", "json-syntax", 2),
        ("[1 2]", "json-syntax", 4),
        ("{\"a\" 1}", "json-syntax", 6),
        ("\"abc", "json-unclosed-string", 1),
        ("\"a\nb\"", "json-unclosed-string", 1),
        ("{}x", "json-trailing", 3),
        ("nul", "json-syntax", 1),
        ("99999999999999999999", "number-too-large", 1),
        ("-", "not-a-whole-number", 1),
        ("-0", "number-form", 1),
        ("\u{feff}{}", "byte-order-mark", 1),
    ] {
        let first = codes(text).into_iter().next().unwrap();
        assert_eq!((first.0, first.2), (code, column), "{text:?}");
    }
    let deep = "[".repeat(40) + &"]".repeat(40);
    assert_eq!(codes(&deep), [found("json-too-deep", 1, 33, &"/0".repeat(32))]);
    let large = " ".repeat(Limits::RECORD.bytes + 1);
    assert_eq!(codes(&large)[0].0, "file-too-large");
}

#[test]
fn columns_count_characters() {
    assert_eq!(position("аб\nвгд", 7), (2, 2));
    assert_eq!(position("", 0), (1, 1));
}

#[test]
fn select_follows_each_item() {
    let (tree, _) = parse(r#"{"e":[{"c":"1"},{"c":"2"},{}]}"#, Limits::RECORD);
    let tree = tree.unwrap();
    let texts: Vec<_> = tree.select("/e/*/c").into_iter().filter_map(Node::text).collect();
    assert_eq!(texts, ["1", "2"]);
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// What `serde_json` writes is read without a problem, and the canonical form is the pretty
    /// form of `serde_json`, which is that of Python's `json` module.
    #[test]
    fn agrees_with_serde_json(value in json()) {
        let pretty_text = serde_json::to_string_pretty(&value).unwrap() + "\n";
        let (tree, problems) = parse(&pretty_text, Limits::RECORD);
        prop_assert_eq!(problems, vec![]);
        let tree = tree.unwrap();
        prop_assert_eq!(&pretty(&tree, &|_| None), &pretty_text);
        let mut text = String::new();
        compact(&mut text, &tree);
        prop_assert_eq!(text, serde_json::to_string(&value).unwrap());
    }

    /// Any text at all is read without a panic, and what is accepted is JSON to `serde_json` too.
    #[test]
    fn any_text(text in "[\\[\\]{}\",:a-z0-9.eE+\\\\\\- \n\u{400}u]{0,40}") {
        let (tree, problems) = parse(&text, Limits::RECORD);
        let accepted = tree.is_some() && problems.is_empty();
        if accepted {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }
}
