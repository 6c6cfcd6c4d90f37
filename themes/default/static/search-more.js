// What the search needs now and then: words that are nowhere, phrases, filters, orders, suggestions.
const MARK = "\0", TAILS = "\x02", STATUS = ["pending", "in_register", "excluded", "annulled"];

// How many slips lie between two words; a swap of neighbours is one.
function slips(a, b) {
  let before, last = [], now = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    [before, last, now] = [last, now, [i]];
    for (let j = 1; j <= b.length; j++) {
      now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
    }
  }
  return now[b.length];
}

// The text as if typed on another keyboard, or in Cyrillic where it is Latin: the rest of the twin of
// src/publish/search/words.rs.
function makeWays({ swap, small, keys }) {
  const cyrillic = /[\u0400-\u04c9\u04cb-\u052f]/;
  const back = ([from, to]) => [to, from];

  function layouts(text) {
    const words = (all, change) => all.split(" ").map(change).join(" ");
    const asKazakh = (all) => words(all, (word) => (cyrillic.test(word) ? swap(word, keys.digits) : word));
    const ways = new Set();
    if (/[A-Za-z]/.test(text)) ways.add(swap(text, keys.latin)).add(asKazakh(swap(text, keys.latin)));
    if (cyrillic.test(text)) {
      const asDigits = (word) => (cyrillic.test(swap(word, back(keys.digits))) ? word : swap(word, back(keys.digits)));
      ways.add(asKazakh(text)).add(words(text, asDigits)).add(swap(text, back(keys.latin)));
    }
    ways.delete(text);
    return [...ways];
  }

  const spelled = new Map(keys.spellings.split(" ").map((one) => one.split("=")));
  const spelling = new RegExp([...spelled.keys()].join("|"), "g");

  function spellings(text) {
    const way = small(text).replace(spelling, (one) => spelled.get(one));
    return way === small(text) ? [] : [way];
  }

  return { layouts, spellings };
}

export default function openMore(kit) {
  const { files, lang, root, words, codes, leaf, leavesOf, matches, result, tried, understand } = kit, { meta } = files;
  const stemKey = (word) => [...word.stem].slice(0, 60).join("");
  const { layouts, spellings } = makeWays(kit.makers);
  let neighbour;
  const columns = {};
  // One value for each document.
  const column = (name) => columns[name] = columns[name] || files.load("c/" + name).then((bytes) => {
    const values = new Uint32Array(meta.n);
    bytes.forEach((byte, i) => { values[i % meta.n] += byte * 256 ** Math.floor(i / meta.n); });
    return values;
  }).catch((e) => { delete columns[name]; throw e; });
  const frequent = (terms) => terms.sort((a, b) => b.count - a.count);

  // The most frequent words that begin so.
  async function expand(word, marks) {
    const start = stemKey(word);
    const terms = start.length < 2 ? [] : frequent(await files.beginning(start, 256, (key) => !key.includes(MARK))).slice(0, 16);
    return terms.map((term) => { marks.add(term.key); return leaf(term); });
  }

  // The likeliest word that was meant: one half of it is as typed.
  async function meant(word) {
    const own = stemKey(word), letters = [...own], size = letters.length;
    if (size < 4 || /\d/.test(word.exact)) return;
    const head = letters.slice(0, (size - 1) >> 1).join(""), tail = TAILS + letters.reverse().slice(0, size >> 1).join("");
    const [heads, tails] = await Promise.all([head, tail].map((start) => files.beginning(start, 2000, () => 1)));
    let best = size < 8 ? 1 : 2, found = [];
    for (const key of heads.map((term) => term.key).concat(tails.map((term) => [...term.key.slice(1)].reverse().join("")))) {
      const [stem, exact] = key.split(MARK), far = exact ? slips(word.exact, exact) : slips(own, stem);
      if (far < best) [best, found] = [far, []];
      if (far == best) found.push(stem);
    }
    const [term] = frequent((await Promise.all([...new Set(found)].sort().slice(0, 32).map(files.term))).filter(Boolean));
    if (!term) return;
    const [shown] = frequent(await files.beginning(term.key + MARK, 64, () => 1));
    return { stem: term.key, exact: shown ? shown.key.split(MARK)[1] : term.key };
  }

  // As if typed on another keyboard or in another alphabet; then with slips mended; then in the other
  // language.
  async function otherwise(best, state, wanted) {
    for (const q of [...layouts(state.q), ...spellings(state.q)]) {
      const other = await tried(q, state, wanted);
      if (other.mode == "all") return { ...other, corrected: { q, shown: true } };
    }
    const other = await tried(state.q, state, wanted, true), q = other.plan.corrected;
    if (!q || other.mode == "none") return best.mode == "none" && !kit.twin ? elsewhere(best, state, wanted) : best;
    const shown = other.mode == "all" || best.mode == "none";
    return { ...(shown ? other : best), corrected: { q, shown } };
  }

  async function elsewhere(best, state, wanted) {
    const other = lang == "kk" ? "ru" : "kk";
    neighbour = neighbour || kit.open(other).catch((e) => { neighbour = 0; throw e; });
    const there = (await neighbour).kit, found = await there.answer(state, wanted);
    if (found.mode != "all") return best;
    // Names and pages in the language of the reader.
    const show = async (hit, marks) => {
      const shown = await there.result(hit, marks), { name } = shown, here = (href) => href && root + href.slice(root.length);
      return { ...shown, name: shown.other || name, other: shown.other && name, href: here(shown.href), holder_href: here(shown.holder_href) };
    };
    show.lang = other;
    return { ...found, show };
  }

  async function keeper(state, status) {
    const tests = [], add = async (name, value) => { const values = await column(name); tests.push((doc) => values[doc] == value); };
    if (state.register) await add("register", meta.registers.findIndex((register) => register.id == state.register));
    for (const one of [status, state.status]) if (one) await add("status", STATUS.indexOf(one));
    for (const [name, value] of Object.entries(state.facets || {})) {
      const registers = await column("register"), any = [];
      for (const [r, register] of meta.registers.entries()) {
        const f = register.facets.findIndex((facet) => facet.name == name), at = f < 0 ? 0 : register.facets[f].values.findIndex((one) => one[0] == value) + 1;
        if (!at) continue;
        const values = await column("facet" + f);
        any.push((doc) => registers[doc] == r && values[doc] == at);
      }
      tests.push((doc) => any.some((test) => test(doc)));
    }
    return (doc) => tests.every((test) => test(doc));
  }

  const holds = (texts, phrase) => texts.some((text) => {
    const list = words(lang, text.slice(2)).map((word) => word.exact);
    return list.some((_, at) => phrase.every((word, i) => list[at + i] == word));
  });

  // In another order; with phrases, only what has them: the texts are read until there are enough.
  async function arrange(found, { sort }, wanted) {
    let { hits, exact } = found, at = 0;
    const { phrases } = found.plan;
    if (sort) {
      const [values, numbers] = await Promise.all([sort, "number"].map(column)), way = sort == "date" ? -1 : 1;
      hits.sort((a, b) => way * (values[a.doc] - values[b.doc]) || numbers[a.doc] - numbers[b.doc] || a.doc - b.doc);
    }
    if (!phrases.length) return found;
    const held = [];
    for (; at < hits.length && held.length < wanted; at += 16) {
      const some = hits.slice(at, at + 16), lines = await Promise.all(some.map((hit) => files.line(hit.doc)));
      held.push(...some.filter((_, i) => phrases.every((phrase) => holds(lines[i].slice(9), phrase))));
    }
    return { ...found, hits: held, count: held.length, exact: exact && at >= hits.length, mode: held.length ? found.mode : "none" };
  }

  // How many hits there are of each value, the other filters taken into account.
  async function facets(state) {
    const { hits, show } = await kit.answer({ q: state.q }, 1 / 0), counts = {};
    if (show) return counts;
    const [registers, statuses] = await Promise.all(["register", "status"].map(column));
    for (const name of new Set(["register", "status", ...meta.registers.flatMap((register) => register.facets.map((facet) => facet.name))])) {
      const own = counts[name] = {}, others = Object.entries(state.facets || {}).filter((one) => one[0] != name);
      const keep = await keeper({ ...state, facets: Object.fromEntries(others), [name]: "" });
      const all = await Promise.all(meta.registers.map(({ facets }) => {
        const at = facets.findIndex((facet) => facet.name == name);
        return at < 0 ? [] : column("facet" + at).then((held) => [held, facets[at].values]);
      }));
      for (const { doc } of hits) {
        const register = registers[doc], [held, values] = all[register];
        const value = name == "register" ? meta.registers[register].id : name == "status" ? STATUS[statuses[doc]] : held && (values[held[doc] - 1] || [])[0];
        if (value && keep(doc)) own[value] = (own[value] || 0) + 1;
      }
    }
    return counts;
  }

  async function rows(state) {
    const { hits, show } = await kit.answer(state, 1 / 0);
    return Promise.all(hits.map((hit) => (show || result)(hit)));
  }

  async function suggest(text) {
    const list = words(lang, text), last = list[list.length - 1], found = [];
    if (text.trim().length < 2) return found;
    if (/\d/.test(text)) {
      for (const { terms: [term] } of (await codes(text, -1)).slice(0, 5)) {
        const hit = await result({ doc: term.blocks[0].docs[0] }), [code, at] = term.key.slice(1).split(MARK), holds = meta.codes[at] == "holder" && hit.holder_id == code;
        found.push(holds ? { kind: "holder", text: hit.holder ? code + " · " + hit.holder : code, href: hit.holder_href } : { kind: "code", text: code + " · " + hit.name, href: hit.href });
      }
    }
    if (!last) return found;
    const plan = await understand(text.slice(0, last.start)), begun = await expand(last, plan.marks), seen = new Set();
    const own = begun.length ? begun : await leavesOf(last);
    if (own.length) plan.clauses.push(own); else if (plan.clauses.length) plan.missing++;
    for (const hit of await Promise.all((await matches(plan, {}, 6)).hits.map((hit) => result(hit)))) {
      const begins = words(lang, hit.holder).some((word) => word.exact.startsWith(last.exact) || word.stem.startsWith(last.stem));
      if (begins && hit.holder_id && !seen.has(hit.holder)) found.push({ kind: "holder", text: hit.holder, href: hit.holder_href });
      seen.add(hit.holder);
      found.push({ kind: "entry", text: hit.name, href: hit.href });
    }
    return found.slice(0, 8);
  }

  return { expand, meant, otherwise, keeper, arrange, facets, rows, suggest };
}
