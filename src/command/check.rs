//! `tizilim check`: every finding, or those of what changed since a commit.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use super::load::{self, Asked, Loaded};
use super::progress::Progress;
use super::refused;
use crate::cli::Scope;
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
    pub format: Format,
    /// The language of findings
    #[arg(long, value_enum, default_value = "en")]
    pub lang: Language,
}

impl Printed {
    /// For people, in English.
    pub(super) const DEFAULT: Printed = Printed { format: Format::Human, lang: Language::En };
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    let progress = Progress::new("reading the main line");
    let asked = Asked { base: args.base.as_deref(), draft: args.draft };
    let loaded = load::load_as(scope, asked, &progress)?;
    drop(progress);
    print(&loaded, args.printed, &mut io::stdout().lock())?;
    if args.printed.format == Format::Human {
        summary(&loaded, started)?;
    }
    Ok(if loaded.checked.is_some() { ExitCode::SUCCESS } else { refused() })
}

/// Prints every finding.
pub(super) fn print(loaded: &Loaded, printed: Printed, out: &mut dyn io::Write) -> Result<()> {
    let catalogue = Catalogue::load(loaded.tree.law(), printed.lang)?;
    let texts = loaded.tree.texts(&loaded.commits);
    report::render(&loaded.findings, printed.format, &catalogue, &texts, colour(), out)?;
    Ok(())
}

/// Colour for a person at a terminal who has not asked for none (no-color.org).
#[expect(clippy::disallowed_methods, reason = "how a terminal is to be written to")]
fn colour() -> bool {
    io::stdout().is_terminal() && std::env::var("NO_COLOR").map_or(true, |value| value.is_empty())
}

/// One closing line: what was read, and how long it took.
fn summary(loaded: &Loaded, started: Instant) -> Result<()> {
    let Some(checked) = &loaded.checked else { return Ok(()) };
    let mut err = io::stderr().lock();
    for register in &checked.registers {
        let entries = register.entries().len();
        write!(err, "{}: {entries} entries, {} events · ", register.law.id, register.seq())?;
    }
    writeln!(err, "{:.1} s", started.elapsed().as_secs_f32())?;
    Ok(())
}
