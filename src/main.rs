//! Arguments in, exit code out: 0 done, 1 findings forbid it, 2 the tool failed or was misused.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use tizilim::cli::Cli;

/// Pages are made of many short-lived texts, which this allocator gives out faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match tizilim::command::run(Cli::parse()) {
        Ok(code) => code,
        Err(error) if tizilim::command::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even this cannot be written.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}
