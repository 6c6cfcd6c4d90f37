//! `tizilim check`: every finding, or those of what changed since a commit.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use super::load::{self, Loaded};
use super::progress::Progress;
use super::refused;
use crate::base::finding::{Finding, Severity};
use crate::cli::{FindingFormat, FindingLang, Scope};
use crate::report::{self, Catalogue, Format, Language};

/// What `check` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What differs from this commit is new: rules forbid it, and only findings about it are told
    #[arg(long, value_name = "REV")]
    pub base: Option<String>,
    /// A missing seal is a note: the record is not signed yet
    #[arg(long)]
    pub draft: bool,
    #[command(flatten)]
    /// How findings are printed.
    pub printed: Printed,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Printed {
    /// How findings are printed
    #[arg(long, value_enum, default_value = "human")]
    pub format: FindingFormat,
    /// The language of findings
    #[arg(long, value_enum, default_value = "en")]
    pub lang: FindingLang,
}

impl Printed {
    /// For people, in English.
    pub(super) const DEFAULT: Printed =
        Printed { format: FindingFormat::Human, lang: FindingLang::En };
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let progress = Progress::new("reading the main line");
    let loaded = load::load(scope, args.base.as_deref(), &progress)?;
    drop(progress);
    print(&loaded, args.printed, &mut io::stdout().lock())?;
    if args.printed.format == FindingFormat::Human {
        summary(&loaded)?;
    }
    Ok(if loaded.checked.is_some() { ExitCode::SUCCESS } else { refused() })
}

/// Prints every finding.
pub(super) fn print(loaded: &Loaded, printed: Printed, out: &mut dyn io::Write) -> Result<()> {
    let language = match printed.lang {
        FindingLang::En => Language::En,
        FindingLang::Ru => Language::Ru,
        FindingLang::Kk => Language::Kk,
    };
    let format = match printed.format {
        FindingFormat::Human => Format::Human,
        FindingFormat::Json => Format::Json,
        FindingFormat::Github => Format::Github,
        FindingFormat::Gitlab => Format::Gitlab,
    };
    let catalogue = Catalogue::load(loaded.tree.law(), language)?;
    let colour = io::stdout().is_terminal();
    let texts = loaded.tree.texts(&loaded.commits);
    report::render(&loaded.findings, format, &catalogue, &texts, colour, out)?;
    Ok(())
}

fn summary(loaded: &Loaded) -> Result<()> {
    let Some(checked) = &loaded.checked else { return Ok(()) };
    let mut err = io::stderr().lock();
    for register in &checked.registers {
        let entries = register.entries().len();
        writeln!(err, "{}: {entries} entries, {} events", register.law.id, register.seq())?;
    }
    let count = |severity| loaded.findings.iter().filter(|it: &&Finding| it.severity == severity).count();
    let (warnings, notes) = (count(Severity::Warning), count(Severity::Note));
    writeln!(err, "nothing forbids publication · {warnings} warnings · {notes} notes")?;
    Ok(())
}
