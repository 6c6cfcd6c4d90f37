//! The chooser of languages, the home pages, and the pages for what is not there: one in each
//! language for hosts that know the language of an address, one in both for the others.

use anyhow::Result;
use serde::Serialize;

use super::changes::Sentence;
use super::frame::{Frame, Page, State};
use super::part::{Part, Status};
use super::value::Speaker;
use super::ways::Division;
use super::words::{Said, thousands};
use super::{Site, expiring};
use crate::base::lang::Lang;
use crate::base::output::Output;
use crate::history::Registration;
use crate::law::register::Status as ActStatus;

/// Changes shown on a home page.
const LATEST: usize = 5;

/// The name by which hosts find the page for what is not there.
const MISSING: &str = "404.html";

#[derive(Serialize)]
struct MissingPage<'p> {
    title: &'p str,
}

#[derive(Serialize)]
struct HomePage {
    title: String,
    registers: Vec<RegisterView>,
    archive: Vec<RegisterView>,
}

/// A register on the home page.
#[derive(Serialize)]
struct RegisterView {
    title: String,
    short_title: String,
    basis: String,
    href: String,
    counts: Vec<Count>,
    divisions: Vec<Division>,
    latest: Vec<Sentence>,
    changes: String,
    statistics: String,
}

#[derive(Serialize)]
struct Count {
    status: Status,
    entries: String,
    href: String,
}

/// One language's way in, for the pages that have no language.
#[derive(Serialize)]
struct Door<'d> {
    frame: Frame<'d>,
    title: &'d str,
    href: String,
    /// The whole address of the chooser.
    address: String,
}

/// Writes the pages that are not about one register.
pub(super) fn write(site: &Site<'_>, output: &Output<'_>) -> Result<()> {
    for lang in Lang::ALL {
        let title = site.checked.law.site.title.get(lang).clone();
        let page = Page {
            template: "home",
            tail: String::new(),
            title: title.clone(),
            description: site.said(lang).site_description.clone(),
            state: state(site, lang),
            ..Page::default()
        };
        let (registers, archive) = registers(site, lang);
        site.put(output, lang, &page, &HomePage { title, registers, archive })?;
        missing(site, lang, output)?;
    }
    for (template, path) in [("chooser", "index.html"), ("not_found", MISSING)] {
        output.put(path, &doors(site, template)?)?;
    }
    Ok(())
}

/// What stands where an address of one language leads nowhere.
fn missing(site: &Site<'_>, lang: Lang, output: &Output<'_>) -> Result<()> {
    let words = &site.theme.words.get(lang).page;
    let title = words.get("not_found").cloned().unwrap_or_default();
    let page = Page {
        template: "missing",
        tail: MISSING.to_owned(),
        title: title.clone(),
        is_echo: true,
        ..Page::default()
    };
    let html = site.render(lang, &page, &MissingPage { title: &title })?;
    output.put(format!("{}/{MISSING}", lang.code()), &html)?;
    Ok(())
}

/// Both languages on one page, the state language first.
fn doors(site: &Site<'_>, template: &'static str) -> Result<Vec<u8>> {
    let page = Page { template, is_echo: template == "not_found", ..Page::default() };
    let door = |lang: Lang| Door {
        frame: Frame::new(site, lang, &page),
        title: site.checked.law.site.title.get(lang),
        href: site.links.page(lang, ""),
        address: site.links.whole(""),
    };
    let view: Vec<_> = Lang::ALL.into_iter().map(door).collect();
    site.render(Lang::Kk, &page, &view)
}

/// The day of the data.
pub(super) fn state(site: &Site<'_>, lang: Lang) -> State {
    let said = site.said(lang);
    let day = site.checked.head.day;
    let values = [("date", Part::date(said.date(day), day))];
    State { words: super::part::phrase(&said.data_state, &values), day: Some(day) }
}

fn registers(site: &Site<'_>, lang: Lang) -> (Vec<RegisterView>, Vec<RegisterView>) {
    let view = |index| register(Speaker { site, index, lang });
    let main = |index: &&super::Index<'_>| {
        let file = &index.register.law.file;
        file.in_navigation && file.status == ActStatus::InForce
    };
    let (main, archive): (Vec<_>, Vec<_>) = site.indexes.iter().partition(main);
    (main.into_iter().map(view).collect(), archive.into_iter().map(view).collect())
}

fn register(speaker: Speaker<'_>) -> RegisterView {
    let index = speaker.index;
    let law = &index.register.law;
    let href = |rest: &str| speaker.site.links.page(speaker.lang, &index.tail(rest));
    let count = |registration: Registration| Count {
        status: Status::of(registration, speaker.said().registration(registration)),
        entries: thousands(index.by_status.get(&registration).map_or(0, Vec::len)),
        href: href(&format!("status/{}/", registration.word())),
    };
    let mut counts = vec![count(Registration::InRegister), count(Registration::Excluded)];
    let renewal = law.file.renewal.as_ref().filter(|_| expiring::has(speaker.site, index));
    if let Some(days) = renewal.and_then(|renewal| renewal.days_shown) {
        let word = Said::count(&speaker.said().expiring_soon, days as usize);
        counts.push(Count {
            status: Status { code: "expiring", word },
            entries: thousands(expiring::soon(index, speaker.site.checked.head.day, days)),
            href: href("expiring/#soon"),
        });
    }
    let latest = index.register.events().iter().rev().take(LATEST);
    RegisterView {
        title: law.file.title.get(speaker.lang).clone(),
        short_title: law.short_title().get(speaker.lang).clone(),
        basis: law.file.legal_basis.get(speaker.lang).clone(),
        href: href(""),
        counts,
        divisions: speaker.divisions("-").into_iter().skip(1).collect(),
        latest: latest.map(|event| speaker.sentence(event)).collect(),
        changes: href("changes/"),
        statistics: href("statistics/"),
    }
}
