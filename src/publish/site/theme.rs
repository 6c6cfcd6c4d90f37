//! A theme and its content, read once: templates, static files under names that tell their
//! content, words and texts. Whatever does not fit together is an error here, before any page.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anyhow::{Context as _, Result, bail};
use pulldown_cmark::{Event, Options, Parser, TagEnd};
use regex::Regex;
use tera::Tera;

use super::words::Words;
use super::{html, script, specimen};
use crate::base::digest::Digest;
use crate::base::lang::{Lang, PerLang};
use crate::law::Files;

const TEMPLATES: &str = "themes/default/templates";
const STATIC: &str = "themes/default/static";
/// The folder of the search's scripts, below the static files.
const SEARCH: &str = "search/";
/// Files for the root of the site, published under their own names.
const ROOT: &str = "themes/default/root";
/// Modules, which are shortened. The script of every page is short, and no module.
const MODULES: [&str; 4] = ["check.js", "inflate.js", "search-more.js", "search-page.js"];

/// Room for most pages, so that few of them are moved while they grow.
const ROOM: usize = 1 << 16;

/// Everything that pages are made with, apart from the register.
#[derive(Debug)]
pub struct Theme {
    tera: PerLang<Tera>,
    pub(super) words: PerLang<Words>,
    pub(super) texts: PerLang<BTreeMap<String, Text>>,
    assets: Assets,
}

/// Static files: path from the site's root, bytes.
type Assets = Vec<(String, Vec<u8>)>;

/// A text of the site, written in Markdown.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// Its first heading.
    pub(super) title: String,
    /// The rest, as HTML.
    pub(super) html: String,
    /// Its first paragraph, as plain text.
    pub(super) lead: String,
}

impl Theme {
    /// Reads the theme and tries it on a specimen, so that a template that fails does so here.
    pub fn load(files: &Files) -> Result<Theme> {
        let words = Words::load(files)?;
        let (names, assets) = assets(files)?;
        let mut tera = Tera::default();
        tera.set_escape_fn(escape);
        let templates = templates(files)?;
        check_words(&templates, &words.kk)?;
        tera.add_raw_templates(templates).context("templates of the theme")?;
        tera.global_context().insert("assets", &names);
        let both = PerLang { kk: &words.kk.page, ru: &words.ru.page };
        tera.global_context().insert("both", &both);
        let mut per_lang = PerLang { kk: tera.clone(), ru: tera };
        per_lang.kk.global_context().insert("w", &words.kk.page);
        per_lang.ru.global_context().insert("w", &words.ru.page);
        let texts = texts(files)?;
        let theme = Theme { tera: per_lang, words, texts, assets };
        specimen::render(&theme).context("the theme fails on its specimen")?;
        Ok(theme)
    }

    /// Renders a template in a language.
    pub(super) fn render(
        &self,
        lang: Lang,
        template: &str,
        view: &tera::Context,
    ) -> Result<Vec<u8>> {
        let mut html = Vec::with_capacity(ROOM);
        self.render_to(lang, template, view, &mut html)?;
        Ok(html)
    }

    /// Renders a piece of a page, which other templates print as it is.
    pub(super) fn piece(
        &self,
        lang: Lang,
        template: &str,
        view: &tera::Context,
    ) -> Result<tera::Value> {
        let mut html = Vec::new();
        self.render_to(lang, template, view, &mut html)?;
        Ok(tera::Value::safe_string(&String::from_utf8(html)?))
    }

    fn render_to(
        &self,
        lang: Lang,
        template: &str,
        view: &tera::Context,
        html: &mut Vec<u8>,
    ) -> Result<()> {
        let rendered = self.tera.get(lang).render_to(template, view, html);
        rendered.with_context(|| format!("template `{template}`"))
    }

    /// The static files and those of the root: path from the site's root, bytes.
    pub(super) fn assets(&self) -> &[(String, Vec<u8>)] {
        &self.assets
    }
}

/// What tera calls for every text that it prints.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    html::escaped(text).try_for_each(|piece| out.write_all(piece.as_bytes()))
}

fn templates(files: &Files) -> Result<Vec<(String, &str)>> {
    let mut templates = Vec::new();
    for (name, bytes) in files.below(TEMPLATES) {
        let text = std::str::from_utf8(bytes)
            .with_context(|| format!("`{TEMPLATES}/{name}` is not UTF-8"))?;
        templates.push((name.to_owned(), text));
    }
    if templates.is_empty() {
        bail!("there are no templates below `{TEMPLATES}`");
    }
    Ok(templates)
}

/// A word that a template prints must be there, and one that none prints is a slip.
fn check_words(templates: &[(String, &str)], words: &Words) -> Result<()> {
    let used = Regex::new(r"\b(?:w|both\.kk|both\.ru)\.([a-z0-9_]+)")?;
    let mut printed = BTreeSet::new();
    for (name, text) in templates {
        for found in used.captures_iter(text) {
            if !words.page.contains_key(&found[1]) {
                bail!("template `{name}` prints `w.{}`, which words.json lacks", &found[1]);
            }
            printed.insert(found[1].to_owned());
        }
    }
    match words.page.keys().find(|key| !printed.contains(*key)) {
        Some(key) => bail!("no template prints the word `page.{key}`"),
        None => Ok(()),
    }
}

/// The static files under names that change with their content, and the names by file.
fn assets(files: &Files) -> Result<(BTreeMap<String, String>, Assets)> {
    let mut names = BTreeMap::new();
    let mut assets = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        let hash = Digest::of(&bytes).to_string();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let file = format!("{stem}-{}.{extension}", &hash[..12]);
        names.insert(name.to_owned(), format!("assets/{file}"));
        assets.push((format!("assets/{file}"), bytes));
        (format!("./{name}"), format!("./{file}"))
    };
    let mut search = String::new();
    let mut loaded = Vec::new();
    for (name, bytes) in files.below(STATIC) {
        if name.starts_with(SEARCH) {
            search.push_str(&String::from_utf8_lossy(bytes));
        } else if MODULES.contains(&name) {
            let short =
                script::shortened(&String::from_utf8_lossy(bytes)).context(name.to_owned())?;
            loaded.push(add(name, short.into_bytes()));
        } else {
            add(name, bytes.to_vec());
        }
    }
    let mut search = script::shortened(&search).context("scripts of the search")?;
    for (name, file) in &loaded {
        // What the script loads later stands beside it.
        search = search.replace(name, file);
    }
    add("search.js", search.into_bytes());
    assets.extend(files.below(ROOT).map(|(name, bytes)| (name.to_owned(), bytes.to_vec())));
    Ok((names, assets))
}

fn texts(files: &Files) -> Result<PerLang<BTreeMap<String, Text>>> {
    let read = |lang: Lang| -> Result<BTreeMap<String, Text>> {
        let folder = format!("content/{}", lang.code());
        let mut texts = BTreeMap::new();
        for (name, bytes) in files.below(&folder) {
            let Some(id) = name.strip_suffix(".md") else { continue };
            let markdown = std::str::from_utf8(bytes)
                .with_context(|| format!("`{folder}/{name}` is not UTF-8"))?;
            let text = text(markdown)
                .with_context(|| format!("`{folder}/{name}` does not begin with `# title`"))?;
            texts.insert(id.to_owned(), text);
        }
        Ok(texts)
    };
    let texts = PerLang { kk: read(Lang::Kk)?, ru: read(Lang::Ru)? };
    let only = |lang: Lang| {
        texts.get(lang).keys().find(|id| !texts.get(lang.other()).contains_key(*id)).cloned()
    };
    for lang in Lang::ALL {
        if let Some(id) = only(lang) {
            bail!("`content/{}/{id}.md` has no twin in the other language", lang.code());
        }
    }
    Ok(texts)
}

/// A text with its title. Raw HTML in it is shown as text: scripts and styles have no way in.
fn text(markdown: &str) -> Option<Text> {
    let (title, body) = markdown.strip_prefix("# ")?.split_once('\n')?;
    let events = Parser::new_ext(body, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    });
    let mut html = String::with_capacity(body.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events);
    Some(Text { title: title.trim().to_owned(), html, lead: lead(body) })
}

/// The words of the first paragraph.
fn lead(body: &str) -> String {
    let first = Parser::new(body).take_while(|event| *event != Event::End(TagEnd::Paragraph));
    let words = first.map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.into_string(),
        Event::SoftBreak => " ".to_owned(),
        _ => String::new(),
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_is_one_script_that_knows_what_stands_beside_it() {
        let file = |name: &str, text: &str| (format!("{STATIC}/{name}"), text.as_bytes().to_vec());
        let files = [
            file("search/1.js", "import(\"./search-more.js\");"),
            file("search/2.js", "// last\nend();"),
            file("search-more.js", "more();"),
        ];
        let (names, assets) = assets(&Files::new(files.into())).unwrap();
        assert_eq!(assets.len(), 2);
        let script = &assets.iter().find(|(path, _)| *path == names["search.js"]).unwrap().1;
        let more = names["search-more.js"].trim_start_matches("assets/");
        let expected = format!("import(`./{more}`),end();");
        assert_eq!(String::from_utf8_lossy(script), expected);
    }

    #[test]
    fn markdown_has_a_title_and_no_raw_html() {
        let text = text("# Title\n\nSome <b onclick=x>text</b>.\n\n<script>x</script>\n").unwrap();
        assert_eq!(text.title, "Title");
        assert!(text.html.contains("&lt;b onclick=x&gt;"), "{}", text.html);
        assert!(!text.html.contains("<script"), "{}", text.html);
    }
}
