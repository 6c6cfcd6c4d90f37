//! What surrounds every page: head, navigation, the way back, the switch of languages, the foot.

use serde::Serialize;

use super::part::{Part, Phrase};
use super::{Site, search};
use crate::base::date::Date;
use crate::base::lang::Lang;
use crate::law::register::Status;
use crate::law::site::Environment;
use crate::publish::DAYS_VALID;

/// What the foot says about the state of the data.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) words: Phrase,
    /// The day that the page is true of, where it tells of one.
    pub(super) day: Option<Date>,
}

impl State {
    /// Of a page that does not change with the day.
    pub(super) fn lasting(words: Phrase) -> State {
        State { words, day: None }
    }
}

/// A page before it is framed.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its template, without the extension.
    pub(super) template: &'static str,
    /// Its tail, the same in both languages.
    pub(super) tail: String,
    /// Its title, for the head and for those who share it.
    pub(super) title: String,
    /// What it says, in one sentence.
    pub(super) description: String,
    /// The pages above it, without the home page.
    pub(super) crumbs: Vec<Part>,
    /// The part of the navigation that it belongs to.
    pub(super) section: String,
    pub(super) state: State,
    /// Search engines are asked to pass it over: another order of what stands elsewhere.
    pub(super) is_echo: bool,
}

impl Page {
    /// Its name among groups of files.
    pub(super) fn name(&self, lang: Lang) -> String {
        format!("page {}/{}", lang.code(), self.tail)
    }
}

/// What the base template prints.
#[derive(Debug, Serialize)]
pub(super) struct Frame<'f> {
    lang: &'static str,
    /// Hours east of Greenwich, for scripts that count days: old devices hold an older offset.
    east: i64,
    other: &'static str,
    root: &'f str,
    tail: &'f str,
    home: String,
    title: &'f str,
    description: &'f str,
    canonical: String,
    alternates: Vec<(&'static str, String)>,
    switch: String,
    crumbs: &'f [Part],
    section: &'f str,
    registers: Vec<Link>,
    archive: Vec<Link>,
    changes: String,
    is_demo: bool,
    /// Whether the act of the page's register is no longer in force.
    is_past: bool,
    is_echo: bool,
    site_title: &'f str,
    publisher: &'f str,
    licence: Option<&'f str>,
    /// Where readers write to: as written, and as a link.
    contact: Option<(&'f str, String)>,
    state: &'f Phrase,
    /// The last day on which the page can be relied on, as long as it is told; a demonstration stays
    /// as it is.
    fresh_until: Option<Date>,
    /// What the script of the search is told, as JSON.
    search: String,
}

/// A link to a register.
#[derive(Debug, Serialize)]
struct Link {
    section: String,
    text: String,
    href: String,
}

impl<'f> Frame<'f> {
    /// Frames a page.
    pub(super) fn new(site: &'f Site<'_>, lang: Lang, page: &'f Page) -> Frame<'f> {
        let settings = &site.checked.law.site;
        let address = |lang: Lang| site.links.whole(&format!("{}/{}", lang.code(), page.tail));
        let registers = |shown: bool| links(site, lang, shown);
        let main = registers(true);
        let is_demo = settings.environment == Environment::Demo;
        let changes = main.first().map(|link| format!("{}changes/", link.href));
        Frame {
            lang: lang.code(),
            east: site.checked.law.zone.east(),
            other: lang.other().code(),
            root: site.links.root(),
            tail: &page.tail,
            home: site.links.page(lang, ""),
            title: &page.title,
            description: &page.description,
            canonical: address(lang),
            alternates: Lang::ALL.map(|lang| (lang.code(), address(lang))).to_vec(),
            switch: site.links.page(lang.other(), &page.tail),
            crumbs: &page.crumbs,
            section: &page.section,
            registers: main,
            archive: registers(false),
            changes: changes.unwrap_or_default(),
            is_past: site.indexes.iter().any(|index| {
                let law = &index.register.law;
                law.id == page.section && law.file.status == Status::Revoked
            }),
            is_demo,
            is_echo: page.is_echo,
            site_title: settings.title.get(lang),
            publisher: settings.publisher.get(lang),
            licence: settings.licence.as_deref(),
            contact: settings.contact.as_deref().zip(settings.contact_href()),
            state: &page.state.words,
            fresh_until: page.state.day.filter(|_| !is_demo).map(|day| day.plus_days(DAYS_VALID)),
            search: search::script(site, lang, page),
        }
    }
}

/// The registers of the main navigation, or those of the archive: a register whose act is revoked
/// never stands in the main navigation.
fn links(site: &Site<'_>, lang: Lang, main: bool) -> Vec<Link> {
    let of = |index: &&super::Index<'_>| {
        let file = &index.register.law.file;
        (file.in_navigation && file.status == Status::InForce) == main
    };
    let link = |index: &super::Index<'_>| Link {
        section: index.register.law.id.clone(),
        text: index.register.law.short_title().get(lang).clone(),
        href: site.links.page(lang, &index.tail("")),
    };
    site.indexes.iter().filter(of).map(link).collect()
}
