// What can be seen without a browser: links, languages, and the rules of HTML.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { address } from "./site.mjs";

/** Every link and source leads to a file, every fragment to a place. */
export function links(root, pages, fail) {
  const ids = new Map();
  const places = (path) => {
    if (!ids.has(path)) {
      const text = readFileSync(join(root, path), "utf8");
      ids.set(path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map((found) => found[1])));
    }
    return ids.get(path);
  };
  let count = 0;
  for (const page of pages) {
    const text = readFileSync(join(root, page), "utf8");
    for (const [, link] of text.matchAll(/ (?:href|src)="([^"]+)"/g)) {
      if (/^(https?|mailto|tel|data):/.test(link)) continue;
      count += 1;
      const url = new URL(link.replaceAll("&amp;", "&"), "http://host" + address(page));
      let path = decodeURIComponent(url.pathname).slice(1);
      if (path === "" || path.endsWith("/")) path += "index.html";
      if (!existsSync(join(root, path))) fail(page, `leads nowhere: ${link}`);
      else if (url.hash && path.endsWith(".html") && !places(path).has(url.hash.slice(1))) {
        fail(page, `no such place: ${link}`);
      }
    }
  }
  return count;
}

/** Each language names the other, the other names it back, and each names itself. */
export function twins(root, pages, fail) {
  const alternates = (path) => {
    const text = readFileSync(join(root, path), "utf8");
    const found = text.matchAll(/<link rel="alternate" hreflang="(\w+)" href="https?:\/\/[^/]+\/([^"]*)"/g);
    return Object.fromEntries([...found].map(([, lang, href]) => [lang, href.replace(/(^|\/)$/, "$1index.html")]));
  };
  const spoken = pages.filter((path) => /^(kk|ru)\//.test(path));
  for (const path of spoken) {
    const mine = alternates(path);
    const lang = path.slice(0, 2);
    if (mine[lang] !== path) fail(path, `hreflang ${lang} is ${mine[lang]}`);
    const twin = mine[lang === "kk" ? "ru" : "kk"];
    if (!twin || !existsSync(join(root, twin))) fail(path, `its twin is not there: ${twin}`);
    else if (alternates(twin)[lang] !== path) fail(path, `its twin names ${alternates(twin)[lang]}`);
  }
  return spoken.length;
}

/** The rules of HTML. */
export async function html(HtmlValidate, root, pages, fail) {
  const validate = new HtmlValidate({
    extends: ["html-validate:recommended"],
    rules: {
      "doctype-style": ["error", { style: "lowercase" }],
      // Titles hold official names, which are as long as they are; what tells pages apart comes first.
      "long-title": "off",
      // A table that is drawn as cards stays a table for a screen reader by its roles alone.
      "no-redundant-role": "off",
      // A number that is copied from the page must have plain hyphens; the style keeps it on one line.
      "tel-non-breaking": "off",
    },
  });
  for (const page of pages) {
    const report = await validate.validateString(readFileSync(join(root, page), "utf8"));
    for (const result of report.results) {
      for (const message of result.messages) {
        fail(page, `html: ${message.ruleId}: ${message.message} (line ${message.line})`);
      }
    }
  }
  return pages.length;
}
