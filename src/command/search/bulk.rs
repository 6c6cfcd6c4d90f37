//! `tizilim search --stdin`: was it in the register on that day, for many lines. The page
//! `/{l}/check/` gives the same answers.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, Write};
use std::process::ExitCode;

use anyhow::{Context as _, Result};

use super::Format;
use crate::base::lang::Lang;
use crate::cli::Scope;
use crate::command::check::{self, Printed};
use crate::command::progress::Progress;
use crate::command::{load, refused};
use crate::publish::eligibility::{Answer, Desk, Verdict};
use crate::publish::site::check_words;

/// Answers every line of standard input.
pub fn run(scope: &Scope, lang: Lang, format: Format) -> Result<ExitCode> {
    let progress = Progress::new("reading the main line");
    let loaded = load::load(scope, None, &progress)?;
    drop(progress);
    let Some(checked) = &loaded.checked else {
        check::print(&loaded, Printed::DEFAULT, &mut io::stderr().lock())?;
        return Ok(refused());
    };
    let words = check_words(loaded.tree.law(), lang)?;
    let desk = Desk::new(checked);
    let mut input = io::stdin().lock();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.read_until(b'\n', &mut line).context("reading standard input")? == 0 {
            break;
        }
        for answer in desk.answer(number, &String::from_utf8_lossy(&line), checked.on) {
            match format {
                Format::Json => writeln!(out, "{}", serde_json::to_string(&answer)?)?,
                Format::Human => writeln!(out, "{}", told(&answer, &words, lang))?,
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// An answer on one line: line, question, day, verdict, entry, days in the register, dates around.
fn told(answer: &Answer, words: &BTreeMap<String, String>, lang: Lang) -> String {
    let word = |key: &str| words.get(key).map_or("", String::as_str);
    let mut parts = vec![answer.line.to_string(), answer.input.clone()];
    parts.extend(answer.on.map(|on| on.to_string()));
    parts.push(word(answer.verdict.word()).to_owned());
    if let (Some(register), Some(number)) = (&answer.register, answer.number) {
        let name = answer.name.as_ref().and_then(|name| match lang {
            Lang::Kk => name.kk.as_deref(),
            Lang::Ru => name.ru.as_deref(),
        });
        parts.push(format!("{register}/{number} {}", name.unwrap_or_default()).trim().to_owned());
        let days = answer.intervals.iter().map(|days| {
            let to = days.in_to.map_or_else(|| "..".to_owned(), |to| to.to_string());
            format!("{}/{to}", days.in_from)
        });
        parts.extend(Some(days.collect::<Vec<_>>().join(" ")).filter(|days| !days.is_empty()));
    }
    if answer.verdict == Verdict::Borderline {
        let key = if answer.in_register == Some(true) { "known_in" } else { "known_out" };
        parts.push(word(key).to_owned());
    }
    for border in &answer.border {
        let received = border.received.map_or_else(|| "–".to_owned(), |day| day.to_string());
        let values = [
            ("{kind}", border.kind.clone()),
            ("{decided_on}", border.decided_on.to_string()),
            ("{effective_on}", border.effective_on.to_string()),
            ("{published}", border.published.to_string()),
            ("{received}", received),
        ];
        let text = word("border").to_owned();
        parts.push(values.iter().fold(text, |text, (place, value)| text.replace(place, value)));
    }
    if !answer.proof.is_empty() {
        parts.push(format!("{} {}", word("absent"), answer.proof.join(" ")));
    }
    parts.join(" · ")
}
