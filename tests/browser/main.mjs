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

async function everyPage(name, options, before, check) {
  const context = await browser.newContext(options);
  if (before) await context.addInitScript(before);
  const page = await live.watched(context, fail);
  for (const path of chosen) {
    await page.goto(site.origin + address(path));
    await check(page, path, name);
  }
  await context.close();
  console.log(`${name}: ${chosen.length}`);
}

const wide = { width: 1200, height: 900 };
const narrow = { width: 320, height: 700 };
const colours = ["color-contrast", "target-size", "link-in-text-block"];
const looked = (rules) => (page, path, name) => live.axe(page, axeSource, name, rules, fail);
const lowVision = () => localStorage.setItem("tizilim-sight", "low");
await everyPage("light", { viewport: wide, colorScheme: "light" }, null, looked(null));
// What differs from the light scheme is colour and size.
await everyPage("dark", { viewport: wide, colorScheme: "dark" }, null, looked(colours));
await everyPage("low vision", { viewport: wide }, lowVision, looked(colours));
const fits = (page, path, name) => live.fits(page, name, fail);
await everyPage("phone", { viewport: narrow, hasTouch: true }, null, fits);
await everyPage("phone, low vision", { viewport: narrow }, lowVision, fits);
await everyPage("no script", { viewport: narrow, javaScriptEnabled: false }, null, async (page, path, name) => {
  await live.fits(page, name, fail);
  if (!(await page.locator("h1").first().innerText()).trim()) fail(path, "no heading without script");
  if (await page.locator(".asof:visible, .sight:visible, .ask:visible").count()) fail(path, "a dead control without script");
});

const context = await browser.newContext({ viewport: wide });
const page = await live.watched(context, fail);
const framed = chosen.filter((path) => /^(kk|ru)\//.test(path));
for (const path of framed) await live.keyboard(page, site.origin, path, fail);
console.log(`keyboard: ${framed.length}`);
const dated = framed.filter((path) => readFileSync(join(root, path), "utf8").includes("data-asof"));
for (const path of dated) await live.asOf(page, site.origin, path, fail);
await live.axe(page, axeSource, "answered", null, fail);
console.log(`as of a date: ${dated.length}`);
const extracts = pages.filter((path) => /^[^/]+\/\d+\/r\d+\/index\.html$/.test(path));
for (const path of extracts) {
  await page.goto(site.origin + address(path));
  const count = await live.sheets(page);
  if (count !== 1) fail(path, `prints to ${count} sheets`);
}
console.log(`extracts printed: ${extracts.length}`);
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
