// The page of results: what few readers ask for, counts by value and a table to take away.
export default function ({ one, add, at, links, form, say }) {
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
    add(form, "a", "", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: "tizilim.csv", hidden: "" }).click();
  }
  return { drawFacets, save };
}
