//! The values of a facet or key, each leading to its own list, in pages of fifty.

use anyhow::Result;
use serde::Serialize;

use super::frame::Page;
use super::index::Group;
use super::links::page_tail;
use super::list::PAGE;
use super::pager::Pager;
use super::part::Phrase;
use super::value::Speaker;
use super::words::Said;
use crate::base::output::Output;

/// All values of a facet or key.
#[derive(Serialize)]
struct ValuesPage {
    title: String,
    values: Vec<ValueRow>,
    pager: Option<Pager>,
}

#[derive(Serialize)]
struct ValueRow {
    words: Phrase,
    href: String,
    count: String,
}

impl Speaker<'_> {
    /// Writes the pages of a group's values. A value named `page` does not meet them: what stands
    /// below a value is `page` again, never a number.
    pub(super) fn values(&self, group: &Group, label: &str, output: &Output<'_>) -> Result<()> {
        let values: Vec<(&str, usize)> =
            group.values.iter().map(|(value, members)| (&**value, members.len())).collect();
        let pages = values.len().div_ceil(PAGE).max(1);
        let row = |(value, members): &(&str, usize)| ValueRow {
            words: self.value_words(group, value),
            href: self.href(&format!("{}/{value}/", group.folder)),
            count: Said::count(&self.said().entries, *members),
        };
        let rest = format!("{}/", group.folder);
        for page in 1..=pages {
            let shown = values.iter().skip((page - 1) * PAGE).take(PAGE);
            let view = ValuesPage {
                title: label.to_owned(),
                values: shown.map(row).collect(),
                pager: self.pager(&rest, page, pages),
            };
            let number =
                if page > 1 { format!(" · {}", self.page_of(page, pages)) } else { String::new() };
            let frame = Page {
                template: "values",
                tail: self.index.tail(&page_tail(&rest, page)),
                title: format!("{label}{number}"),
                description: self.list_description(label),
                crumbs: vec![self.crumb()],
                section: self.index.register.law.id.clone(),
                state: self.state(),
                is_echo: false,
            };
            self.site.put(output, self.lang, &frame, &view)?;
        }
        Ok(())
    }
}
