//! What seals cost: one verification against OpenSSL with the GOST engine, and every revision of a
//! register with a signature of its own, judged for the first time and again.
//!
//! `cargo bench --bench seals [-- ENTRIES]` (default 10,000). The engine is Debian's
//! `libengine-gost-openssl`; without it that line says so.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and may stop")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use tizilim::base::date;
use tizilim::command::sample::to_git;
use tizilim::history::build::{History, Source, build};
use tizilim::law::{Files, Law};
use tizilim::sample::{File, Options, Sample, Session};
use tizilim::seal::demo::{self, Demo};
use tizilim::seal::{self, Cache, Content, Court, Evidence, Judge, Profile, Profiles, Status};
use tizilim::world::git::Repository;
use tizilim::world::{embedded, fast_import};

fn main() {
    let entries = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10_000);
    one();
    register(entries);
}

/// A warm verification: path and lists of revoked certificates are known from the one before.
fn one() {
    let authority = Demo::from_seed(demo::SEED);
    let files = authority.profile();
    let file = |name: &str| files.iter().find(|(known, _)| known == name).map(|it| it.1.clone());
    let profile = Profile::load(&file("demo.json").unwrap(), &file).unwrap();
    let judge = Judge::new(&profile);
    let at: date::Date = "2026-03-02".parse().unwrap();
    let signature = authority.sign_detached(b"content", at.midnight_utc());
    let content = Content::Detached(b"content");
    let at = date::Instant(at.midnight_utc().0 + 3600);
    let evidence = Evidence { signature: &signature, content, ocsp: None, at };
    let rounds = 300;
    let round = || {
        let start = cpu();
        for _ in 0..rounds {
            assert_eq!(judge.signature(evidence).status, Status::Valid);
        }
        cpu().saturating_sub(start) / rounds
    };
    let ours = (0..5).map(|_| round()).min().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/gost_engine.py");
    let run = Command::new("python3").arg(script).output().unwrap();
    let theirs = String::from_utf8(run.stdout).unwrap().trim().parse::<f64>();
    let Ok(theirs) = theirs.map(|milliseconds| Duration::from_secs_f64(milliseconds / 1000.0))
    else {
        println!("a warm verification: {ours:.2?} (no OpenSSL with the GOST engine to compare)");
        return;
    };
    show("a warm verification / OpenSSL with the GOST engine", ours, theirs, 1.0);
}

/// Every record of a session has a signature of its own; no list, so nothing is judged for many.
fn register(entries: u32) {
    let folder = std::env::temp_dir().join(format!("tizilim-seals-{}", std::process::id()));
    let authority = Demo::from_seed(demo::SEED);
    grow(&folder, entries, &authority);
    let repository = Repository::open(&folder).unwrap().unwrap();
    let commits = repository.main_line(&repository.resolve("HEAD").unwrap()).unwrap();
    let files = law_files(&repository);
    let (law, _) = tizilim::law::load::load(&files);
    let law = law.unwrap();
    let source = Source::new(&commits, &repository, &law);
    let histories: Vec<History> =
        law.registers.iter().map(|register| build(&source, register).unwrap()).collect();
    let (profiles, _) = Profiles::load(&files, &law);
    let cold = Cache::default();
    let (first, sealed) = judged(&law, &profiles, &cold, &histories);
    let warm = Cache::read(&cold.write().unwrap());
    let (again, _) = judged(&law, &profiles, &warm, &histories);
    println!("{sealed} revisions, each with a valid signature of its own");
    let share = |limit: u64| Duration::from_secs(limit) * entries / 10_000;
    show("judged for the first time / 15 s per 10,000", first, share(15), 1.0);
    show("judged again / 1 s per 10,000", again, share(1), 1.0);
    std::fs::remove_dir_all(folder).unwrap();
}

fn judged(
    law: &Law,
    profiles: &Profiles,
    cache: &Cache,
    histories: &[History],
) -> (Duration, usize) {
    let court = Court { law, profiles, cache, draft: false };
    let start = Instant::now();
    let mut valid = 0;
    for (register, history) in law.registers.iter().zip(histories) {
        let (verdicts, findings) = seal::judge(&court, register, history);
        assert!(findings.is_empty(), "{findings:?}");
        let seals = verdicts.iter().flatten();
        valid += seals.filter(|seal| seal.verdict.status == Status::Valid).count();
    }
    (start.elapsed(), valid)
}

fn grow(folder: &Path, entries: u32, authority: &Demo) {
    let sample = Sample::new(&Options { entries, revisions: None, seed: 1 }).unwrap();
    let seals = |session: &Session<'_>| -> Vec<File> {
        let at = date::Instant(session.day.midnight_utc().0 + 19_800);
        let sign = |file: &File| File {
            path: format!("{}.p7s", file.path),
            bytes: authority.sign_detached(&file.bytes, at),
        };
        let records = session.files.iter().filter(|file| file.path.contains("/entries/"));
        records.map(sign).collect()
    };
    let commits = sample.commits(seals).map(to_git);
    fast_import::write(folder, commits).unwrap();
}

fn law_files(repository: &Repository) -> Files {
    let tip = repository.resolve("HEAD").unwrap();
    let files = repository.files(&tip, |path| path == "data/site.json").unwrap();
    let read = |(path, blob)| (path, tizilim::base::commit::Blobs::read(repository, blob).unwrap());
    Files::new(files.into_iter().map(read).collect()).over(Files::new(embedded::files()))
}

fn show(what: &str, ours: Duration, theirs: Duration, limit: f64) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let verdict = if ratio <= limit { "within" } else { "OVER" };
    println!("{what}: {ours:.2?} / {theirs:.2?} = {ratio:.2} ({verdict} {limit})");
}

/// CPU time of this process so far, all threads: clock ticks of `/proc/self/stat`.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}
