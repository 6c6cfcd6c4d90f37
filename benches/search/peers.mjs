// The search beside Pagefind and MiniSearch over the same entries: `node peers.mjs SITE WORK`.
// Prints what is found (recall in the first ten, reciprocal rank), what a first answer costs in a
// fresh browser, and what building costs. SITE is a built site; packages are found in PACKAGES.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { judged, score } from "./judged.mjs";

const [site, work] = process.argv.slice(2);
const require = createRequire(join(process.env.PACKAGES, "package.json"));
const { chromium } = require("playwright-core");
const MiniSearch = require("minisearch");
const entries = JSON.parse(readFileSync(join(site, "api/v1/trusted/entries.json"))).entries;
const drive = fileURLToPath(new URL("../../tests/search/drive.mjs", import.meta.url));

// ---- what each has to index: the very texts that are searched here, and the same codes

const LINES = { kk: lines("kk"), ru: lines("ru") };

// The published line of each entry of the register, by its number: texts after their role and weight.
function lines(lang) {
  const root = join(site, "search", lang);
  const read = (path) => inflateSync(readFileSync(join(root, path))).toString();
  const meta = JSON.parse(read("meta.bin"));
  const found = new Map();
  for (let at = 0; at * 4 < meta.n; at += 1) {
    for (const line of read(join(meta.v, `l${at >> 8}/${at & 255}.bin`)).trimEnd().split("\n")) {
      const [register, number, , , , , , , , ...texts] = line.split("\t");
      if (meta.registers[register].id === "trusted") found.set(Number(number), texts);
    }
  }
  return found;
}

function fields(entry, lang) {
  const texts = LINES[lang].get(entry.number);
  const of = (roles) => texts.filter((text) => roles.includes(text[0])).map((text) => text.slice(2));
  const numbers = [entry, ...entry.documents, ...entry.decisions.flatMap((decision) => [decision, decision.notice])].map((it) => it && it.number);
  const codes = [entry.applicant.id, ...numbers, ...entry.categories, ...entry.enstru.flatMap(({ code }) => [code, code.replaceAll(".", "")])];
  return { id: entry.number, name: of("t").join(" "), holder: of("h").join(" "), rest: of("fo"), codes: codes.join(" ") };
}

function page(entry, lang) {
  const { name, holder, rest, codes } = fields(entry, lang);
  const text = (value) => String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<!doctype html><html lang="${lang}"><title>${text(name)}</title><main data-pagefind-body><h1>${text(name)}</h1><p>${text(holder)}</p>${rest.map((part) => `<p>${text(part)}</p>`).join("")}<p>${text(codes)}</p></main></html>`;
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
  // The best of some: the machine may be busy with something else.
  const took = Array.from({ length: entries.length > 20000 ? 1 : 3 }, () => {
    rmSync(join(root, "pagefind"), { recursive: true, force: true });
    const started = process.hrtime.bigint();
    execFileSync("taskset", ["-c", "0", "node", join(process.env.PACKAGES, "node_modules/pagefind/lib/runner/bin.cjs"), "--site", root], { stdio: "ignore" });
    return Number(process.hrtime.bigint() - started) / 1e9;
  });
  return [root, Math.min(...took)];
}

// ---- a server that counts, by HTTP/2 as hosts speak it

const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(work, name));
execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", cert], { stdio: "ignore" });
const identity = { key: readFileSync(key), cert: readFileSync(cert) };

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

async function served(root) {
  const { gzipSync } = await import("node:zlib");
  const counted = { bytes: 0, files: 0 };
  const server = createSecureServer(identity, (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    // The styles of the page are the same ones.
    const place = [root, site].map((root) => join(root, file)).find(existsSync);
    if (!place) {
      response.writeHead(404).end();
      return;
    }
    let body = readFileSync(place);
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
  return { origin: `https://127.0.0.1:${server.address().port}`, counted, close: () => server.close() };
}

// ---- answers

function ours(lang, queries) {
  const file = join(work, `queries-${lang}.json`);
  writeFileSync(file, JSON.stringify(queries.map((query) => ({ q: query.query, register: "trusted" }))));
  const lines = execFileSync("node", [drive, site, lang, file], { maxBuffer: 1 << 28 }).toString().trim().split("\n");
  return lines.map((line) => JSON.parse(line).answer.hits.map((hit) => hit.number));
}

function miniSearch(lang, queries) {
  const index = new MiniSearch({ fields: ["name", "holder", "rest", "codes"], searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 8, holder: 5 } } });
  index.addAll(entries.map((entry) => fields(entry, lang)));
  return queries.map((query) => index.search(query.query).slice(0, 10).map((hit) => hit.id));
}

async function pagefind(browser, root, lang, queries) {
  const server = await served(root);
  const tab = await browser.newPage({ ignoreHTTPSErrors: true });
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
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
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

// From the address to results on the page; of the bare page, to its help. The page itself looks at the
// clock: whoever asks it from outside asks every half a second.
async function ask(tab, address) {
  await tab.addInitScript((wanted) => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector(wanted)) return;
      self.firstAnswerAt = performance.now();
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, address.includes("/bare/") ? "#help" : ".hits li");
  await tab.goto(address, { waitUntil: "commit" });
  const handle = await tab.waitForFunction(() => self.firstAnswerAt, null, { timeout: 60000 });
  return handle.jsonValue();
}

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
