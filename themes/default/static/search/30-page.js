// What the reader meets: suggestions under a search box, and the page of results. The state of that
// page is its address, so that going back, reloading and sharing give the same.
const one = (selector, from) => (from || document).querySelector(selector);
let form, page, say, box, shown, status;
const fill = (text, by) => text.replace(/{(\w+)}/g, (_, key) => by[key]);
let opening;
const base = new URL("../search/", import.meta.url).pathname;
const engine = () => opening = opening || openSearch(base, document.documentElement.lang, null).catch((error) => {
  opening = 0;
  throw error;
});
// The address is all that is needed to look for the answer, so that this begins before the page is
// there to show it.
let ahead = engine().then((by) => state().q && by.search(state()));
ahead.catch(() => {});
const set = (to, by) => Object.keys(by).forEach((name) => to.setAttribute(name, by[name]));
function add(to, name, text, by) {
  const made = to.appendChild(document.createElement(name));
  made.textContent = text;
  set(made, by || {});
  return made;
}

// What waits for the reader to type or to press something is fetched then.
let loaded;
const rare = () => loaded = loaded || import("./search-page.js").then((by) => by.default({ one, add, set, fill, at, links, form, box, say, engine }));
const when = (name) => () => rare().then((by) => by[name]());

// The address: any name but these four is a facet.
function state() {
  const facets = Object.fromEntries(new URLSearchParams(location.search)), { q = "", register = "", sort = "score", page: at = 1, status: stands = "" } = facets;
  ["q", "register", "status", "sort", "page"].forEach((name) => delete facets[name]);
  return { q: q.trim(), register, status: stands, facets, sort, page: Math.max(1, +at || 1) };
}
// This address with one thing different. Another question begins at its first page.
function at(key, value) {
  const by = new URLSearchParams(location.search);
  by.delete("page");
  if (value) by.set(key, value); else by.delete(key);
  return "?" + by;
}
function date(iso) {
  const [year, month, day] = iso.split("-");
  return fill(say.date, { year, month: say.months.split("|")[month - 1], day: +day });
}
function many(text, n) {
  const forms = text.split("|"), last = n % 100 > 10 && n % 100 < 15 ? 0 : n % 10;
  return fill(forms[last === 1 ? 0 : last > 1 && last < 5 ? 1 : 2] || text, { n: n.toLocaleString("ru") });
}

function hitOf(hit, labels) {
  const item = one("#hit").content.cloneNode(true), put = (name, text) => {
    const to = one("." + name, item);
    if (!text) to.remove();
    else if (text !== true) to.textContent = text;
    return to;
  };
  put("number", "№\u00a0" + (hit.official || hit.number));
  put("status", true).classList.add("status-" + hit.status);
  set(one("use", item), { href: "#s-" + hit.status });
  put("word", say[hit.status]);
  put("kind", labels[hit.kind] || hit.kind);
  put("dates", hit.from && fill(hit.to ? say.between : say.since, { from: date(hit.from), to: hit.to && date(new Date(Date.parse(hit.to) - 864e5).toISOString().slice(0, 10)) }));
  put("of", hit.register !== page.main && labels[hit.register]);
  put("name", hit.name).href = hit.href;
  put("other", hit.other !== hit.name && hit.other).lang = page.other;
  put("holder", [hit.holder, hit.holder_id].filter(Boolean).join(" · "));
  put("was", hit.was && fill(say.was, { name: hit.was }));
  const excerpt = put("excerpt", hit.excerpt.some(([, marked]) => marked));
  hit.excerpt.forEach(([text, marked]) => add(excerpt, marked ? "mark" : "span", text));
  return item;
}
// Links as the items of a list: text, address, whether it is the current one, a number beside it.
function links(to, all) {
  to.textContent = "";
  for (const [text, href, current, count] of all) {
    const item = add(to, "li", "");
    set(add(item, "a", text, { href }), current ? { "aria-current": "true" } : {});
    if (count) add(item, "span", " " + count, { class: "count" });
  }
}
// Words for registers, statuses and values of facets; a facet has its own name under its name.
function labelsOf(meta) {
  const labels = { ...say };
  for (const register of meta.registers) {
    labels[register.id] = register.title;
    for (const facet of register.facets) {
      labels[facet.name] = facet.label;
      facet.values.forEach(([value, label]) => labels[value] = label);
    }
  }
  return labels;
}
// A number as long as a BIN asks for a holder: its page in each register, or else the page that
// tells what became of it.
function about(q, { count, hits }, labels) {
  const id = q.replace(/[\s-]/g, ""), pages = new Map(hits.filter((hit) => hit.holder_id === id).map((hit) => [hit.holder_href, hit]));
  if (!count && /^\d{10,13}$/.test(id)) return [[fill(say.to_check, { id }), "../check/#ask=" + id]];
  return [...pages].map(([href, hit]) => [fill(say.of_holder, { name: hit.holder || id }) + (hit.register === page.main ? "" : " – " + labels[hit.register]), href]);
}
function draw(state, answer, labels) {
  const { count, corrected } = answer, hits = one(".hits"), pages = Math.ceil(count / 10), around = [];
  const text = [count ? many(answer.exact ? say.found : say.found_more, count) : say.nothing];
  if (corrected && corrected.shown) text.push(fill(say.instead, corrected));
  if (count && /\S\s+\S/.test(state.q)) text.push(answer.mode === "most" ? say.most : say.all);
  status.textContent = text.join(" ");
  links(one("#about"), about(state.q, answer, labels));
  one("#instead").hidden = !corrected || corrected.shown;
  links(one("#instead ul"), corrected ? [[corrected.q, at("q", corrected.q)]] : []);
  links(one("#orders"), count > 1 ? ["score", "number", "name", "date"].map((sort) => [say["by_" + sort], at("sort", sort), sort === state.sort]) : []);
  hits.textContent = "";
  hits.append(...answer.hits.map((hit) => hitOf(hit, labels)));
  for (let n = Math.max(1, state.page - 2); n <= Math.min(pages, state.page + 2); n += 1) around.push([n, at("page", n), n === state.page]);
  if (state.page > 1) around.unshift([say.previous, at("page", state.page - 1)]);
  if (state.page < pages) around.push([say.next, at("page", state.page + 1)]);
  links(one("#pager"), pages > 1 ? around : []);
  shown.hidden = false;
  one("#answered").hidden = count > 0 === false;
  one("#help").hidden = count > 0;
}
let run = 0;
async function search() {
  const mine = run += 1, first = ahead, now = state(), filters = one("#filters"), filtered = now.register || now.status || Object.keys(now.facets).length;
  box.value = now.q;
  document.title = (now.q && now.q + " · ") + page.title;
  shown.hidden = one("#retry").hidden = true;
  ahead = 0;
  status.textContent = now.q || filtered ? say.loading : "";
  one("#help").hidden = status.textContent > "";
  if (status.textContent) try {
    const by = await engine(), answer = await first || await by.search(now), labels = labelsOf(by.meta);
    if (mine !== run) return;
    draw(now, answer, labels);
    // Counts and whole lists come when somebody asks for them.
    const count = async () => {
      const facets = filters.open && await by.facets(now);
      if (facets && mine === run) (await rare()).drawFacets(now, facets, labels);
    };
    one("#search-csv").onclick = () => Promise.all([rare(), by.rows(now)]).then(([{ save }, rows]) => save(rows, labels)).catch(failed);
    filters.ontoggle = () => count().catch(failed);
    if (filtered) filters.open = true;
    await count();
  } catch (error) {
    if (mine === run) failed();
  }
}
function failed() {
  status.textContent = say.failed;
  one("#retry").hidden = one("#help").hidden = false;
}
function go(href) {
  history.pushState(null, "", href);
  if (loaded) when("close")();
  search();
  status.focus();
}
function start() {
  form = one("[data-search]");
  page = JSON.parse(form.dataset.search);
  say = page.words;
  box = form.elements.q;
  shown = one("#results");
  status = one("#search-status");
  box.oninput = when("typed");
  set(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": false });
  if (shown) results(); else if (box.value) box.oninput();
}
function results() {
  const more = one("#more-letters");
  form.onsubmit = (event) => {
    event.preventDefault();
    go(at("q", box.value.trim()));
  };
  shown.onclick = (event) => {
    const link = event.target.closest("a[href^='?']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  };
  window.onpopstate = search;
  one("#retry").onclick = search;
  more.onclick = when("letters");
  try { if (localStorage.getItem("tizilim-letters")) more.click(); } catch (error) {}
  more.hidden = false;
  one("#plain").hidden = true;
  search();
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
