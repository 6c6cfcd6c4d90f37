//! Words are the same for the index and in the browser: every term, over the whole vocabulary of the
//! sample, of the law and of many made-up forms.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tizilim::base::lang::Lang;
use tizilim::law::Files;
use tizilim::publish::search::words::Analysis;
use tizilim::world::embedded;

use super::harness;

const TWIN: &str = "themes/default/static/search/10-words.js";
/// The part of the twin that few queries need.
const MORE: &str = "themes/default/static/search-more.js";

/// Reads texts, prints what the twin makes of each.
const DRIVER: &str = "
const fs = require('fs');
const scripts = [2, 6].map((at) => fs.readFileSync(process.argv[at], 'utf8').replace('export default', ''));
const [makeWords, makeWays] = new Function(scripts.join(';') + '; return [makeWords, makeWays]')();
const words = makeWords(JSON.parse(fs.readFileSync(process.argv[3], 'utf8')));
const twin = { ...words, ...makeWays(words) };
const out = [];
for (const text of JSON.parse(fs.readFileSync(process.argv[4], 'utf8'))) {
  const line = { layouts: twin.layouts(text), spellings: twin.spellings(text) };
  for (const lang of ['kk', 'ru']) {
    const words = twin.words(lang, text);
    const bytes = (at) => Buffer.byteLength(text.slice(0, at));
    line[lang] = {
      words: words.map((w) => [w.token, bytes(w.start), bytes(w.end), w.exact, w.folded, w.stem, w.stop]),
      synonyms: twin.synonyms(lang, words),
    };
  }
  out.push(JSON.stringify(line));
}
fs.writeFileSync(process.argv[5], out.join('\\n'));
";

fn analysis() -> Analysis {
    Analysis::load(&Files::new(embedded::files())).unwrap()
}

fn ours(analysis: &Analysis, text: &str) -> Value {
    let of = |lang| {
        let words = analysis.words(lang, text);
        let ways = analysis.synonyms(lang, &words).into_iter();
        let ways: Vec<_> = ways
            .map(
                |found| json!({ "start": found.start, "end": found.end, "phrases": found.phrases }),
            )
            .collect();
        let words: Vec<_> = words
            .iter()
            .map(|w| json!([w.token, w.start, w.end, w.exact, w.folded, w.stem, w.stop]))
            .collect();
        json!({ "words": words, "synonyms": ways })
    };
    json!({
        "layouts": analysis.layouts(text),
        "spellings": analysis.spellings(text),
        "kk": of(Lang::Kk),
        "ru": of(Lang::Ru),
    })
}

/// Strings of a JSON value, keys too: field names are words like any other.
fn strings(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            out.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, out)),
        _ => {}
    }
}

/// Every text of the sample, of the law and of the pages.
fn written() -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let sample = harness::tree(&harness::sample().join("data"));
    for (path, bytes) in sample.into_iter().chain(embedded::files()) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        match Path::new(&path).extension().and_then(|extension| extension.to_str()) {
            Some("json") => strings(&serde_json::from_str(&text).unwrap(), &mut texts),
            Some("md") => texts.extend(text.lines().map(str::to_owned)),
            _ => {}
        }
    }
    texts
}

/// Regular forms, spelled in every way that people have.
fn made_up() -> BTreeSet<String> {
    let stems = "тізілім өтініш бағдарлама қамтылым жүйе кітап бұйрық талап орын халық ауыз үй іс аю оқу \
        жазушы кісі қала мектеп университет комиссия сөз өнім министрлік реестр производител программ \
        обеспечени заявлени разработк зна чита говори боль красн син программирова расчёт произведё \
        актёр юность дел вещ сильн безопасност электронн ый объект подъезд";
    let endings = "|лар|лер|дар|дер|тар|тер|ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|да|де|та|те|дан|ден|тан|\
        тен|нан|нен|мен|бен|пен|ы|і|сы|сі|ым|ім|м|ң|ың|ің|ымыз|іміз|мыз|ларының|лерінің|ларында|лерінде|сында|сінде|дағы|дегі|індегі|\
        лық|лік|шы|ші|ған|ген|ів|ив|ивши|ившись|авшись|ыв|в|вши|вшись|ее|ие|ые|ое|ими|ыми|ей|ий|ый|ой|ем|им|ым|ом|его|ого|ему|ому|\
        их|ых|ую|юю|ая|яя|ою|ею|ившая|ующий|аемый|анный|ащийся|ющую|ся|сь|ила|ыла|ена|ейте|уйте|ите|или|ыли|уй|ил|ыл|ен|ило|ыло|\
        ено|ят|ует|уют|ит|ыт|ены|ить|ыть|ишь|ю|ала|яла|ана|аете|айте|ало|ано|ают|ать|аешь|анно|янно|ев|ов|ье|е|иями|ями|ами|еи|ии|\
        ией|й|иям|ям|ием|ам|о|у|ах|иях|ях|ь|ию|ью|ия|ья|я|а|ость|остью|ости|ейш|ейше|ейший|нный|нн|нейш|ости|ование|ённые|ҰннЫй";
    let latin =
        |form: &str| form.replace('і', "i").replace('о', "o").replace('е', "e").replace('с', "c");
    let mut texts = BTreeSet::new();
    for stem in stems.split_whitespace() {
        for ending in endings.split('|').map(str::trim) {
            let form = format!("{stem}{ending}");
            texts.extend([
                form.to_uppercase(),
                latin(&form),
                format!("IT{ending}"),
                format!("«{form}»-2{ending}"),
            ]);
            texts.insert(form);
        }
    }
    texts
}

/// Hard cases that no register need have today.
const HARD: [&str; 34] = [
    "",
    " ",
    "-",
    "№5 № 7",
    "C++ C# F# ab++ C++x 1C++",
    "1С 1C 2B 4К 4K B2B h264 X100",
    "620920.000.000001",
    "DEMO-2025/0003",
    "O'Brien об’ект '' ' а' 'б в'",
    "сло\u{ad}во \u{ad}край край\u{ad} а\u{200b}\u{2060}б",
    "тiзiлiм TОО TOO Xат",
    "ITшы PDFке Windowsтың eӨтініш Exсel IТ IIТі",
    "расчҰт произведҰнные ҰҰ ҰЛТ Ұлт аҰ аҰб аҰҰб",
    "й и\u{306} е\u{308}лка за\u{301}мок \u{301} é e\u{301}",
    "İstanbul ISPARTA ılım ǅ ẞ ŉ ΣΑΣ σς",
    "ь ъ ьъ ЪЬ",
    "ә ӊ ə Ə ëж Ëж ӊа ԥ ҡорот їжак ѣ",
    "httcnh ghjuhfvvf Htt[nh ntreotuj",
    "т3з3л3м 0аза0 9лт -=8",
    "әқәғ қіүұ ң",
    "tızılım Qazaqstan jarıalandy şşı tşa Aqtöbe kúnderi",
    "ПО по Программное обеспечение и ПО",
    "реестр ТОО, АО и ИП; РГП на ПХВ",
    "жауапкершілігі шектеулі серіктестік ЖШС БҚ",
    "электрондық цифрлық қолтаңба",
    "中文 テスト العربية हिन्दी 한국",
    "²³ ½ Ⅷ ª º ① ٣",
    "😀a😀 𐐀𐐨 𝒳 \u{feff}бом",
    "a_b a.b a,b a/b a\\b a+b a#b",
    "бір-бір сондай-ақ",
    "\u{a0}\u{2009}x\u{3000}y\u{85}z",
    "''а''б''",
    "'C++' `C#` c++ ж++",
    "обёёёть ёё Ёёённый",
];

#[test]
fn the_browser_has_the_same_words() {
    let Ok(version) = Command::new("node").arg("--version").output() else {
        use std::io::Write as _;
        let said =
            writeln!(std::io::stderr(), "skipped: there is no node to run the browser's words");
        return said.unwrap();
    };
    assert!(version.status.success());
    let analysis = analysis();
    let mut texts = written();
    texts.extend(made_up());
    texts.extend(HARD.map(str::to_owned));
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("driver.js"), DRIVER).unwrap();
    std::fs::write(path("data.json"), analysis.published()).unwrap();
    std::fs::write(path("texts.json"), serde_json::to_string(&texts).unwrap()).unwrap();
    let twin = Path::new(env!("CARGO_MANIFEST_DIR")).join(TWIN);
    let names = ["data.json", "texts.json", "out.jsonl"].map(path);
    let run = Command::new("node")
        .arg(path("driver.js"))
        .arg(twin)
        .args(names)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(MORE))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let theirs = std::fs::read_to_string(path("out.jsonl")).unwrap();
    assert_eq!(theirs.lines().count(), texts.len());
    let mut tokens = BTreeSet::new();
    for (text, line) in texts.iter().zip(theirs.lines()) {
        let theirs: Value = serde_json::from_str(line).unwrap();
        assert_eq!(ours(&analysis, text), theirs, "{text:?}");
        tokens.extend(analysis.words(Lang::Kk, text).iter().map(|word| word.token));
    }
    assert!(tokens.len() >= 20_000, "{} different words are too few", tokens.len());
}

/// A script that grows is bytes that every visitor waits for.
#[test]
fn the_twin_is_small() {
    let packed = |text: &str| {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap().len()
    };
    let files = embedded::files();
    let script = String::from_utf8(files[TWIN].clone()).unwrap();
    let lines = script.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    assert!(packed(&lines.collect::<Vec<_>>().join("\n")) <= 3000);
    assert!(packed(analysis().published()) <= 3000);
}
