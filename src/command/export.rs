//! `tizilim export REGISTER`: a register as it stood on a date, as known then or now.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::check::{self, Printed};
use super::load::{self, Loaded};
use super::progress::Progress;
use super::{events, refused};
use crate::base::date::Date;
use crate::cli::Scope;
use crate::publish::feed::export::{self, Format, Known, Question};
use crate::register::Checked;

/// What `export` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A register, such as `trusted`
    #[arg(value_name = "REGISTER")]
    pub register: String,
    /// How it is written
    #[arg(long, value_enum)]
    pub format: Format,
    /// The day on which it is asked for [default: the commit's civil date in Kazakhstan]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// As it was known at a commit, or by the end of a day [default: everything known now]
    #[arg(long, value_name = "REV|DATE")]
    pub known: Option<String>,
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let progress = Progress::new("reading the main line");
    let loaded = load::load(scope, None, &progress)?;
    drop(progress);
    let Some(checked) = &loaded.checked else {
        check::print(&loaded, Printed::DEFAULT, &mut io::stderr().lock())?;
        return Ok(refused());
    };
    let register = events::register(checked, &args.register)?;
    let on = args.as_of.unwrap_or(checked.head.day);
    let known = args.known.as_deref().map(|text| known(text, &loaded, checked)).transpose()?;
    let question = Question { on, known: known.unwrap_or(Known::Now) };
    let stdout = io::stdout();
    if args.format == Format::Xlsx && stdout.is_terminal() {
        bail!("a workbook is no text: send it to a file with `> register.xlsx`");
    }
    let mut out = io::BufWriter::new(stdout.lock());
    export::write(checked, register, question, args.format, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A day, or the place of a commit on the main line.
fn known(text: &str, loaded: &Loaded, checked: &Checked) -> Result<Known> {
    if let Ok(day) = text.parse::<Date>() {
        let zone = checked.law.zone.clone();
        return Ok(Known::Recorded { by: day, zone });
    }
    let Some(repository) = loaded.tree.repository() else {
        bail!("a folder without git has no `{text}`");
    };
    let commit = repository.resolve(text)?;
    let place = loaded.commits.iter().position(|known| known.id == commit.id);
    let place = place.with_context(|| format!("`{text}` is not on the main line"))?;
    Ok(Known::Commit(place))
}
