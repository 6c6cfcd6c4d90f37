//! `tizilim search`: the register in the terminal.

pub mod bulk;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::base::lang::Lang;
use crate::cli::Scope;

/// What `search` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Read BINs, numbers and codes from standard input, one question a line, and tell whether each
    /// was in the register on the day of --on or of the line
    #[arg(long)]
    pub stdin: bool,
    /// The language of answers
    #[arg(long, value_enum, default_value = "kk")]
    pub lang: Lang,
    /// How answers are printed
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
}

/// How answers are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON object a line
    Json,
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    if args.stdin {
        return bulk::run(scope, args.lang, args.format);
    }
    bail!("say what to look for: --stdin");
}
