// Answers queries with the browser's engine over files of a folder, one JSON line each, with the
// bytes that were read for it: node drive.mjs ROOT LANG QUERIES < scripts in the order of the theme.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

let [root, lang, queries] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "../../themes/default/static/search");
const scripts = ["10-words.js", "20-read.js", "21-rank.js", "22-search.js"];
// With SCRIPTS, the folder of what a publication carries; else the scripts as they are written.
const short = process.env.SCRIPTS;
const text = (file) => readFileSync(file, "utf8");
const whole = short
  ? text(join(short, "search.js"))
  : scripts.map((name) => text(join(folder, name))).join("\n") + "\nexport { openSearch };";
const later = pathToFileURL(short ? join(short, "search-more.mjs") : join(folder, "../search-more.js")).href;
const source = whole.replace(/import\(["'`]\.\/search-more\.js["'`]\)/, `(self.more = import(${JSON.stringify(later)}))`);
let read = [];
globalThis.more = undefined;
globalThis.self = globalThis;
globalThis.fetch = async (url) => {
  const path = String(url).replace(/^\//, "");
  try {
    const bytes = readFileSync(join(root, path));
    read.push([path, bytes.length]);
    return new Response(bytes);
  } catch (error) {
    return new Response("", { status: 404 });
  }
};
// A module in a place of its own: the scripts share top-level names, as in the theme.
const module = join(mkdtempSync(join(tmpdir(), "search-")), "search.mjs");
writeFileSync(module, source);
const { openSearch } = await import(pathToFileURL(module).href);
rmSync(dirname(module), { recursive: true });
const cold = process.env.COLD === "1";
let engine = await openSearch("/search/", lang, null);
for (const asked of JSON.parse(readFileSync(queries, "utf8"))) {
  const state = typeof asked === "string" ? { q: asked } : asked;
  read = [];
  globalThis.more = undefined;
  if (cold) engine = await openSearch("/search/", lang, null);
  const call = state.call || "search";
  const answer = await engine[call](call === "suggest" ? state.q : state);
  const bytes = read.reduce((sum, [, size]) => sum + size, 0);
  process.stdout.write(JSON.stringify({ state, answer, bytes, files: read.length, more: Boolean(globalThis.more), paths: process.env.PATHS ? read : undefined }) + "\n");
  // With NEXT, what is published after the first question.
  root = process.env.NEXT || root;
}
