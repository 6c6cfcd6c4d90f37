//! Lists of entries in pages of fifty: the whole register in three orders, by status, by facet and
//! key, and what was excluded and why.

use std::sync::OnceLock;

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::frame::{Page, State};
use super::index::Group;
use super::links::page_tail;
use super::pager::Pager;
use super::part::{Part, Phrase, phrase};
use super::value::Speaker;
use super::ways::{Choice, Division};
use super::words::{Said, thousands};
use crate::base::output::{FileLine, Output};
use crate::history::Registration;
use crate::publish::origin;

/// Entries on one page of a list.
pub(super) const PAGE: usize = 50;

/// A list before it is divided into pages.
struct List<'l> {
    /// Its tail below the register.
    rest: String,
    /// What it is a list of, when it is not the whole register.
    title: Option<Phrase>,
    members: &'l [usize],
    /// Which of the orders it is in, for the whole register.
    order: Option<&'static str>,
    /// Whether it is what shares a value: other lists are no parts of it then.
    is_shared: bool,
}

/// What all lists of a register in a language are made from.
struct Lists<'s> {
    speaker: Speaker<'s>,
    /// For the box "as of a date".
    validity: Option<&'s FileLine>,
    /// The row of each line, made when a page first shows it: it stands in many lists, and on most
    /// days few of their pages are made.
    rows: Vec<OnceLock<tera::Value>>,
}

/// What all pages of a list show alike.
#[derive(Clone, Debug, Serialize)]
struct Face {
    register: String,
    title: Option<Phrase>,
    basis: String,
    /// The address of the register.
    base: String,
    count: String,
    divisions: Vec<Division>,
    is_shared: bool,
    orders: Vec<Choice>,
    /// For the box "as of a date"; empty where the list is not the whole register.
    days: String,
    weight: String,
}

#[derive(Serialize)]
struct ListPage<'l> {
    #[serde(flatten)]
    face: &'l Face,
    rows: Vec<&'l tera::Value>,
    pager: Option<Pager>,
}

/// Writes every list of a register in a language.
pub(super) fn write(
    speaker: Speaker<'_>,
    validity: Option<&FileLine>,
    output: &Output<'_>,
) -> Result<()> {
    let index = speaker.index;
    let rows = index.lines.iter().map(|_| OnceLock::new()).collect();
    let lists = Lists { speaker, validity, rows };
    let numbers: Vec<usize> = (0..index.lines.len()).collect();
    let orders = [
        ("", "number", &numbers),
        ("sort/name/", "name", index.by_name.get(speaker.lang)),
        ("sort/date/", "date", &index.by_date),
    ];
    for (rest, order, members) in orders {
        let list = List {
            rest: rest.to_owned(),
            title: None,
            members,
            order: Some(order),
            is_shared: false,
        };
        lists.list(&list, output)?;
    }
    for registration in Registration::ALL {
        let members = index.by_status.get(&registration).map_or(&[][..], Vec::as_slice);
        let title = Part::text(speaker.said().registration(registration)).into();
        let rest = format!("status/{}/", registration.word());
        let list = List { rest, title: Some(title), members, order: None, is_shared: false };
        lists.list(&list, output)?;
    }
    for group in &index.groups {
        lists.group(group, output)?;
    }
    let mut left = index.by_status.get(&Registration::Excluded).cloned().unwrap_or_default();
    let left_on = |at: &usize| index.lines[*at].leaving.as_ref().map(|leaving| leaving.on);
    left.sort_by_key(|at| (std::cmp::Reverse(left_on(at)), *at));
    let title = Part::text(speaker.said().excluded_title.as_str()).into();
    let rest = "excluded/".to_owned();
    let list = List { rest, title: Some(title), members: &left, order: None, is_shared: false };
    lists.list(&list, output)
}

impl Lists<'_> {
    /// The lists of all values of a facet or key, and the values themselves.
    fn group(&self, group: &Group, output: &Output<'_>) -> Result<()> {
        let Speaker { index, lang, .. } = self.speaker;
        let field = index.field(&group.pointer);
        let label = field.map_or("", |field| field.label.get(lang).as_str());
        for (value, members) in &group.values {
            let mut title = Phrase::from(Part::text(format!("{label}: ")));
            title.extend(self.speaker.value_words(group, value));
            let rest = format!("{}/{value}/", group.folder);
            let list = List { rest, title: Some(title), members, order: None, is_shared: true };
            self.list(&list, output)?;
        }
        self.speaker.values(group, label, output)
    }

    /// The first page says for which day the list is true and how many entries it and other lists
    /// have. The further ones say neither: while the same entries stand on them and there are as many
    /// pages, they stay as they are.
    fn list(&self, list: &List<'_>, output: &Output<'_>) -> Result<()> {
        let speaker @ Speaker { site, index, lang } = self.speaker;
        let pages = list.members.len().div_ceil(PAGE).max(1);
        let first = self.face(list);
        let divisions = speaker.lasting_divisions(&list.rest);
        let further = Face { count: String::new(), divisions, ..first.clone() };
        let faces = [first, further].map(|face| (origin::of(&face), face));
        (1..=pages).into_par_iter().try_for_each(|page| {
            let members = list.members.chunks(PAGE).nth(page - 1).unwrap_or_default();
            let frame = speaker.list_frame(list, members, page, pages);
            let pager = speaker.pager(&list.rest, page, pages);
            let (shown, face) = &faces[usize::from(page > 1)];
            let origin = index.origins.with(&(shown, &frame, &pager), members);
            output.group(&frame.name(lang), origin, |output| {
                let rows = members.iter().map(|at| self.row(*at)).collect::<Result<_>>()?;
                site.put(output, lang, &frame, &ListPage { face, rows, pager })
            })
        })
    }

    fn row(&self, at: usize) -> Result<&tera::Value> {
        if let Some(row) = self.rows[at].get() {
            return Ok(row);
        }
        let row = self.speaker.row_html(&self.speaker.index.lines[at])?;
        Ok(self.rows[at].get_or_init(|| row))
    }

    fn face(&self, list: &List<'_>) -> Face {
        let speaker = self.speaker;
        let law = &speaker.index.register.law.file;
        let is_whole = list.order.is_some() && !list.members.is_empty();
        let validity = self.validity.filter(|_| is_whole);
        Face {
            register: law.title.get(speaker.lang).clone(),
            title: list.title.clone(),
            basis: law.legal_basis.get(speaker.lang).clone(),
            base: speaker.href(""),
            count: Said::count(&speaker.said().entries, list.members.len()),
            divisions: speaker.divisions(&list.rest),
            is_shared: list.is_shared,
            orders: list.order.map(|order| speaker.orders(order)).unwrap_or_default(),
            days: validity.map(|file| speaker.days(file)).unwrap_or_default(),
            weight: validity.map(|file| speaker.weight(file)).unwrap_or_default(),
        }
    }
}

impl Speaker<'_> {
    pub(super) fn href(&self, rest: &str) -> String {
        self.site.links.page(self.lang, &self.index.tail(rest))
    }

    /// The short title of the register as a link, for the way back.
    pub(super) fn crumb(&self) -> Part {
        let title = self.index.register.law.short_title().get(self.lang).as_str();
        Part::link(title, self.href(""))
    }

    /// What the foot of a list says: for which day it is true.
    pub(super) fn state(&self) -> State {
        let day = self.site.checked.head.day;
        let said = self.said();
        let seq = thousands(self.index.register.seq());
        let values = [("date", Part::date(said.date(day), day)), ("seq", Part::text(seq))];
        State { words: phrase(&said.event_state, &values), day: Some(day) }
    }

    /// What the foot of a page says that changes with some entries alone: when one of them last
    /// did, by which event.
    pub(super) fn entries_state(&self, members: &[usize]) -> State {
        let lines = members.iter().map(|at| &self.index.lines[*at]);
        let last = lines.max_by_key(|line| line.entry.last_seq());
        let words = last.map(|line| self.changed(line, &self.said().entries_state));
        State::lasting(words.unwrap_or_default())
    }

    pub(super) fn list_description(&self, what: &str) -> String {
        format!("{what}. {}", self.index.register.law.file.title.get(self.lang))
    }

    fn list_frame(&self, list: &List<'_>, members: &[usize], page: usize, pages: usize) -> Page {
        let register = self.index.register.law.short_title().get(self.lang);
        let whole = list.title.as_ref().map(Phrase::plain);
        let mut title = whole.unwrap_or_else(|| register.clone());
        let description = self.list_description(&title);
        if page > 1 {
            title = format!("{title} · {}", self.page_of(page, pages));
        }
        let crumbs = if list.title.is_some() { vec![self.crumb()] } else { Vec::new() };
        Page {
            template: "list",
            tail: page_tail(&self.index.tail(&list.rest), page),
            title,
            description,
            crumbs,
            section: self.index.register.law.id.clone(),
            state: if page > 1 { self.entries_state(members) } else { self.state() },
            is_echo: list.order.is_some_and(|order| order != "number"),
        }
    }

    fn orders(&self, current: &str) -> Vec<Choice> {
        let said = self.said();
        let order = |word: &str, text: &str, rest: &str| Choice {
            text: text.to_owned(),
            count: String::new(),
            href: self.href(rest),
            is_current: word == current,
        };
        vec![
            order("number", &said.sort_number, ""),
            order("name", &said.sort_name, "sort/name/"),
            order("date", &said.sort_date, "sort/date/"),
        ]
    }
}
