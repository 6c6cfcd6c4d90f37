//! Writes a new git repository from a stream of commits, through the git binary. Commit ids depend
//! on the commits alone: no setting of the machine or the user is read.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::base::date::{Date, Instant};

/// A commit to write.
pub struct Commit {
    /// Name of author and committer.
    pub name: String,
    /// E-mail of author and committer.
    pub email: String,
    /// Time of author and committer.
    pub time: Instant,
    /// The message, bytes as they are.
    pub message: String,
    /// Whether it comes by a merge of a branch that holds it.
    pub merged: bool,
    /// Path and content of each file to write.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The branch that a merged commit is first made on; it is gone at the end.
const SIDE: &str = "refs/heads/review";
const MAIN: &str = "refs/heads/main";
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";
/// How long a commit lies on its branch before it is merged.
const REVIEW_SECONDS: i64 = 1800;

/// Variables by which a caller's git would reach into the new repository.
const FOREIGN: [&str; 10] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DEFAULT_HASH",
];

/// Makes a repository in `folder`, which must be empty or absent, and checks out its branch `main`.
pub fn write(folder: &Path, commits: impl Iterator<Item = Commit>) -> Result<()> {
    claim(folder)?;
    run(folder, &["init", "--quiet", "-b", "main", "--template=", "--object-format=sha1", "."])?;
    let mut import = git(folder)
        .args(["-c", "fastimport.unpackLimit=0", "-c", "core.compression=1"])
        .args(["fast-import", "--quiet", "--done", "--depth=8"])
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot start git")?;
    let input = import.stdin.take().context("git has no input")?;
    let written = stream(input, commits);
    // A failing git closes its input: its own message says more than the broken pipe.
    let status = import.wait().context("cannot wait for git")?;
    ensure!(status.success(), "`git fast-import` failed");
    written.context("cannot hand the commits to git")?;
    run(folder, &["reset", "--quiet", "--hard", "main"])
}

/// Creates the folder, or makes sure that nothing of anybody's is in it.
fn claim(folder: &Path) -> Result<()> {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            ensure!(entries.next().is_none(), "`{}` is not empty", folder.display());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder)
            .with_context(|| format!("cannot create `{}`", folder.display())),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", folder.display())),
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Result<()> {
    let status = git(folder).args(arguments).status().context("cannot start git")?;
    ensure!(status.success(), "`git {}` failed", arguments[0]);
    Ok(())
}

fn git(folder: &Path) -> Command {
    let mut git = Command::new(OsStr::new("git"));
    git.arg("-C").arg(folder);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    for name in FOREIGN {
        git.env_remove(name);
    }
    git.stdin(Stdio::null()).stdout(Stdio::null());
    git
}

fn stream(input: impl Write, commits: impl Iterator<Item = Commit>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, input);
    let mut has_side = false;
    for commit in commits {
        if commit.merged {
            has_side = true;
            write!(out, "reset {SIDE}\nfrom {MAIN}\n\n")?;
            head(&mut out, SIDE, &commit, Instant(commit.time.0 - REVIEW_SECONDS))?;
            changes(&mut out, &commit)?;
        }
        head(&mut out, MAIN, &commit, commit.time)?;
        if commit.merged {
            writeln!(out, "merge {SIDE}")?;
        }
        changes(&mut out, &commit)?;
    }
    if has_side {
        write!(out, "reset {SIDE}\nfrom {NO_COMMIT}\n\n")?;
    }
    writeln!(out, "done")?;
    out.flush()
}

fn head(out: &mut impl Write, branch: &str, commit: &Commit, time: Instant) -> io::Result<()> {
    let Commit { name, email, message, .. } = commit;
    writeln!(out, "commit {branch}")?;
    for role in ["author", "committer"] {
        writeln!(out, "{role} {name} <{email}> {} {}", time.0, offset(time))?;
    }
    writeln!(out, "data {}\n{message}", message.len())
}

fn changes(out: &mut impl Write, commit: &Commit) -> io::Result<()> {
    for (path, bytes) in &commit.files {
        write!(out, "M 100644 inline {path}\ndata {}\n", bytes.len())?;
        out.write_all(bytes)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The clock of Kazakhstan, which went back by an hour on 2024-03-01.
fn offset(time: Instant) -> &'static str {
    match Date::new(2024, 3, 1) {
        Some(day) if time < Instant(day.midnight_utc().0 - 6 * 3600) => "+0600",
        _ => "+0500",
    }
}
