// The page that answers for many lines at once. What is pasted stays on this device: lists of known
// values are read first, and then only the files of what the register itself publishes.
(() => {
  const one = (selector) => document.querySelector(selector);
  const form = one("[data-check]"), data = JSON.parse(form.dataset.check), say = data.words;
  const { lines: box, day, file } = form.elements;
  const status = one("#check-status"), result = one("#check-result"), body = one("tbody"), model = one("template");

  // Lines are read as in the terminal.
  const plain = (code) => code.replace(/\./g, "").toUpperCase();
  function fields(line) {
    const all = [""];
    let quoted = false;
    for (const letter of line) {
      if (letter === '"') quoted = !quoted;
      else if (!quoted && "\t;,|".includes(letter)) all.push("");
      else all[all.length - 1] += letter;
    }
    return all.map((field) => field.trim());
  }
  // A day that exists; empty for one that does not; nothing for what is no day.
  function date(text) {
    const iso = text.replace(/^(\d\d)\.(\d\d)\.(\d{4})$/, "$3-$2-$1");
    if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return;
    const at = new Date(iso);
    return +iso.slice(0, 4) && +at && at.toISOString().startsWith(iso) ? iso : "";
  }
  function kind(text) {
    const sum = (from) => [...text].slice(0, 11).reduce((all, digit, at) => all + digit * ((at + from) % 11 + 1), 0) % 11;
    const first = sum(0), month = text.slice(2, 4);
    if ((first < 10 ? first : sum(2)) !== +text[11]) return;
    if (text[4] > 3) return text[4] < 7 && month > 0 && month < 13 && "bin";
    return [18, 19, 20].some((century) => (text[6] < 1 || Math.ceil(text[6] / 2) === century - 17) && date(century + text.slice(0, 2) + "-" + month + "-" + text.slice(4, 6))) && "iin";
  }
  function word(text, codes) {
    const on = date(text), label = /^(№|no?\.?|бсн|жсн|бин|иин|bin|iin)[\s:]*(\d+)$/i.exec(text);
    if (on !== undefined) return { on, text };
    if (label) text = label[2];
    const named = data.registers.find((register) => text.startsWith(register.id + "/")), register = named && named.id;
    if (named) text = text.slice(register.length + 1);
    const marked = named || label && /[№n]/i.test(label[1][0]), code = plain(text), length = /^\d+$/.test(text) && text.length;
    if (!marked && codes.has(code)) return { register, code, text };
    if (length && length < 9) return +text ? { register, number: +text, text: "№ " + +text, marked } : undefined;
    if (length && length < 13) {
      const whole = text.padStart(12, "0"), is = kind(whole), id = is ? whole : text;
      // Ten digits are as long as a code of goods.
      return length === 10 && !is ? { register, code, text } : { register, id, is, text: id };
    }
    return text.length < 41 && /^[\w.-]*\d[\w.-]*$/.test(text) ? { register, code, text } : undefined;
  }
  // Each BIN with each code. The bare number of a row of a table is no question about an entry.
  function questions(line, codes) {
    const words = fields(line).reduce((all, field) => {
      const whole = word(field, codes), parts = whole ? [whole] : field.split(/\s+/).map((part) => word(part, codes));
      return parts.every(Boolean) ? all.concat(parts) : all;
    }, []);
    const bare = words.every((by) => by.number || by.on !== undefined);
    const { register } = words.filter((by) => by.register).pop() || {};
    let all = [{ input: register || "" }], asked = 0;
    for (const key of ["id", "number", "code"]) {
      const wanted = words.filter((by) => by[key] && (!by.number || by.marked || bare));
      if (!wanted.length) continue;
      asked = 1;
      const next = [];
      for (const ask of all) for (const by of wanted) {
        if (next.length < 1e4) next.push({ ...ask, [key]: by[key], is: ask.is || by.is, input: (ask.input + " " + by.text).trim() });
      }
      all = next;
    }
    const { on } = words.find((by) => by.on !== undefined) || { on: day.value };
    return all.map((ask) => ({ ...ask, input: asked ? ask.input : line, on, register }));
  }

  // Files: each is asked for once. One that is not there is nothing.
  const files = new Map();
  function load(path, read) {
    if (!files.has(path)) {
      files.set(path, fetch(data.root + path).then((answer) => {
        if (answer.ok) return answer.text().then(read || JSON.parse);
        if (answer.status !== 404) throw answer;
      }).catch(() => {
        files.delete(path);
        throw path;
      }));
    }
    return files.get(path);
  }
  const of = (register, rest) => "api/v1/" + register.id + "/" + rest;
  const list = (register, key) => load(of(register, "keys/" + key + ".txt"), (text) => new Set(text.split("\n").filter((value) => value && value[0] !== "#")));
  // Codes without dots and in capitals: the files that have them.
  async function known() {
    const codes = new Map();
    for (const register of data.registers) for (const key of register.keys) for (const value of await list(register, key)) {
      const name = plain(value);
      codes.set(name, (codes.get(name) || []).concat(of(register, "by-" + key + "/" + value + ".json")));
    }
    return codes;
  }
  // All dates are there for little when the register is small or much of it is asked for.
  const whole = (register, wanted) => register.count < Math.max(1000, wanted * 40)
    && load(of(register, "validity.json"), (text) => new Map(JSON.parse(text).entries.map((row) => [row.number, row])));
  const entry = (register, number) => load(of(register, "entries/" + number + ".json"));
  function civil(instant) {
    const at = Date.parse(instant) / 1e3, zone = data.zone.filter((by) => by[0] === null || by[0] <= at).pop();
    return new Date((at + zone[1] * 3600) * 1e3).toISOString().slice(0, 10);
  }
  async function decisions(register, number, wanted) {
    const all = await whole(register, wanted);
    return all ? all.get(number).decisions : (await entry(register, number)).events.map((by) => ({ ...by, published: civil(by.recorded_at) }));
  }

  // What a register has: rows, or the lists that prove that it has none, or nothing to be asked by.
  const rowsOf = async (paths) => [].concat(...(await Promise.all(paths.map((path) => load(path)))).map((by) => by.entries));
  async function held(register, id) {
    if (!register.holder) return {};
    return (await list(register, "holder")).has(id) ? { rows: await rowsOf([of(register, "by-holder/" + id + ".json")]) } : { proof: ["keys/holder.txt"] };
  }
  async function numbered(register, number) {
    const all = await whole(register, 1), found = (!all || all.has(number)) && await entry(register, number);
    if (!found) return { proof: ["validity.json"] };
    const name = found[register.title];
    return { rows: [{ number, name: name && name.kk !== undefined ? name : { kk: name, ru: name }, intervals: found.intervals }] };
  }
  async function coded(register, code, codes) {
    const paths = (codes.get(code) || []).filter((path) => path.startsWith(of(register, "")));
    if (paths.length) return { rows: await rowsOf(paths) };
    return register.keys.length ? { proof: register.keys.map((key) => "keys/" + key + ".txt") } : {};
  }
  function overlap(a, b) {
    const both = [];
    for (const x of a) for (const y of b) {
      const in_from = x.in_from > y.in_from ? x.in_from : y.in_from, in_to = [x.in_to, y.in_to].filter(Boolean).sort()[0];
      if (!in_to || in_from < in_to) both.push({ in_from, in_to });
    }
    return both;
  }
  async function had(register, ask, codes) {
    const parts = [];
    if (ask.id) parts.push(await held(register, ask.id));
    if (ask.number) parts.push(await numbered(register, ask.number));
    if (ask.code) parts.push(await coded(register, ask.code, codes));
    if (!parts.every((part) => part.rows || part.proof)) return {};
    const proof = [].concat(...parts.map((part) => part.proof || [])).map((rest) => of(register, rest));
    return proof.length ? { proof } : {
      rows: parts.map((part) => part.rows).reduce((all, others) => all.reduce((both, row) => {
        const twin = others.find((by) => by.number === row.number);
        return twin ? both.concat({ ...row, intervals: overlap(row.intervals, twin.intervals) }) : both;
      }, [])).sort((a, b) => a.number - b.number),
    };
  }
  async function answers(ask, codes) {
    const alone = { ...ask, intervals: [], border: [], proof: [] };
    const verdict = !ask.on ? "invalid_date" : ask.id && !ask.is ? "invalid_id" : ask.is === "iin" && data.mask ? "not_public"
      : ask.id || ask.number || ask.code ? "not_in_register" : "not_understood";
    const found = [];
    if (verdict === "not_in_register") for (const register of data.registers) {
      if (ask.register ? register.id !== ask.register : !register.asked) continue;
      const { rows = [], proof = [] } = await had(register, ask, codes);
      alone.proof.push(...proof);
      for (const row of rows) {
        const border = (await decisions(register, row.number, rows.length)).filter((by) => {
          const dates = [by.decided_on, by.effective_on, by.published, by.received].filter(Boolean).sort();
          return dates[0] <= ask.on && ask.on <= dates.pop();
        });
        const now = row.intervals.some((by) => by.in_from <= ask.on && (!by.in_to || ask.on < by.in_to));
        // A code alone asks who has it.
        if (border.length || now || ask.id || ask.number) {
          found.push({ ...alone, ...row, border, now, register, proof: [], verdict: border.length ? "borderline" : now ? "in_register" : verdict });
        }
      }
    }
    return found.length ? found : [{ ...alone, register: 0, number: 0, verdict }];
  }

  // The table.
  const fill = (text, by) => text.replace(/{(\w+)}/g, (_, key) => by[key]);
  function spoken(iso) {
    if (!iso) return say.not_known;
    const [year, month, on] = iso.split("-");
    return fill(say.date, { year, month: say.months.split("|")[month - 1], day: +on });
  }
  function add(to, name, text) {
    const made = to.appendChild(document.createElement(name));
    made.textContent = text;
    return made;
  }
  // An interval ends on the day on which the entry is out; people say the last day on which it was in.
  const before = (iso) => new Date(Date.parse(iso) - 864e5).toISOString().slice(0, 10);
  function draw(row) {
    const line = body.appendChild(model.content.firstChild.cloneNode(true)), [at, asked, verdict, on, entry, days, notes] = line.cells;
    const shape = { in_register: "in_register", not_in_register: "excluded", borderline: "expiring" }[row.verdict] || "pending";
    const note = (text) => add(notes, "span", text);
    at.textContent = row.line;
    asked.textContent = row.input;
    verdict.firstChild.className += shape;
    verdict.querySelector("use").setAttribute("href", "#s-" + shape);
    verdict.querySelector("span span").textContent = say[row.verdict];
    if (row.on) add(on, "time", spoken(row.on)).dateTime = row.on;
    if (row.number) {
      const name = row.name[data.lang] || "", twin = row.name[data.other];
      add(entry, "a", "№\u00a0" + row.number + " " + name).href = data.root + data.lang + "/" + row.register.id + "/" + row.number + "/";
      if (twin && twin !== name) add(entry, "span", twin).lang = data.other;
    }
    for (const { in_from, in_to } of row.intervals) {
      add(days, "span", fill(in_to ? say.held_between : say.held_from, { from: spoken(in_from), to: in_to && spoken(before(in_to)) })).dataset.csv = in_from + "/" + (in_to || "..");
    }
    if (row.number && row.on > data.day) note(fill(say.known_by, { date: spoken(data.day) })).className = "known";
    if (row.border.length) note(row.now ? say.known_in : say.known_out);
    else if (!row.number) note(row.proof.length ? say.absent : say[row.verdict + "_note"]);
    for (const by of row.border) note(say.border.replace(/{(\w+)}/g, (_, key) => key === "kind" ? row.register.kinds[by.kind] : spoken(by[key])));
    for (const path of row.proof) add(notes, "a", path.slice(7)).href = data.root + path;
  }

  let run = 0;
  async function check() {
    const mine = run += 1, lines = box.value.split("\n").map((line) => line.trim());
    result.hidden = true;
    body.textContent = "";
    status.textContent = say.empty;
    if (!lines.some(Boolean)) return box.focus();
    status.textContent = say.loading;
    history.replaceState(null, "", "?on=" + day.value);
    try {
      const codes = await known();
      const asked = lines.map((line, at) => line ? questions(line, codes).map((ask) => ({ ...ask, line: at + 1 })) : []);
      const rows = [].concat(...await Promise.all([].concat(...asked).map((ask) => answers(ask, codes))));
      if (mine !== run) return;
      const sums = { n: rows.length, in_register: 0, not_in_register: 0, borderline: 0, other: 0 };
      for (const { verdict } of rows) sums[verdict in sums ? verdict : "other"] += 1;
      rows.forEach(draw);
      result.hidden = false;
      status.textContent = fill(say.summary, sums);
      result.scrollIntoView({ block: "nearest" });
    } catch (path) {
      if (mine === run) status.textContent = fill(say.failed, { file: path });
    }
  }

  // As a table of text: dates for machines, and nothing that a spreadsheet takes for a formula.
  function csv() {
    const days = (span) => span.replace(/\/(\d.*)/, (_, to) => "/" + before(to)).replace("/", " – ").replace("..", "");
    const cell = (by) => {
      const text = by.children.length ? Array.from(by.children, (part) => part.dataset.csv ? days(part.dataset.csv) : part.dateTime || part.textContent).join("; ") : by.textContent;
      return '"' + (/^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replace(/"/g, '""') + '"';
    };
    const text = Array.from(result.querySelectorAll("tr"), (row) => Array.from(row.cells, cell).join(",") + "\r\n").join("");
    const href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
    Object.assign(document.createElement("a"), { href, download: "tizilim-" + day.value + ".csv" }).click();
  }
  const take = (from) => from && from.text().then((text) => box.value = text);
  day.value = date(new URLSearchParams(location.search).get("on") || "") || new Date(Date.now() + document.documentElement.dataset.east * 36e5).toISOString().slice(0, 10);
  form.onsubmit = (event) => {
    event.preventDefault();
    check();
  };
  file.onchange = () => take(file.files[0]);
  box.ondragover = (event) => event.preventDefault();
  box.ondrop = (event) => {
    if (take(event.dataTransfer.files[0])) event.preventDefault();
  };
  one("#check-csv").onclick = csv;
  one("#check-print").onclick = () => print();
  form.hidden = false;
  one("#check-plain").hidden = true;
  // What another page asks about stands behind the address, which no server sees.
  const [, about] = /^#ask=(\d+)$/.exec(location.hash) || [];
  if (about) {
    box.value = about;
    check();
  }
})();
