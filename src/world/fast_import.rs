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

#[cfg(test)]
mod tests {
    use super::*;

    fn commits() -> impl Iterator<Item = Commit> {
        [("a", false), ("b", true), ("c", false)].into_iter().zip(1..).map(
            |((name, merged), day)| Commit {
                name: "Үлгі".to_owned(),
                email: "registrar@tizilim.example".to_owned(),
                time: Instant(1_700_000_000).plus_days(day * 50),
                message: format!("{name}\n"),
                merged,
                files: vec![(format!("data/{name}.txt"), name.into())],
            },
        )
    }

    fn answer(folder: &Path, arguments: &[&str]) -> String {
        let output = git(folder).args(arguments).stdout(Stdio::piped()).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn a_repository_with_a_merge_and_a_work_tree() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        write(&one, commits()).unwrap();
        write(&two, commits()).unwrap();
        assert_eq!(answer(&one, &["rev-parse", "HEAD"]), answer(&two, &["rev-parse", "HEAD"]));
        assert_eq!(
            answer(&one, &["log", "--first-parent", "--format=%s %ci"]),
            "\
            c 2024-04-13 03:13:20 +0500\n\
            b 2024-02-23 04:13:20 +0600\n\
            a 2024-01-04 04:13:20 +0600\n"
        );
        assert_eq!(answer(&one, &["rev-list", "--count", "HEAD"]), "4\n");
        assert_eq!(answer(&one, &["for-each-ref", "--format=%(refname)"]), "refs/heads/main\n");
        assert_eq!(answer(&one, &["status", "--porcelain"]), "");
        assert_eq!(fs::read(one.join("data/b.txt")).unwrap(), b"b");
    }

    #[test]
    fn a_folder_in_use_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine"), "x").unwrap();
        let error = write(folder.path(), commits()).unwrap_err().to_string();
        assert!(error.ends_with("is not empty"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
