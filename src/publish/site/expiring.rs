//! Documents of entries in the register by the month in which their term ends. The pages of months
//! do not depend on the day for which terms are told, only on which entries are in the register; the
//! page above them begins with what ends soon and what has ended by that day.

use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::frame::{Page, State};
use super::index::Index;
use super::links::page_tail;
use super::pager::Pager;
use super::part::Part;
use super::row::ListRow;
use super::value::Speaker;
use super::words::{Said, fill, thousands};
use super::{Site, index};
use crate::base::date::Date;
use crate::base::output::Output;
use crate::history::Registration;
use crate::law::site::Documents;

/// Rows on one page: they are as long as those of a list, but people look for one month.
const PAGE: usize = 200;

/// Rows of each part above the months.
const SHOWN: usize = 100;

/// Year and month.
type Month = (i32, u32);

#[derive(Serialize)]
struct ExpiringPage {
    title: String,
    near: Vec<Near>,
    months: Vec<MonthRow>,
    rows: Vec<TermRow>,
    pager: Option<Pager>,
}

/// Terms about the day of the data.
#[derive(Serialize)]
struct Near {
    id: &'static str,
    title: String,
    rows: Vec<TermRow>,
    /// That there are more of them than rows.
    more: String,
}

#[derive(Serialize)]
struct MonthRow {
    words: Part,
    documents: String,
}

/// An entry with documents whose term ends on a day.
#[derive(Debug)]
struct Ending<'c> {
    until: Date,
    /// The position of the entry.
    at: usize,
    /// The kinds of the documents.
    kinds: Vec<&'c str>,
}

/// The row of an entry with documents whose term ends on a day.
#[derive(Serialize)]
struct TermRow {
    row: ListRow,
    /// What they are called.
    documents: String,
    valid_until: Part,
    renewal_by: Part,
}

/// Whether a register has such a page: its documents have terms, and these are published.
pub(super) fn has(site: &Site<'_>, index: &Index<'_>) -> bool {
    let law = &index.register.law.file;
    let documents = law.roles.documents.as_deref();
    let ends = |pointer: &str| format!("{pointer}/valid_until");
    let public = documents.is_some_and(|at| index::is_open(index.register, &ends(at)));
    public && law.renewal.is_some() && site.checked.law.site.documents != Documents::None
}

/// Every term of an entry in the register, by month, the first first.
fn terms<'c>(index: &Index<'c>, day: Date) -> BTreeMap<Month, Vec<Ending<'c>>> {
    let mut terms: BTreeMap<Month, Vec<Ending<'c>>> = BTreeMap::new();
    let members = index.by_status.get(&Registration::InRegister).into_iter().flatten();
    for at in members {
        for (until, kinds) in index.lines[*at].terms(day) {
            let (year, month, _) = until.parts();
            terms.entry((year, month)).or_default().push(Ending { until, at: *at, kinds });
        }
    }
    for terms in terms.values_mut() {
        terms.sort_unstable_by_key(|ending| (ending.until, ending.at));
    }
    terms
}

/// How many documents that are.
fn count<'e>(endings: impl IntoIterator<Item = &'e Ending<'e>>) -> String {
    thousands(endings.into_iter().map(|ending| ending.kinds.len()).sum())
}

/// How many entries in the register have a document that ends after a day, within so many days.
pub(super) fn soon(index: &Index<'_>, day: Date, days: u32) -> usize {
    let last = day.plus_days(days);
    let members = index.by_status.get(&Registration::InRegister).into_iter().flatten();
    let ends = |at: &&usize| index.lines[**at].terms(day).range(day..=last).next().is_some();
    members.filter(ends).count()
}

/// Writes the months of a register in a language.
pub(super) fn write(speaker: Speaker<'_>, output: &Output<'_>) -> Result<()> {
    if !has(speaker.site, speaker.index) {
        return Ok(());
    }
    let terms = terms(speaker.index, speaker.site.checked.head.day);
    speaker.expiring_index(&terms, output)?;
    terms.par_iter().try_for_each(|(month, terms)| speaker.expiring(*month, terms, output))
}

fn rest((year, month): Month) -> String {
    format!("expiring/{year:04}-{month:02}/")
}

impl Speaker<'_> {
    fn expiring_index(
        &self,
        terms: &BTreeMap<Month, Vec<Ending<'_>>>,
        output: &Output<'_>,
    ) -> Result<()> {
        let said = self.said();
        let month = |(month, terms): (&Month, &Vec<Ending<'_>>)| MonthRow {
            words: Part::link(
                said.month(month.0, month.1),
                self.site.links.page(self.lang, &self.index.tail(&rest(*month))),
            ),
            documents: count(terms),
        };
        let view = ExpiringPage {
            title: said.expiring_title.clone(),
            near: self.near(terms),
            months: terms.iter().map(month).collect(),
            rows: Vec::new(),
            pager: None,
        };
        let page = self.expiring_frame("expiring/", said.expiring_title.clone(), self.state());
        self.site.put(output, self.lang, &page, &view)
    }

    /// What ends in the days that the register shows ahead, the first first, and what has ended, the
    /// last first.
    fn near(&self, terms: &BTreeMap<Month, Vec<Ending<'_>>>) -> Vec<Near> {
        let said = self.said();
        let day = self.site.checked.head.day;
        let renewal = self.index.register.law.file.renewal.as_ref();
        let Some(days) = renewal.and_then(|renewal| renewal.days_shown) else { return Vec::new() };
        let all = || terms.values().flatten();
        let last = day.plus_days(days);
        let soon = all().filter(|it| it.until >= day && it.until <= last).collect();
        let mut gone: Vec<_> = all().filter(|it| it.until < day).collect();
        gone.reverse();
        let part = |id, title, terms: Vec<&Ending<'_>>| {
            let (shown, rest) = terms.split_at(terms.len().min(SHOWN));
            Near {
                id,
                title,
                more: if rest.is_empty() {
                    String::new()
                } else {
                    fill(&said.expiring_more, &[("n", &count(rest.iter().copied()))])
                },
                rows: shown.iter().map(|ending| self.term(ending)).collect(),
            }
        };
        let soon = part("soon", Said::count(&said.expiring_soon, days as usize), soon);
        let gone = part("gone", said.expiring_gone.clone(), gone);
        [soon, gone].into_iter().filter(|part| !part.rows.is_empty()).collect()
    }

    fn expiring_frame(&self, rest: &str, title: String, state: State) -> Page {
        let register = self.index.register.law.short_title().get(self.lang);
        let above = self.site.links.page(self.lang, &self.index.tail("expiring/"));
        let above = Part::link(self.said().expiring_title.as_str(), above);
        let mut crumbs = vec![self.crumb()];
        crumbs.extend((rest != "expiring/").then_some(above));
        Page {
            template: "expiring",
            tail: self.index.tail(rest),
            description: format!("{title}. {register}"),
            title,
            crumbs,
            section: self.index.register.law.id.clone(),
            state,
            is_echo: false,
        }
    }

    fn expiring(&self, month: Month, terms: &[Ending<'_>], output: &Output<'_>) -> Result<()> {
        let said = self.said();
        let name = said.month(month.0, month.1);
        let title = fill(&said.expiring_in, &[("month", &name)]);
        let pages = terms.len().div_ceil(PAGE);
        for (at, terms) in terms.chunks(PAGE).enumerate() {
            let members: Vec<usize> = terms.iter().map(|ending| ending.at).collect();
            let tail = page_tail(&rest(month), at + 1);
            let page = self.expiring_frame(&tail, title.clone(), self.entries_state(&members));
            let origin = self.index.origins.with(&(terms, pages, &page), &members);
            output.group(&page.name(self.lang), origin, |output| {
                let view = ExpiringPage {
                    title: title.clone(),
                    near: Vec::new(),
                    months: Vec::new(),
                    rows: terms.iter().map(|ending| self.term(ending)).collect(),
                    pager: self.pager(&rest(month), at + 1, pages),
                };
                self.site.put(output, self.lang, &page, &view)
            })?;
        }
        Ok(())
    }

    fn term(&self, Ending { until, at, kinds }: &Ending<'_>) -> TermRow {
        let (said, until) = (self.said(), *until);
        let renewal = self.index.register.law.file.renewal.as_ref();
        let by = until.minus_days(renewal.map_or(0, |renewal| renewal.days_before));
        TermRow {
            row: self.list_row(&self.index.lines[*at]),
            documents: self.documents_named(kinds),
            valid_until: Part::date(said.date(until), until),
            renewal_by: Part::date(said.date(by), by),
        }
    }
}
