//! `tizilim events [REGISTER/NUMBER]`: events as published, one line each.

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::load;
use super::progress::Progress;
use super::refused;
use crate::cli::Scope;
use crate::register::{Checked, Entry, Register};

/// What `events` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A register, or one entry such as `trusted/17`
    #[arg(value_name = "REGISTER/NUMBER")]
    pub of: Option<String>,
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let progress = Progress::new("reading the main line");
    let loaded = load::load(scope, None, &progress)?;
    drop(progress);
    let Some(checked) = &loaded.checked else {
        super::check::print(&loaded, super::check::Printed::DEFAULT, &mut io::stderr().lock())?;
        return Ok(refused());
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.of.as_deref().map(|of| of.split_once('/').unwrap_or((of, ""))) {
        None => {
            for register in &checked.registers {
                print(register, |_| true, &mut out)?;
            }
        }
        Some((id, "")) => print(register(checked, id)?, |_| true, &mut out)?,
        Some((id, number)) => {
            let register = register(checked, id)?;
            let wanted = entry(register, number)?.number();
            print(register, |entry| entry.number() == wanted, &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn print(
    register: &Register,
    wanted: impl Fn(Entry<'_>) -> bool,
    out: &mut dyn io::Write,
) -> Result<()> {
    for event in register.events() {
        let entry = register.entry_of(event);
        if wanted(entry) {
            writeln!(out, "{}", event.line(&register.law.id, entry.timeline()))?;
        }
    }
    Ok(())
}

/// The register of an id.
pub(super) fn register<'c>(checked: &'c Checked, id: &str) -> Result<&'c Register> {
    let found = checked.registers.iter().find(|register| register.law.id == id);
    if let Some(register) = found {
        return Ok(register);
    }
    let known: Vec<_> = checked.registers.iter().map(|register| &*register.law.id).collect();
    bail!("there is no register `{id}`; there are {}", known.join(", "))
}

/// The entry of a number as typed.
pub(super) fn entry<'r>(register: &'r Register, number: &str) -> Result<Entry<'r>> {
    let parsed = number.parse().with_context(|| format!("`{number}` is no number of an entry"))?;
    register.entry(parsed).with_context(|| format!("`{}` has no entry {number}", register.law.id))
}
