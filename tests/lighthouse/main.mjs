// Lighthouse on six pages of the site at $ORIGIN: `node main.mjs [--performance]`.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.PACKAGES, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const lighthouse = (await load("lighthouse")).default;
const { launch } = await load("chrome-launcher");

const LEAST = 0.98;
const ATTEMPTS = 3;
// What does not depend on the machine is always demanded: nothing moves, and little is sent.
const MOST = { "cumulative-layout-shift": 0.02, "total-byte-weight": 40 * 1024 };
const demanded = ["accessibility", "best-practices", "seo"];
if (process.argv.includes("--performance")) demanded.unshift("performance");
const tails = ["", "trusted/", "trusted/17/"];
const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox"], logLevel: "silent" });

// Lighthouse says null where it could not judge: an audit lost its trace or the browser was too slow to
// paint. That is no verdict on the page, so it is asked again; three times in vain is a failure.
async function judged(url) {
  for (let attempt = 1; ; attempt += 1) {
    const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: "silent" });
    const unjudged = Object.values(lhr.categories).filter(({ score }) => score === null);
    if (!unjudged.length || attempt === ATTEMPTS) return lhr;
    const errors = Object.values(lhr.audits).flatMap(({ id, errorMessage }) => (errorMessage ? [`${id}: ${errorMessage}`] : []));
    console.log(`${url}: asked again, ${unjudged.map(({ id }) => id).join(", ")} was not judged (${errors.join("; ")})`);
  }
}

let failed = 0;
for (const tail of tails.flatMap((tail) => ["kk", "ru"].map((lang) => `/${lang}/${tail}`))) {
  const lhr = await judged(process.env.ORIGIN + tail);
  const scores = Object.values(lhr.categories).map(({ id, score }) => `${id} ${score}`);
  const bytes = lhr.audits["total-byte-weight"].numericValue;
  console.log(`${tail}: ${scores.join(", ")}; ${bytes} bytes`);
  for (const [id, most] of Object.entries(MOST)) {
    const { numericValue } = lhr.audits[id];
    if (numericValue > most) failed += 1;
    if (numericValue > most) console.log(`  ${id}: ${numericValue}, and ${most} at most`);
  }
  for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
    if (score >= LEAST) continue;
    if (demanded.includes(id)) failed += 1;
    for (const ref of auditRefs.filter((ref) => ref.weight > 0)) {
      const audit = lhr.audits[ref.id];
      if (audit.score !== null && audit.score < 1) console.log(`  ${id}: ${audit.id} ${audit.score}: ${audit.title} ${audit.displayValue ?? ""}`);
    }
  }
}
chrome.kill();
console.log(failed ? `${failed} failures` : "everything that is demanded is reached");
process.exitCode = failed ? 1 : 0;
