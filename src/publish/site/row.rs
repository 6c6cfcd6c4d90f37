//! A line of a list, as every list shows it.

use anyhow::Result;
use serde::Serialize;

use super::index::Line;
use super::part::{Name, Part, Status};
use super::value::Speaker;
use crate::history::Registration;

/// An entry in a list.
#[derive(Debug, Serialize)]
pub(super) struct ListRow {
    number: String,
    href: String,
    name: Name,
    pub(super) holder: Part,
    pub(super) status: Status,
    /// Why it is no longer in the register.
    grounds: String,
    /// From when it is or was in the register.
    since: Option<Part>,
    /// From when it no longer is.
    until: Option<Part>,
}

impl Speaker<'_> {
    /// A line of a list.
    pub(super) fn list_row(&self, line: &Line<'_>) -> ListRow {
        let said = self.said();
        let date = |date| Part::date(said.date(date), date);
        // What is to come stands on the page of the entry.
        let leaving = line.leaving.as_ref().filter(|_| line.registration == Registration::Excluded);
        let holder = line.holder().filter(|id| self.index.holders.contains_key(*id));
        let holder_href = holder.map_or_else(String::new, |id| {
            self.site.links.page(self.lang, &self.index.tail(&format!("holder/{id}/")))
        });
        ListRow {
            number: line.number(said),
            href: line.href(self),
            name: Name::of(line.title(), line.only, self.lang),
            holder: Part::link(self.index.holder_name(line, self.lang), holder_href),
            status: Status::of(line.registration, said.registration(line.registration)),
            grounds: leaving
                .and_then(|leaving| self.grounds(line, &leaving.grounds))
                .unwrap_or_default(),
            since: line.since(self.site.checked.head.day).map(date),
            until: leaving.map(|leaving| date(leaving.on)),
        }
    }

    /// A line of a list as HTML.
    pub(super) fn row_html(&self, line: &Line<'_>) -> Result<tera::Value> {
        let mut context = tera::Context::new();
        context.insert("row", &self.list_row(line));
        self.site.theme.piece(self.lang, "row.html", &context)
    }
}
