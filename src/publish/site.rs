//! The pages that people read, in both languages, drawn from the forms of each register.
//! Views decide what stands where; templates only loop and print. Nothing is checked again here.

mod as_of;
mod atom;
mod calendar;
mod changes;
mod check;
mod days;
mod duty;
mod entry;
mod expiring;
mod extract;
mod feeds;
mod frame;
mod history;
mod holder;
mod home;
mod html;
mod index;
mod links;
mod list;
mod official;
mod pager;
mod part;
mod prose;
mod qr;
mod row;
pub mod script;
mod seal;
mod search;
mod seen;
mod sitemap;
mod specimen;
mod standing;
mod statistics;
mod tally;
#[cfg(test)]
mod tests;
mod theme;
mod value;
mod values;
mod ways;
mod words;

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use serde::Serialize;

use frame::{Frame, Page};
use index::Index;
use links::Links;
use seen::Shown;
use value::Speaker;
use words::Said;

use crate::base::lang::Lang;
use crate::base::output::{FileLine, Output};
use crate::base::share::shared;
use crate::law::site::Audience;
use crate::publish::origin::Own;
use crate::record::public::Privacy;
use crate::register::Checked;

pub use theme::Theme;
pub use words::check_words;

/// Writes the whole site. `validity` are the files of intervals and dates of each register.
pub fn write(
    checked: &Checked,
    theme: &Theme,
    own: &Own,
    validity: &[FileLine],
    output: &Output<'_>,
) -> Result<()> {
    let site = Site::new(checked, theme, own);
    for (path, bytes) in theme.assets() {
        output.put(path, bytes)?;
    }
    home::write(&site, output)?;
    prose::write(&site, output)?;
    for (at, index) in site.indexes.iter().enumerate() {
        let validity = validity.get(at);
        Lang::ALL.into_par_iter().try_for_each(|lang| -> Result<()> {
            let speaker = Speaker { site: &site, index, lang };
            list::write(speaker, validity, output)?;
            changes::write(speaker, output)?;
            expiring::write(speaker, output)?;
            statistics::write(speaker, output)
        })?;
        entries(&site, index, output)?;
        holder::write(&site, index, output)?;
    }
    // One file is written by one thread.
    let (listed, fed) =
        rayon::join(|| sitemap::write(&site, output), || feeds::write(&site, output));
    listed.and(fed)
}

/// Writes all pages of every entry of a register.
fn entries(site: &Site<'_>, index: &Index<'_>, output: &Output<'_>) -> Result<()> {
    shared(&index.lines).try_for_each(|line| {
        let name = format!("pages of {}", index.tail(&line.entry.number().to_string()));
        output.group(&name, index.origins.of(line.entry.index()), |output| -> Result<()> {
            let shown = Shown::of(site, line);
            for lang in Lang::ALL {
                entry::write(Speaker { site, index, lang }, line, &shown, output)?;
            }
            extract::write(site, index, line, &shown, output)
        })
    })
}

/// What every page is made from.
#[derive(Debug)]
struct Site<'c> {
    checked: &'c Checked,
    theme: &'c Theme,
    links: Links,
    privacy: Privacy,
    /// In the order of the registers.
    indexes: Vec<Index<'c>>,
}

impl<'c> Site<'c> {
    fn new(checked: &'c Checked, theme: &'c Theme, own: &Own) -> Site<'c> {
        let privacy = Privacy::new(&checked.law.site, Audience::Public);
        let index = |(register, own)| Index::new(checked, register, own, privacy);
        Site {
            checked,
            theme,
            links: Links::new(&checked.law.site.base_url),
            privacy,
            indexes: checked.registers.iter().zip(own.registers()).map(index).collect(),
        }
    }

    fn said(&self, lang: Lang) -> &'c Said {
        &self.theme.words.get(lang).said
    }

    /// Renders a page and writes it below its language.
    fn put(
        &self,
        output: &Output<'_>,
        lang: Lang,
        page: &Page,
        view: &impl Serialize,
    ) -> Result<()> {
        let html = self.render(lang, page, view)?;
        output.put(format!("{}/{}index.html", lang.code(), page.tail), &html)?;
        Ok(())
    }

    fn render(&self, lang: Lang, page: &Page, view: &impl Serialize) -> Result<Vec<u8>> {
        let mut context = tera::Context::new();
        context.insert("frame", &Frame::new(self, lang, page));
        context.insert("page", view);
        self.theme
            .render(lang, &format!("{}.html", page.template), &context)
            .with_context(|| format!("page `{}/{}`", lang.code(), page.tail))
    }
}
