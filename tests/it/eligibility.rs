//! `search --stdin` against the published files that a procurement system reads.

use std::path::Path;

use serde_json::Value;

use crate::harness::Repo;

const DAYS: [&str; 5] = ["2020-06-15", "2022-01-01", "2025-03-05", "2025-11-20", "2026-09-30"];

fn read(out: &Path, path: &str) -> String {
    std::fs::read_to_string(out.join("api/v1/trusted").join(path)).unwrap()
}

/// Every holder and every code on several days: in the register exactly on the days of the rows.
#[test]
fn answers_are_those_of_the_feed() {
    let repo = Repo::sample();
    let out = repo.beside("out");
    assert_eq!(repo.run(&["build", "--out", out.to_str().unwrap()]).code, 0);
    let mut lines = String::new();
    let mut expected = Vec::new();
    for key in ["holder", "enstru", "category"] {
        let list = read(&out, &format!("keys/{key}.txt"));
        for value in list.lines().filter(|line| !line.starts_with('#')) {
            let file = read(&out, &format!("by-{key}/{value}.json"));
            let file: Value = serde_json::from_str(&file).unwrap();
            for day in DAYS {
                lines.extend([value, ";", day, "\n"]);
                expected.push(numbers(&file, day));
            }
        }
    }
    let run = repo.tell(&["search", "--stdin", "--format", "json"], &lines);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut found = vec![Vec::new(); expected.len()];
    for answer in run.stdout.lines() {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let line = usize::try_from(answer["line"].as_u64().unwrap()).unwrap();
        if answer["in_register"] == true {
            found[line - 1].push(answer["number"].as_u64().unwrap());
        }
        let is_border = !answer["border"].as_array().unwrap().is_empty();
        assert_eq!(answer["verdict"] == "borderline", is_border, "{answer}");
    }
    assert_eq!(found, expected);
}

fn numbers(file: &Value, day: &str) -> Vec<u64> {
    let holds = |interval: &Value| {
        let (from, to) = (interval["in_from"].as_str().unwrap(), interval["in_to"].as_str());
        from <= day && to.is_none_or(|to| day < to)
    };
    let rows = file["entries"].as_array().unwrap().iter();
    let held = rows.filter(|row| row["intervals"].as_array().unwrap().iter().any(holds));
    held.map(|row| row["number"].as_u64().unwrap()).collect()
}

#[test]
fn the_day_of_the_command_line_and_words_for_people() {
    let repo = Repo::sample();
    let run = repo
        .tell(&["--on", "2025-06-20", "search", "--stdin", "--lang", "ru"], "17\n\n950317500013\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<_> = run.stdout.lines().collect();
    assert!(
        lines[0].starts_with("1 · № 17 · 2025-06-20 · включено в реестр · trusted/17 "),
        "{}",
        lines[0]
    );
    assert_eq!(lines[1], "3 · 950317500013 · 2025-06-20 · публично ответить нельзя");
    assert_eq!(repo.tell(&["search"], "").code, 2);
}
