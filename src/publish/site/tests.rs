//! The whole site of the specimen, looked at page by page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use regex::Regex;

use super::{Theme, specimen};
use crate::base::output::{Memory, Output};
use crate::law::Files;
use crate::register::Checked;

/// The theme and the content as they lie in the repository.
pub(super) fn theme() -> Theme {
    Theme::load(&files()).unwrap()
}

fn files() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for folder in ["themes", "content"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap();
                files.insert(path.to_owned(), std::fs::read(entry.path()).unwrap());
            }
        }
    }
    Files::new(files)
}

fn pages(checked: &Checked) -> BTreeMap<String, String> {
    pages_of(checked, &theme())
}

fn pages_of(checked: &Checked, theme: &Theme) -> BTreeMap<String, String> {
    let memory = Memory::default();
    let output = Output::new(&memory);
    specimen::site(checked, theme, &output).unwrap();
    output.take_files().unwrap();
    let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
    memory.into_files().into_iter().map(text).collect()
}

/// What stands between the frame's head and foot.
fn content(page: &str) -> &str {
    let (_, rest) = page.split_once("<main").unwrap();
    rest.split_once("</main>").unwrap().0
}

fn is_page(text: &str) -> bool {
    text.starts_with("<!doctype html>")
}

fn specimen_pages() -> BTreeMap<String, String> {
    pages(&specimen::checked().unwrap())
}

#[test]
fn every_link_leads_to_a_page_and_every_fragment_to_a_place() {
    let pages = specimen_pages();
    let link = Regex::new(r#"(?:href|src)="/([^"]*)""#).unwrap();
    let place = Regex::new(r##"href="#([^"]+)""##).unwrap();
    for (path, text) in pages.iter().filter(|(_, text)| is_page(text)) {
        for found in link.captures_iter(text) {
            let (target, fragment) = found[1].split_once('#').unwrap_or((&found[1], ""));
            if ["api/", "search/"].iter().any(|folder| target.starts_with(folder)) {
                continue; // written by other stages
            }
            let file = if target.is_empty() || target.ends_with('/') {
                format!("{target}index.html")
            } else {
                target.to_owned()
            };
            let there = pages.get(&file);
            assert!(there.is_some(), "`{path}` links to `{target}`");
            let place = format!("id=\"{fragment}\"");
            assert!(fragment.is_empty() || there.unwrap().contains(&place), "{path}: #{fragment}");
        }
        for fragment in place.captures_iter(text) {
            assert!(text.contains(&format!("id=\"{}\"", &fragment[1])), "{path}: {}", &fragment[0]);
        }
    }
}

#[test]
fn every_page_has_its_twin() {
    let pages = specimen_pages();
    let tails = |lang: &str| -> BTreeSet<String> {
        let prefix = format!("{lang}/");
        pages.keys().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned).collect()
    };
    assert_eq!(tails("kk"), tails("ru"));
    assert!(tails("kk").len() > 40, "{:?}", tails("kk"));
}

#[test]
fn hostile_text_is_text() {
    let pages = specimen_pages();
    let page = &pages["ru/specimen/5/index.html"];
    assert!(page.contains("&lt;script&gt;alert(&quot;1&amp;2&quot;)&lt;"), "{page}");
    let handler = Regex::new(r" on[a-z]+=").unwrap();
    for (path, text) in pages.iter().filter(|(_, text)| is_page(text)) {
        assert!(!text.contains("<script>"), "{path}");
        assert!(!text.contains(" style=\""), "{path}");
        assert!(!handler.is_match(text), "{path}");
    }
}

#[test]
fn hidden_numbers_and_private_fields_are_nowhere() {
    for (path, text) in specimen_pages() {
        for secret in ["90010110000", "0123456789abcdef0123456789abcdef", "internal, once"] {
            assert!(!text.contains(secret), "{path}");
        }
    }
}

#[test]
fn the_banner_of_a_demonstration_is_on_every_page() {
    for (path, text) in specimen_pages().iter().filter(|(_, text)| is_page(text)) {
        assert!(text.contains("class=\"demo\""), "{path}");
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
    }
}

#[test]
fn an_entry_page_in_each_language() {
    let pages = specimen_pages();
    for lang in ["kk", "ru"] {
        insta::assert_snapshot!(
            format!("entry_{lang}"),
            content(&pages[&format!("{lang}/specimen/1/index.html")])
        );
    }
}

#[test]
fn an_empty_register_has_its_pages() {
    let mut checked = specimen::checked().unwrap();
    checked.registers.clear();
    let pages = pages(&checked);
    assert!(pages.contains_key("kk/index.html"));
}

#[test]
fn a_theme_that_does_not_fit_is_refused() {
    let broken = |path: &str, from: &str, to: &str| {
        let text = String::from_utf8(files().get(path).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{path}");
        let changed = BTreeMap::from([(path.to_owned(), text.replace(from, to).into_bytes())]);
        let error = Theme::load(&Files::new(changed).over(files())).unwrap_err();
        format!("{error:#}")
    };
    let words = "content/kk/words.json";
    let entry = "themes/default/templates/entry.html";
    for (path, from, to, expected) in [
        (words, "\"skip\":", "\"skap\":", "has no word `page.skap`"),
        (words, "\"yes\":", "\"yep\":", "unknown field `yep`"),
        (words, "{n}-нұсқа", "{m}-нұсқа", "`said.revision`"),
        (entry, "page.number", "page.numbr", "page.numbr"),
        (entry, "{{ w.facts }}", "{{ w.fakts }}", "`w.fakts`"),
        (entry, "endblock content", "endblok", "templates of the theme"),
    ] {
        let error = broken(path, from, to);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_a_register_says_of_itself_stands_on_its_pages() {
    let text = |path: &str| (path.to_owned(), b"# Duties\n\nFile in time.\n".to_vec());
    let own =
        ["kk/specimen/holder", "ru/specimen/holder", "kk/specimen/extract", "ru/specimen/extract"];
    let own = own.iter().map(|path| text(&format!("content/{path}.md"))).collect();
    let theme = Theme::load(&Files::new(own).over(files())).unwrap();
    let pages = pages_of(&specimen::checked().unwrap(), &theme);
    assert!(pages["kk/specimen/1/index.html"].contains("<section id=\"holder\">"));
    assert!(pages["specimen/1/r1/index.html"].contains("File in time."));
    assert!(!pages.contains_key("kk/specimen/holder/index.html"));
    assert!(!specimen_pages()["kk/specimen/1/index.html"].contains("<section id=\"holder\">"));
}

#[test]
fn feeds_and_calendars_name_no_hidden_holder_and_no_clock() {
    let pages = specimen_pages();
    let of = |end: &'static str| {
        pages.iter().filter(move |(path, _)| path.contains("/feeds/") && path.ends_with(end))
    };
    assert!(of(".atom").count() > 2 && of(".ics").count() > 0);
    for (path, text) in of(".ics") {
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{path}");
        let terms = text.matches("BEGIN:VEVENT").count();
        assert_eq!(text.matches("BEGIN:VALARM").count(), 3 * terms, "{path}");
    }
    assert!(of(".ics").any(|(_, text)| text.contains("TRIGGER:-P60D")));
    assert_eq!(pages, specimen_pages());
}
