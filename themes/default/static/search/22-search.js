// From what is typed to results: clauses of terms, lines, excerpts. What few queries need is loaded
// when it is needed: see `search-more.js`.
const PAGE = 10, LONGEST = 60;
const cut = (text) => [...text].slice(0, LONGEST).join("");

// A page that stays open across a publication asks for files that are gone: what is published now is
// opened instead.
async function openSearch(...given) {
  let engine = await openEngine(0, ...given);
  const outer = { ...engine };
  for (const call of ["search", "rows", "facets", "suggest"]) outer[call] = async (asked) => {
    try { return await engine[call](asked); } catch (e) {
      if (e.message != 404) throw e;
      engine = await openEngine(1, ...given);
      return engine[call](asked);
    }
  };
  return outer;
}

async function openEngine(fresh, base, lang, data, twin) {
  const files = await openFiles(base + lang + "/", fresh), { meta } = files, makers = makeWords(data || meta.words), { words, synonyms } = makers;
  const root = base.slice(0, -7) + lang + "/", last = meta.codes.length - 1;
  const kindOf = (key) => +key.split(MARK)[1];
  const leaf = (term, score, boost = 1) => ({ terms: [].concat(term), score, boost });
  const kit = { files, lang, root, words, makers, codes, leaf, leavesOf, matches, result, tried, understand, answer, twin, open: (other) => openSearch(base, other, data, true) };
  let loading;
  const more = () => loading = loading || import("./search-more.js").then((module) => module.default(kit), (e) => { loading = 0; throw e; });

  const rare = (call) => async (asked) => (await more())[call](asked);

  async function codes(text, kind) {
    const plain = text.replace(/[^\p{Alphabetic}\p{N}]/gu, "").toLowerCase().slice(0, LONGEST);
    const find = (start, most, wanted) => files.beginning(CODES + plain + start, most, (key) => kind < 0 ? wanted(kindOf(key)) : kindOf(key) == kind);
    const whole = plain ? await find(MARK, 99, () => 1) : [];
    if (whole.length) return whole.map((term) => { const at = kindOf(term.key); return leaf(term, at < 2 ? 4e3 - 1e3 * at : at < last ? 2e3 : 1e3); });
    return plain.length < 3 ? [] : (await find("", 64, (at) => at > 0 && at < last)).map((term) => leaf(term, 500));
  }

  async function leavesOf(word) {
    const stem = cut(word.stem), [term, exact] = await Promise.all([stem, stem + MARK + cut(word.exact)].map(files.term));
    return !term ? [] : exact ? [leaf(term), leaf(exact)] : [leaf(term)];
  }

  // What is asked: clauses that must be met, clauses that must not, phrases, a status.
  async function understand(q, mend) {
    if (/^[\d\s.-]{9,}$/.test(q)) q = q.replace(/\s/g, "");
    q = q.slice(0, 300);
    const plan = { clauses: [], nots: [], phrases: [], marks: new Set(), missing: 0, corrected: "" }, { clauses, nots, marks } = plan;
    const ask = (leaves) => { if (leaves.length) clauses.push(leaves); else plan.missing++; };
    let free = [], fixed = q;
    for (const [whole, not, name, quoted, typed] of q.matchAll(/(-?)(?:(\p{L}+):)?(?:"([^"]*)"?|([^\s"]+))/gu)) {
      const kind = meta.codes.indexOf(/^[bi]in$/.test(name) ? "holder" : name), text = quoted === undefined ? typed : quoted;
      if (name == "status" && STATUS.includes(text)) { plan.status = text; continue; }
      const said = name && kind < 0 ? whole.slice(not.length) : text, list = words(lang, said);
      const found = kind >= 0 || /\d/.test(said) ? await codes(said, kind) : [];
      if (not) {
        if (found.length) nots.push(found);
        else for (const word of list) nots.push((await leavesOf(word)).slice(0, 1));
      } else if (found.length || kind >= 0) {
        if (!list[1] && list[0] && kind < 0) found.push(...await leavesOf(list[0]));
        ask(found);
        for (const word of list) marks.add(word.stem);
      } else {
        if (quoted !== undefined && list.length) plan.phrases.push(list.map((word) => word.exact));
        free.push(...list);
      }
    }
    free = free.slice(0, 16);
    const runs = synonyms(lang, free), useful = (list) => list.filter((word) => !word.stop);
    const together = async (stems, boost) => {
      const terms = await Promise.all(stems.map((stem) => files.term(cut(stem))));
      return stems.length && terms.every(Boolean) ? [leaf(terms, 0, boost)] : [];
    };
    // All shards at once: each word's own comes from what is kept.
    await Promise.all(free.map(leavesOf));
    for (let at = 0; at < free.length; at++) {
      const word = free[at], run = runs.find((run) => run.start == at && run.phrases.length);
      let leaves = [];
      marks.add(word.stem);
      if (run) {
        const own = useful(free.slice(at, run.end)).map((one) => one.stem);
        leaves = run.end == at + 1 && own.length ? await leavesOf(word) : await together(own);
        for (const way of [own].concat(run.phrases)) {
          if (way != own) leaves.push(...await together(way, 0.5));
          way.forEach((stem) => marks.add(stem));
        }
      }
      if (leaves.length) at = run.end - 1;
      else {
        if (word.stop && (useful(free).length || clauses.length)) continue;
        leaves = await leavesOf(word);
        if (!leaves.length && at == free.length - 1) leaves = await (await more()).expand(word, marks);
        const other = !leaves.length && mend && await (await more()).meant(word);
        if (other) {
          leaves = await leavesOf(other);
          marks.add(other.stem);
          plan.corrected = fixed = fixed.split(word.token).join(other.exact);
        }
      }
      ask(leaves);
    }
    plan.nots = nots.filter((leaves) => leaves.length);
    return plan;
  }

  async function matches(plan, state, wanted) {
    let need = plan.clauses.length, found = { hits: [], count: 0, exact: true };
    const filter = plan.status || state.status || state.register || Object.keys(state.facets || {})[0], total = need;
    const keep = filter ? await (await more()).keeper(state, plan.status) : () => true;
    if (plan.phrases.length || state.sort) wanted = 1 / 0;
    // A word alone is in as many documents as its term is.
    const [first, second] = plan.clauses[0] || [], counted = !filter && total == 1 && !plan.nots.length && (!second || first.terms[0].blocks == second.terms[0].blocks);
    for (; need > 0 && !found.count; need--) found = await rank(files, plan.clauses, plan.nots, need, wanted, keep, counted);
    if (!found.exact && counted) [found.count, found.exact] = [first.terms[0].count, true];
    return { ...found, plan, corrected: null, mode: !found.count ? "none" : need + 1 < total || plan.missing ? "most" : "all" };
  }

  async function tried(q, state, wanted, mend) { return matches(await understand(q, mend), state, wanted); }

  // As typed; if words are nowhere, otherwise.
  async function answer(asked, wanted) {
    const state = { ...asked, q: asked.q || "", sort: asked.sort == "score" ? "" : asked.sort };
    let found = await tried(state.q, state, wanted);
    if (found.mode != "all" && found.plan.missing) found = await (await more()).otherwise(found, state, wanted);
    return !found.show && (state.sort || found.plan.phrases.length) ? (await more()).arrange(found, state, wanted) : found;
  }

  // The text with most of the words, from some words before the first of them.
  function excerpt(texts, marks) {
    let best = "", seen = [], most = -1;
    for (const text of texts) {
      if (/^[th]/.test(text)) continue;
      const said = text.slice(2), list = words(lang, said).filter((word) => marks.has(word.stem));
      if (list.length > most) [best, seen, most] = [said, list, list.length];
    }
    const from = most > 0 && seen[0].start > 60 ? best.lastIndexOf(" ", seen[0].start - 40) + 1 : 0;
    const to = from + 180 < best.length ? Math.max(best.lastIndexOf(" ", from + 180), from + 90) : best.length;
    const parts = [], add = (text, marked) => { if (text) parts.push([text, marked]); };
    let at = from;
    add(from ? "… " : "", false);
    for (const { start, end } of seen) {
      if (end > to) break;
      add(best.slice(at, start), false);
      add(best.slice(start, at = end), true);
    }
    add(best.slice(at, to) + (to < best.length ? " …" : ""), false);
    return parts;
  }

  async function result({ doc, score }, marks) {
    const [r, number, status, values, from, to, official, other, holder_id, ...texts] = await files.line(doc), { id, facets } = meta.registers[r];
    const first = (role) => (texts.find((text) => text[0] == role) || "").slice(2), kind = facets[0] && facets[0].values[values.split(",")[0] - 1];
    return {
      register: id, number: +number, official, href: root + id + "/" + number + "/", holder_href: holder_id && root + id + "/holder/" + holder_id + "/", name: first("t"), other, holder: first("h"), holder_id,
      status: STATUS[status], kind: kind ? kind[0] : "", from: from || null, to: to || null, was: first("f"), excerpt: marks ? excerpt(texts, marks) : [], score,
    };
  }

  return {
    meta,
    kit,
    async search(state) {
      const from = ((state.page || 1) - 1) * PAGE, { mode, count, exact, corrected, plan, hits, show } = await answer(state, from + PAGE);
      return { mode, count, exact, corrected, hits: await Promise.all(hits.slice(from, from + PAGE).map((hit) => (show || result)(hit, plan.marks))), lang: show ? show.lang : lang };
    },
    rows: rare("rows"),
    facets: rare("facets"),
    suggest: rare("suggest"),
  };
}
