// The page that checks many lines: the same answers as the terminal, nothing sent, every state.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as live from "./live.mjs";

/** Lines about what the register has, does not have and cannot tell, around every border of it. */
function lines(root) {
  const api = (path) => readFileSync(join(root, "api/v1/trusted", path), "utf8");
  const known = (key) => api(`keys/${key}.txt`).split("\n").filter((value) => value && value[0] !== "#");
  const [holders, codes] = [known("holder"), known("enstru")];
  const rows = JSON.parse(api("validity.json")).entries;
  const asked = ["", "8523495900", "58.29.50.000", "7001400000191", "БСН; код", "=1+1", "12345678901", "700140000012", "950317500013", "970418500704;2024-01-01", "999", "0", "№ 17",
    "trusted/17 2025-06-13", "attestation/2", "attestation/99", "700540000017", "A-77", "17; 2025-02-30", "1, 2, 3",
    "1;ТОО «Улги 5»;\"700140000019\";582950.000.000000;15.06.2020", "БИН: 700140000019", "940140000385 2020-01-01", "050140000013"];
  for (const holder of holders) asked.push(holder, `${holder};${codes[holder[11]]};2025-11-20`);
  for (const code of codes) asked.push(`${code.replace(/\./g, "")}\t2025-03-05`, code);
  for (const code of known("category")) asked.push(`${code.toLowerCase()} 2021-01-01`);
  for (const row of rows) {
    for (const { decided_on, effective_on, published } of row.decisions) {
      for (const day of [decided_on, effective_on, published]) {
        asked.push(`${row.number};${day}`, `${row.number} ${new Date(Date.parse(day) + 864e5).toISOString().slice(0, 10)}`);
      }
    }
  }
  return asked;
}

const told = (row) => [row.line, row.input, row.on, row.verdict, row.number, row.intervals, row.border, row.proof].join("|");

/** What the terminal says. */
function terminal(text, day) {
  const args = ["--repo", process.env.REPO, "--on", day, "search", "--stdin", "--format", "json"];
  const output = execFileSync(process.env.TIZILIM, args, { input: text, encoding: "utf8", maxBuffer: 1 << 28 });
  return output.trim().split("\n").map((line) => JSON.parse(line)).map((row) => told({
    ...row, on: row.on ?? "", number: row.number ? `${row.register}/${row.number}` : "",
    intervals: row.intervals.map((by) => `${by.in_from}/${by.in_to ?? ".."}`).join(";"), border: row.border.length, proof: row.proof.join(";"),
  }));
}

/** What the page says. */
async function answers(page) {
  const rows = await page.evaluate(() => {
    const say = JSON.parse(document.querySelector("[data-check]").dataset.check).words;
    return Array.from(document.querySelectorAll(".verdicts tbody tr"), (row) => {
      const [line, input, verdict, on, entry, days, notes] = row.cells;
      const word = Object.keys(say).find((key) => !/_note$/.test(key) && say[key] === verdict.textContent.trim());
      const parts = (cell, selector) => [...cell.querySelectorAll(selector)];
      return {
        line: +line.textContent, input: input.textContent, verdict: word, on: on.firstChild ? on.firstChild.dateTime : "",
        number: entry.firstChild ? entry.firstChild.pathname.split("/").slice(-3, -1).join("/") : "",
        intervals: parts(days, "span").map((span) => span.dataset.csv).join(";"),
        border: word === "borderline" ? parts(notes, "span:not(.known)").length - 1 : 0, proof: parts(notes, "a").map((link) => link.pathname.slice(1)).join(";"),
      };
    });
  });
  return rows.map(told);
}

async function ask(page, text, day) {
  await page.locator("#lines").fill(text);
  await page.locator("#day").fill(day);
  // As somebody without a mouse would: from the date on to the button.
  await page.locator("#day").focus();
  for (let stop = 0; stop < 6 && await page.evaluate(() => document.activeElement.type !== "submit"); stop += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => {
    const say = JSON.parse(document.querySelector("[data-check]").dataset.check).words;
    const text = document.querySelector("#check-status").textContent;
    return text && text !== say.loading;
  });
}

/** Every state of the page, in both languages. */
export async function check(browser, site, root, axeSource, fail) {
  const day = "2025-11-20", asked = lines(root);
  for (const lang of ["kk", "ru"]) {
    const path = `/${lang}/check/`, context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true });
    const page = await live.watched(context, fail), sent = [];
    page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
    await page.goto(`${site.origin}${path}?on=${day}`);
    if (await page.locator("#day").inputValue() !== day) fail(path, "the day of the address is not in the form");
    await live.axe(page, axeSource, "check, empty", null, fail);
    await ask(page, asked.join("\n"), day);
    const [mine, its] = [await answers(page), terminal(asked.join("\n"), day)];
    const other = mine.findIndex((row, at) => row !== its[at]);
    if (mine.length !== its.length || other >= 0) fail(path, `the terminal answers otherwise: ${mine.length} and ${its.length} rows; ${mine[other]} — ${its[other]}`);
    await live.axe(page, axeSource, "check, answered", null, fail);
    for (const hidden of ["950317500013", "970418500704", "700540000017", "940140000385"]) {
      if (sent.some((url) => url.includes(hidden))) fail(path, `asked the server about ${hidden}`);
    }
    if (new URL(page.url()).search !== `?on=${day}`) fail(path, `the address tells what was asked: ${page.url()}`);
    const download = page.waitForEvent("download");
    await page.locator("#check-csv").click();
    const csv = readFileSync(await (await download).path(), "utf8");
    if (csv.split("\r\n").length !== mine.length + 2) fail(path, "the table for a spreadsheet has other rows");
    if (!csv.includes(`"'=1+1"`) || /"[=+@-]/.test(csv)) fail(path, "the table for a spreadsheet holds a formula");
    await page.setViewportSize({ width: 320, height: 700 });
    await live.fits(page, "check, answered, phone", fail);
    await page.emulateMedia({ media: "print" });
    if (await page.locator(".ask:visible, #check-csv:visible").count()) fail(path, "controls are printed");
    await page.emulateMedia({ media: "screen" });
    await page.locator("#file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("БСН,код\r\n700140000019,\r\n") });
    await page.waitForFunction(() => document.querySelector("#lines").value.includes("700140000019"));
    await ask(page, "", day);
    if (await page.locator("#check-result").isVisible()) fail(path, "an answer to nothing");
    await context.close();
    console.log(`check ${lang}: ${mine.length} answers, ${sent.length} requests`);
  }
  await large(browser, site, asked, day, fail);
  await broken(browser, site, axeSource, fail);
}

/** Of a large register single files are read instead of the whole; the answers are the same. */
async function large(browser, site, asked, day, fail) {
  const path = "/kk/check/", context = await browser.newContext(), page = await context.newPage();
  await context.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/&quot;count&quot;:\d+/g, "&quot;count&quot;:9000000") });
  });
  const read = [];
  page.on("request", (request) => read.push(request.url()));
  await page.goto(site.origin + path);
  await ask(page, asked.join("\n"), day);
  const [mine, its] = [await answers(page), terminal(asked.join("\n"), day)];
  const other = its.findIndex((row, at) => row !== mine[at]);
  if (other >= 0) fail(path, `a large register is answered otherwise: ${mine[other]} — ${its[other]}`);
  if (read.some((url) => url.endsWith("validity.json"))) fail(path, "a large register is read whole");
  await context.close();
}

/** Without the network it says so, and answers when it is back; without script it says what to do. */
async function broken(browser, site, axeSource, fail) {
  const path = "/ru/check/", context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  await page.goto(site.origin + path);
  await context.route("**/api/**", (route) => route.abort());
  await ask(page, "700140000019", "2026-01-20");
  if (!(await page.locator("#check-status").innerText()).includes("api/v1/")) fail(path, "an error without a name");
  await live.axe(page, axeSource, "check, error", null, fail);
  await context.unroute("**/api/**");
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", { offline: false, latency: 300, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await ask(page, "700140000019", "2026-01-20");
  if (!await page.locator(".verdicts tbody tr").count()) fail(path, "no answer on a slow network");
  await context.close();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const quiet = await plain.newPage();
  await quiet.goto(site.origin + path);
  if (await quiet.locator(".ask:visible").count()) fail(path, "a dead form without script");
  if (!await quiet.locator("#check-plain:visible").count()) fail(path, "no way without script");
  await plain.close();
}
