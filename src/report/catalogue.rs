//! The words for each code, from `content/<lang>/findings.json`.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;

use crate::base::finding::{Finding, Severity};
use crate::law::Files;

/// A language for maintainers. The register itself is published in two of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
    /// Kazakh.
    Kk,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 3] = [Language::En, Language::Ru, Language::Kk];

    /// The BCP 47 code, which is the name of its folder of content.
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Ru => "ru",
            Language::Kk => "kk",
        }
    }
}

/// The words of one language.
#[derive(Debug, Deserialize)]
pub struct Catalogue {
    /// A code never starts with an underscore, so the two cannot meet.
    #[serde(rename = "_words")]
    words: Words,
    #[serde(flatten)]
    entries: BTreeMap<String, Entry>,
}

/// Words around the findings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    error: String,
    warning: String,
    note: String,
    pub(super) basis: String,
    pub(super) help: String,
    pub(super) more: String,
    pub(super) more_notes: String,
    pub(super) summary: String,
}

/// What there is to say about a code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    message: String,
    /// The message when there is nothing to quote.
    #[serde(default)]
    empty: Option<String>,
    help: String,
    why: String,
}

impl Catalogue {
    /// Reads the words of a language. Missing words are a fault of the program or of a file that
    /// replaces its own, hence an error and no finding.
    pub fn load(files: &Files, language: Language) -> anyhow::Result<Catalogue> {
        let path = format!("content/{}/findings.json", language.code());
        let bytes = files.get(&path).with_context(|| format!("no words for findings: `{path}`"))?;
        serde_json::from_slice(bytes).with_context(|| format!("words for findings in `{path}`"))
    }

    /// Every code, sorted.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// What is wrong, in one line. A code without words speaks for itself.
    pub fn message(&self, finding: &Finding) -> String {
        let Some(entry) = self.entries.get(finding.code) else {
            let values = finding.arguments.iter().map(|(_, value)| visible(value));
            let values: Vec<_> = values.collect();
            return format!("{} {}", finding.code, values.join(", ")).trim_end().to_owned();
        };
        let nothing = |(name, value): &(&str, String)| *name == "met" && value.is_empty();
        let empty = entry.empty.as_ref().filter(|_| finding.arguments.iter().any(nothing));
        fill(empty.unwrap_or(&entry.message), &finding.arguments)
    }

    /// The way out, where it is known.
    pub fn help(&self, finding: &Finding) -> Option<String> {
        self.entries.get(finding.code).map(|entry| fill(&entry.help, &finding.arguments))
    }

    /// The word for a severity.
    pub fn severity(&self, severity: Severity) -> &str {
        match severity {
            Severity::Error => &self.words.error,
            Severity::Warning => &self.words.warning,
            Severity::Note => &self.words.note,
        }
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }
}

/// What a code means, why it matters and what to do; none for a code that does not exist.
pub fn explain(code: &str, catalogue: &Catalogue) -> Option<String> {
    let entry = catalogue.entries.get(code)?;
    let message = fill(&entry.message, &[]);
    let help = fill(&entry.help, &[]);
    let Entry { why, .. } = entry;
    Some(format!("{code}: {message}\n\n{why}\n\n{}: {help}", catalogue.words.help))
}

/// The longest value quoted in a message: with the words around it a line of a terminal.
const LONGEST: usize = 80;

/// Puts values in the place of `{name}`, in one pass: a value that looks like a placeholder stays.
pub(super) fn fill(template: &str, arguments: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let end = after.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(after.len());
        let (name, tail) = after.split_at(end);
        if let Some(tail) = tail.strip_prefix('}').filter(|_| !name.is_empty()) {
            let value = arguments.iter().find(|(argument, _)| *argument == name);
            match value.map(|(_, value)| value.as_str()) {
                None => text.push('…'),
                Some("") => text.push_str("\"\""),
                Some(value) => text.push_str(&visible(value)),
            }
            rest = tail;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// A value as it can be shown anywhere: short, in one line, with unseen characters named. A
/// direction character let through would turn the very message about it around.
pub(super) fn visible(value: &str) -> String {
    let mut letters = value.chars();
    let text: String = letters.by_ref().take(LONGEST).map(shown).collect();
    if letters.next().is_some() { text + "…" } else { text }
}

fn shown(letter: char) -> String {
    let unseen = letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    if unseen { format!("<U+{:04X}>", u32::from(letter)) } else { letter.to_string() }
}
