//! Findings in words: for people at a terminal, for scripts, and for the pages of a code review.
//! Nothing here decides anything: how bad a finding is was settled by the check.

mod catalogue;
mod github;
mod gitlab;
mod json;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, Write};

use crate::base::finding::Finding;

pub use catalogue::{Catalogue, Language, explain};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the line of the file with a caret, and the way out.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands, which GitHub shows beside the changed lines.
    Github,
    /// A Code Quality report, which GitLab shows in a merge request.
    Gitlab,
}

/// The text of a file by its path, where it is at hand.
pub type Source<'s> = &'s dyn Fn(&str) -> Option<String>;

/// Writes findings in the order given; `source` and `colour` matter to people alone.
pub fn render(
    findings: &[Finding],
    format: Format,
    catalogue: &Catalogue,
    source: Source<'_>,
    colour: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => text::write(findings, catalogue, source, colour, out),
        Format::Json => json::write(findings, catalogue, out),
        Format::Github => github::write(findings, catalogue, out),
        Format::Gitlab => gitlab::write(findings, catalogue, out),
    }
}
