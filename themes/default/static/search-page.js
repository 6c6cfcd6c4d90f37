// The search: what waits for the reader. Suggestions, letters, counts by value, a table to take away.
export default function ({ one, add, set, fill, at, links, form, box, say, engine }) {
  // Suggestions: a list under the box, from two letters on.
  const list = one("#suggestions");
  set(list, { role: "listbox", "aria-labelledby": "q-label" });
  let asked = 0, chosen = -1, wait;
  function choose(at) {
    const all = [...list.children], round = all.length + 1;
    chosen = (at + 1 + round) % round - 1;
    all.forEach((option, place) => set(option, { "aria-selected": place === chosen }));
    set(box, { "aria-activedescendant": chosen < 0 ? "" : all[chosen].id });
    if (chosen >= 0) all[chosen].scrollIntoView({ block: "nearest" });
  }
  function offer(found) {
    list.textContent = "";
    found.forEach((by, at) => {
      const option = add(list, "li", by.text, { role: "option", id: "s" + at, "data-href": by.href });
      add(option, "span", say["is_" + by.kind], { class: "soft" });
    });
    choose(-1);
    one("#suggested").textContent = found.length ? fill(say.suggested, { n: found.length }) : "";
    list.hidden = !found.length;
    set(box, { "aria-expanded": !list.hidden });
  }
  function close() {
    asked += 1;
    clearTimeout(wait);
    offer([]);
  }
  async function suggest() {
    const mine = asked += 1, text = box.value.trim();
    if (text.length < 2) return close();
    const found = await engine().then((by) => by.suggest(text)).catch(() => []);
    if (mine === asked && document.activeElement === box) offer(found);
  }
  function typed() {
    clearTimeout(wait);
    wait = setTimeout(suggest, 120);
  }
  box.onblur = close;
  box.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden) return;
    if (step) choose(chosen + step);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.href = list.children[chosen].dataset.href;
    else return;
    event.preventDefault();
  };
  // The box keeps the focus while something else is tapped.
  const keep = (event) => event.preventDefault();
  list.onmousedown = keep;
  list.onclick = (event) => location.href = event.target.closest("li").dataset.href;

  // Letters that a keyboard may lack, for whoever asked for them once.
  function letters() {
    const row = one("#letters"), on = row.hidden;
    row.hidden = !on;
    set(one("#more-letters"), { "aria-expanded": on });
    try { localStorage.setItem("tizilim-letters", on ? 1 : ""); } catch (error) {}
    row.onmousedown = keep;
    row.onclick = ({ target }) => {
      box.setRangeText(target.value, box.selectionStart, box.selectionEnd, "end");
      box.focus();
      suggest();
    };
  }

  // Counts of each value, each a filter.
  function drawFacets(state, facets, labels) {
    const to = one("#facets");
    to.textContent = "";
    for (const name of Object.keys(facets)) {
      const on = state.facets[name] || state[name], values = Object.entries(facets[name]).sort((a, b) => b[1] - a[1]);
      if (values.length < 2 && !on) continue;
      const part = add(to, "div", "", { class: "division" });
      add(part, "p", labels[name]);
      links(add(part, "ul", ""), [[say.any, at(name), !on]].concat(values.map(([value, count]) => [labels[value] || value, at(name, value), value === on, count])));
    }
  }
  // Nothing in the table is a formula to a spreadsheet.
  function save(rows, labels) {
    const cell = (text) => '"' + String(text || "").replace(/^(?=[=+\-@\t\r])/, "'").replace(/"/g, '""') + '"';
    const names = ["register", "number", "status", "name", "other", "holder", "kind", "from", "to"], line = (cells) => cells.map(cell).join(",") + "\r\n";
    const text = line(names.map((name) => say[name])) + rows.map((row) => line(names.map((name) => labels[["status", "kind", "register"].includes(name) && row[name]] || row[name]))).join("");
    add(form, "a", "", { href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" })), download: "tizilim.csv", hidden: "" }).click();
  }
  return { typed, close, letters, drawFacets, save };
}
