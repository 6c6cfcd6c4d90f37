//! What the holder of an entry must do next and by when. The dates come from its documents, the
//! rest is a text that the content has for the register.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calendar;
use super::entry::DocumentView;
use super::index::{Line, is_open};
use super::links::is_segment;
use super::part::Term;
use super::value::Speaker;
use super::words::fill;
use super::{expiring, feeds};
use crate::base::date::Date;
use crate::history::Registration;

/// The document that runs out first.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Due {
    document: String,
    /// Its last day, and the day to renew it by.
    term: Term,
}

/// The part of an entry's page for its holder.
#[derive(Serialize)]
pub(super) struct Duty<'s> {
    title: &'s str,
    html: &'s str,
    next: Option<Due>,
    /// Its calendar and its feed; empty for a holder whose number is hidden.
    calendar: String,
    feed: String,
}

impl<'s> Speaker<'s> {
    /// The part for the holder: of entries in the register whose register has such a text.
    pub(super) fn duty(&self, line: &Line<'_>, next: Option<Due>) -> Option<Duty<'s>> {
        let text = self.text("holder")?;
        if line.registration != Registration::InRegister {
            return None;
        }
        let (calendar, feed) = self.holder_feeds(line.holder().unwrap_or_default());
        Some(Duty {
            title: &text.title,
            html: &text.html,
            calendar: if self.terms(line).is_empty() { String::new() } else { calendar },
            next,
            feed,
        })
    }

    /// The calendar and the feed of a holder, as links; nothing where its number is hidden.
    pub(super) fn holder_feeds(&self, id: &str) -> (String, String) {
        if self.site.privacy.hides(id) || !is_segment(id) {
            return (String::new(), String::new());
        }
        let path = self.site.links.file(&feeds::holder_path(self.lang, id));
        (format!("{path}.ics"), format!("{path}.atom"))
    }

    /// Of the documents of an entry that is in the register, the one that runs out first.
    pub(super) fn due(&self, line: &Line<'_>, documents: &[DocumentView]) -> Option<Due> {
        if line.registration != Registration::InRegister || !expiring::has(self.site, self.index) {
            return None;
        }
        let days = line.terms(self.site.checked.head.day);
        let due = |document: &DocumentView| {
            let term = document.term.clone().filter(|term| days.contains_key(&term.day))?;
            Some(Due { document: document.title.clone(), term })
        };
        documents.iter().filter_map(due).min_by_key(|due| due.term.day)
    }

    /// Last days of an entry's documents, each with the kinds of those that end on it.
    fn terms<'c>(&self, line: &Line<'c>) -> BTreeMap<Date, Vec<&'c str>> {
        if !expiring::has(self.site, self.index) {
            return BTreeMap::new();
        }
        line.terms(self.site.checked.head.day)
    }

    /// What documents of these kinds are called; nothing where the form does not tell everyone.
    pub(super) fn documents_named(&self, kinds: &[&str]) -> String {
        let Some(pointer) = &self.index.register.law.file.roles.documents else {
            return String::new();
        };
        let pointer = format!("{pointer}/kind");
        let field = self.index.field(&pointer);
        let Some(field) = field.filter(|_| is_open(self.index.register, &pointer)) else {
            return String::new();
        };
        let mut names = Vec::new();
        for kind in kinds {
            let name = field.value_label(kind).map_or(*kind, |label| label.get(self.lang));
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names.join("; ")
    }

    /// The days by which the documents of an entry in the register must be renewed.
    pub(super) fn term_events(&self, line: &Line<'_>) -> Vec<calendar::Term> {
        if line.registration != Registration::InRegister {
            return Vec::new();
        }
        let said = self.said();
        let Some(renewal) = &self.index.register.law.file.renewal else { return Vec::new() };
        let paragraph = renewal.paragraph.get(self.lang);
        let entry = line.words(self.lang, said);
        let tail = self.index.tail(&format!("{}/", line.entry.number()));
        let href = self.site.links.whole(&format!("{}/{tail}", self.lang.code()));
        let term = |(until, kinds): (Date, Vec<&str>)| {
            let on = until.minus_days(renewal.days_before);
            let days =
                [("until", &*said.date(until)), ("by", &said.date(on)), ("basis", paragraph)];
            let mut text = fill(&said.term_text, &days);
            let names = self.documents_named(&kinds);
            if !names.is_empty() {
                text = format!("{} {text}", fill(&said.term_documents, &[("names", &names)]));
            }
            calendar::Term {
                id: format!("{until}@{}", href.split_once("://").map_or(&*href, |(_, rest)| rest)),
                on,
                changed: line.entry.timeline().latest().recorded_at,
                title: fill(&said.term_title, &[("entry", &entry)]),
                text,
                href: href.clone(),
            }
        };
        self.terms(line).into_iter().map(term).collect()
    }
}
