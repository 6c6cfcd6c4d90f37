//! Ratios of one run: the walk against `git log`, the check against reading, the feeds against
//! copying them, a large register against a tenth of it.
//!
//! `cargo bench --bench core [-- ENTRIES]` (default 10,000). Figures depend on the machine; ratios
//! much less so.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and may stop")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tizilim::base::commit::{BlobId, Blobs, Commit};
use tizilim::base::output::Output;
use tizilim::law::site::Audience;
use tizilim::publish::feed::{self, Feeds};
use tizilim::publish::origin::Own;
use tizilim::register::Checked;
use tizilim::world::git::Repository;
use tizilim::world::publication::{Guard, Publication};

#[path = "shared/register.rs"]
mod register;

fn main() {
    let entries = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000);
    let work = std::env::temp_dir().join(format!("tizilim-bench-{}", std::process::id()));
    std::fs::create_dir_all(&work).unwrap();
    let tenth = Measured::of(&work, entries / 10);
    let whole = Measured::of(&work, entries);
    println!("{entries} entries, {} commits, {} files of feeds", whole.commits, whole.files);
    show("history walk / git log", whole.walk, whole.git_log, 1.5);
    show("check beyond reading / 1 s per 10,000 (CPU)", whole.check, budget(entries), 1.0);
    show("feeds / copying them", whole.feeds, whole.copying, 3.0);
    show("all of it / a tenth of the entries", whole.all(), tenth.all(), 11.0);
    std::fs::remove_dir_all(&work).unwrap();
}

fn budget(entries: u32) -> Duration {
    Duration::from_secs(1) * entries / 10_000
}

fn show(what: &str, ours: Duration, theirs: Duration, limit: f64) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let verdict = if ratio <= limit { "within" } else { "OVER" };
    println!("{what}: {ours:.2?} / {theirs:.2?} = {ratio:.2} ({verdict} {limit})");
}

struct Measured {
    commits: usize,
    files: usize,
    git_log: Duration,
    walk: Duration,
    reading: Duration,
    check: Duration,
    feeds: Duration,
    copying: Duration,
}

impl Measured {
    fn all(&self) -> Duration {
        self.walk + self.reading + self.check + self.feeds
    }

    fn of(work: &Path, entries: u32) -> Measured {
        let folder = work.join(format!("repo-{entries}"));
        register::grow(&folder, entries);
        let repository = Repository::open(&folder).unwrap().unwrap();
        let tip = repository.resolve("HEAD").unwrap();
        let log = || git_log(&folder);
        let git_log = best(|| timed(log).0);
        let walk = best(|| timed(|| repository.main_line(&tip).unwrap()).0);
        let commits = repository.main_line(&tip).unwrap();
        // Reading alone: every blob once, by one thread; the check then reads from memory.
        let (reading, blobs) = timed(|| InMemory::of(&commits, &repository));
        let law = register::law(&repository, &commits);
        let start = cpu();
        let checked = register::checked(&law, &commits, &blobs, tip.at);
        let check = cpu().saturating_sub(start);
        let (feeds, files) = timed(|| publish(&checked, &folder, &work.join("out")));
        let copying = timed(|| copy(&work.join("out"), &work.join("copy"))).0;
        std::fs::remove_dir_all(work.join("out")).unwrap();
        std::fs::remove_dir_all(work.join("copy")).unwrap();
        Measured { commits: commits.len(), files, git_log, walk, reading, check, feeds, copying }
    }
}

fn git_log(folder: &Path) {
    let arguments = ["log", "--first-parent", "--raw", "--no-renames", "--", "data/registers"];
    let status =
        Command::new("git").current_dir(folder).args(arguments).stdout(Stdio::null()).status();
    assert!(status.unwrap().success());
}

struct InMemory(BTreeMap<BlobId, Vec<u8>>);

impl InMemory {
    fn of(commits: &[Commit], blobs: &dyn Blobs) -> InMemory {
        let changes = commits.iter().flat_map(|commit| &commit.changes);
        let ids = changes.filter_map(|change| change.blob);
        InMemory(ids.map(|id| (id, blobs.read(id).unwrap())).collect())
    }
}

impl Blobs for InMemory {
    fn read(&self, id: BlobId) -> std::io::Result<Vec<u8>> {
        Ok(self.0[&id].clone())
    }
}

fn publish(checked: &Checked, repository: &Path, out: &Path) -> usize {
    let guard =
        Guard { home: None, repository: repository.to_path_buf(), git: repository.join(".git") };
    let publication = Publication::begin(out, &guard).unwrap();
    let output = Output::new(&publication);
    let feeds = Feeds::new(checked, Audience::Public, &Own::new(checked));
    feeds.validity(&output).unwrap();
    feeds.write(&output).unwrap();
    feed::manifest::finish(checked, &output).unwrap();
    drop(output);
    usize::try_from(publication.commit().unwrap().files).unwrap()
}

fn copy(from: &PathBuf, to: &PathBuf) {
    assert!(Command::new("cp").arg("-r").args([from, to]).status().unwrap().success());
    assert!(Command::new("sync").arg("-f").arg(to).status().unwrap().success());
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let answer = work();
    (start.elapsed(), answer)
}

/// The best of three: the machine may be busy with something else.
fn best(mut measure: impl FnMut() -> Duration) -> Duration {
    (0..3).map(|_| measure()).min().unwrap()
}

/// CPU time of this process so far, all threads: clock ticks of `/proc/self/stat`.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}
