// The search beside Pagefind and MiniSearch over the same entries: `node peers.mjs SITE WORK`.
// Prints what is found (recall in the first ten, reciprocal rank), what a first answer costs in a
// fresh browser, and what building costs. SITE is a built site; packages are found in PACKAGES.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { judged, said, score } from "./judged.mjs";

const [site, work] = process.argv.slice(2);
const require = createRequire(join(process.env.PACKAGES, "package.json"));
const { chromium } = require("playwright-core");
const MiniSearch = require("minisearch");
const entries = JSON.parse(readFileSync(join(site, "api/v1/trusted/entries.json"))).entries;
const drive = fileURLToPath(new URL("../../tests/search/drive.mjs", import.meta.url));

// ---- what each has to index: the texts that are searched, and codes

const fields = (entry, lang) => ({
  id: entry.number,
  name: said(entry.name, lang),
  holder: said(entry.applicant.name, lang),
  note: said(entry.note, lang),
  codes: [entry.number, entry.applicant.id, ...entry.enstru.map((row) => row.code), ...entry.enstru.map((row) => row.code.replaceAll(".", ""))].join(" "),
});

function page(entry, lang) {
  const { name, holder, note, codes } = fields(entry, lang);
  const text = (value) => String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><html lang="${lang}"><title>${text(name)}</title><main data-pagefind-body><h1>${text(name)}</h1><p>${text(holder)}</p><p>${text(note)}</p><p>${text(codes)}</p></main></html>`;
}

// The very page of results that we have: without a search, and with Pagefind in the place of ours.
function barePage(lang) {
  const own = /<link rel="(?:modulepreload|preload)"[^>]*>|<script type="module"[^>]*><\/script>/g;
  return readFileSync(join(site, lang, "search", "index.html"), "utf8").replace(own, "");
}

function pagefindPage(lang) {
  const glue = `<script type="module">
    const pagefind = await import("/pagefind/pagefind.js");
    const { results } = await pagefind.search(new URLSearchParams(location.search).get("q"));
    const ten = await Promise.all(results.slice(0, 10).map((result) => result.data()));
    const hits = document.querySelector(".hits");
    for (const { meta, url, excerpt } of ten) {
      const item = hits.appendChild(document.createElement("li"));
      const link = item.appendChild(document.createElement("a"));
      [link.textContent, link.href] = [meta.title, url];
      item.appendChild(document.createElement("p")).innerHTML = excerpt;
    }
    document.querySelector("#results").hidden = false;
  </script>`;
  return barePage(lang).replace("</body>", `${glue}</body>`);
}

function buildPagefind() {
  const root = join(work, "pagefind-site");
  rmSync(root, { recursive: true, force: true });
  for (const lang of ["kk", "ru"]) {
    for (const entry of entries) {
      mkdirSync(join(root, lang, String(entry.number)), { recursive: true });
      writeFileSync(join(root, lang, String(entry.number), "index.html"), page(entry, lang));
    }
    writeFileSync(join(root, lang, "index.html"), `<!doctype html><html lang="${lang}"><title>Search</title></html>`);
    for (const [name, page] of [["search", pagefindPage], ["bare", barePage]]) {
      mkdirSync(join(root, lang, name), { recursive: true });
      writeFileSync(join(root, lang, name, "index.html"), page(lang));
    }
  }
  const started = process.hrtime.bigint();
  execFileSync("taskset", ["-c", "0", "node", join(process.env.PACKAGES, "node_modules/pagefind/lib/runner/bin.cjs"), "--site", root], { stdio: "ignore" });
  return [root, Number(process.hrtime.bigint() - started) / 1e9];
}

// ---- a server that counts

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

async function served(root) {
  const { gzipSync } = await import("node:zlib");
  const counted = { bytes: 0, files: 0 };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    // The styles of the page are the same ones.
    const place = [root, site].map((root) => join(root, file)).find(existsSync);
    let body;
    try {
      body = readFileSync(place);
    } catch {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(path)] || (path.endsWith("/") ? "text/html" : "application/octet-stream");
    const headers = { "content-type": type };
    if (/html|javascript|css|json|svg/.test(type)) {
      body = gzipSync(body, { level: 9 });
      headers["content-encoding"] = "gzip";
    }
    // The page itself is there before anybody searches.
    if (!path.endsWith("/") && !/\.(css|svg)$/.test(path) && !/assets\/(site|check)/.test(path)) {
      counted.bytes += body.length;
      counted.files += 1;
    }
    response.writeHead(200, headers).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, counted, close: () => server.close() };
}

// ---- answers

function ours(lang, queries) {
  const file = join(work, `queries-${lang}.json`);
  writeFileSync(file, JSON.stringify(queries.map((query) => ({ q: query.query, register: "trusted" }))));
  const lines = execFileSync("node", [drive, site, lang, file], { maxBuffer: 1 << 28 }).toString().trim().split("\n");
  return lines.map((line) => JSON.parse(line).answer.hits.map((hit) => hit.number));
}

function miniSearch(lang, queries) {
  const index = new MiniSearch({ fields: ["name", "holder", "note", "codes"], searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 8, holder: 5 } } });
  index.addAll(entries.map((entry) => fields(entry, lang)));
  return queries.map((query) => index.search(query.query).slice(0, 10).map((hit) => hit.id));
}

async function pagefind(browser, root, lang, queries) {
  const server = await served(root);
  const tab = await browser.newPage();
  await tab.goto(`${server.origin}/${lang}/`);
  const found = await tab.evaluate(async (queries) => {
    const pagefind = await import("/pagefind/pagefind.js");
    await pagefind.options({ excerptLength: 10 });
    await pagefind.init();
    const all = [];
    for (const query of queries) {
      const { results } = await pagefind.search(query);
      const ten = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      all.push(ten.map((data) => Number(/(\d+)\/(?:index\.html)?$/.exec(data.url)[1])));
    }
    return all;
  }, queries.map((query) => query.query));
  await tab.close();
  server.close();
  return found;
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function report(name, lang, queries, found) {
  const kinds = new Map();
  queries.forEach((query, at) => {
    const result = score(query, entries, found[at]);
    if (!result) return;
    for (const kind of ["all", query.kind]) kinds.set(kind, [...(kinds.get(kind) || []), result]);
    if (process.env.VERBOSE && name === "tizilim" && (result.recall < 1 || result.rank < 1)) {
      console.log(`    ${query.kind} «${query.query}»: recall ${result.recall.toFixed(2)}, rank ${result.rank.toFixed(2)}`);
    }
  });
  const line = [...kinds].map(([kind, results]) => `${kind} (${results.length}) ${mean(results.map((it) => it.recall)).toFixed(3)}/${mean(results.map((it) => it.rank)).toFixed(3)}`);
  console.log(`  ${lang} ${name}: ${line.join(" · ")}`);
}

// ---- the first answer in a fresh browser

const TYPICAL = {
  kk: ["жүйесі", "құжат айналымы", "серверлерді басқару", "Ұшқын", "582950", "платформасының", "қойма"],
  ru: ["система", "документооборота", "управление серверами", "Ушкын", "582950", "платформами", "склад"],
};

// What Lighthouse takes for a phone: a slow processor and a slow 4G network.
async function asOnPhone(tab) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 7.5e5 / 8 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

async function firstAnswers(browser, root, lang, phone, round, page = "search") {
  const server = await served(root);
  const times = [];
  const sizes = [];
  for (const query of TYPICAL[lang]) {
    for (let at = 0; at < round; at += 1) {
      const context = await browser.newContext();
      const tab = await context.newPage();
      Object.assign(server.counted, { bytes: 0, files: 0 });
      if (phone) await asOnPhone(tab);
      times.push(await ask(tab, `${server.origin}/${lang}/${page}/?q=${encodeURIComponent(query)}`));
      sizes.push(server.counted.bytes);
      await context.close();
    }
  }
  server.close();
  return { time: median(times), bytes: median(sizes), worst: Math.max(...sizes) };
}

// From the address to results on the page; of the bare page, to its help.
const ask = async (tab, address) => {
  const started = performance.now();
  await tab.goto(address, { waitUntil: "commit" });
  await tab.waitForSelector(address.includes("/bare/") ? "#help" : ".hits li", { timeout: 60000 });
  return performance.now() - started;
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const [root, took] = buildPagefind();
console.log(`Pagefind indexed ${entries.length} entries in both languages: ${(entries.length / took).toFixed(0)} a second`);
console.log("recall in ten / reciprocal rank, by kind of query:");
for (const lang of ["kk", "ru"]) {
  const queries = judged(lang, entries);
  report("tizilim", lang, queries, ours(lang, queries));
  report("Pagefind", lang, queries, await pagefind(browser, root, lang, queries));
  report("MiniSearch", lang, queries, miniSearch(lang, queries));
}
console.log("first answer in a fresh browser (scripts, index and ten results; median of time and bytes, worst bytes); the times are beyond that of the page alone, which is the same:");
for (const phone of [true, false]) {
  for (const lang of ["kk", "ru"]) {
    const us = await firstAnswers(browser, site, lang, phone, 3);
    const them = await firstAnswers(browser, root, lang, phone, 3);
    const bare = (await firstAnswers(browser, root, lang, phone, 3, "bare")).time;
    us.time -= bare;
    them.time -= bare;
    const show = (it) => `${it.time.toFixed(0)} ms, ${(it.bytes / 1024).toFixed(1)} KB, worst ${(it.worst / 1024).toFixed(1)} KB`;
    console.log(`  ${lang} ${phone ? "as on a phone" : "without a network"}, page alone ${bare.toFixed(0)} ms: tizilim ${show(us)}; Pagefind ${show(them)}; time ${(us.time / them.time).toFixed(2)}, bytes ${(us.bytes / them.bytes).toFixed(2)} of Pagefind's`);
  }
}
await browser.close();
