//! `tizilim sample`: a fictional repository with a history.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use indicatif::ProgressBar;

use crate::sample::{Commit, Options, Sample};
use crate::world::fast_import;

/// Make a fictional repository with a history.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to make it; a folder that is empty or does not exist.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Entries of the register `trusted`.
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub entries: u32,
    /// Revisions of `trusted` in all [default: 1.3 times the entries; more where the hand-written
    /// cases have more].
    #[arg(long, value_name = "N")]
    pub revisions: Option<u64>,
    /// Another seed gives other invented entries.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Which sessions are sealed.
    #[arg(long, value_enum, default_value_t = Seals::None)]
    pub seals: Seals,
}

/// Which sessions of decisions are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Seals {
    /// Every session.
    All,
    /// The last session only.
    Latest,
    /// No session.
    None,
}

impl Args {
    /// The embedded register: the hand-written cases alone.
    pub(super) fn embedded(out: &std::path::Path) -> Args {
        let out = out.to_path_buf();
        Args { out, entries: 40, revisions: None, seed: 1, seals: Seals::None }
    }
}

/// Makes the repository and says what is in it.
pub fn run(args: &Args) -> Result<ExitCode> {
    if args.seals != Seals::None {
        bail!("sealed samples cannot be made yet; use `--seals none`");
    }
    let Args { entries, revisions, seed, .. } = *args;
    let sample = Sample::new(&Options { entries, revisions, seed })?;
    let progress = ProgressBar::new(sample.commit_count() as u64);
    let commits = sample.commits(|_| Vec::new()).map(to_git);
    fast_import::write(&args.out, progress.wrap_iter(commits))?;
    progress.finish_and_clear();
    writeln!(
        io::stderr(),
        "{entries} entries, {} revisions and {} of other registers in {} commits: {}",
        sample.revision_count(),
        sample.other_revision_count(),
        sample.commit_count(),
        args.out.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

fn to_git(commit: Commit) -> fast_import::Commit {
    let Commit { author, time, message, reviewed, files } = commit;
    fast_import::Commit {
        name: author.name,
        email: author.email,
        time,
        message,
        merged: reviewed,
        files: files.into_iter().map(|file| (file.path, file.bytes)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_sample_is_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("register");
        let args =
            Args { out: out.clone(), entries: 1, revisions: None, seed: 1, seals: Seals::All };
        let message = run(&args).unwrap_err().to_string();
        assert_eq!(message, "sealed samples cannot be made yet; use `--seals none`");
        assert!(!out.exists());
        assert_eq!(run(&Args { seals: Seals::None, ..args }).unwrap(), ExitCode::SUCCESS);
        assert!(out.join("data/registers/trusted/entries/000/000001.json").exists());
    }
}
