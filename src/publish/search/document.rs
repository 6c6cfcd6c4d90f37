//! What of an entry is searched, by which weight, and how a result shows it. Everything here has
//! passed [`Privacy`]: a private field or a masked number is neither found nor shown.

mod codes;
mod texts;

use crate::base::date::Date;
use crate::base::lang::{Lang, PerLang};
use crate::history::{Registration, View};
use crate::law::RegisterLaw;
use crate::law::register::Status;
use crate::publish::keys::is_public;
use crate::record::Record;
use crate::record::public::Privacy;
use crate::register::{Checked, Entry};

/// What a text is to its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its name.
    Title,
    /// A name that it had.
    Former,
    /// The name of whoever holds it.
    Holder,
    /// Anything else that is searched.
    Other,
}

/// A searched text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What it is.
    pub role: Role,
    /// How much a word in it counts.
    pub weight: u32,
    /// One line.
    pub text: String,
}

/// An entry as it is searched in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The register, by its place among those of [`Shape`].
    pub register: usize,
    /// The number of the entry.
    pub number: u32,
    /// Where it stands on the day of the commit.
    pub registration: Registration,
    /// The value of each facet of its register; empty where it has none.
    pub facets: Vec<String>,
    /// The day from which it last was in the register.
    pub from: Option<Date>,
    /// The day on which that ended.
    pub to: Option<Date>,
    /// Its official number, where that is text.
    pub official: String,
    /// Its name in the other language, where it differs.
    pub other: String,
    /// The holder's number, where anyone may see it.
    pub holder_id: String,
    /// Everything that is searched, the name first.
    pub texts: Vec<Text>,
}

impl Document {
    /// The first text of a role.
    pub fn text(&self, role: Role) -> &str {
        self.texts.iter().find(|text| text.role == role).map_or("", |text| &text.text)
    }
}

/// Documents by place: they are read twice, once for the index and once in the order of the
/// results, so that no list of them is ever in memory.
pub trait Source {
    /// What the registers have in common and apart.
    fn shape(&self) -> &Shape;

    /// How many documents there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The document at a place.
    fn document(&self, at: usize) -> Document;

    /// Codes by which it is found whole: the place of the kind in [`Shape::codes`], the code. Only
    /// the index asks for them.
    fn codes(&self, at: usize) -> Vec<(usize, String)>;
}

/// What is known of the registers before any entry is read.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Those in force first.
    pub registers: Vec<RegisterShape>,
    /// Kinds of codes, those that count most first: `number`, `holder`, the keys, `document`.
    pub codes: Vec<String>,
}

/// What is known of a register.
#[derive(Clone, Debug, Default)]
pub struct RegisterShape {
    /// Its id.
    pub id: String,
    /// Its short title.
    pub title: String,
    /// Whether its act is no longer in force: what it holds is shown after everything else.
    pub revoked: bool,
    /// What its lists are divided by.
    pub facets: Vec<Facet>,
}

/// Something that a list is divided by.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// The key of the field.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Each value and what people call it.
    pub values: Vec<(String, String)>,
}

/// The entries of all registers, as anyone may see them.
#[derive(Debug)]
pub struct Entries<'c> {
    checked: &'c Checked,
    privacy: Privacy,
    lang: Lang,
    shape: Shape,
    /// Each entry: the place of its register among those of the shape, its place among the checked
    /// registers, its number.
    places: Vec<(usize, usize, u32)>,
}

impl<'c> Entries<'c> {
    /// The entries in a language.
    pub fn new(checked: &'c Checked, privacy: Privacy, lang: Lang) -> Entries<'c> {
        let mut registers: Vec<usize> = (0..checked.registers.len()).collect();
        registers.sort_by_key(|at| is_revoked(&checked.registers[*at].law));
        let laws = registers.iter().map(|at| &checked.registers[*at].law);
        let shape = Shape::new(laws, lang);
        let entries = registers.iter().enumerate().flat_map(|(place, at)| {
            checked.registers[*at].entries().map(move |entry| (place, *at, entry.number()))
        });
        let places = entries.collect();
        Entries { checked, privacy, lang, shape, places }
    }

    fn told(&self, at: usize) -> Option<Told<'_>> {
        let (place, register, number) = self.places[at];
        let entry = self.checked.registers[register].entry(number)?;
        Some(Told::of(self, entry, place))
    }
}

impl Source for Entries<'_> {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn len(&self) -> usize {
        self.places.len()
    }

    fn document(&self, at: usize) -> Document {
        self.told(at).map_or_else(|| Document::empty(self.places[at].0), |told| document(&told))
    }

    fn codes(&self, at: usize) -> Vec<(usize, String)> {
        self.told(at).map(|told| codes::codes(&told)).unwrap_or_default()
    }
}

fn is_revoked(law: &RegisterLaw) -> bool {
    law.file.status == Status::Revoked
}

impl Shape {
    /// What the law says of registers.
    pub fn new<'l>(laws: impl Iterator<Item = &'l RegisterLaw>, lang: Lang) -> Shape {
        let mut shape = Shape { registers: Vec::new(), codes: words(&["number", "holder"]) };
        for law in laws {
            for key in law.file.roles.keys.keys() {
                if !shape.codes.contains(key) {
                    shape.codes.push(key.clone());
                }
            }
            shape.registers.push(RegisterShape {
                id: law.id.clone(),
                title: law.short_title().get(lang).clone(),
                revoked: is_revoked(law),
                facets: facets(law, lang),
            });
        }
        shape.codes.push("document".to_owned());
        shape
    }

    /// The place of a kind of codes.
    pub(super) fn code(&self, kind: &str) -> usize {
        self.codes.iter().position(|known| known == kind).unwrap_or_default()
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn facets(law: &RegisterLaw, lang: Lang) -> Vec<Facet> {
    let facet = |pointer: &String| {
        let field = law.latest_form().and_then(|form| form.public_field(pointer));
        let values = field.map(|field| field.values.as_slice()).unwrap_or_default();
        let value = |choice: &crate::law::field::Choice| {
            (choice.value.clone(), choice.label.get(lang).clone())
        };
        Facet {
            name: field.map_or_else(String::new, |field| field.key.clone()),
            label: field.map_or_else(String::new, |field| field.label.get(lang).clone()),
            values: values.iter().map(value).collect(),
        }
    };
    law.file.roles.facets.iter().map(facet).collect()
}

/// An entry and what is to be told of it.
struct Told<'t> {
    entries: &'t Entries<'t>,
    entry: Entry<'t>,
    place: usize,
    law: &'t RegisterLaw,
    record: &'t Record,
    view: View<'t>,
}

impl<'t> Told<'t> {
    fn of(entries: &'t Entries<'t>, entry: Entry<'t>, place: usize) -> Told<'t> {
        let timeline = entry.timeline();
        let view = timeline.view(timeline.now());
        let (law, record) = (&entry.register().law, entry.record());
        Told { entries, entry, place, law, record, view }
    }

    fn lang(&self) -> Lang {
        self.entries.lang
    }

    fn is_open(&self, pointer: &str) -> bool {
        self.record.form.public_field(pointer).is_some()
    }

    /// The number of its holder, where anyone may see it.
    fn holder_id(&self) -> Option<&'t str> {
        let holder = self.record.facts.holder.as_ref()?;
        let pointer = self.law.file.roles.holder.as_deref();
        let shown = pointer.is_some_and(|at| is_public(self.entry.register(), at));
        (shown && !self.entries.privacy.hides(&holder.id)).then_some(&*holder.id)
    }

    /// Its official number, where that is text that anyone may see.
    fn official(&self) -> Option<&'t str> {
        let pointer = self.law.file.roles.official_number.as_deref();
        let number = self.record.facts.official_number.as_deref();
        number.filter(|_| pointer.is_some_and(|pointer| self.is_open(pointer)))
    }

    /// The revision whose name is in force on the day of the commit.
    fn titled(&self) -> usize {
        let top = self.law.file.roles.title.split('/').nth(1).unwrap_or_default();
        let held = self.view.value_revision(top, self.entries.checked.head.day);
        held.unwrap_or_else(|| self.entry.timeline().revisions().len().saturating_sub(1))
    }

    /// That name.
    fn title(&self) -> &'t PerLang<Box<str>> {
        let revisions = self.entry.timeline().revisions();
        let record = revisions.get(self.titled()).map_or(self.record, |held| &held.record);
        &record.facts.title
    }
}

impl Document {
    /// An entry of a register of which nothing is known.
    pub(super) fn empty(register: usize) -> Document {
        Document {
            register,
            number: 0,
            registration: Registration::Pending,
            facets: Vec::new(),
            from: None,
            to: None,
            official: String::new(),
            other: String::new(),
            holder_id: String::new(),
            texts: Vec::new(),
        }
    }
}

fn document(told: &Told<'_>) -> Document {
    let roles = &told.law.file.roles;
    let day = told.entries.checked.head.day;
    let intervals = told.view.intervals();
    let begun = intervals.iter().rfind(|interval| interval.span.from <= day);
    let last = begun.or(intervals.first());
    let title = told.title();
    let lang = told.lang();
    let differs = told.is_open(&roles.title) && title.kk != title.ru;
    Document {
        register: told.place,
        number: told.entry.number(),
        registration: told.view.registration(day),
        facets: texts::facets(told),
        from: last.map(|interval| interval.span.from),
        to: last.and_then(|interval| interval.span.to),
        official: told.official().unwrap_or_default().to_owned(),
        other: if differs { line(title.get(lang.other())) } else { String::new() },
        holder_id: told.holder_id().unwrap_or_default().to_owned(),
        texts: texts::texts(told),
    }
}

/// A text on one line: lines and tabs divide what is published.
fn line(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
