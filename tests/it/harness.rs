//! The one harness: a register repository in a temporary folder, git, and the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// A repository of its own for each test.
pub(crate) struct Repo {
    folder: TempDir,
}

/// What a run of the program came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The register of the trusted software's first record, which most tests edit.
pub(crate) const FIRST: &str = "data/registers/trusted/entries/000/000001.json";

/// When tests commit: soon after the last commit of the embedded register.
const NOW: &str = "2026-09-30T07:00:00Z";

static SAMPLE: OnceLock<TempDir> = OnceLock::new();

/// The embedded register, grown once for all tests.
pub(crate) fn sample() -> &'static Path {
    let make = || {
        let folder = TempDir::new().unwrap();
        grow(&folder.path().join("sample"), &[]);
        folder
    };
    Box::leak(SAMPLE.get_or_init(make).path().join("sample").into_boxed_path())
}

fn grow(out: &Path, more: &[&str]) {
    let mut args = vec!["sample", "--out", out.to_str().unwrap(), "--seals", "none"];
    args.extend(more);
    let run = tizilim(&args);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

impl Repo {
    /// A fictional register of so many entries: more than one page of a list holds.
    pub(crate) fn grown(entries: u32) -> Repo {
        let folder = TempDir::new().unwrap();
        grow(&folder.path().join("repo"), &["--entries", &entries.to_string()]);
        Repo { folder }.with_author()
    }

    /// A copy of the embedded register with all its history.
    pub(crate) fn sample() -> Repo {
        let folder = TempDir::new().unwrap();
        let from = sample().to_str().unwrap();
        let to = folder.path().join("repo");
        git_in(folder.path(), &["clone", "-q", from, to.to_str().unwrap()]);
        Repo { folder }.with_author()
    }

    /// An empty repository.
    pub(crate) fn empty() -> Repo {
        let folder = TempDir::new().unwrap();
        git_in(folder.path(), &["init", "-q", "-b", "main", "repo"]);
        Repo { folder }.with_author()
    }

    fn with_author(self) -> Repo {
        self.git(&["config", "user.name", "Tester"]);
        self.git(&["config", "user.email", "tester@example.com"]);
        self
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    /// A path beside the repository.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        git_in(&self.path(), args)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// Everything in one commit.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// The program on this repository.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let path = self.path();
        let mut all = vec!["--repo", path.to_str().unwrap()];
        all.extend(args);
        tizilim(&all)
    }

    /// The program on this repository, told something.
    pub(crate) fn tell(&self, args: &[&str], input: &str) -> Run {
        use std::io::Write as _;
        let mut child = Command::new(env!("CARGO_BIN_EXE_tizilim"))
            .arg("--repo")
            .arg(self.path())
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        told(&child.wait_with_output().unwrap())
    }

    /// Findings of `check` with these arguments, and its exit code.
    pub(crate) fn check(&self, args: &[&str]) -> (i32, Vec<Value>) {
        let mut all = vec!["check", "--format", "json"];
        all.extend(args);
        let run = self.run(&all);
        assert_ne!(run.code, 2, "{}", run.stderr);
        let findings = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (run.code, findings)
    }

    /// Codes of the errors that `check` tells.
    pub(crate) fn errors(&self, args: &[&str]) -> Vec<String> {
        let (code, findings) = self.check(args);
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding["severity"] == "error")
            .map(|finding| finding["code"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(code, i32::from(!errors.is_empty()));
        errors
    }
}

/// Runs the program.
pub(crate) fn tizilim(args: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_tizilim")).args(args).output().unwrap();
    told(&output)
}

/// Runs the program with a number of threads.
pub(crate) fn tizilim_threads(args: &[&str], threads: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tizilim"));
    told(&command.args(args).env("RAYON_NUM_THREADS", threads).output().unwrap())
}

fn told(output: &Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn git_in(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        // One day for every test: terms of documents move with the day of the commit.
        .envs([("GIT_AUTHOR_DATE", NOW), ("GIT_COMMITTER_DATE", NOW)])
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Every file below a folder, by path, with its bytes.
pub(crate) fn tree(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            files.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// SHA-256 in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}
