//! `tizilim search`: the register in the terminal.

pub mod bulk;
mod entries;
mod kept;
mod terms;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::base::lang::Lang;
use crate::cli::Scope;

/// What `search` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Read BINs, numbers and codes from standard input, one question a line, and tell whether each
    /// was in the register on the day of the line or of --on
    #[arg(long, conflicts_with_all = ["query", "terms", "published"])]
    pub stdin: bool,
    /// The language that is searched and answered in
    #[arg(long, value_enum, default_value = "kk")]
    pub lang: Lang,
    /// How many results are printed
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Answer from a published site instead of the repository
    #[arg(long = "in", value_name = "DIR")]
    pub published: Option<PathBuf>,
    /// How answers are printed
    #[arg(long, value_enum, default_value = "human")]
    pub format: Format,
    /// Words as typed: no synonyms, beginnings or corrections
    #[arg(long)]
    pub literal: bool,
    /// Print how the words of a text are understood, one JSON line each
    #[arg(long, value_name = "TEXT")]
    pub terms: Option<String>,
    /// What is looked for: words, "runs of words", -without, bin:…, enstru:…, status:…
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
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
    if let Some(text) = &args.terms {
        return terms::run(scope, args.lang, text);
    }
    if args.query.is_empty() {
        bail!("say what to look for");
    }
    entries::run(scope, args)
}
