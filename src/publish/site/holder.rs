//! Everything that one holder holds or held, with the days on which it did. Holders whose number
//! is hidden have no page.

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::Site;
use super::as_of::Case;
use super::feeds;
use super::frame::Page;
use super::index::{Index, Line, top};
use super::part::{Part, Phrase, Status};
use super::row::ListRow;
use super::value::Speaker;
use super::words::{Said, fill};
use crate::base::lang::Lang;
use crate::base::output::Output;
use crate::base::share::shared;
use crate::history::Span;

#[derive(Serialize)]
struct HolderPage {
    name: String,
    id: String,
    count: String,
    /// For the box "as of a date".
    as_of: String,
    calendar: String,
    feed: String,
    entries: Vec<Held>,
}

/// An entry of a holder.
#[derive(Serialize)]
struct Held {
    row: ListRow,
    /// When it was in the register and held by this holder.
    spans: Vec<Phrase>,
    /// Where somebody else holds it now.
    passed_to: Option<Part>,
    status: Status,
}

/// Writes the pages of all holders of a register.
pub(super) fn write(site: &Site<'_>, index: &Index<'_>, output: &Output<'_>) -> Result<()> {
    shared(&index.holders).try_for_each(|(id, members)| {
        let name = format!("pages of {}", index.tail(&format!("holder/{id}")));
        // Whether there is a calendar depends on what the holder has in other registers as well.
        let origin = index.origins.with(&feeds::has_terms(site, id), members);
        output.group(&name, origin, |output| {
            Lang::ALL.into_iter().try_for_each(|lang| {
                let speaker = Speaker { site, index, lang };
                let view = speaker.holder(id, members);
                site.put(output, lang, &speaker.holder_frame(id, members, &view), &view)
            })
        })
    })
}

impl Speaker<'_> {
    fn holder_frame(&self, id: &str, members: &[usize], view: &HolderPage) -> Page {
        let title = fill(&self.said().holder_of, &[("name", &view.name), ("id", id)]);
        Page {
            template: "holder",
            tail: self.index.tail(&format!("holder/{id}/")),
            description: format!("{title}. {}", view.count),
            title,
            crumbs: vec![self.crumb()],
            section: self.index.register.law.id.clone(),
            state: self.entries_state(members),
            is_echo: false,
        }
    }

    fn holder(&self, id: &str, members: &[usize]) -> HolderPage {
        let lines = || members.iter().map(|at| &self.index.lines[*at]);
        let name = self.name_of(id, members);
        let (calendar, feed) = self.holder_feeds(id);
        HolderPage {
            name: if name.is_empty() { id.to_owned() } else { name },
            calendar: if feeds::has_terms(self.site, id) { calendar } else { String::new() },
            feed,
            id: id.to_owned(),
            count: Said::count(&self.said().entries, members.len()),
            as_of: self.as_of(lines().map(|line| self.held_case(line, id)).collect()),
            entries: lines().map(|line| self.held(line, id)).collect(),
        }
    }

    /// The name of a holder of these entries, now or when it last held one.
    pub(super) fn name_of(&self, id: &str, members: &[usize]) -> String {
        let lines = || members.iter().map(|at| &self.index.lines[*at]);
        match lines().rev().find(|line| line.holder() == Some(id)) {
            Some(line) => self.index.holder_name(line, self.lang).to_owned(),
            None => lines().rev().find_map(|line| self.former_name(line, id)).unwrap_or_default(),
        }
    }

    /// The name that a former holder had when it last held an entry.
    fn former_name(&self, line: &Line<'_>, id: &str) -> Option<String> {
        if self.index.holder_name(line, self.lang).is_empty() {
            return None;
        }
        let held_by = |facts: &&crate::record::Facts| {
            facts.holder.as_ref().is_some_and(|holder| *holder.id == *id)
        };
        let revisions = line.entry.timeline().revisions().iter().rev();
        let facts = revisions.map(|revision| &revision.record.facts).find(held_by)?;
        Some(facts.holder_name.get(self.lang).to_string())
    }

    fn held_case(&self, line: &Line<'_>, id: &str) -> Case {
        let name = line.words(self.lang, self.said());
        self.case(line, name, &self.held_spans(line, id))
    }

    /// When an entry was in the register and held by this holder.
    fn held_spans(&self, line: &Line<'_>, id: &str) -> Vec<Span> {
        let timeline = line.entry.timeline();
        let view = timeline.view(timeline.now());
        let pointer = self.index.register.law.file.roles.holder.as_deref().unwrap_or_default();
        let carries = view.carries(top(pointer), |record| {
            record.facts.holder.as_ref().is_some_and(|holder| *holder.id == *id)
        });
        view.spans(carries)
    }

    fn held(&self, line: &Line<'_>, id: &str) -> Held {
        let spans = self.held_spans(line, id);
        let passed = line.holder() != Some(id);
        let row = self.list_row(line);
        Held {
            spans: self.spans(&spans),
            passed_to: passed.then(|| row.holder.clone()),
            status: row.status.clone(),
            row,
        }
    }
}
