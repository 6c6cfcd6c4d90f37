// Answers queries with the browser's engine over files of a folder, one JSON line each, with the
// bytes that were read for it: node drive.mjs ROOT LANG QUERIES < scripts in the order of the theme.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [root, lang, queries] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "../../themes/default/static/search");
const scripts = ["10-words.js", "20-read.js", "21-rank.js", "22-search.js"];
const source = scripts.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
let read = [];
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
const openSearch = new Function(source + "; return openSearch")();
const cold = process.env.COLD === "1";
let engine = await openSearch("/search/", lang, null);
for (const asked of JSON.parse(readFileSync(queries, "utf8"))) {
  const state = typeof asked === "string" ? { q: asked } : asked;
  read = [];
  if (cold) engine = await openSearch("/search/", lang, null);
  const call = state.call || "search";
  const answer = await engine[call](call === "suggest" ? state.q : state);
  const bytes = read.reduce((sum, [, size]) => sum + size, 0);
  process.stdout.write(JSON.stringify({ state, answer, bytes, files: read.length, paths: process.env.PATHS ? read : undefined }) + "\n");
}
