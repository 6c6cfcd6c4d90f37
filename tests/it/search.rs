//! The browser ranks as the index does: the same documents in the same order with the same scores.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tantivy::directory::RamDirectory;
use tizilim::base::lang::Lang;
use tizilim::law::Files;
use tizilim::publish::search::answer::{Answer, Mode, Search};
use tizilim::publish::search::document::Source;
use tizilim::publish::search::native::Native;
use tizilim::publish::search::plan::Terms;
use tizilim::publish::search::published::Published;
use tizilim::publish::search::words::Analysis;
use tizilim::publish::search::{deflated, export, index};
use tizilim::publish::site::script::shortened;
use tizilim::world::embedded;

#[path = "../search/records.rs"]
mod records;

use records::Records;

/// Enough that common words have more than one block.
const ENTRIES: u32 = 3000;

/// Queries that no person types.
const HOSTILE: [&str; 22] = [
    "",
    " ",
    "\"",
    "\"\"",
    "-",
    "--",
    ":",
    "bin:",
    "-\"",
    "status:",
    "status:none",
    "AND OR NOT",
    "\u{0}\u{1}\u{2}",
    "\u{1}17",
    "a\u{0}b",
    "((((",
    "*",
    "\\",
    "-реестр",
    "enstru:\"",
    "𝒳😀",
    "\t\n\r",
];

struct Built {
    files: BTreeMap<String, Vec<u8>>,
    native: Native,
}

fn analysis() -> Analysis {
    Analysis::load(&Files::new(embedded::files())).unwrap()
}

fn build(source: &dyn Source, analysis: &Analysis, lang: Lang) -> Built {
    let indexed = index::build(source, analysis, lang, RamDirectory::default()).unwrap();
    let mut files = BTreeMap::new();
    let mut sink = |path: &str, bytes: &[u8]| {
        assert!(files.insert(path.to_owned(), bytes.to_vec()).is_none(), "{path} twice");
        Ok(())
    };
    export(&indexed, source, analysis, "v", &mut deflated(&mut sink)).unwrap();
    Built { files, native: Native::new(&indexed.index).unwrap() }
}

/// A sequence of numbers that looks random and is always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

/// Queries of every kind about entries that there are.
fn queries(source: &dyn Source, analysis: &Analysis, lang: Lang) -> Vec<String> {
    let mut dice = Dice(7);
    let mut queries: BTreeSet<String> = HOSTILE.iter().map(|query| (*query).to_owned()).collect();
    queries.insert("я".repeat(10_000));
    queries.insert("а б в г д е ж з ".repeat(50));
    while queries.len() < 460 {
        let at = dice.roll(source.len());
        let document = source.document(at);
        let text = &document.texts[dice.roll(document.texts.len())].text;
        let words: Vec<_> = analysis.words(lang, text).into_iter().map(|word| word.token).collect();
        let other = source.document(dice.roll(source.len()));
        let Some(word) = words.get(dice.roll(words.len())) else { continue };
        let two = words.windows(2).next().map(|two| two.join(" "));
        let letters: Vec<char> = word.chars().collect();
        let without = |at: usize| {
            let kept = letters.iter().enumerate().filter(|(place, _)| *place != at);
            kept.map(|(_, letter)| letter).collect::<String>()
        };
        let codes = source.codes(at);
        let code = &codes[dice.roll(codes.len())].1;
        queries.insert(match dice.roll(14) {
            0..=2 => (*word).to_owned(),
            3 => words.join(" "),
            4 => two.unwrap_or_default(),
            5 => format!("\"{}\"", two.unwrap_or_default()),
            6 => format!("{word} {}", other.texts[0].text),
            7 => letters.iter().take(letters.len() / 2 + 1).collect(),
            8 => without(0),
            9 => without(letters.len() / 2),
            10 => code.clone(),
            11 => code.replace('.', "").chars().take(6).collect(),
            12 => format!("{word} -{}", other.texts[0].text.split(' ').next().unwrap_or_default()),
            _ => format!("{word} status:excluded bin:{}", &document.holder_id),
        });
    }
    queries.into_iter().collect()
}

fn ulps(a: f32, b: f32) -> u32 {
    a.to_bits().abs_diff(b.to_bits())
}

fn mode(answer: &Answer) -> &'static str {
    match answer.mode {
        Mode::All => "all",
        Mode::Most => "most",
        Mode::None => "none",
    }
}

#[test]
fn published_shards_answer_as_the_index_does() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("records");
    Records::write(ENTRIES, &path);
    let records = Records::open(&path);
    let analysis = analysis();
    let both = Lang::ALL.map(|lang| build(&records.spoken(lang), &analysis, lang));
    for (lang, built) in Lang::ALL.into_iter().zip(&both) {
        put(folder.path(), lang, &built.files);
    }
    for (lang, built) in Lang::ALL.into_iter().zip(&both) {
        let source = records.spoken(lang);
        let again = build(&source, &analysis, lang);
        assert!(built.files == again.files, "two builds differ");
        let blocks = built.files.keys().filter(|path| path.starts_with("v/b")).count();
        assert!(blocks > 0, "no word is common enough for blocks");
        let queries = queries(&source, &analysis, lang);
        let fetch = |path: &str| {
            built.files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
        };
        let published = Published::open(&fetch).unwrap();
        let answer = |terms: &dyn Terms, query: &str| {
            let search =
                Search { terms, published: &published, analysis: &analysis, lang, literal: false };
            search.answer(query).unwrap()
        };
        let native: Vec<_> = queries.iter().map(|query| answer(&built.native, query)).collect();
        for (query, ours) in queries.iter().zip(&native) {
            let theirs = answer(&published, query);
            assert_eq!((ours.mode, &ours.corrected), (theirs.mode, &theirs.corrected), "{query:?}");
            let documents = |answer: &Answer| -> Vec<_> {
                answer.hits.iter().map(|hit| hit.document).take(10).collect()
            };
            assert_eq!(documents(ours), documents(&theirs), "{lang:?} {query:?}");
        }
        let found = native.iter().filter(|answer| !answer.hits.is_empty()).count();
        assert!(found >= 300, "only {found} queries find anything");
        let Some(answers) = browser(folder.path(), lang, &queries, folder.path()) else { return };
        for ((query, ours), theirs) in queries.iter().zip(&native).zip(answers) {
            compare(query, ours, &theirs, &published, lang);
        }
    }
}

fn compare(query: &str, ours: &Answer, theirs: &Value, published: &Published<'_>, lang: Lang) {
    if theirs["lang"] != lang.code() {
        // What is nowhere in one language is looked for in the other.
        return assert_eq!(mode(ours), "none", "{query:?}");
    }
    assert_eq!(mode(ours), theirs["mode"].as_str().unwrap(), "{query:?}");
    let corrected = theirs["corrected"]["q"].as_str();
    assert_eq!(ours.corrected.as_deref(), corrected, "{query:?}");
    let hits = theirs["hits"].as_array().unwrap();
    assert_eq!(hits.len(), ours.hits.len().min(10), "{query:?}");
    for (hit, shown) in ours.hits.iter().zip(hits) {
        let known = published.shown(hit.document).unwrap();
        assert_eq!(shown["number"], known.number, "{query:?}");
        #[expect(clippy::cast_possible_truncation, reason = "it is a number of 32 bits")]
        let score = shown["score"].as_f64().unwrap() as f32;
        assert!(ulps(hit.score, score) <= 2, "{query:?}: {} {score}", hit.score);
    }
    let count = usize::try_from(theirs["count"].as_u64().unwrap()).unwrap();
    if theirs["exact"] == true {
        assert_eq!(count, ours.hits.len(), "{query:?}");
    } else {
        assert!(count <= ours.hits.len(), "{query:?}");
    }
}

fn put(folder: &Path, lang: Lang, files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files {
        let file = folder.join("search").join(lang.code()).join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

/// What the scripts of the theme answer over the same files, those in `next` after the first query;
/// nothing without node.
fn browser(folder: &Path, lang: Lang, queries: &[String], next: &Path) -> Option<Vec<Value>> {
    if Command::new("node").arg("--version").output().is_err() {
        use std::io::Write as _;
        let said = writeln!(std::io::stderr(), "skipped: there is no node to run the scripts");
        said.unwrap();
        return None;
    }
    let asked = folder.join("queries.json");
    std::fs::write(&asked, serde_json::to_string(queries).unwrap()).unwrap();
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/drive.mjs");
    let mut run = Command::new("node");
    run.arg(driver).arg(folder).arg(lang.code()).arg(&asked).env("SCRIPTS", scripts(folder));
    run.env("NEXT", next);
    let run = run.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let lines = String::from_utf8(run.stdout).unwrap();
    let answers = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    Some(answers.map(|line| line["answer"].clone()).collect())
}

/// The scripts of the search as short as they are published.
fn scripts(folder: &Path) -> std::path::PathBuf {
    let files = embedded::files();
    let text = |path: &str| {
        String::from_utf8(files[&format!("themes/default/static/{path}")].clone()).unwrap()
    };
    let names = ["10-words.js", "20-read.js", "21-rank.js", "22-search.js"];
    let parts: Vec<_> = names.iter().map(|name| text(&format!("search/{name}"))).collect();
    let search = parts.concat() + "\nexport { openSearch };\n";
    let short = |script: &str| shortened(script).unwrap();
    let below = folder.join("scripts");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(below.join("search-more.mjs"), short(&text("search-more.js"))).unwrap();
    std::fs::write(below.join("search.js"), short(&search)).unwrap();
    below
}

#[test]
fn a_page_left_open_reads_what_is_published_since() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("records");
    Records::write(60, &path);
    let records = Records::open(&path);
    let (analysis, lang) = (analysis(), Lang::Kk);
    let source = records.spoken(lang);
    let indexed = index::build(&source, &analysis, lang, RamDirectory::default()).unwrap();
    let [before, since] = ["before", "since"].map(|version| {
        let mut files = BTreeMap::new();
        let mut sink = |path: &str, bytes: &[u8]| {
            files.insert(path.to_owned(), bytes.to_vec());
            Ok(())
        };
        export(&indexed, &source, &analysis, version, &mut deflated(&mut sink)).unwrap();
        put(&folder.path().join(version), lang, &files);
        folder.path().join(version)
    });
    let queries = [3, 40, 50].map(|at| source.document(at).texts[0].text.clone());
    let Some(answers) = browser(&before, lang, &queries, &since) else { return };
    for (query, answer) in queries.iter().zip(answers) {
        assert!(!answer["hits"].as_array().unwrap().is_empty(), "{query}");
    }
}

/// Everything that a published search says, inflated.
fn published_texts(out: &Path) -> String {
    let files = super::harness::tree(&out.join("search"));
    assert!(!files.is_empty());
    let inflated = files.values().map(|bytes| {
        let bytes = miniz_oxide::inflate::decompress_to_vec_zlib(bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    });
    inflated.collect()
}

#[test]
fn the_published_search_answers_and_hides_masked_numbers() {
    use tizilim::record::IdKind;
    use tizilim::record::kind::iin_bin;
    let repo = super::harness::Repo::sample();
    let out = repo.beside("out");
    let out = out.to_str().unwrap();
    let run = repo.run(&["build", "--out", out]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let said = published_texts(Path::new(out));
    let mut hidden = 0;
    for (path, bytes) in super::harness::tree(&repo.path().join("data/registers")) {
        if !path.contains("/entries/") {
            continue;
        }
        // Seals stand beside the records.
        let Ok(record) = serde_json::from_slice::<Value>(&bytes) else { continue };
        let Some(id) = record["applicant"]["id"].as_str() else { continue };
        if iin_bin::check(id) == Ok(IdKind::Individual) {
            hidden += 1;
            assert!(!said.contains(id), "{path}");
        }
    }
    assert!(hidden > 0, "the sample has no individuals");
    for (query, lang) in [("программа", "ru"), ("станция", "ru"), ("жүйе", "kk"), ("5", "kk")]
    {
        let ask = |more: &[&str]| {
            let mut args = vec!["search", "--lang", lang, "--format", "json"];
            args.extend(more);
            args.extend(["--", query]);
            let run = repo.run(&args);
            assert_eq!(run.code, 0, "{}", run.stderr);
            run.stdout
        };
        let (made, kept, published) = (ask(&[]), ask(&[]), ask(&["--in", out]));
        assert!(!made.is_empty(), "{query}");
        assert_eq!(made, kept, "{query}");
        assert_eq!(made, published, "{query}");
        let first = made.lines().next().unwrap();
        let keys = r#"{"register":"trusted","number":"#;
        assert!(first.starts_with(keys), "{first}");
    }
    let former = former_names(&repo.path());
    assert!(!former.is_empty(), "nothing in the sample was renamed");
    for (name, number) in former {
        let run =
            repo.run(&["search", "--lang", "ru", "--format", "json", "--in", out, "--", &name]);
        let found = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mut numbers = found.map(|row| row["number"].clone());
        assert!(numbers.any(|found| found == number), "{name}: {}", run.stdout);
    }
    let terms = repo.run(&["search", "--lang", "ru", "--terms", "Реестры"]);
    let keys =
        r#"{"token":"Реестры","exact":"реестры","folded":"реестри","stem":"реестр","stop":false}"#;
    assert_eq!(terms.stdout.trim(), keys);
}

/// Names that entries had, and their numbers.
fn former_names(repository: &Path) -> Vec<(String, Value)> {
    let mut names = Vec::new();
    let folder = repository.join("data/registers/trusted/entries");
    for bytes in super::harness::tree(&folder).values() {
        let Ok(record) = serde_json::from_slice::<Value>(bytes) else { continue };
        for name in record["former_names"].as_array().into_iter().flatten() {
            names.extend(
                name["ru"].as_str().map(|name| (name.to_owned(), record["number"].clone())),
            );
        }
    }
    names
}
