//! Records of the sample generator as documents of the search, read from a file one at a time, so
//! that what is measured or compared is the search alone.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;
use tizilim::base::lang::Lang;
use tizilim::history::Registration;
use tizilim::law::Files;
use tizilim::publish::search::document::{Document, Role, Shape, Source, Text};
use tizilim::sample::{Options, Sample};

/// The latest record of each entry, one after another in a file.
pub(crate) struct Records {
    file: File,
    /// Where each of them begins and how long it is.
    places: Vec<(u64, usize)>,
    laws: tizilim::law::Law,
}

/// The records in a language.
pub(crate) struct Spoken<'r> {
    records: &'r Records,
    lang: Lang,
    shape: Shape,
    /// The record that was read last: a document and its codes are asked for one after the other.
    last: RefCell<Option<(usize, Rc<Value>)>>,
}

impl Records {
    /// Leaves entries of the register of trusted software in a file and, beside it, where each of them stands and the site's settings.
    pub(crate) fn write(entries: u32, path: &Path) {
        let sample = Sample::new(&Options { entries, revisions: None, seed: 1 }).unwrap();
        let mut places = vec![(0, 0); entries as usize];
        let mut file = std::io::BufWriter::new(File::create(path).unwrap());
        let mut at = 0;
        let mut settings = Vec::new();
        for commit in sample.commits(|_| Vec::new()) {
            for written in commit.files {
                if written.path == "data/site.json" {
                    settings.clone_from(&written.bytes);
                }
                let name = written.path.strip_prefix("data/registers/trusted/entries/");
                let stem = name.and_then(|name| name.rsplit('/').next()?.strip_suffix(".json"));
                let Some(number) = stem.and_then(|stem| stem.parse::<usize>().ok()) else {
                    continue;
                };
                file.write_all(&written.bytes).unwrap();
                places[number - 1] = (at, written.bytes.len());
                at += written.bytes.len() as u64;
            }
        }
        file.flush().unwrap();
        let places: Vec<_> = places.iter().map(|(at, size)| format!("{at} {size}\n")).collect();
        std::fs::write(path.with_extension("places"), places.concat()).unwrap();
        std::fs::write(path.with_extension("settings"), settings).unwrap();
    }

    /// What [`Records::write`] has left.
    pub(crate) fn open(path: &Path) -> Records {
        let defaults = Files::new(tizilim::world::embedded::files());
        let settings = std::fs::read(path.with_extension("settings")).unwrap();
        let places = std::fs::read_to_string(path.with_extension("places")).unwrap();
        let place = |line: &str| {
            let (at, size) = line.split_once(' ').unwrap();
            (at.parse().unwrap(), size.parse().unwrap())
        };
        let places = places.lines().map(place).collect();
        let settings = Files::new([("data/site.json".to_owned(), settings)].into());
        let laws = tizilim::law::load::load(&settings.over(defaults)).0.unwrap();
        Records { file: File::open(path).unwrap(), places, laws }
    }

    /// The records in a language.
    pub(crate) fn spoken(&self, lang: Lang) -> Spoken<'_> {
        let shape = Shape::new(self.laws.registers.iter(), lang);
        Spoken { records: self, lang, shape, last: RefCell::default() }
    }

    fn record(&self, at: usize) -> Value {
        let (start, length) = self.places[at];
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, start).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }
}

impl Spoken<'_> {
    fn record(&self, at: usize) -> Rc<Value> {
        let mut last = self.last.borrow_mut();
        match &*last {
            Some((held, record)) if *held == at => record.clone(),
            _ => last.insert((at, Rc::new(self.records.record(at)))).1.clone(),
        }
    }
}

impl Source for Spoken<'_> {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn len(&self) -> usize {
        self.records.places.len()
    }

    fn document(&self, at: usize) -> Document {
        let record = self.record(at);
        let texts = Texts { lang: self.lang, texts: Vec::new() }.of(&record);
        let left = record["decisions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|decision| decision["kind"] == "exclude");
        let other = record["name"][self.lang.other().code()].as_str().unwrap_or_default();
        Document {
            register: 0,
            number: u32::try_from(at).unwrap() + 1,
            registration: if left { Registration::Excluded } else { Registration::InRegister },
            facets: vec![record["kind"].as_str().unwrap_or_default().to_owned()],
            from: record["formed_on"].as_str().and_then(|date| date.parse().ok()),
            to: None,
            official: String::new(),
            other: other.to_owned(),
            holder_id: record["applicant"]["id"].as_str().unwrap_or_default().to_owned(),
            texts,
        }
    }

    fn codes(&self, at: usize) -> Vec<(usize, String)> {
        let record = self.record(at);
        let kind = |name: &str| self.shape.codes.iter().position(|code| code == name).unwrap();
        let mut codes = Vec::new();
        let mut add = |name: &str, value: &Value| {
            codes.extend(value.as_str().map(|value| (kind(name), value.to_owned())));
        };
        add("number", &Value::String(record["number"].to_string()));
        add("holder", &record["applicant"]["id"]);
        let items = |key: &str| record[key].as_array().into_iter().flatten();
        for code in items("enstru") {
            add("enstru", &code["code"]);
        }
        for code in items("categories") {
            add("category", code);
        }
        for document in items("documents") {
            add("document", &document["number"]);
        }
        for decision in items("decisions") {
            add("document", &decision["number"]);
            add("document", &decision["notice"]["number"]);
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

struct Texts {
    lang: Lang,
    texts: Vec<Text>,
}

impl Texts {
    fn of(mut self, record: &Value) -> Vec<Text> {
        self.said(Role::Title, 8, &record["name"]);
        self.said(Role::Holder, 5, &record["applicant"]["name"]);
        self.each(Role::Former, 5, &record["former_names"], |text, role, weight, name| {
            text.said(role, weight, name);
        });
        self.each(Role::Other, 4, &record["models"], |text, role, weight, model| {
            text.plain(role, weight, &model["brand"]);
            text.plain(role, weight, &model["model"]);
            text.said(role, weight, &model["description"]);
            text.each(role, weight, &model["software"], |text, role, weight, software| {
                text.said(role, weight, &software["name"]);
            });
        });
        self.each(Role::Other, 2, &record["requires"], |text, role, weight, needed| {
            text.said(role, weight, &needed["name"]);
        });
        self.said(Role::Other, 1, &record["note"]);
        self.texts
    }

    fn each(
        &mut self,
        role: Role,
        weight: u32,
        items: &Value,
        take: impl Fn(&mut Texts, Role, u32, &Value),
    ) {
        for item in items.as_array().into_iter().flatten() {
            take(self, role, weight, item);
        }
    }

    fn said(&mut self, role: Role, weight: u32, value: &Value) {
        self.plain(role, weight, &value[self.lang.code()]);
    }

    fn plain(&mut self, role: Role, weight: u32, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        if !text.is_empty() && !self.texts.iter().any(|held| held.text == text) {
            self.texts.push(Text { role, weight, text: text.to_owned() });
        }
    }
}
