//! What somebody who comes with one question reads on the pages, held against the feed.

use serde_json::Value;

use crate::harness::Repo;

/// The sample's site: what it says of entries to machines, and its pages to people.
struct Published {
    repo: Repo,
    entries: Vec<Value>,
}

impl Published {
    fn new() -> Published {
        let repo = Repo::sample();
        let out = repo.beside("out");
        let run = repo.run(&["build", "--out", out.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let feed = std::fs::read_to_string(out.join("api/v1/trusted/entries.ndjson")).unwrap();
        let entries = feed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Published { repo, entries }
    }

    fn page(&self, tail: &str) -> String {
        let path = self.repo.beside("out").join(tail).join("index.html");
        std::fs::read_to_string(&path).unwrap()
    }

    /// The day that the list is true of.
    fn day(&self) -> String {
        self.page("ru/trusted").split("datetime=\"").last().unwrap()[..10].to_owned()
    }

    /// The part of a page between two marks.
    fn part(&self, tail: &str, from: &str, to: &str) -> String {
        let page = self.page(tail);
        let at = page.find(from).unwrap_or_else(|| panic!("{tail} has no {from}"));
        let end = page[at..].find(to).unwrap();
        page[at..at + end].to_owned()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn days(entry: &Value) -> Vec<&str> {
    let documents = entry["documents"].as_array().unwrap().iter();
    let mut days: Vec<_> = documents.filter_map(|by| by["valid_until"].as_str()).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn is_in(entry: &Value) -> bool {
    entry["registration"] == "in_register"
}

#[test]
fn why_an_entry_left_stands_at_its_head() {
    let published = Published::new();
    let mut replaced = 0;
    for entry in published.entries.iter().filter(|by| by["registration"] == "excluded") {
        let number = &entry["number"];
        let leaves = |by: &&Value| by["kind"] == "exclude";
        let decision = entry["decisions"].as_array().unwrap().iter().rfind(leaves).unwrap();
        for lang in ["kk", "ru"] {
            let tail = format!("{lang}/trusted/{number}");
            let head = published.part(&tail, "<div class=\"standing\">", "</div>");
            if let Some(decided) = decision["number"].as_str() {
                assert!(head.contains(decided), "{tail} does not name {decided}: {head}");
            }
            let other = &entry["replaced_by"]["number"];
            if other.is_u64() {
                replaced += 1;
                assert!(head.contains(&format!("/{lang}/trusted/{other}/\"")), "{tail}: {head}");
            }
            // Every list that shows it gives the ground and the day.
            let row = published.page(&format!("{lang}/trusted/excluded"));
            let row = row.split("<tr ").find(|row| row.contains(&format!("/trusted/{number}/\"")));
            let row = row.unwrap_or_else(|| panic!("{number} is not among the excluded"));
            assert!(row.contains("class=\"grounds\"") && row.contains("class=\"until\""), "{row}");
        }
    }
    assert!(replaced > 0, "no entry of the sample is replaced by another");
}

#[test]
fn the_next_day_and_its_document_stand_at_the_head() {
    let published = Published::new();
    for entry in published.entries.iter().filter(|entry| is_in(entry)) {
        let tail = format!("ru/trusted/{}", entry["number"]);
        let page = published.page(&tail);
        let Some(first) = days(entry).first().copied() else {
            assert!(!page.contains("class=\"due\""), "{tail}");
            continue;
        };
        let head = published.part(&tail, "<div class=\"due\">", "</div>");
        assert!(head.contains(&format!("data-until=\"{first}\"")), "{tail}: {head}");
        assert!(head.contains("href=\"#documents\""), "{tail}: {head}");
    }
}

#[test]
fn what_ends_soon_and_what_has_ended_stand_above_the_months() {
    let published = Published::new();
    let day = published.day();
    let last = day.parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(90);
    let last = last.to_string();
    let rows = |id: &str| {
        let part = published.part("kk/trusted/expiring", &format!("id=\"{id}\""), "</section>");
        let link = |row: &str| row.split("/trusted/").nth(1)?.split('/').next()?.parse().ok();
        part.split("<tr ").skip(2).filter_map(link).collect::<Vec<u64>>()
    };
    let wanted = |fits: &dyn Fn(&str) -> bool| {
        let fitting = |entry: &&Value| is_in(entry) && days(entry).into_iter().any(fits);
        let of = |entry: &Value| entry["number"].as_u64().unwrap();
        published.entries.iter().filter(fitting).map(of).collect::<Vec<_>>()
    };
    let sorted = |mut numbers: Vec<u64>| {
        numbers.sort_unstable();
        numbers
    };
    let soon = wanted(&|until| until >= &*day && until <= &*last);
    assert_eq!(sorted(rows("soon")), soon);
    assert_eq!(sorted(rows("gone")), wanted(&|until| until < &*day));
    let home = published.page("ru");
    let count = home.split("expiring/#soon\"><b>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(count, soon.len().to_string());
    assert!(text(&published.entries[0]["url"]["ru"]).ends_with("/ru/trusted/1/"));
}

#[test]
fn a_change_to_come_is_told_before_it_counts() {
    let published = Published::new();
    let day = published.day();
    let mut coming = 0;
    for entry in &published.entries {
        let is_change = |by: &&Value| by["kind"] == "change" && text(&by["effective_on"]) > &*day;
        let changes = entry["decisions"].as_array().unwrap().iter().filter(is_change);
        for change in changes {
            coming += 1;
            let tail = format!("kk/trusted/{}", entry["number"]);
            let head = published.part(&tail, "<div class=\"standing\">", "</div>");
            let on = format!("datetime=\"{}\"", text(&change["effective_on"]));
            assert!(head.contains(&on) && head.contains("#r"), "{tail}: {head}");
        }
    }
    assert!(coming > 0, "no change of the sample is to come");
}
