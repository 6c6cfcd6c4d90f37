// The search as its readers meet it: by keyboard alone, in both languages, in every state.
import { readFileSync } from "node:fs";
import * as live from "./live.mjs";

/** What must be found for what is typed: the entry's number, whatever the rank among the first ten. */
function queries(root, lang) {
  const entries = JSON.parse(readFileSync(`${root}/api/v1/trusted/entries.json`, "utf8")).entries;
  const name = (entry) => entry.name[lang];
  const public_ = entries.filter((entry) => name(entry) && /^\d{12}$/.test(entry.applicant.id));
  const russian = (text) => text.toLowerCase().replace(/[әіңғүұқөһ]/g, (letter) => "аингуукох"["әіңғүұқөһ".indexOf(letter)]);
  const latin = { й: "q", ц: "w", у: "e", к: "r", е: "t", н: "y", г: "u", ш: "i", щ: "o", з: "p", ф: "a", ы: "s", в: "d", а: "f", п: "g", р: "h", о: "j", л: "k", д: "l", я: "z", ч: "x", с: "c", м: "v", и: "b", т: "n", ь: "m" };
  const long = (entry) => name(entry).match(/[\p{L}]{7,}/gu) ?? [];
  const asked = [];
  for (const entry of public_.slice(0, 12)) {
    asked.push([name(entry), entry.number, "whole name"], [entry.applicant.id, entry.number, "BIN"]);
    if (long(entry)[0]) asked.push([russian(long(entry).join(" ")), entry.number, "Russian letters"]);
    if (entry.enstru[0] && entries.filter((other) => other.enstru.some((by) => by.code === entry.enstru[0].code)).length < 10) {
      asked.push([entry.enstru[0].code, entry.number, "code"], [entry.enstru[0].code.replace(/\./g, ""), entry.number, "code without dots"]);
    }
  }
  for (const entry of public_.slice(0, 20)) {
    const [word] = long(entry).filter((one) => /^[йцукентгшщзфывапролдячсмиь]{8,}$/.test(one.toLowerCase())).map((one) => one.toLowerCase());
    if (!word) continue;
    asked.push([Array.from(word, (letter) => latin[letter]).join(""), entry.number, "keyboard"]);
    asked.push([word.slice(0, 4) + word.slice(5), entry.number, "slip"], ["ж" + word.slice(1), entry.number, "slip in the first letter"]);
    asked.push([`"${(name(entry).match(/[\p{L}]+ [\p{L}]+/u) ?? [word])[0]}"`, entry.number, "phrase"], [`bin:${entry.applicant.id} ${word}`, entry.number, "BIN and a word"]);
  }
  return asked;
}

const answered = (page) => page.waitForFunction(() => {
  const say = JSON.parse(document.querySelector("[data-search]").dataset.search).words;
  const text = document.querySelector("#search-status").textContent;
  return text && text !== say.loading;
});

/** Types into the box and asks, without a mouse. */
async function ask(page, text) {
  await page.locator("#q").fill(text);
  await page.locator("#q").press("Enter");
  await answered(page);
}

const numbers = (page) => page.evaluate(() => Array.from(document.querySelectorAll(".hits .name"), (link) => link.pathname.split("/").slice(-3, -1).join("/")));

/** Everything, in both languages. */
export async function search(browser, site, root, axeSource, fail) {
  for (const lang of ["kk", "ru"]) {
    const path = `/${lang}/search/`, context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true });
    const page = await live.watched(context, fail);
    const axe = (name) => live.axe(page, axeSource, `search, ${name}`, null, fail);
    await page.goto(site.origin + path);
    await axe("empty");
    let found = 0;
    const asked = queries(root, lang);
    for (const [text, number, kind] of asked) {
      await ask(page, text);
      if (kind === "keyboard" && !/«[^»]+»/.test(await page.locator("#search-status").innerText())) fail(path, `another keyboard is not told: ${text}`);
      if ((await numbers(page)).includes(`trusted/${number}`)) found += 1;
      else fail(path, `${kind} does not find № ${number}: ${text}`);
    }
    await states(page, site, path, axe, fail, asked[0][0]);
    await phone(page, fail);
    await context.close();
    console.log(`search ${lang}: ${asked.length} queries, ${found} entries found`);
  }
  await holders(browser, site, root, fail);
  await boxes(browser, site, axeSource, fail);
  await broken(browser, site, axeSource, fail);
}

/** A BIN leads to its holder, from the results and from the suggestions; one that is nowhere, to the page that tells. */
async function holders(browser, site, root, fail) {
  const path = "/ru/search/", context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await live.watched(context, fail);
  const entries = JSON.parse(readFileSync(`${root}/api/v1/trusted/entries.json`, "utf8")).entries;
  const id = entries.find((entry) => /^\d{12}$/.test(entry.applicant.id)).applicant.id, absent = "990140001015", holder = `/ru/trusted/holder/${id}/`;
  await page.goto(site.origin + path);
  await page.locator("#q").pressSequentially(id, { delay: 5 });
  await page.waitForSelector(`#suggestions li[data-href="${holder}"]`);
  await ask(page, `${id.slice(0, 6)} ${id.slice(6)}`);
  if (await page.locator("#about a").getAttribute("href") !== holder) fail(path, `no way to the holder ${id}`);
  if (!(await page.locator(".hit .holder").first().innerText()).includes(id)) fail(path, "a result does not name the BIN");
  await ask(page, absent);
  await page.locator("#about a").click();
  await page.waitForSelector(".verdicts tbody tr");
  const said = await page.evaluate(() => [document.querySelector("#lines").value, JSON.parse(document.querySelector("[data-check]").dataset.check).words.absent]);
  if (said[0] !== absent) fail(path, `the other page is asked about ${said[0]}`);
  if (!(await page.locator(".verdicts tbody tr").innerText()).includes(said[1])) fail(path, "a number that is nowhere is not told so");
  await context.close();
}

async function states(page, site, path, axe, fail, name) {
  const word = name.match(/[\p{L}]{5,}/u)[0];
  // Suggestions: opened by two letters, walked by arrows, closed by Escape.
  await page.goto(site.origin + path);
  await page.locator("#q").focus();
  await page.keyboard.type(word.slice(0, 3), { delay: 20 });
  await page.waitForSelector("#suggestions li");
  await axe("suggestions");
  await page.keyboard.press("ArrowDown");
  const active = await page.evaluate(() => {
    const box = document.querySelector("#q"), option = document.getElementById(box.getAttribute("aria-activedescendant"));
    return [box.getAttribute("aria-expanded"), option && option.getAttribute("aria-selected")].join();
  });
  if (active !== "true,true") fail(path, `a suggestion is not chosen by the keyboard: ${active}`);
  await page.keyboard.press("Escape");
  if (await page.locator("#suggestions").isVisible()) fail(path, "Escape leaves the suggestions open");
  // Results, facets, sorts, pages: all of it in the address.
  await ask(page, word);
  await axe("results");
  const first = await numbers(page);
  if (!page.url().includes("?q=")) fail(path, `the query is not in the address: ${page.url()}`);
  await page.locator("#filters summary").press("Enter");
  await page.waitForSelector("#facets a");
  await axe("facets");
  const statusLink = page.locator("#facets a[href*='status=']").first();
  if (await statusLink.count()) {
    await statusLink.press("Enter");
    await answered(page);
    if (!page.url().includes("status=")) fail(path, "a facet is not in the address");
    await page.goBack();
    await answered(page);
    if ((await numbers(page)).join() !== first.join()) fail(path, "going back gives other results");
  }
  await page.locator("#orders a[href*='sort=number']").press("Enter");
  await answered(page);
  const sorted = (await numbers(page)).map((one) => +one.split("/")[1]);
  if (sorted.join() !== [...sorted].sort((a, b) => a - b).join()) fail(path, `not in the order of numbers: ${sorted}`);
  const before = await numbers(page);
  await page.reload();
  await answered(page);
  if ((await numbers(page)).join() !== before.join()) fail(path, "reloading gives other results");
  const download = page.waitForEvent("download");
  await page.locator("#search-csv").press("Enter");
  const csv = readFileSync(await (await download).path(), "utf8");
  if (csv.split("\r\n").length < before.length + 2 || /"[=+@-]/.test(csv)) fail(path, `the table for a spreadsheet: ${csv.slice(0, 200)}`);
  await ask(page, "хщзшгнеке ъъъъ");
  if (!await page.locator("#help .prose").isVisible()) fail(path, "no help where nothing is found");
  await axe("nothing found");
  // Letters that the keyboard lacks.
  await page.locator("#q").fill("");
  await page.locator("#more-letters").press("Enter");
  await page.locator("#letters button").nth(2).press("Enter");
  if (await page.locator("#q").inputValue() !== "ң") fail(path, "a letter that was tapped is not in the box");
  await axe("letters");
}

async function phone(page, fail) {
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 700 });
    await live.fits(page, `search, letters, ${width} px`, fail);
  }
  await page.goBack();
  await answered(page);
  await live.fits(page, "search, results, 390 px", fail);
}

/** A box on another page suggests and leads to the results. */
async function boxes(browser, site, axeSource, fail) {
  const context = await browser.newContext();
  const page = await live.watched(context, fail);
  for (const path of ["/kk/", "/ru/trusted/"]) {
    await page.goto(site.origin + path);
    await page.locator("#q").focus();
    await page.keyboard.type("700", { delay: 20 });
    await page.waitForSelector("#suggestions li");
    await live.axe(page, axeSource, "box with suggestions", null, fail);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search/?q=700");
    await answered(page);
  }
  await context.close();
}

async function broken(browser, site, axeSource, fail) {
  const path = "/ru/search/", context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) fail(path, message.text());
  });
  await context.route("**/search/*/**", (route) => route.abort());
  await page.goto(`${site.origin}${path}?q=700140000019`);
  await page.waitForSelector("#retry:visible");
  await live.axe(page, axeSource, "search, error", null, fail);
  await context.unroute("**/search/*/**");
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", { offline: false, latency: 300, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await page.locator("#retry button").press("Enter");
  await page.waitForSelector(".hits li");
  await context.close();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const quiet = await plain.newPage();
  await quiet.goto(site.origin + "/ru/");
  await quiet.locator("#q").fill("реестр");
  await quiet.locator("#q").press("Enter");
  await quiet.waitForURL("**/ru/search/?q=*");
  if (!await quiet.locator("#plain").isVisible()) fail(path, "no word about scripts without script");
  if (!await quiet.locator("#help a[href$='/trusted/']").count()) fail(path, "no lists without script");
  await plain.close();
}
