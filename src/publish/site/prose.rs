//! Pages whose text is content: Markdown, and what the registers add to it.

use anyhow::Result;
use serde::Serialize;

use super::frame::Page;
use super::home::state;
use super::value::Speaker;
use super::ways::Division;
use super::{Site, check};
use crate::base::lang::Lang;
use crate::base::output::Output;
use crate::law::register::Status;
use crate::law::site::Iin;
use crate::publish::keys::Key;

#[derive(Serialize)]
struct ProsePage<'p> {
    title: &'p str,
    /// Its first paragraph, for a page that has something to do between that and the rest.
    opening: &'p str,
    html: &'p str,
    registers: Vec<RegisterView>,
    base: &'p str,
    /// What the script of the page needs, as JSON.
    script: String,
}

/// What a text page adds about a register.
#[derive(Serialize)]
struct RegisterView {
    id: String,
    title: String,
    href: String,
    divisions: Vec<Division>,
    /// Keys by which there are files, and the holder where there is one.
    listed: Vec<String>,
    /// Whether it is asked without being named: its act is in force.
    is_asked: bool,
    editions: Vec<String>,
    /// By which act it is kept, and where its forms come from.
    basis: String,
    forms: Vec<String>,
}

/// Texts that have a template of their own.
const WITH_REGISTERS: [(&str, &str); 4] =
    [("data", "data"), ("rules", "rules"), ("search", "search"), ("check", "check")];

/// Stands in a text for the address of the site.
const BASE: &str = "{base}";
/// Stands in a text for what becomes of the numbers of individuals.
const IIN: &str = "{iin}";

/// Writes every text as a page.
pub(super) fn write(site: &Site<'_>, output: &Output<'_>) -> Result<()> {
    let settings = &site.checked.law.site;
    let base = &settings.base_url;
    for lang in Lang::ALL {
        let said = site.said(lang);
        let iin = match settings.iin {
            Iin::Mask => &said.iin_mask,
            Iin::Publish => &said.iin_publish,
        };
        let iin = escaped(iin)?;
        // A text in a folder belongs to the pages of the register of that name.
        let pages = site.theme.texts.get(lang).iter().filter(|(id, _)| !id.contains('/'));
        for (id, text) in pages {
            let own = WITH_REGISTERS.iter().find(|(known, _)| known == id);
            let template = own.map_or("prose", |(_, template)| template);
            let html = text.html.replace(BASE, base).replace(IIN, &iin);
            let first = if template == "check" { paragraph_end(&html) } else { 0 };
            let (opening, html) = html.split_at(first);
            let speak = |index| register(Speaker { site, index, lang });
            let view = ProsePage {
                title: &text.title,
                opening,
                html,
                base,
                script: if id == "check" { check::script(site, lang) } else { String::new() },
                registers: site.indexes.iter().map(speak).collect(),
            };
            let page = Page {
                template,
                tail: format!("{id}/"),
                title: text.title.clone(),
                description: text.lead.clone(),
                section: id.clone(),
                state: state(site, lang),
                ..Page::default()
            };
            site.put(output, lang, &page, &view)?;
        }
    }
    Ok(())
}

/// Where the paragraph ends that a text begins with.
fn paragraph_end(html: &str) -> usize {
    const END: &str = "</p>";
    let end = html.find(END).filter(|_| html.starts_with("<p>"));
    end.map_or(0, |at| at + END.len())
}

/// A word inside HTML.
fn escaped(word: &str) -> Result<String> {
    let mut out = Vec::new();
    tera::escape_html(word, &mut out)?;
    Ok(String::from_utf8(out)?)
}

fn register(speaker: Speaker<'_>) -> RegisterView {
    let law = &speaker.index.register.law;
    let keys = Key::all(speaker.index.register);
    RegisterView {
        id: law.id.clone(),
        title: law.short_title().get(speaker.lang).clone(),
        href: speaker.site.links.page(speaker.lang, &speaker.index.tail("")),
        divisions: speaker.divisions("-"),
        listed: keys.iter().map(|key| key.name.to_owned()).collect(),
        is_asked: law.file.status == Status::InForce,
        editions: law.forms.keys().cloned().collect(),
        basis: law.file.legal_basis.get(speaker.lang).clone(),
        forms: law.forms.values().map(|form| form.legal_basis.clone()).collect(),
    }
}
