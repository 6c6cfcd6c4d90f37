//! A build over an older site takes over what did not change: it must come to the very bytes of a
//! build into an empty folder, whatever changed between the two.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::{FIRST, Repo, tizilim_threads, tree};

const SETTINGS: &str = "data/site.json";

/// One repository, built again and again to one place, and each time into an empty folder by a copy
/// that remembers nothing.
struct Builds {
    repo: Repo,
    round: usize,
}

impl Builds {
    fn new() -> Builds {
        Builds { repo: Repo::sample(), round: 0 }
    }

    /// A page of the site as it is now.
    fn page(&self, tail: &str) -> String {
        std::fs::read_to_string(self.repo.beside("site").join(tail).join("index.html")).unwrap()
    }

    fn cache(&self) -> PathBuf {
        self.repo.path().join(".git/tizilim/groups-public")
    }

    /// Builds over the site before and into an empty folder; how many files were taken over.
    fn again(&mut self, what: &str, more: &[&str]) -> usize {
        self.round += 1;
        let threads = if self.round.is_multiple_of(2) { "1" } else { "4" };
        let (site, fresh) = (self.repo.beside("site"), self.repo.beside("fresh"));
        let told = self.build(&site, threads, more);
        let remembered = std::fs::read(self.cache()).unwrap();
        std::fs::remove_file(self.cache()).unwrap();
        let _ = std::fs::remove_dir_all(&fresh);
        self.build(&fresh, "2", more);
        std::fs::write(self.cache(), remembered).unwrap();
        let (site, fresh) = (tree(&site), tree(&fresh));
        let differs = |path: &&String| site.get(*path) != fresh.get(*path);
        let differing: Vec<_> = site.keys().chain(fresh.keys()).filter(differs).collect();
        assert!(differing.is_empty(), "{what}: {differing:?}");
        told
    }

    fn build(&self, out: &std::path::Path, threads: &str, more: &[&str]) -> usize {
        let path = self.repo.path();
        let mut args = vec!["--repo", path.to_str().unwrap()];
        args.extend(more);
        args.extend(["build", "--out", out.to_str().unwrap()]);
        let run = tizilim_threads(&args, threads);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let (_, rest) = run.stderr.rsplit_once('(').unwrap();
        rest.split_once(' ').unwrap().0.parse().unwrap()
    }

    /// Rewrites a JSON file by hand.
    fn edit(&self, path: &str, change: impl FnOnce(&mut Value)) {
        let mut value: Value = serde_json::from_str(&self.repo.read(path)).unwrap();
        change(&mut value);
        self.repo.write(path, serde_json::to_string_pretty(&value).unwrap() + "\n");
        self.repo.commit("a change");
    }
}

/// The whole history of the embedded register, commit by commit, each on its own day. Every third
/// is compared: what is stale stays so until its entry changes.
#[test]
fn every_day_of_a_history_is_the_same_as_built_afresh() {
    let mut builds = Builds::new();
    let log = builds.repo.git(&["rev-list", "--first-parent", "--reverse", "main"]);
    for (at, commit) in log.lines().enumerate() {
        let rev = ["--rev", commit];
        if at % 3 == 0 {
            builds.again(commit, &rev);
        } else {
            builds.build(&builds.repo.beside("site"), "2", &rev);
        }
    }
    let last = builds.again("nothing", &[]);
    assert_eq!(last, tree(&builds.repo.beside("site")).len());
}

/// A record, its day, the words, the theme, the settings.
#[test]
fn whatever_changes_reaches_every_page_that_tells_it() {
    let mut builds = Builds::new();
    builds.again("first", &[]);
    builds.again("another day", &["--on", "2027-03-01"]);
    builds.again("the day before", &[]);

    rename(&builds, FIRST);
    let taken = builds.again("a name that others refer to", &[]);
    assert!(taken > 100, "{taken} files of one change were taken over");

    builds.edit(SETTINGS, |site| site["title"]["kk"] = json!("Басқа атау"));
    builds.again("settings", &[]);

    let words = include_str!("../../content/kk/words.json");
    let mut words: Value = serde_json::from_str(words).unwrap();
    words["said"]["event_state"] = json!("{date} · {seq}");
    let words = serde_json::to_string_pretty(&words).unwrap() + "\n";
    builds.repo.write("content/kk/words.json", words);
    builds.repo.commit("a word");
    builds.again("words", &[]);

    let theme = include_str!("../../themes/default/templates/rows.html");
    builds.repo.write("themes/default/templates/rows.html", format!("{theme}<!-- new -->"));
    builds.repo.commit("a theme");
    builds.again("theme", &[]);
}

/// What one entry or the day changes does not reach the further pages of lists that others fill,
/// nor months that are over.
#[test]
fn further_pages_change_with_their_entries_alone() {
    let mut builds = Builds { repo: Repo::grown(160), round: 0 };
    builds.again("first", &[]);
    let pages = |builds: &Builds| {
        ["kk/trusted", "ru/trusted/page/2", "kk/trusted/page/3", "ru/trusted/changes/2025-03"]
            .map(|tail| builds.page(tail))
    };
    let first = pages(&builds);
    rename(&builds, FIRST);
    builds.again("a name on the first page", &["--on", "2026-10-01"]);
    let renamed = pages(&builds);
    assert_ne!(first[0], renamed[0]);
    assert_eq!(first[1..], renamed[1..]);
    // Statuses that none or other entries have now.
    builds.again("years later", &["--on", "2031-01-01"]);

    let path = "data/registers/trusted/entries/000/000060.json";
    rename(&builds, path);
    builds.again("a name on the second page", &[]);
    let renamed = pages(&builds);
    assert_ne!(first[1], renamed[1]);
    assert!(renamed[1].contains("Совсем другое имя"));
    assert_eq!(first[2], renamed[2]);
}

/// The cache saves time and nothing else: without it, or with another's, the site is the same.
#[test]
fn a_lost_or_damaged_cache_costs_time_alone() {
    let mut builds = Builds::new();
    builds.again("first", &[]);
    let bytes = std::fs::read(builds.cache()).unwrap();
    let half = &bytes[..bytes.len() / 2];
    let other = String::from_utf8(bytes.clone()).unwrap().replace("/index.html", "/other.html");
    for damaged in [half, b"", b"\xff\x00", other.as_bytes()] {
        std::fs::write(builds.cache(), damaged).unwrap();
        builds.again("damaged", &[]);
    }
}

/// What somebody did to a published file is undone by the next build.
#[test]
fn an_edited_file_of_a_group_is_made_anew() {
    let mut builds = Builds::new();
    builds.again("first", &[]);
    let site = builds.repo.beside("site");
    let page = site.join("kk/trusted/1/index.html");
    let length = std::fs::read(&page).unwrap().len();
    std::fs::write(&page, "x".repeat(length)).unwrap();
    std::fs::remove_file(site.join("api/v1/trusted/entries/2.json")).unwrap();
    builds.again("edited", &[]);
}

/// One more decision, which gives an entry another name.
fn rename(builds: &Builds, path: &str) {
    builds.edit(path, |record| {
        let mut decision = record["decisions"][0].clone();
        decision["kind"] = json!("change");
        decision["purpose"] = json!("other");
        decision["number"] = json!("DEMO-0000/0001");
        decision["notice"] = json!({ "number": "DEMO-0000/0002", "date": "2026-09-30" });
        decision["decided_on"] = json!("2026-09-30");
        decision["effective_on"] = json!("2026-09-30");
        decision["recommendation"] = json!(null);
        decision["application"] = json!(null);
        record["decisions"].as_array_mut().unwrap().push(decision);
        let name = record["name"]["kk"].as_str().unwrap().to_owned();
        record["former_names"] = json!([{ "kk": name, "ru": name }]);
        record["name"] = json!({ "kk": "Мүлде басқа атау", "ru": "Совсем другое имя" });
    });
}
