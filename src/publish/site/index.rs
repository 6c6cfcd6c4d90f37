//! A register arranged for pages: a line for each entry, orders, and who shares what.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::links::{is_folder, is_segment};
use super::value::Speaker;
use super::words::{Said, fill};
use crate::base::alphabet;
use crate::base::date::Date;
use crate::base::digest::Digest;
use crate::base::json::{Limits, Node, parse};
use crate::base::lang::{Lang, PerLang};
use crate::history::{Event, Interval, Leaving, Registration};
use crate::law::{Field, Kind};
use crate::publish::keys;
use crate::publish::origin::Origins;
use crate::record::public::Privacy;
use crate::record::{Document, Facts, Record};
use crate::register::{Checked, Entry, Register};

/// An entry as lists show it.
#[derive(Debug)]
pub(super) struct Line<'c> {
    pub(super) entry: Entry<'c>,
    /// On the day of the commit, as known now.
    pub(super) registration: Registration,
    /// All of them, as known now.
    pub(super) intervals: Vec<Interval>,
    /// The exclusion by which it is out, or by which it will never come in.
    pub(super) leaving: Option<Leaving>,
    /// Its documents with a term, as they are in force.
    documents: &'c [Document],
    /// Those of the revision whose name is in force.
    facts: &'c Facts,
    /// The language of its name, where it has one in that language alone.
    pub(super) only: Option<Lang>,
}

/// A register arranged for pages.
#[derive(Debug)]
pub(super) struct Index<'c> {
    pub(super) register: &'c Register,
    /// By number.
    pub(super) lines: Vec<Line<'c>>,
    /// Positions of lines in the order of their names.
    pub(super) by_name: PerLang<Vec<usize>>,
    /// Positions of lines from the latest inclusion to the first.
    pub(super) by_date: Vec<usize>,
    pub(super) by_status: BTreeMap<Registration, Vec<usize>>,
    /// Facets first, then keys.
    pub(super) groups: Vec<Group>,
    /// Positions of events by line.
    events: Vec<Vec<usize>>,
    /// Positions by the holder's number: who holds an entry or ever held it. No hidden numbers.
    pub(super) holders: BTreeMap<Box<str>, Vec<usize>>,
    /// What the pages of each entry are made from.
    pub(super) origins: Origins,
}

/// What entries can share: a facet or a key.
#[derive(Debug)]
pub(super) struct Group {
    /// The folder of its lists, below the register.
    pub(super) folder: String,
    /// Pointer to its values.
    pub(super) pointer: String,
    /// Whether its values are few, so that every list can name them.
    pub(super) is_facet: bool,
    /// Positions of lines by value.
    pub(super) values: BTreeMap<Box<str>, Vec<usize>>,
}

impl<'c> Line<'c> {
    fn new(entry: Entry<'c>, day: Date) -> Line<'c> {
        let timeline = entry.timeline();
        let view = timeline.view(timeline.now());
        let title = top(&entry.register().law.file.roles.title);
        let held = view.value_revision(title, day);
        let record = held.map_or(entry.record(), |at| &timeline.revisions()[at].record);
        let intervals = view.intervals();
        let registration = view.registration(day);
        let leaving = match registration {
            Registration::Excluded => view.leaving(day),
            Registration::Pending if intervals.is_empty() => view.last_leaving(),
            _ => None,
        };
        Line {
            entry,
            registration,
            leaving,
            intervals,
            documents: entry.terms(day),
            facts: &record.facts,
            only: only_language(record.raw(title).unwrap_or_default()),
        }
    }

    /// Its name in each language.
    pub(super) fn title(&self) -> &'c PerLang<Box<str>> {
        &self.facts.title
    }

    /// Its holder's number.
    pub(super) fn holder(&self) -> Option<&'c str> {
        self.entry.record().facts.holder.as_ref().map(|holder| &*holder.id)
    }

    /// The day from which it is or last was in the register by a day; the day to come, while it is
    /// pending.
    pub(super) fn since(&self, day: Date) -> Option<Date> {
        let days = || self.intervals.iter().map(|interval| interval.span.from);
        let is_pending = self.registration == Registration::Pending;
        days().rfind(|from| *from <= day).or_else(|| days().next().filter(|_| is_pending))
    }

    /// Last days of its documents, with the kinds of those that end on each, while it is in the
    /// register: after it leaves they are no more than papers.
    pub(super) fn terms(&self, day: Date) -> BTreeMap<Date, Vec<&'c str>> {
        let held = self.intervals.iter().find(|interval| interval.span.has(day));
        let within = |until| held.is_some_and(|held| held.span.has(until));
        let mut terms: BTreeMap<Date, Vec<&str>> = BTreeMap::new();
        for Document { valid_until: until, kind } in self.documents {
            if *until < day || within(*until) {
                terms.entry(*until).or_default().push(kind);
            }
        }
        terms
    }

    /// The exclusion by which it is out, where no interval ends by it: it came before the inclusion.
    pub(super) fn forestalled_by(&self) -> Option<&Leaving> {
        let ended = |one: &Leaving| self.ended().any(|other| other.decision == one.decision);
        self.leaving.as_ref().filter(|leaving| !ended(leaving))
    }

    /// Every exclusion that took effect or will.
    pub(super) fn exclusions(&self) -> impl Iterator<Item = &Leaving> {
        self.ended().chain(self.forestalled_by())
    }

    fn ended(&self) -> impl Iterator<Item = &Leaving> {
        self.intervals.iter().filter_map(|interval| interval.leaving.as_ref())
    }

    /// The number by which people know it.
    pub(super) fn number(&self, said: &Said) -> String {
        match &self.entry.record().facts.official_number {
            Some(text) => fill(&said.official_number, &[("n", text)]),
            None => fill(&said.number, &[("n", &self.entry.number().to_string())]),
        }
    }

    /// Its number and name.
    pub(super) fn words(&self, lang: Lang, said: &Said) -> String {
        format!("{} {}", self.number(said), self.title().get(lang))
    }

    /// Its page.
    pub(super) fn href(&self, speaker: &Speaker<'_>) -> String {
        let tail = speaker.index.tail(&format!("{}/", self.entry.number()));
        speaker.site.links.page(speaker.lang, &tail)
    }
}

impl<'c> Index<'c> {
    /// Arranges a register.
    pub(super) fn new(
        checked: &'c Checked,
        register: &'c Register,
        own: &[Digest],
        privacy: Privacy,
    ) -> Self {
        let day = checked.head.day;
        let entries: Vec<_> = register.entries().collect();
        let lines: Vec<_> = entries.into_par_iter().map(|entry| Line::new(entry, day)).collect();
        let by_name = |lang: Lang| {
            let mut order: Vec<_> = (0..lines.len()).collect();
            order.sort_by_cached_key(|at| alphabet::key(lines[*at].title().get(lang)));
            order
        };
        let by_name = PerLang { kk: by_name(Lang::Kk), ru: by_name(Lang::Ru) };
        let mut by_date: Vec<_> = (0..lines.len()).collect();
        by_date.sort_by_key(|at| (std::cmp::Reverse(lines[*at].since(day)), *at));
        let mut by_status: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            by_status.entry(line.registration).or_default().push(at);
        }
        let groups = groups(register, &lines);
        let holder = register.law.file.roles.holder.as_deref();
        let shown = holder.is_some_and(|pointer| is_open(register, pointer));
        let holders = if shown { holders(&lines, privacy) } else { BTreeMap::new() };
        let mut events = vec![Vec::new(); lines.len()];
        for (at, event) in register.events().iter().enumerate() {
            events[event.entry].push(at);
        }
        // A value leads to its list where there is one.
        let lists: Vec<_> =
            groups.iter().map(|group| (&group.pointer, group.values.keys())).collect();
        let origins = Origins::new(register, own, &lists);
        Index { register, lines, by_name, by_date, by_status, groups, events, holders, origins }
    }

    /// The events of a line, by `seq`.
    pub(super) fn events_of(&self, line: usize) -> impl Iterator<Item = &'c Event> {
        self.events[line].iter().map(|at| &self.register.events()[*at])
    }

    /// The tail of a page of this register.
    pub(super) fn tail(&self, rest: &str) -> String {
        format!("{}/{rest}", self.register.law.id)
    }

    /// A holder's name in a language; nothing when it is unknown or not public.
    pub(super) fn holder_name<'l>(&self, line: &Line<'l>, lang: Lang) -> &'l str {
        let pointer = self.register.law.file.roles.holder_name.as_deref();
        let shown = pointer.is_some_and(|pointer| is_open(self.register, pointer));
        if shown { line.entry.record().facts.holder_name.get(lang) } else { "" }
    }

    /// The line of an entry.
    pub(super) fn line(&self, number: u32) -> Option<&Line<'c>> {
        self.register.entry(number).map(|entry| &self.lines[entry.index()])
    }

    /// The field of a pointer in the latest edition that has one.
    pub(super) fn field(&self, pointer: &str) -> Option<&'c Field> {
        field(self.register, pointer)
    }
}

fn field<'c>(register: &'c Register, pointer: &str) -> Option<&'c Field> {
    let latest = register.law.latest_form().into_iter();
    latest.chain(register.law.forms.values()).find_map(|form| form.field(pointer))
}

/// The one language of a bilingual text, given as written, that lacks the other.
fn only_language(raw: &str) -> Option<Lang> {
    let (tree, _) = parse(raw, Limits::RECORD);
    let tree = tree?;
    let has = |lang: Lang| tree.get(lang.code()).is_some_and(|text| !text.is_empty());
    Lang::ALL.into_iter().find(|lang| has(*lang) && !has(lang.other()))
}

/// Whether anyone may see what a pointer leads to, in every edition that has it.
pub(super) fn is_open(register: &Register, pointer: &str) -> bool {
    field(register, pointer).is_some() && keys::is_public(register, pointer)
}

/// The top-level key of a pointer.
pub(super) fn top(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

/// The texts that a pointer leads to in a record.
fn texts(record: &Record, pointer: &str) -> Vec<Box<str>> {
    let Some(raw) = record.raw(top(pointer)) else { return Vec::new() };
    let (tree, _) = parse(raw, Limits::RECORD);
    let rest = pointer.splitn(3, '/').nth(2).map(|rest| format!("/{rest}")).unwrap_or_default();
    let nodes = tree.as_ref().map(|tree| tree.select(&rest)).unwrap_or_default();
    nodes.into_iter().filter_map(Node::text).map(Into::into).collect()
}

fn groups(register: &Register, lines: &[Line<'_>]) -> Vec<Group> {
    let roles = &register.law.file.roles;
    let last = |pointer: &str| pointer.rsplit('/').find(|part| *part != "*").map(str::to_owned);
    let facets = roles.facets.iter().filter_map(|pointer| Some((last(pointer)?, pointer, true)));
    let keys = roles.keys.iter().map(|(key, pointer)| (key.clone(), pointer, false));
    let mut groups: Vec<Group> = Vec::new();
    for (folder, pointer, is_facet) in facets.chain(keys) {
        let number = field(register, pointer).is_none_or(|field| field.kind == Kind::IinBin);
        let shown = is_folder(&folder) && !number && is_open(register, pointer);
        if !shown || groups.iter().any(|group| group.folder == folder) {
            continue;
        }
        let mut values: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
        let of = |line: &Line<'_>| texts(line.entry.record(), pointer);
        let texts: Vec<Vec<Box<str>>> = lines.par_iter().map(of).collect();
        for (at, texts) in texts.into_iter().enumerate() {
            for value in texts {
                let members = values.entry(value).or_default();
                if members.last() != Some(&at) {
                    members.push(at);
                }
            }
        }
        values.retain(|value, _| is_segment(value));
        groups.push(Group { folder, pointer: pointer.clone(), is_facet, values });
    }
    groups
}

fn holders(lines: &[Line<'_>], privacy: Privacy) -> BTreeMap<Box<str>, Vec<usize>> {
    let mut holders: BTreeMap<Box<str>, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        for revision in line.entry.timeline().revisions() {
            let Some(holder) = &revision.record.facts.holder else { continue };
            if privacy.hides(&holder.id) || !is_segment(&holder.id) {
                continue;
            }
            let held = holders.entry(holder.id.clone()).or_default();
            if held.last() != Some(&at) {
                held.push(at);
            }
        }
    }
    holders
}
