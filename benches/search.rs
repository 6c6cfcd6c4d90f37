//! The search by size of the register: rate and memory of indexing records from a file, bytes an entry
//! on disk, bytes and files of a first answer, rate of indexing in a publication.
//!
//! `cargo bench --bench search [-- ENTRIES…]` (default 1,000 and 10,000; the shards alone of
//! 1,000,000 take some minutes). Without node the answers are not measured.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and may stop")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};
use tantivy::directory::RamDirectory;
use tizilim::base::digest::Digest;
use tizilim::base::lang::Lang;
use tizilim::base::output::Output;
use tizilim::law::Files;
use tizilim::publish::search::document::{Role, Source as _};
use tizilim::publish::search::words::Analysis;
use tizilim::publish::search::{self, deflated, export, index};
use tizilim::world::embedded;
use tizilim::world::git::Repository;
use tizilim::world::publication::{Guard, Publication};

#[path = "../tests/search/records.rs"]
mod records;
#[path = "shared/register.rs"]
mod register;

use records::{Records, Spoken};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The largest register that is held in memory as a publication holds it.
const IN_MEMORY: u32 = 100_000;

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let [_, grow, entries, path] = &words[..]
        && grow == "grow"
    {
        return Records::write(entries.parse().unwrap(), Path::new(path));
    }
    let asked: Vec<u32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 10_000] } else { asked };
    let work = std::env::temp_dir().join(format!("tizilim-search-{}", std::process::id()));
    for entries in sizes {
        std::fs::create_dir_all(&work).unwrap();
        measure(entries, &work);
        if entries <= IN_MEMORY {
            publication(entries, &work);
        }
        std::fs::remove_dir_all(&work).unwrap();
    }
}

/// The step of a publication that makes the search, by one thread: from a checked register in memory
/// to files, hashed and written.
fn publication(entries: u32, work: &Path) {
    let folder = work.join("repo");
    register::grow(&folder, entries);
    let repository = Repository::open(&folder).unwrap().unwrap();
    let tip = repository.resolve("HEAD").unwrap();
    let commits = repository.main_line(&tip).unwrap();
    let law = register::law(&repository, &commits);
    let checked = register::checked(&law, &commits, &repository, tip.at);
    let analysis = Analysis::load(&Files::new(embedded::files())).unwrap();
    let guard = Guard { home: None, git: folder.join(".git"), repository: folder };
    let once = || {
        let publication = Publication::begin(&work.join("out"), &guard).unwrap();
        let output = Output::new(&publication);
        let start = Instant::now();
        search::write(&checked, &Digest::of(b""), &analysis, &output).unwrap();
        start.elapsed().as_secs_f64()
    };
    // The best of three: the machine may be busy with something else.
    let took = (0..3).map(|_| once()).fold(f64::MAX, f64::min);
    let rate = f64::from(entries) / took;
    println!("{entries} entries in a publication: {rate:.0} a second");
}

fn measure(entries: u32, work: &Path) {
    let analysis = Analysis::load(&Files::new(embedded::files())).unwrap();
    // By another process: what growing has held is not held by indexing.
    let path = work.join("records");
    let mut grow = Command::new(std::env::current_exe().unwrap());
    let grown = grow.args(["grow", &entries.to_string()]).arg(&path).status().unwrap();
    assert!(grown.success());
    let records = Records::open(&path);
    let mut bytes = 0;
    let mut files = 0;
    forget_peak();
    let start = Instant::now();
    for lang in Lang::ALL {
        let source = records.spoken(lang);
        let indexed = index::build(&source, &analysis, lang, RamDirectory::default()).unwrap();
        let mut sink = |path: &str, content: &[u8]| {
            bytes += content.len();
            files += 1;
            let file = work.join("search").join(lang.code()).join(path);
            // Folders are few: asking for one before each file would be measured too.
            std::fs::write(&file, content).or_else(|_| {
                std::fs::create_dir_all(file.parent().unwrap())?;
                std::fs::write(&file, content)
            })
        };
        export(&indexed, &source, &analysis, "v", &mut deflated(&mut sink)).unwrap();
    }
    let took = start.elapsed().as_secs_f64();
    let entries = f64::from(entries);
    println!(
        "{entries} entries from a file: {:.0} a second, peak {} MB, {:.0} bytes an entry in {files} files",
        entries / took,
        peak(),
        f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / entries,
    );
    kinds(work);
    for lang in Lang::ALL {
        let queries = queries(&records.spoken(lang), &analysis, lang);
        answers(work, lang, &queries);
    }
}

/// Bytes by kind of file, both languages together.
fn kinds(work: &Path) {
    let mut kinds: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(work.join("search")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let above = entry.path().parent().unwrap().file_name().unwrap().to_string_lossy();
            let kind =
                kinds.entry(above.trim_end_matches(char::is_numeric).to_owned()).or_default();
            kind.0 += 1;
            kind.1 += entry.metadata().unwrap().len();
        }
    }
    for (kind, (files, bytes)) in kinds {
        println!("  {kind}: {files} files, {bytes} bytes");
    }
}

/// One query of each kind that people have.
fn queries(source: &Spoken<'_>, analysis: &Analysis, lang: Lang) -> Vec<(String, String)> {
    let middle = source.document(source.len() / 2);
    let title = middle.text(Role::Title).to_owned();
    let words = |text: &str| -> Vec<String> {
        let words = analysis.words(lang, text).into_iter();
        words.filter(|word| !word.stop).map(|word| word.token.to_owned()).collect()
    };
    let named = words(&title);
    let rare = named.iter().max_by_key(|word| word.chars().count()).unwrap().clone();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for at in (0..source.len()).step_by((source.len() / 200).max(1)) {
        for word in words(source.document(at).text(Role::Title)) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut common: Vec<_> = counts.into_iter().collect();
    common.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), word.clone()));
    let common: Vec<_> = common.into_iter().map(|(word, _)| word).collect();
    let code = |kind: &str| {
        let place = source.shape().codes.iter().position(|code| code == kind);
        let codes = source.codes(source.len() / 2);
        let code = codes.into_iter().find(|(at, _)| Some(*at) == place);
        code.map_or_else(String::new, |(_, code)| code)
    };
    let letters: Vec<char> = rare.chars().collect();
    let mut typo = letters.clone();
    typo.swap(letters.len() / 2, letters.len() / 2 - 1);
    let inflection = if lang == Lang::Kk { "лардың" } else { "ами" };
    let query = |kind: &str, text: String| (kind.to_owned(), text);
    vec![
        query("common", common[0].clone()),
        query("rare", rare.clone()),
        query("two common", common[..2].join(" ")),
        query("three common", common[..3].join(" ")),
        query("beginning", letters.iter().take(letters.len() * 2 / 3).collect()),
        query("holder's number", code("holder")),
        query("ENS TRU", code("enstru")),
        query("ENS TRU begun", code("enstru").chars().take(6).collect()),
        query("inflected", format!("{}{inflection}", common[0])),
        query("mistyped", typo.into_iter().collect()),
        query("name and common", format!("{rare} {}", common[0])),
        query("title", title),
        query("phrase", format!("\"{}\"", named[..2.min(named.len())].join(" "))),
    ]
}

/// Bytes of the first answer to each query, by the scripts of the theme in node.
fn answers(work: &Path, lang: Lang, queries: &[(String, String)]) {
    let texts: Vec<_> = queries.iter().map(|(_, text)| text).collect();
    let asked = work.join("queries.json");
    std::fs::write(&asked, json!(texts).to_string()).unwrap();
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/drive.mjs");
    let mut run = Command::new("node");
    run.arg(driver).arg(work).arg(lang.code()).arg(&asked).env("COLD", "1");
    let Ok(run) = run.output() else {
        println!("  there is no node to run the scripts");
        return;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (code, more) = code();
    let mut sizes = Vec::new();
    for ((kind, text), line) in queries.iter().zip(String::from_utf8(run.stdout).unwrap().lines()) {
        let line: Value = serde_json::from_str(line).unwrap();
        let later = if line["more"] == true { more } else { 0 };
        let bytes = line["bytes"].as_u64().unwrap() + code + later;
        sizes.push(bytes);
        println!(
            "  {} {kind}: {bytes} bytes, {} files, {} {} found — {text}",
            lang.code(),
            line["files"],
            line["answer"]["count"],
            line["answer"]["mode"],
        );
    }
    sizes.sort_unstable();
    let (median, worst) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    println!("  {}: median {median}, worst {worst} bytes, {code} of them code", lang.code());
}

/// The scripts as they travel: what every answer needs, what some do.
fn code() -> (u64, u64) {
    let named = |wanted: &dyn Fn(&str) -> bool| {
        let files = embedded::files().into_iter();
        let found = files.filter_map(|(path, bytes)| {
            let name = path.strip_prefix("themes/default/static/")?;
            wanted(name).then(|| String::from_utf8(bytes).unwrap())
        });
        found.collect::<Vec<_>>().join("\n")
    };
    let later = named(&|name| name == "search-more.js");
    let search = named(&|name| name.starts_with("search/"));
    let packed = |script: &str| {
        let text = tizilim::publish::site::script::shortened(script).unwrap();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap().len() as u64
    };
    (packed(&search), packed(&later))
}

fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// The most memory that this process has held since, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}
