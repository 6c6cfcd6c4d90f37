//! The words of the command line, and nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::command;

/// Publishes a public register from signed records in git.
#[derive(Debug, Parser)]
#[command(name = "tizilim", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    /// What is read.
    pub scope: Scope,
    #[command(subcommand)]
    /// What is done.
    pub command: Command,
}

/// Which state of which repository is read, and for which day.
#[derive(Clone, Debug, Args)]
pub struct Scope {
    /// The register repository
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub repo: PathBuf,
    /// The commit to read
    #[arg(long, global = true, value_name = "REV", default_value = "HEAD")]
    pub rev: String,
    /// Read the working tree on top of the commit
    #[arg(long, global = true)]
    pub worktree: bool,
    /// The day for expiry and deadlines [default: the commit's civil date in Kazakhstan]
    #[arg(long, global = true, value_name = "YYYY-MM-DD|today")]
    pub on: Option<String>,
}

/// What is done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell every finding
    Check(command::check::Args),
    /// Check, then write the site and the feeds
    Build(command::build::Args),
    /// Preview on this machine, rebuilt on change
    Serve(command::serve::Args),
    /// Look entries up, as on the site; tell what was in the register on a day
    Search(command::search::Args),
    /// Print events as published
    Events(command::events::Args),
    /// Print field-level differences between two commits
    Diff(command::diff::Args),
    /// Print a register as it stood on a date, as known then or now
    Export(command::export::Args),
    /// Write records in their canonical form
    Fmt(command::fmt::Args),
    /// Tell what a finding means
    Explain(command::explain::Args),
    /// Print the JSON Schema of a record
    Schema(command::schema::Args),
    /// Write a fictional register with a history
    Sample(command::sample::Args),
    /// Report on one electronic signature or certificate
    Seal(command::seal::Args),
}
