//! `tizilim sample`: a fictional repository with a history.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::ProgressBar;

use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::sample::{Commit, File, Options, Sample, Session};
use crate::seal::demo::{self, Demo};
use crate::seal::list::{self, Row};
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
    #[arg(long, value_enum, default_value_t = Seals::All)]
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
        Args { out, entries: 40, revisions: None, seed: 1, seals: Seals::All }
    }
}

/// Makes the repository and says what is in it.
pub fn run(args: &Args) -> Result<ExitCode> {
    let Args { entries, revisions, seed, .. } = *args;
    let sample = Sample::new(&Options { entries, revisions, seed })?;
    let progress = ProgressBar::new(sample.commit_count() as u64);
    let authority = Demo::from_seed(demo::SEED);
    let own = RefCell::default();
    let seal = |session: &Session<'_>| match args.seals {
        Seals::All => sealed(&authority, session, &mut own.borrow_mut()),
        Seals::Latest if session.is_last => sealed(&authority, session, &mut own.borrow_mut()),
        Seals::Latest | Seals::None => Vec::new(),
    };
    let commits = sample.commits(seal).map(to_git);
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

/// The seals of a session by the demo head: for each register a list with one signature over it.
/// The first entries that are decided in twos have seals of their own as well, to show both ways;
/// `own` remembers them, since a seal beside a record must go with it through its changes.
fn sealed(authority: &Demo, session: &Session<'_>, own: &mut BTreeSet<String>) -> Vec<File> {
    // Signed on the morning of the session, before it was recorded.
    let at = Instant(session.day.midnight_utc().0 + SIGNING_SECONDS);
    let sign = |path: &str, bytes: &[u8]| File {
        path: format!("{path}.p7s"),
        bytes: authority.sign_detached(bytes, at),
    };
    if session.files.len() == 2 && own.len() < MOST_OWN {
        own.extend(session.files.iter().map(|file| file.path.clone()));
    }
    let mut registers: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for file in session.files {
        let Some((folder, _)) = file.path.split_once("/entries/") else { continue };
        let sha256 = Digest::of(&file.bytes).to_string();
        registers.entry(folder).or_default().push(Row { path: file.path.clone(), sha256 });
    }
    let sealed = session.files.iter().filter(|file| own.contains(&file.path));
    let mut files: Vec<File> = sealed.map(|file| sign(&file.path, &file.bytes)).collect();
    for (folder, rows) in registers {
        let path = format!("{folder}/seals/{}-{}.json", session.day, session.of_day);
        let bytes = list::write(rows).into_bytes();
        files.push(sign(&path, &bytes));
        files.push(File { path, bytes });
    }
    files
}

/// 05:30 in UTC.
const SIGNING_SECONDS: i64 = 5 * 3600 + 1800;
/// Entries with seals of their own.
const MOST_OWN: usize = 3;

/// A commit of the sample as it is written to git.
pub fn to_git(commit: Commit) -> fast_import::Commit {
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

    fn args(out: &std::path::Path, seals: Seals) -> Args {
        Args { out: out.to_path_buf(), entries: 1, revisions: None, seed: 1, seals }
    }

    /// The sessions that are asked for, and no other, have a list and its signature.
    #[test]
    fn sessions_are_sealed_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let signatures = |seals, name: &str| {
            let out = folder.path().join(name);
            assert_eq!(run(&args(&out, seals)).unwrap(), ExitCode::SUCCESS);
            assert!(out.join("data/registers/trusted/entries/000/000001.json").exists());
            let files = std::fs::read_dir(out.join("data/registers/trusted/seals"));
            files.map_or(0, Iterator::count)
        };
        assert_eq!(signatures(Seals::None, "none"), 0);
        assert_eq!(signatures(Seals::Latest, "latest"), 2);
        assert!(signatures(Seals::All, "all") > 2);
    }
}
