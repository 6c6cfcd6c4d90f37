//! Everything that one holder holds or held, with the days on which it did. Holders whose number
//! is hidden have no page.

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::as_of::Case;
use super::feeds;
use super::frame::Page;
use super::index::{Line, top};
use super::part::{Part, Status};
use super::row::ListRow;
use super::value::Speaker;
use super::words::{Said, fill};
use crate::base::output::Output;
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
    spans: Vec<Vec<Part>>,
    /// Where somebody else holds it now.
    passed_to: Option<Part>,
    status: Status,
}

/// Writes the pages of all holders of a register in a language.
pub(super) fn write(speaker: Speaker<'_>, output: &Output<'_>) -> Result<()> {
    speaker.index.holders.par_iter().try_for_each(|(id, members)| {
        let view = speaker.holder(id, members);
        let title = fill(&speaker.said().holder_of, &[("name", &view.name), ("id", id)]);
        let page = Page {
            template: "holder",
            tail: speaker.index.tail(&format!("holder/{id}/")),
            description: format!("{title}. {}", view.count),
            title,
            crumbs: vec![speaker.crumb()],
            section: speaker.index.register.law.id.clone(),
            state: speaker.state(),
            is_echo: false,
        };
        speaker.site.put(output, speaker.lang, &page, &view)
    })
}

impl Speaker<'_> {
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
