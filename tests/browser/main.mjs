// Every kind of page of a built site, in both languages: `node main.mjs <folder>`.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { address, files, samples, serve } from "./site.mjs";
import * as still from "./still.mjs";
import * as live from "./live.mjs";
import { check } from "./check.mjs";
import { search } from "./search.mjs";

const root = process.argv[2];
const require = createRequire(join(process.env.PACKAGES, "package.json"));
const { chromium } = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const failures = new Map();
function fail(page, what) {
  const pages = failures.get(what) ?? new Set();
  pages.add(page);
  failures.set(what, pages);
}

const pages = files(root).filter((path) => path.endsWith(".html"));
const chosen = samples(root, pages);
console.log(`${pages.length} pages, ${chosen.length} of them for the browser`);
console.log(`links: ${still.links(root, pages, fail)}`);
console.log(`pages with a twin: ${still.twins(root, pages, fail)}`);
console.log(`pages by the rules of HTML: ${await still.html(HtmlValidate, root, pages, fail)}`);

const site = await serve(root);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const wide = { width: 1200, height: 900 };
const narrow = { width: 320, height: 700 };
const spoken = (path) => /^(kk|ru)\//.test(path);

/** Visits pages, a few at a time, each in a context of its own: what a page keeps is its own affair. */
async function everyPage(name, paths, options, visit) {
  const started = Date.now();
  const queue = [...paths];
  await Promise.all([1, 2, 3].map(async () => {
    const context = await browser.newContext(options);
    const page = await live.watched(context, fail);
    for (let path = queue.shift(); path; path = queue.shift()) {
      await page.goto(site.origin + address(path));
      await visit(page, path);
    }
    await context.close();
  }));
  console.log(`${name}: ${paths.length} in ${Math.round((Date.now() - started) / 1000)} s`);
}

// One visit sees a page in every dress: reading it anew for each would take five times as long.
const colours = ["color-contrast", "target-size", "link-in-text-block"];
await everyPage("light, keyboard, dark, low vision, phone", chosen, { viewport: wide, colorScheme: "light" }, async (page, path) => {
  if (spoken(path)) await live.keyboard(page, path, fail);
  await live.axe(page, axeSource, "light", null, fail);
  // What differs from the light scheme is colour and size.
  await page.emulateMedia({ colorScheme: "dark" });
  await live.axe(page, axeSource, "dark", colours, fail);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(narrow);
  await live.fits(page, "phone", fail);
  if (await live.lowVision(page)) {
    await live.fits(page, "phone, low vision", fail);
    await page.setViewportSize(wide);
    await live.axe(page, axeSource, "low vision", colours, fail);
    await live.lowVision(page);
  }
  await page.setViewportSize(wide);
});
await everyPage("no script", chosen, { viewport: narrow, javaScriptEnabled: false }, async (page, path) => {
  await live.fits(page, "no script", fail);
  if (!(await page.locator("h1").first().innerText()).trim()) fail(path, "no heading without script");
  if (await page.locator(".asof:visible, .sight:visible, .ask:visible").count()) fail(path, "a dead control without script");
});
const dated = chosen.filter((path) => spoken(path) && readFileSync(join(root, path), "utf8").includes("data-asof"));
await everyPage("as of a date", dated, { viewport: wide }, async (page, path) => {
  await live.asOf(page, path, fail);
  await live.axe(page, axeSource, "answered", null, fail);
});
const listed = chosen.filter((path) => spoken(path) && readFileSync(join(root, path), "utf8").includes("data-days"));
await everyPage("lists as of a date", listed, { viewport: wide }, async (page, path) => {
  await live.days(page, path, fail);
  await live.axe(page, axeSource, "a day on a list", null, fail);
});
for (const lang of ["kk", "ru"]) await live.kinds(browser, site.origin, `/${lang}/trusted/changes/`, fail);
const plain = await browser.newContext();
for (const path of ["/kk/", "/ru/trusted/"]) await live.stale(plain, site.origin, path, fail);
await plain.close();
const extracts = pages.filter((path) => /^[^/]+\/\d+\/r\d+\/index\.html$/.test(path));
await everyPage("extracts printed", extracts, { viewport: wide }, async (page, path) => {
  const count = await live.sheets(page);
  if (count !== 1) fail(path, `prints to ${count} sheets`);
});
await check(browser, site, root, axeSource, fail);
await search(browser, site, root, axeSource, fail);
await browser.close();
site.close();

for (const [what, where] of failures) {
  const list = [...where];
  console.log(`FAIL ${what}\n     ${list.slice(0, 3).join(", ")}${list.length > 3 ? ` and ${list.length - 3} more` : ""}`);
}
console.log(failures.size ? `${failures.size} kinds of failures` : "everything passed");
process.exitCode = failures.size ? 1 : 0;
