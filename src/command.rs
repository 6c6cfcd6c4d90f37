//! One file per command: the only place that knows both the world and the core.

pub mod build;
pub mod check;
pub mod diff;
pub mod events;
pub mod explain;
pub mod export;
pub mod fmt;
mod load;
mod progress;
pub mod sample;
pub mod schema;
pub mod seal;
pub mod search;
pub mod serve;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Cli, Command};

/// Does what the command line says.
pub fn run(cli: Cli) -> Result<ExitCode> {
    let scope = cli.scope;
    match cli.command {
        Command::Check(args) => check::run(&scope, &args),
        Command::Build(args) => build::run(&scope, &args),
        Command::Serve(args) => serve::run(&scope, &args),
        Command::Events(args) => events::run(&scope, &args),
        Command::Diff(args) => diff::run(&scope, &args),
        Command::Export(args) => export::run(&scope, &args),
        Command::Fmt(args) => fmt::run(&scope, &args),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => schema::run(&scope, &args),
        Command::Sample(args) => sample::run(&args),
        Command::Search(args) => search::run(&scope, &args),
        Command::Seal(args) => seal::run(&args),
    }
}

/// Whether whoever reads our output has gone away, which is no failure: `tizilim events | head`.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().filter_map(|cause| cause.downcast_ref()).any(is_pipe)
}

/// Exit code 1: findings forbid it, or the answer is no.
fn refused() -> ExitCode {
    ExitCode::from(1)
}
