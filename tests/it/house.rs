//! The house: a stage uses only stages before it, files are small, nobody leaves notes to self.

use std::path::{Path, PathBuf};

/// The stages in the order in which data passes them; `world` stands aside and uses `base` alone.
const STAGES: [&str; 8] =
    ["base", "law", "record", "history", "seal", "register", "publish", "report"];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
    files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|file| (file.path().to_path_buf(), std::fs::read_to_string(file.path()).unwrap()))
        .collect()
}

fn stage(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn stages_use_only_stages_before_them() {
    let rank = |stage: &str| STAGES.iter().position(|known| *known == stage);
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let own = stage(&path);
        if path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs") {
            continue;
        }
        for used in text.match_indices("crate::").map(|(at, _)| &text[at + 7..]) {
            let used: String = used.chars().take_while(char::is_ascii_lowercase).collect();
            let allowed = match (own.as_str(), rank(&own), rank(&used)) {
                (_, _, _) if own == used => true,
                ("world" | "sample", _, _) => used == "base",
                (_, Some(own), Some(used)) => used < own,
                (_, Some(_), None) => false,
                _ => true,
            };
            if !allowed {
                wrong.push(format!("{}: {own} uses {used}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The faces of a publication do not know each other.
#[test]
fn site_and_feed_do_not_know_each_other() {
    for (path, text) in sources("src/publish") {
        let text = text.split("#[cfg(test)]").next().unwrap();
        let name = path.to_string_lossy().into_owned();
        assert!(!(name.contains("/feed") && text.contains("publish::site")), "{name}");
        assert!(!(name.contains("/site") && text.contains("publish::feed")), "{name}");
    }
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        if text.lines().count() > 500 {
            wrong.push(format!("{}: more than 500 lines", path.display()));
        }
        if !text.starts_with("//!") && !text.starts_with("#![doc") {
            wrong.push(format!("{}: does not say what it is", path.display()));
        }
        for mark in ["TODO", "FIXME"] {
            if text.contains(mark) && !path.ends_with("house.rs") {
                wrong.push(format!("{}: {mark}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Only the ring and the command line touch the disk.
#[test]
fn the_core_touches_no_disk() {
    for (path, text) in sources("src") {
        let ring = ["world", "command", "main"].contains(&stage(&path).as_str());
        let tests = path.to_string_lossy().contains("tests");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        if !ring && !tests {
            assert!(!code.contains("std::fs") && !code.contains("std::net"), "{}", path.display());
        }
    }
}
