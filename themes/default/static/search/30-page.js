// What the reader meets: suggestions under every search box, and the page of results. The state of
// that page is its address, so that going back, reloading and sharing give the same.
const one = (selector, from) => (from || document).querySelector(selector);
const form = one("[data-search]"), page = JSON.parse(form.dataset.search), say = page.words, box = form.elements.q;
const shown = one("#found"), status = one("#search-status");
const fill = (text, by) => text.replace(/{(\w+)}/g, (_, key) => by[key]);
const FIXED = ["q", "register", "status", "sort", "page"];
let opening;
const engine = () => opening = opening || openSearch(page.root + "search/", page.lang, page.data).catch((error) => {
  opening = 0;
  throw error;
});
function add(to, name, text, set) {
  const made = Object.assign(document.createElement(name), set);
  made.textContent = text;
  to.append(made);
  return made;
}

// Suggestions: a list under the box, from two letters on.
const list = one("#suggestions");
let asked = 0, chosen = -1;
function close() {
  asked += 1;
  choose(-1);
  list.hidden = true;
  box.setAttribute("aria-expanded", false);
}
function choose(at) {
  const all = Array.from(list.children);
  chosen = all.length ? (at + 1 + all.length + 1) % (all.length + 1) - 1 : -1;
  all.forEach((option, place) => option.setAttribute("aria-selected", place === chosen));
  if (all[chosen]) {
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("aria-activedescendant");
}
async function suggest() {
  const mine = asked += 1, text = box.value.trim();
  if (text.length < 2) return close();
  const found = await engine().then((by) => by.suggest(text)).catch(() => []);
  if (mine !== asked || document.activeElement !== box) return;
  list.textContent = "";
  found.forEach((by, at) => {
    const option = add(list, "li", "", { id: "s" + at, className: "suggestion" });
    option.setAttribute("role", "option");
    option.dataset.href = by.href;
    add(option, "span", by.text);
    add(option, "span", say["is_" + by.kind], { className: "soft" });
  });
  choose(-1);
  list.hidden = !found.length;
  box.setAttribute("aria-expanded", !list.hidden);
}
box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", list.id);
box.setAttribute("aria-expanded", false);
let wait;
box.addEventListener("input", () => {
  clearTimeout(wait);
  wait = setTimeout(suggest, 120);
});
box.addEventListener("blur", close);
box.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && !list.hidden) close();
  else if (step && !list.hidden) choose(step < 0 && chosen < 0 ? list.children.length - 1 : chosen + step);
  else if (event.key === "Enter" && chosen >= 0) location.href = list.children[chosen].dataset.href;
  else return;
  event.preventDefault();
});
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  location.href = event.target.closest("li").dataset.href;
});
form.addEventListener("submit", () => clearTimeout(wait));

// Letters that a keyboard may lack, shown to whoever asked for them once.
const letters = one("#letters"), KEY = "tizilim-letters";
function tapped(event) {
  const letter = event.target.dataset.letter;
  if (!letter) return;
  box.setRangeText(letter, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  suggest();
}

// Results.
const state = () => {
  const by = new URLSearchParams(location.search), facets = {};
  by.forEach((value, key) => FIXED.includes(key) || (facets[key] = value));
  return { q: (by.get("q") || "").trim(), register: by.get("register") || "", status: by.get("status") || "", facets, sort: by.get("sort") || "score", page: Math.max(1, +by.get("page") || 1) };
};
// The address of this state with one thing different; another question begins at its first page.
function at(key, value) {
  const by = new URLSearchParams(location.search);
  if (value) by.set(key, value); else by.delete(key);
  if (key !== "page") by.delete("page");
  return "?" + by;
}
const date = (iso) => {
  const [year, month, day] = iso.split("-");
  return fill(say.date, { year, month: say.months.split("|")[month - 1], day: +day });
};
const many = (text, n) => {
  const forms = text.split("|"), last = n % 10, ten = n % 100 - last;
  return fill(forms[forms.length < 3 ? 0 : ten === 10 || last === 0 || last > 4 ? 2 : last > 1 ? 1 : 0], { n: n.toLocaleString("ru-RU") });
};
const label = (name, value) => (page.labels[name] || {})[value] || value;

function drawHit(hit) {
  const item = one("#hit").content.cloneNode(true), put = (name, text) => {
    const to = one("." + name, item);
    if (text) to.textContent = text; else to.remove();
    return to;
  };
  put("number", "№\u00a0" + hit.number);
  one(".status", item).classList.add("status-" + hit.status);
  one("use", item).setAttribute("href", "#s-" + hit.status);
  one(".status span", item).textContent = label("status", hit.status);
  put("kind", hit.kind && label("kind", hit.kind));
  put("dates", hit.from && (hit.to ? fill(say.between, { from: date(hit.from), to: date(hit.to) }) : fill(say.since, { from: date(hit.from) })));
  put("of", page.main === hit.register ? "" : label("register", hit.register));
  one("a", item).href = hit.href;
  one("a", item).textContent = hit.name;
  put("other", hit.other !== hit.name && hit.other).lang = page.other;
  put("holder", hit.holder);
  put("was", hit.was && fill(say.was, { name: hit.was }));
  const excerpt = put("excerpt", hit.excerpt && hit.excerpt.length && " ");
  (hit.excerpt || []).forEach(([text, marked]) => marked ? add(excerpt, "mark", text) : excerpt.append(text));
  one("ol", shown).append(item);
}
function links(to, all) {
  to.textContent = "";
  for (const [text, href, current, count] of all) {
    const item = add(to, "li", ""), link = add(item, "a", text, { href });
    if (current) link.setAttribute("aria-current", "true");
    if (count) add(item, "span", " " + count, { className: "count" });
  }
}
function drawFacets(asked, facets) {
  const to = one("#facets");
  to.textContent = "";
  for (const name of Object.keys(facets)) {
    const on = asked.facets[name] || asked[name] || "", values = Object.entries(facets[name]);
    if (values.length < 2 && !on) continue;
    const part = add(to, "div", "", { className: "division" });
    add(part, "p", label("name", name));
    links(add(part, "ul", ""), values.sort((a, b) => b[1] - a[1]).slice(0, 12).map(([value, count]) => [label(name, value), at(name, value), value === on, count])
      .concat(on ? [[say.all_values, at(name)]] : []));
  }
}
function draw(asked, answer) {
  const text = [], best = answer.corrected, pages = Math.ceil(answer.count / 10), last = Math.min(pages, asked.page + 2);
  one("ol", shown).textContent = "";
  answer.hits.forEach(drawHit);
  text.push(answer.count ? many(answer.exact ? say.found : say.found_more, answer.count) : say.nothing);
  if (best && best.shown) text.push(fill(say.instead, { q: best.q }));
  if (answer.count && /\S\s+\S/.test(asked.q)) text.push(answer.mode === "most" ? say.most : say.all);
  status.textContent = text.join(" ");
  one("#instead").hidden = !best || best.shown;
  if (best) links(one("#instead ul"), [[best.q, at("q", best.q)]]);
  links(one("#orders"), ["score", "number", "name", "date"].map((sort) => [say["by_" + sort], at("sort", sort === "score" ? "" : sort), sort === asked.sort]));
  const around = [];
  if (asked.page > 1) around.push([say.previous, at("page", asked.page - 1)]);
  for (let n = Math.max(1, asked.page - 2); n <= last; n += 1) around.push([n, at("page", n > 1 && n), n === asked.page]);
  if (asked.page < pages) around.push([say.next, at("page", asked.page + 1)]);
  links(one("#pager ul"), pages > 1 ? around : []);
  shown.hidden = false;
  one("#answered").hidden = !answer.count;
  one("#help").hidden = Boolean(answer.count);
}
let run = 0;
async function search(focus) {
  const mine = run += 1, asked = state(), filters = one("#filters");
  box.value = asked.q;
  document.title = (asked.q && asked.q + " · ") + page.title;
  one("#retry").hidden = shown.hidden = true;
  status.textContent = "";
  one("#help").hidden = false;
  if (!asked.q && !asked.register && !asked.status && !Object.keys(asked.facets).length) return;
  status.textContent = say.loading;
  try {
    const by = await engine(), answer = await by.search(asked);
    if (mine !== run) return;
    draw(asked, answer);
    if (focus) status.focus();
    // Counts are asked for when the first answer stands, and only by whoever opens them.
    const count = async () => {
      if (filters.open && mine === run) drawFacets(asked, await by.facets(asked));
    };
    filters.ontoggle = () => count().catch(() => 0);
    if (asked.register || asked.status || Object.keys(asked.facets).length) filters.open = true;
    await count();
    one("#search-csv").onclick = async () => save(await by.rows(asked));
  } catch (error) {
    if (mine !== run) return;
    status.textContent = say.failed;
    one("#retry").hidden = false;
  }
}
function save(rows) {
  const cell = (text) => '"' + (/^[=+\-@\t\r]/.test(text) ? "'" : "") + String(text || "").replace(/"/g, '""') + '"';
  const names = ["register", "number", "status", "name", "other", "holder", "kind", "from", "to"];
  const text = [names.map((name) => label("name", name))].concat(rows.map((row) => names.map((name) => row[name]))).map((row) => row.map(cell).join(",") + "\r\n").join("");
  const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href, download: "tizilim.csv" }).click();
  setTimeout(URL.revokeObjectURL, 1e4, href);
}
function go(href) {
  history.pushState(null, "", href);
  close();
  search(true);
}
if (shown) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(at("q", box.value.trim()));
  });
  shown.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || link.getAttribute("href")[0] !== "?" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  window.addEventListener("popstate", () => search());
  one("#retry").onclick = () => search(true);
  letters.addEventListener("mousedown", (event) => event.preventDefault());
  letters.addEventListener("click", tapped);
  const more = one("#more-letters"), show = (on) => {
    letters.hidden = !on;
    more.setAttribute("aria-expanded", on);
  };
  more.hidden = false;
  more.onclick = () => {
    show(letters.hidden);
    try { localStorage.setItem(KEY, letters.hidden ? "" : "1"); } catch (error) {}
  };
  try { show(Boolean(localStorage.getItem(KEY))); } catch (error) {}
  one("#plain").hidden = true;
  search();
} else if (document.activeElement === box && box.value) suggest();
