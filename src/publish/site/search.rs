//! What the script of the search is told: where it is, and its words. A box on any other page is
//! told the little that suggestions need.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Site;
use super::frame::Page;
use crate::base::lang::Lang;
use crate::history::Registration;

#[derive(Serialize)]
struct Script<'s> {
    other: &'s str,
    words: BTreeMap<&'s str, &'s str>,
    #[serde(flatten)]
    results: Option<Results<'s>>,
}

/// What the page of results needs beside that.
#[derive(Serialize)]
struct Results<'s> {
    title: &'s str,
    /// Entries of this register need not name it.
    main: &'s str,
}

/// The data of a box on a page, as JSON.
pub(super) fn script(site: &Site<'_>, lang: Lang, page: &Page) -> String {
    let said = site.said(lang);
    let shows_results = page.section == "search";
    let known = site.theme.words.get(lang).search.iter();
    let known = known.map(|(key, word)| (key.as_str(), word.as_str()));
    let wanted = |key: &str| shows_results || key.starts_with("is_") || key == "suggested";
    let mut words: BTreeMap<_, _> = known.filter(|(key, _)| wanted(key)).collect();
    if shows_results {
        words.extend([("months", said.months.as_str()), ("date", &said.date)]);
        words.extend(Registration::ALL.map(|status| (status.word(), said.registration(status))));
    }
    let main = site.checked.registers.first().map_or("", |register| &register.law.id);
    let script = Script {
        other: lang.other().code(),
        words,
        results: shows_results.then_some(Results { title: &page.title, main }),
    };
    serde_json::to_string(&script).unwrap_or_default()
}
