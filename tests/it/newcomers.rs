//! What somebody who comes with one question reads on the pages, held against the feed.

use serde_json::{Value, json};

use crate::harness::Repo;

/// The day that every page is true of.
const DAY: &str = "2026-10-05";

/// The sample's site: what it says of entries to machines, and its pages to people.
struct Published {
    repo: Repo,
    entries: Vec<Value>,
}

impl Published {
    fn new() -> Published {
        Published::of(Repo::sample())
    }

    fn of(repo: Repo) -> Published {
        let out = repo.beside("out");
        let run = repo.run(&["--on", DAY, "build", "--out", out.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let feed = std::fs::read_to_string(out.join("api/v1/trusted/entries.ndjson")).unwrap();
        let entries = feed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Published { repo, entries }
    }

    fn page(&self, tail: &str) -> String {
        let path = self.repo.beside("out").join(tail).join("index.html");
        std::fs::read_to_string(&path).unwrap()
    }

    /// The row of an entry in a list.
    fn row(&self, tail: &str, number: &Value) -> String {
        let page = self.page(tail);
        let links = ["\"", "#documents\""].map(|end| format!("/trusted/{number}/{end}"));
        let row = page.split("<tr ").find(|row| links.iter().any(|link| row.contains(link)));
        row.unwrap_or_else(|| panic!("{number} is not in {tail}")).to_owned()
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

/// Last days of its documents, but for those that end after it has left.
fn days(entry: &Value) -> Vec<&str> {
    let left =
        entry["intervals"].as_array().unwrap().last().and_then(|last| last["in_to"].as_str());
    let counts = |day: &&str| *day < DAY || left.is_none_or(|left| *day < left);
    let documents = entry["documents"].as_array().unwrap().iter();
    let ends = documents.filter_map(|by| by["valid_until"].as_str());
    let mut days: Vec<_> = ends.filter(counts).collect();
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
            let row = published.row(&format!("{lang}/trusted/excluded"), number);
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
    let last = DAY.parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(90);
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
    let soon = wanted(&|until| until >= DAY && until <= &*last);
    assert_eq!(sorted(rows("soon")), soon);
    assert_eq!(sorted(rows("gone")), wanted(&|until| until < DAY));
    let home = published.page("ru");
    let count = home.split("expiring/#soon\"><b>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(count, soon.len().to_string());
    assert!(text(&published.entries[0]["url"]["ru"]).ends_with("/ru/trusted/1/"));
}

/// What the form calls a document of a kind.
fn label<'f>(form: &'f Value, kind: &Value) -> &'f str {
    let by_key = |fields: &'f Value, key: &str| {
        fields.as_array().unwrap().iter().find(|field| field["key"] == key).unwrap()
    };
    let kinds = by_key(&by_key(&form["fields"], "documents")["fields"], "kind");
    let choices = kinds["values"].as_array().unwrap();
    text(&choices.iter().find(|choice| choice["value"] == *kind).unwrap()["label"]["ru"])
}

#[test]
fn lists_of_terms_and_calendars_name_the_documents() {
    let published = Published::new();
    let form = include_str!("../../data/registers/trusted/forms/2024.json");
    let form: Value = serde_json::from_str(form).unwrap();
    let mut named = 0;
    for entry in published.entries.iter().filter(|entry| is_in(entry)) {
        // The calendar of a holder whose number is hidden is nowhere.
        let id = text(&entry["applicant"]["id"]);
        let calendar = published.repo.beside("out").join(format!("ru/feeds/holder/{id}.ics"));
        let calendar = id.starts_with(|first: char| first.is_ascii_digit()).then(|| {
            let folded = std::fs::read_to_string(calendar).unwrap();
            folded.replace("\r\n ", "").replace("\\;", ";")
        });
        for day in days(entry) {
            let tail = format!("ru/trusted/expiring/{}", &day[..7]);
            let row = published.row(&tail, &entry["number"]);
            let documents = entry["documents"].as_array().unwrap().iter();
            for document in documents.filter(|by| by["valid_until"] == day) {
                let name = label(&form, &document["kind"]);
                assert!(row.contains(name), "{tail}: {row} lacks {name}");
                assert!(calendar.as_ref().is_none_or(|by| by.contains(name)), "{calendar:?}");
                named += 1;
            }
        }
    }
    let months = published.part("ru/trusted/expiring", "<table class=\"values\">", "</table>");
    let counts = months.split("<td class=\"digits\">").skip(1);
    let count = |cell: &str| cell.split('<').next().unwrap().parse::<usize>().unwrap();
    assert_eq!(counts.map(count).sum::<usize>(), named);
    assert!(named > 20);
}

#[test]
fn a_change_to_come_is_told_before_it_counts() {
    let published = Published::new();
    let mut coming = 0;
    for entry in &published.entries {
        let is_change = |by: &&Value| by["kind"] == "change" && text(&by["effective_on"]) > DAY;
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

/// Appends decisions to the record of entry 14, which came in on 24 April 2025, as a new entry.
fn story(decided: &[(&str, &str, Option<usize>)]) -> Repo {
    let repo = Repo::sample();
    let path = "data/registers/trusted/entries/000/000014.json";
    let mut record: Value = serde_json::from_str(&repo.read(path)).unwrap();
    for (at, (kind, on, refers_to)) in decided.iter().enumerate() {
        let grounds = if *kind == "exclude" { json!(["own_request"]) } else { json!([]) };
        let number = format!("DEMO-2026/900{at}");
        let decision = json!({
            "kind": kind, "purpose": null, "number": number, "decided_on": "2026-09-01",
            "effective_on": on, "act": null, "recommendation": null, "application": null,
            "notice": { "number": format!("DEMO-2026/910{at}"), "date": "2026-09-01" },
            "grounds": grounds, "reason": null, "refers_to": refers_to
        });
        record["decisions"].as_array_mut().unwrap().push(decision);
        repo.write(path, serde_json::to_string_pretty(&record).unwrap() + "\n");
        repo.commit(kind);
    }
    repo
}

#[test]
fn an_entry_that_is_out_and_will_come_back_says_why_it_is_out() {
    let back = [("exclude", "2026-09-10", None), ("include", "2027-03-01", None)];
    let published = Published::of(story(&back));
    let row = published.row("ru/trusted/excluded", &json!(14));
    for told in ["class=\"grounds\"", "2025-04-24", "2026-09-10"] {
        assert!(row.contains(told), "no {told}: {row}");
    }
    assert!(!row.contains("2027-03-01"), "{row}");
    let head = published.part("ru/trusted/14", "<div class=\"standing\">", "</div>");
    for told in ["2027-03-01", "2026-09-10", "DEMO-2026/9000", "по собственному заявлению"]
    {
        assert!(head.contains(told), "no {told}: {head}");
    }
}

#[test]
fn an_entry_that_will_leave_is_not_yet_told_as_excluded() {
    let published = Published::of(story(&[("exclude", "2027-01-10", None)]));
    let row = published.row("ru/trusted", &json!(14));
    assert!(!row.contains("class=\"until\"") && !row.contains("class=\"grounds\""), "{row}");
    let head = published.part("ru/trusted/14", "<div class=\"standing\">", "</div>");
    assert!(head.contains("исключается") && head.contains("DEMO-2026/9000"), "{head}");
}

#[test]
fn an_annulled_inclusion_has_no_ground_of_exclusion() {
    let annulled = [("exclude", "2026-09-10", None), ("annul", "2026-09-10", Some(1))];
    let published = Published::of(story(&annulled));
    let row = published.row("ru/trusted/status/annulled", &json!(14));
    assert!(!row.contains("class=\"until\"") && !row.contains("class=\"grounds\""), "{row}");
    let head = published.part("ru/trusted/14", "<div class=\"standing\">", "</div>");
    assert!(!head.contains("DEMO-2026/9000"), "{head}");
}

/// Nobody is told that an entry will come in when it is already excluded before that day.
#[test]
fn an_entry_excluded_before_it_comes_in_is_not_promised() {
    let repo = Repo::sample();
    let folder = "data/registers/trusted/entries/000";
    let text = repo.read(&format!("{folder}/000014.json"));
    let mut record: Value = serde_json::from_str(&text).unwrap();
    record["number"] = json!(41);
    record["formed_on"] = json!("2026-12-01");
    let include = &mut record["decisions"][0];
    include["decided_on"] = json!("2026-09-01");
    include["effective_on"] = json!("2026-12-01");
    let path = format!("{folder}/000041.json");
    repo.write(&path, serde_json::to_string_pretty(&record).unwrap() + "\n");
    repo.commit("include");
    let mut exclude = record["decisions"][0].clone();
    exclude["kind"] = json!("exclude");
    exclude["number"] = json!("DEMO-2026/9000");
    exclude["effective_on"] = json!("2026-11-15");
    exclude["grounds"] = json!(["own_request"]);
    record["decisions"].as_array_mut().unwrap().push(exclude);
    repo.write(&path, serde_json::to_string_pretty(&record).unwrap() + "\n");
    repo.commit("exclude");
    let published = Published::of(repo);
    let head = published.part("ru/trusted/41", "<div class=\"standing\">", "</div>");
    assert!(head.contains("раньше") && head.contains("DEMO-2026/9000"), "{head}");
    assert!(!head.contains("2026-12-01"), "{head}");
}

#[test]
fn numbers_by_kind_are_those_of_the_feed() {
    let published = Published::new();
    let page = published.page("kk/trusted/statistics");
    for kind in ["software", "electronics"] {
        let of_kind = published.entries.iter().filter(|by| by["kind"] == kind);
        let standing = of_kind.clone().filter(|entry| is_in(entry)).count();
        let begun = |by: &&Value| text(&by["in_from"]) <= DAY;
        let entered: usize = of_kind
            .map(|by| by["intervals"].as_array().unwrap().iter().filter(begun).count())
            .sum();
        let link = format!("/kk/trusted/kind/{kind}/\"");
        let row = page.split("<tr ").find(|row| row.contains(&link));
        let row = row.unwrap_or_else(|| panic!("no row of {kind}"));
        let cells: Vec<&str> = row.split("class=\"digits\"").skip(1).collect();
        assert!(cells[0].contains(&format!(">{entered}</td>")), "{kind}, {entered}: {row}");
        assert!(cells[2].contains(&format!(">{standing}<svg")), "{kind}, {standing}: {row}");
    }
}
