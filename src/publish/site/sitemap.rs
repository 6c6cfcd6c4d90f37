//! The list of pages for search engines, and what they may read.

use anyhow::Result;

use super::Site;
use crate::base::date::Instant;
use crate::base::lang::Lang;
use crate::base::output::Output;

/// The protocol allows 50,000 addresses a file; with their twins, half of that stay under 10 MB.
const SHARD: usize = 25_000;

const SECURITY: &str = ".well-known/security.txt";

/// Writes the list of every page that the site has written so far.
pub(super) fn write(site: &Site<'_>, output: &Output<'_>) -> Result<()> {
    let files = output.selected(|path| path.starts_with("kk/"));
    let tail = |path: &'_ str| -> Option<String> {
        let tail = path.strip_prefix("kk/")?.strip_suffix("index.html")?;
        (!tail.contains("/sort/")).then(|| tail.to_owned())
    };
    let tails: Vec<String> = files.iter().filter_map(|file| tail(&file.path)).collect();
    let mut shards = String::new();
    for (at, tails) in tails.chunks(SHARD).enumerate() {
        let path = format!("sitemap/{}.xml", at + 1);
        let urls: String = tails.iter().map(|tail| urls(site, tail)).collect();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset \
             xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
             xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n{urls}</urlset>\n"
        );
        output.put(path.as_str(), text.as_bytes())?;
        let address = escape(&site.links.whole(&path));
        shards.extend(["<sitemap><loc>", &address, "</loc></sitemap>\n"]);
    }
    let index = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex \
         xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{shards}</sitemapindex>\n"
    );
    output.put("sitemap.xml", index.as_bytes())?;
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", site.links.whole("sitemap.xml"));
    output.put("robots.txt", robots.as_bytes())?;
    if let Some(contact) = site.checked.law.site.contact_href() {
        output.put(SECURITY, security(site, &contact).as_bytes())?;
    }
    Ok(())
}

/// Whom to tell of a danger, as RFC 9116 has it; nothing where nobody is named.
fn security(site: &Site<'_>, contact: &str) -> String {
    // The RFC asks for a term of less than a year: a site that nobody builds anew answers no more.
    let expires = Instant(site.checked.head.at.0 + 364 * 86_400);
    let address = site.links.whole(SECURITY);
    format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: kk, ru\nCanonical: {address}\n"
    )
}

/// A page in both languages, each naming the other.
fn urls(site: &Site<'_>, tail: &str) -> String {
    let address = |lang: Lang| escape(&site.links.whole(&format!("{}/{tail}", lang.code())));
    let twin = |lang: Lang| {
        let (code, address) = (lang.code(), address(lang));
        format!("<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{address}\"/>")
    };
    let twins = Lang::ALL.map(twin).concat();
    Lang::ALL.map(|lang| format!("<url><loc>{}</loc>{twins}</url>\n", address(lang))).concat()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
