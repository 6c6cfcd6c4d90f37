//! Feeds for readers and calendars: the latest events of a register and of a holder, and the days
//! by which a holder must renew its documents. All dates are those of the data: no clock is read.

use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;

use super::index::Index;
use super::value::Speaker;
use super::words::fill;
use super::{Site, atom, calendar};
use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::lang::Lang;
use crate::base::output::Output;
use crate::base::share::shared;
use crate::history::Event;

/// Events in a feed.
const LATEST: usize = 50;

/// A holder's entries: positions of lines, by position of the register.
type Held<'s> = Vec<(usize, &'s [usize])>;

/// Writes every feed, in both languages.
pub(super) fn write(site: &Site<'_>, output: &Output<'_>) -> Result<()> {
    let mut holders: BTreeMap<&str, Held<'_>> = BTreeMap::new();
    for (at, index) in site.indexes.iter().enumerate() {
        for (id, members) in &index.holders {
            holders.entry(id).or_default().push((at, members));
        }
    }
    for lang in Lang::ALL {
        for index in &site.indexes {
            let speaker = Speaker { site, index, lang };
            output.put(speaker.feed_path(), speaker.register_feed().as_bytes())?;
        }
    }
    shared(&holders).try_for_each(|(id, held)| {
        output.group(&format!("feeds of holder {id}"), origin(site, held), |output| -> Result<()> {
            for lang in Lang::ALL {
                let path = holder_path(lang, id);
                output.put(format!("{path}.atom"), holder_feed(site, lang, id, held).as_bytes())?;
                output.put(format!("{path}.ics"), terms(site, lang, id, held).as_bytes())?;
            }
            Ok(())
        })
    })
}

/// What the feeds of a holder are made from.
fn origin(site: &Site<'_>, held: &Held<'_>) -> Digest {
    let of = |(at, members): &(usize, &[usize])| site.indexes[*at].origins.all(members);
    Digest::of(&held.iter().flat_map(|register| of(register).0).collect::<Vec<_>>())
}

/// Where the feeds of a holder stand, without the extension.
pub(super) fn holder_path(lang: Lang, id: &str) -> String {
    format!("{}/feeds/holder/{id}", lang.code())
}

fn speaker<'s>(site: &'s Site<'_>, lang: Lang, at: usize) -> Speaker<'s> {
    Speaker { site, index: &site.indexes[at], lang }
}

/// The latest events of all entries that a holder holds or held.
fn holder_feed(site: &Site<'_>, lang: Lang, id: &str, held: &Held<'_>) -> String {
    let mut latest: Vec<(Instant, usize, &Event)> = Vec::new();
    for (at, members) in held {
        let index = &site.indexes[*at];
        let ours = members.iter().flat_map(|line| index.events_of(*line));
        latest.extend(ours.map(|event| (moment(index, event), *at, event)));
    }
    latest.sort_by_key(|(moment, at, event)| std::cmp::Reverse((*moment, *at, event.seq)));
    latest.truncate(LATEST);
    let items = latest.iter().map(|(_, at, event)| speaker(site, lang, *at).told(event));
    let name = holder_name(site, lang, id, held);
    let title = fill(&site.said(lang).holder_of, &[("name", &name), ("id", id)]);
    let page = held.first().map(|(at, _)| site.indexes[*at].tail(&format!("holder/{id}/")));
    let page = site.links.whole(&format!("{}/{}", lang.code(), page.unwrap_or_default()));
    let path = site.links.whole(&format!("{}.atom", holder_path(lang, id)));
    site.atom(lang, &path, &title, &page, &items.collect::<Vec<_>>())
}

fn holder_name(site: &Site<'_>, lang: Lang, id: &str, held: &Held<'_>) -> String {
    let name = |(at, members): &(usize, &[usize])| speaker(site, lang, *at).name_of(id, members);
    held.iter().map(name).next_back().unwrap_or_default()
}

/// Whether the calendar of a holder has any day in it.
pub(super) fn has_terms(site: &Site<'_>, id: &str) -> bool {
    site.indexes.iter().enumerate().any(|(at, index)| {
        let speaker = speaker(site, Lang::Kk, at);
        let lines = index.holders.get(id).into_iter().flatten().map(|at| &index.lines[*at]);
        let mut lines = lines.filter(|line| line.holder() == Some(id));
        lines.any(|line| !speaker.term_events(line).is_empty())
    })
}

/// The days by which the documents of a holder's entries must be renewed.
fn terms(site: &Site<'_>, lang: Lang, id: &str, held: &Held<'_>) -> String {
    let mut events = Vec::new();
    for (at, members) in held {
        let speaker = speaker(site, lang, *at);
        let lines = members.iter().map(|line| &speaker.index.lines[*line]);
        let lines = lines.filter(|line| line.holder() == Some(id));
        events.extend(lines.flat_map(|line| speaker.term_events(line)));
    }
    let said = site.said(lang);
    let name = holder_name(site, lang, id, held);
    let title = fill(&said.calendar_of, &[("name", &name)]);
    calendar::write(&title, lang, &events)
}

fn moment(index: &Index<'_>, event: &Event) -> Instant {
    event.recorded_at(index.lines[event.entry].entry.timeline())
}

impl Site<'_> {
    fn atom(
        &self,
        lang: Lang,
        address: &str,
        title: &str,
        page: &str,
        items: &[atom::Item],
    ) -> String {
        let empty = self.checked.law.zone.civil(self.checked.head.at).midnight_utc();
        atom::write(&atom::Feed {
            lang,
            address,
            title,
            page,
            author: self.checked.law.site.publisher.get(lang),
            updated: items.first().map_or(empty, |item| item.updated),
            items,
        })
    }
}

impl Speaker<'_> {
    /// Where the feed of this register stands.
    pub(super) fn feed_path(&self) -> String {
        format!("{}/feeds/{}.atom", self.lang.code(), self.index.register.law.id)
    }

    fn register_feed(&self) -> String {
        let latest = self.index.register.events().iter().rev().take(LATEST);
        let items: Vec<_> = latest.map(|event| self.told(event)).collect();
        let register = self.index.register.law.short_title().get(self.lang);
        let title = format!("{register}: {}", self.said().changes_title);
        let page = format!("{}/{}", self.lang.code(), self.index.tail("changes/"));
        let links = &self.site.links;
        let address = links.whole(&self.feed_path());
        self.site.atom(self.lang, &address, &title, &links.whole(&page), &items)
    }

    /// An event as feeds tell it.
    fn told(&self, event: &Event) -> atom::Item {
        let number = self.index.lines[event.entry].entry.number();
        let page = format!("{}/{}", self.lang.code(), self.index.tail(&format!("{number}/")));
        let page = self.site.links.whole(&page);
        let (title, detail) = self.sentence(event).plain();
        atom::Item {
            id: format!("{page}?event={}", event.seq),
            href: format!("{page}#r{}", event.revision + 1),
            updated: moment(self.index, event),
            title,
            detail,
        }
    }
}
