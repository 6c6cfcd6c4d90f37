//! `tizilim explain CODE`: what a finding means.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use super::load::over_defaults;
use super::refused;
use crate::report::{self, Catalogue, Language};

/// What `explain` must be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code of a finding, such as `iin-bin-check-digit`
    pub code: String,
    /// In which language
    #[arg(long, value_enum, default_value = "en")]
    pub lang: Language,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let catalogue = Catalogue::load(&over_defaults(std::collections::BTreeMap::new()), args.lang)?;
    if let Some(text) = report::explain(&args.code, &catalogue) {
        writeln!(io::stdout().lock(), "{text}")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(io::stderr().lock(), "there is no finding `{}`", args.code)?;
    Ok(refused())
}
