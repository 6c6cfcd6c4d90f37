// What only a browser can tell.
import { address } from "./site.mjs";

/** A page of a context that reports errors and violations of the content policy. */
export async function watched(context, fail) {
  const page = await context.newPage();
  const here = () => new URL(page.url()).pathname;
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) fail(here(), `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fail(here(), `script: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A picture that the next page interrupts is not missing.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") fail(here(), `not loaded: ${request.url()}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).hostname !== "127.0.0.1") fail(here(), `another origin: ${request.url()}`);
  });
  return page;
}

/** axe-core finds nothing; `rules` are those to try, or all of them. */
export async function axe(page, source, name, rules, fail) {
  await page.evaluate(source);
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, {
    resultTypes: ["violations"], ...(runOnly ? { runOnly } : {}),
  }), rules);
  for (const violation of found.violations) {
    const nodes = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ");
    fail(new URL(page.url()).pathname, `axe (${name}): ${violation.id}: ${violation.help}: ${nodes}`);
  }
}

/** Nothing stands beyond the right edge. */
export async function fits(page, name, fail) {
  const [wide, seen, culprit] = await page.evaluate(() => {
    const root = document.documentElement;
    const beyond = [...document.body.querySelectorAll("*")].find((element) =>
      element.getBoundingClientRect().right > root.clientWidth + 1 && !element.closest("pre, thead, .hidden, .skip"));
    return [root.scrollWidth, root.clientWidth, beyond ? beyond.outerHTML.slice(0, 120) : ""];
  });
  if (wide > seen) fail(new URL(page.url()).pathname, `${name}: ${wide} px wide in ${seen}: ${culprit}`);
}

/** Switches the version for low vision, where the page has the switch; whether it has. */
export async function lowVision(page) {
  const button = page.locator("button[data-sight]:visible");
  if (!(await button.count())) return false;
  await button.click();
  return true;
}

/** The first stop of the keyboard leads to the content; the next ones to the main links. */
export async function keyboard(page, path, fail) {
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    return { text: element.className, href: element.getAttribute("href"), id: element.id, top: box.top,
      outline: getComputedStyle(element).outlineStyle, inMain: Boolean(element.closest("nav.main")) };
  });
  await page.keyboard.press("Tab");
  const skip = await focused();
  if (skip.text !== "skip" || skip.top < 0) fail(path, `the first stop is not the skip link: ${JSON.stringify(skip)}`);
  let now = skip;
  for (let stop = 0; stop < 12 && !now.inMain; stop += 1) {
    await page.keyboard.press("Tab");
    now = await focused();
    if (now.outline === "none") fail(path, `the focus cannot be seen: ${JSON.stringify(now)}`);
  }
  if (!now.inMain) fail(path, "the keyboard does not reach the main links");
  await page.locator("a.skip").focus();
  await page.keyboard.press("Enter");
  if ((await focused()).id !== "content") fail(path, "the skip link does not lead to the content");
}

/** The box "as of a date" answers from the keyboard, for every border of a decision. */
export async function asOf(page, path, fail) {
  const data = await page.evaluate(() => JSON.parse(document.querySelector("[data-asof]").dataset.asof));
  const ask = async (day) => {
    await page.locator("#asof").fill(day);
    await page.locator("#asof").press("Enter");
    return page.locator(".asof [role=status]").innerText();
  };
  for (const one of data.cases) {
    const decided = one.decisions.flatMap(([, dates]) => dates.filter(Boolean)).sort();
    const answer = await ask(decided[0]);
    if (!answer.includes(data.border.slice(0, 12))) fail(path, `${decided[0]} is no border: ${answer}`);
    const early = await ask("1999-01-01");
    if (early.includes(data.border.slice(0, 12))) fail(path, `1999 is a border: ${early}`);
    if (!early.includes(data.is_out.replace("{date}", "").trim())) fail(path, `in the register in 1999: ${early}`);
  }
}

/** The box "as of a date" of a list: a day before everything, and one of a decision; the next page keeps it. */
export async function days(page, path, fail) {
  const say = await page.evaluate(() => JSON.parse(document.querySelector("[data-days]").dataset.days));
  const all = await page.evaluate((file) => fetch(file).then((response) => response.json()), say.file);
  const ask = async (day) => {
    await page.locator("#asof").fill(day);
    await page.locator("#asof").press("Enter");
    await page.waitForFunction((day) => location.search === `?on=${day}`, day);
    return [await page.locator(".asof [role=status]").innerText(), await page.locator(".entries tbody tr:visible").count()];
  };
  const [early, none] = await ask("1999-01-01");
  if (none || !/\b0\b/.test(early)) fail(path, `${none} rows in 1999: ${early}`);
  const day = all.entries.at(-1).decisions[0].effective_on;
  const [answer] = await ask(day);
  const held = ({ intervals }) => intervals.some(({ in_from, in_to }) => in_from <= day && (!in_to || day < in_to));
  const count = all.entries.filter(held).length;
  if (!new RegExp(`\\b${count}\\b`).test(answer)) fail(path, `${day}: not ${count}: ${answer}`);
  const rows = await page.locator(".entries tbody tr:visible").count();
  await page.locator(".orders a").first().click();
  await page.waitForLoadState("networkidle");
  if (!page.url().endsWith(`?on=${day}`)) fail(path, `the day is lost: ${page.url()}`);
  if (rows && !(await page.locator(".asof [role=status]").innerText()).includes(String(count))) fail(path, "no answer on the next page");
}

/** A page that nobody renews says so; one of these days, and a demonstration, say nothing. */
export async function stale(context, origin, path, fail) {
  const page = await context.newPage(), notes = () => page.locator("main > .past").count();
  await page.goto(origin + path);
  if (await notes()) fail(path, "a demonstration grows stale");
  for (const [fresh, wanted] of [["2026-01-31", 1], ["2999-01-31", 0]]) {
    await context.route(`**${path}`, async (route) => {
      const response = await route.fetch(), attributes = `<p class="state" data-fresh="${fresh}" data-stale="Old!">`;
      await route.fulfill({ response, body: (await response.text()).replace('<p class="state">', attributes) });
    });
    await page.reload();
    if (await notes() !== wanted) fail(path, `relied on until ${fresh}: ${await notes()} notes`);
    await context.unroute(`**${path}`);
  }
  await page.close();
}

/** Changes of one kind are chosen by the keyboard, without script. */
export async function kinds(browser, origin, path, fail) {
  const context = await browser.newContext({ javaScriptEnabled: false }), page = await context.newPage();
  await page.goto(origin + path);
  await page.locator("#only-all").focus();
  const all = await page.locator(".sentences > li").count();
  let seen = 0;
  for (let stop = 1; stop < await page.locator("input.only").count(); stop += 1) {
    await page.keyboard.press("ArrowRight");
    const kind = (await page.locator("input.only:checked").getAttribute("id")).slice(5), shown = page.locator(".sentences > li:visible");
    if (!await shown.count() || await shown.count() !== await page.locator(`.sentences > li.is-${kind}`).count()) fail(path, `${await shown.count()} changes of the kind ${kind}`);
    seen += await shown.count();
  }
  if (!all || seen !== all) fail(path, `${seen} of ${all} changes are of a kind`);
  await context.close();
}

/** How many sheets a page prints to. */
export async function sheets(page) {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}
