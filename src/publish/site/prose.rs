//! Pages whose text is content: Markdown, and what the registers add to it.

use anyhow::Result;
use serde::Serialize;

use super::Site;
use super::frame::Page;
use super::home::state;
use super::value::Speaker;
use super::ways::Division;
use crate::base::lang::Lang;
use crate::base::output::Output;

#[derive(Serialize)]
struct ProsePage<'p> {
    title: &'p str,
    html: &'p str,
    registers: Vec<RegisterView>,
}

/// What a text page adds about a register.
#[derive(Serialize)]
struct RegisterView {
    id: String,
    title: String,
    href: String,
    divisions: Vec<Division>,
    /// Keys by which there are files.
    keys: Vec<String>,
    editions: Vec<String>,
}

/// Texts that have a template of their own.
const WITH_REGISTERS: [(&str, &str); 3] =
    [("data", "data"), ("search", "finding"), ("check", "finding")];

/// Writes every text as a page.
pub(super) fn write(site: &Site<'_>, output: &Output<'_>) -> Result<()> {
    for lang in Lang::ALL {
        for (id, text) in site.theme.texts.get(lang) {
            let own = WITH_REGISTERS.iter().find(|(known, _)| known == id);
            let template = own.map_or("prose", |(_, template)| template);
            let speak = |index| register(Speaker { site, index, lang });
            let view = ProsePage {
                title: &text.title,
                html: &text.html,
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

fn register(speaker: Speaker<'_>) -> RegisterView {
    let law = &speaker.index.register.law;
    RegisterView {
        id: law.id.clone(),
        title: law.short_title().get(speaker.lang).clone(),
        href: speaker.site.links.page(speaker.lang, &speaker.index.tail("")),
        divisions: speaker.divisions("-"),
        keys: law.file.roles.keys.keys().cloned().collect(),
        editions: law.forms.keys().cloned().collect(),
    }
}
