// From what is typed to results: clauses of terms, corrections, lines, excerpts.
const PAGE = 10, LONGEST = 60;
const plainCode = (text) => text.replace(/[^\p{Alphabetic}\p{N}]/gu, "").toLowerCase().slice(0, LONGEST);

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

async function openSearch(base, lang, data) {
  const files = await openFiles(base + lang + "/"), { meta } = files, { words, synonyms, layouts, spellings } = makeWords(data || meta.words);
  const root = base.slice(0, -7) + lang + "/", documents = meta.codes.length - 1;
  const kindOf = (key) => +key.split(MARK)[1];
  const cut = (text) => Array.from(text).slice(0, LONGEST).join("");
  const stemKey = (word) => cut(word.stem), exactKey = (word) => stemKey(word) + MARK + cut(word.exact);
  const isStem = (key) => !key.includes(MARK);
  const frequent = (terms) => terms.sort((a, b) => b.count - a.count);

  async function codes(text, kind) {
    const plain = plainCode(text);
    if (!plain) return [];
    const whole = await files.beginning(CODES + plain + MARK, 99, (key) => kind < 0 || kindOf(key) == kind);
    if (whole.length) return whole.map((term) => ({ terms: [term], score: [4e3, 3e3][kindOf(term.key)] || (kindOf(term.key) < documents ? 2e3 : 1e3) }));
    if (plain.length < 3) return [];
    const begun = await files.beginning(CODES + plain, 64, (key) => kind < 0 ? kindOf(key) > 0 && kindOf(key) < documents : kindOf(key) == kind);
    return begun.map((term) => ({ terms: [term], score: 500 }));
  }

  async function expand(word) {
    return stemKey(word).length < 2 ? [] : frequent(await files.beginning(stemKey(word), 256, isStem)).slice(0, 16);
  }

  // The likeliest word that was meant: one half of it is as typed.
  async function meant(word) {
    const stem = [...stemKey(word)], size = stem.length;
    if (size < 4 || /\d/.test(word.exact)) return;
    const head = stem.slice(0, (size - 1) >> 1).join(""), tail = TAILS + stem.reverse().slice(0, size >> 1).join("");
    const near = (await files.beginning(head, 2000, () => 1)).map((term) => term.key);
    for (const term of await files.beginning(tail, 2000, () => 1)) near.push([...term.key.slice(1)].reverse().join(""));
    let best = size < 8 ? 1 : 2, found = [];
    for (const key of new Set(near)) {
      const [other, exact] = key.split(MARK);
      const far = exact ? slips(word.exact, exact) : slips(stemKey(word), other);
      if (far < best) { best = far; found = []; }
      if (far == best) found.push(other);
    }
    const [term] = frequent((await Promise.all([...new Set(found)].sort().slice(0, 32).map(files.term))).filter(Boolean));
    if (!term) return;
    const [shown] = frequent(await files.beginning(term.key + MARK, 64, () => 1));
    return { stem: term.key, exact: shown ? shown.key.split(MARK)[1] : term.key };
  }

  async function wordLeaves(word) {
    const [stem, exact] = await Promise.all([files.term(stemKey(word)), files.term(exactKey(word))]);
    return stem ? [stem, exact].filter(Boolean).map((term) => ({ terms: [term] })) : [];
  }

  // What is asked: clauses that must be met, clauses that must not, phrases, filters.
  async function understand(q, mend) {
    const plan = { clauses: [], nots: [], phrases: [], marks: new Set(), missing: 0, corrected: "" };
    if (/^[\d\s.-]{9,}$/.test(q)) q = q.replace(/\s/g, "");
    q = q.slice(0, 300);
    let free = [], fixed = q;
    for (const [whole, not, name, quoted, typed] of q.matchAll(/(-?)(?:([\p{L}]+):)?(?:"([^"]*)"?|([^\s"]+))/gu)) {
      const kind = meta.codes.indexOf(name == "bin" || name == "iin" ? "holder" : name), text = quoted === undefined ? typed : quoted;
      if (name == "status" && STATUS.includes(text)) { plan.status = text; continue; }
      const said = name && kind < 0 ? whole.slice(not.length) : text;
      const list = words(lang, said);
      const found = kind >= 0 || /\d/.test(said) ? await codes(said, kind) : [];
      if (not) {
        if (found.length) plan.nots.push(found);
        else for (const word of list) { const leaves = await wordLeaves(word); if (leaves.length) plan.nots.push(leaves.slice(0, 1)); }
      } else if (found.length || kind >= 0) {
        if (list.length == 1 && kind < 0) found.push(...await wordLeaves(list[0]));
        if (found.length) plan.clauses.push(found); else plan.missing++;
        for (const word of list) plan.marks.add(word.exact);
      } else {
        if (quoted !== undefined && list.length) plan.phrases.push(list.map((word) => word.exact));
        free.push(...list);
      }
    }
    free = free.slice(0, 16);
    const last = free[free.length - 1], useful = free.filter((word) => !word.stop), runs = synonyms(lang, free);
    const terms = async (stems) => { const all = await Promise.all(stems.map((stem) => files.term(cut(stem)))); return all.every(Boolean) && all; };
    for (let at = 0; at < free.length; at++) {
      const word = free[at], run = runs.find((run) => run.start == at && run.ways.length);
      let leaves = [];
      if (run) {
        const own = free.slice(at, run.end).filter((word) => !word.stop);
        for (const word of own) plan.marks.add(word.stem);
        if (run.end == at + 1 && own.length) leaves = await wordLeaves(word);
        else if (own.length) { const all = await terms(own.map((word) => word.stem)); if (all) leaves.push({ terms: all }); }
        for (const way of run.ways) {
          const all = await terms(way);
          if (all) { leaves.push({ terms: all, boost: 0.5 }); way.forEach((stem) => plan.marks.add(stem)); }
        }
      }
      if (leaves.length) at = run.end - 1;
      else {
        if (word.stop && (useful.length || plan.clauses.length)) continue;
        leaves = await wordLeaves(word);
        plan.marks.add(word.stem);
        if (!leaves.length && word == last) leaves = (await expand(word)).map((term) => { plan.marks.add(term.key); return { terms: [term] }; });
        if (!leaves.length && mend) {
          const other = await meant(word);
          if (other) {
            leaves = await wordLeaves(other);
            plan.marks.add(other.stem);
            plan.corrected = fixed = fixed.split(word.token).join(other.exact);
          }
        }
      }
      if (leaves.length) plan.clauses.push(leaves); else plan.missing++;
    }
    return plan;
  }

  async function keeper(state) {
    const wanted = [];
    const add = async (name, value) => { const column = await files.column(name); wanted.push((doc) => column[doc] == value); };
    if (state.register) await add("register", meta.registers.findIndex((register) => register.id == state.register));
    if (state.status) await add("status", STATUS.indexOf(state.status));
    for (const [name, value] of Object.entries(state.facets || {})) {
      const tests = [], registers = await files.column("register");
      for (const [r, register] of meta.registers.entries()) {
        const f = register.facets.findIndex((facet) => facet.name == name);
        if (f < 0) continue;
        const column = await files.column("facet" + f), at = register.facets[f].values.findIndex((one) => one[0] == value) + 1;
        tests.push((doc) => registers[doc] == r && column[doc] == at && at);
      }
      wanted.push((doc) => tests.some((test) => test(doc)));
    }
    return (doc) => wanted.every((test) => test(doc));
  }

  async function matches(plan, state, wanted) {
    if (!plan.clauses.length) return { hits: [], count: 0, exact: true, mode: "none" };
    const keep = await keeper(plan.status ? { ...state, status: plan.status } : state), total = plan.clauses.length;
    if (plan.phrases.length) wanted = 1 / 0;
    let found, need = total + 1;
    do found = await rank(files, plan.clauses, plan.nots, --need, wanted, keep); while (!found.count && need > 1);
    found.mode = !found.count ? "none" : need < total || plan.missing ? "most" : "all";
    return found;
  }

  // As typed; then as if typed on another keyboard; then with slips mended.
  async function answer(state, wanted) {
    const q = state.q || "", tried = async (text, mend) => {
      const plan = await understand(text, mend);
      return { ...await matches(plan, state, wanted), plan, corrected: plan.corrected || null };
    };
    let best = await tried(q, false);
    if (best.mode == "all" || !best.plan.missing) return best;
    for (const text of [...layouts(q), ...spellings(q)]) {
      const other = await tried(text, false);
      if (other.mode == "all") return { ...other, corrected: { q: text, shown: true } };
    }
    const other = await tried(q, true);
    if (other.corrected && other.mode != "none") {
      const shown = other.mode == "all" || best.mode == "none";
      best = { ...(shown ? other : best), corrected: { q: other.corrected, shown } };
    }
    return best;
  }

  const holds = (texts, phrase) => texts.some((text) => {
    const list = words(lang, text.slice(2)).map((word) => word.exact);
    return list.some((_, at) => phrase.every((word, i) => list[at + i] == word));
  });

  function excerpt(texts, marks) {
    let best = [], most = -1;
    for (const text of texts) {
      if (text[0] == "t" || text[0] == "h") continue;
      const list = words(lang, text.slice(2)).filter((word) => marks.has(word.stem) || marks.has(word.exact));
      if (list.length > most) [most, best] = [list.length, [text.slice(2), list]];
    }
    if (!best.length) return [];
    const [text, list] = best, from = list.length && list[0].start > 60 ? text.lastIndexOf(" ", list[0].start - 40) + 1 : 0;
    let to = from + 180;
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), from + 90); else to = text.length;
    const parts = [];
    let at = from;
    if (from) parts.push(["… ", false]);
    for (const word of list) {
      if (word.end > to) break;
      if (word.start > at) parts.push([text.slice(at, word.start), false]);
      parts.push([text.slice(word.start, word.end), true]);
      at = word.end;
    }
    if (at < to) parts.push([text.slice(at, to), false]);
    if (to < text.length) parts.push([" …", false]);
    return parts;
  }

  async function result({ doc, score }, marks) {
    const [r, number, status, facets, from, to, official, other, id, ...texts] = await files.line(doc);
    const register = meta.registers[r], facet = register.facets[0], of = (role) => texts.filter((text) => text[0] == role).map((text) => text.slice(2));
    const kind = facet && facet.values[facets.split(",")[0] - 1];
    return {
      register: register.id, number: +number, official, href: root + register.id + "/" + number + "/",
      name: of("t")[0] || "", other, holder: of("h")[0] || "", holder_id: id, status: STATUS[status], kind: kind ? kind[0] : "",
      from: from || null, to: to || null, was: of("f")[0] || "", excerpt: marks ? excerpt(texts, marks) : [], score,
    };
  }

  async function ordered(state, wanted) {
    const sort = state.sort && state.sort != "score" ? state.sort : "";
    const found = await answer(state, sort ? 1 / 0 : wanted), { phrases } = found.plan;
    if (sort) {
      const [column, numbers] = await Promise.all([files.column(sort), files.column("number")]), way = sort == "date" ? -1 : 1;
      found.hits.sort((a, b) => way * (column[a.doc] - column[b.doc]) || numbers[a.doc] - numbers[b.doc] || a.doc - b.doc);
    }
    if (phrases.length) {
      // The texts themselves are read, in order, until there are enough.
      const held = [];
      let at = 0;
      for (; at < found.hits.length && held.length < wanted; at += 16) {
        const some = found.hits.slice(at, at + 16), lines = await Promise.all(some.map((hit) => files.line(hit.doc)));
        held.push(...some.filter((_, i) => phrases.every((phrase) => holds(lines[i].slice(9), phrase))));
      }
      found.exact = at >= found.hits.length;
      found.hits = held;
      found.count = held.length;
      if (!held.length) found.mode = "none";
    } else if (!found.exact && found.plan.clauses.length == 1 && !found.plan.nots.length && !state.status && !state.register && !state.facets && !found.plan.status) {
      const [leaf, other] = found.plan.clauses[0];
      if (!other || other.terms[0].key.startsWith(leaf.terms[0].key + MARK)) [found.count, found.exact] = [leaf.terms[0].count, true];
    }
    return found;
  }

  return {
    meta,
    async search(state) {
      const from = ((state.page || 1) - 1) * PAGE, found = await ordered(state, from + PAGE), { mode, count, exact, corrected, plan } = found;
      const hits = await Promise.all(found.hits.slice(from, from + PAGE).map((hit) => result(hit, plan.marks)));
      return { mode, count, exact, hits, corrected };
    },
    async rows(state) {
      const found = await ordered(state, 1 / 0);
      return Promise.all(found.hits.map((hit) => result(hit)));
    },
    // How many hits there are of each value, other filters taken into account.
    async facets(state) {
      const bare = await ordered({ q: state.q }, 1 / 0), counts = { register: {}, status: {} };
      const [registers, statuses] = await Promise.all([files.column("register"), files.column("status")]);
      const names = [...new Set(meta.registers.flatMap((register) => register.facets.map((facet) => facet.name)))];
      for (const name of ["register", "status", ...names]) {
        const own = counts[name] = {}, keep = await keeper({ ...state, [name]: "", facets: Object.fromEntries(Object.entries(state.facets || {}).filter((one) => one[0] != name)) });
        const columns = await Promise.all(meta.registers.map((register) => { const at = register.facets.findIndex((facet) => facet.name == name); return at < 0 ? 0 : files.column("facet" + at); }));
        for (const { doc } of bare.hits) {
          if (!keep(doc)) continue;
          const register = meta.registers[registers[doc]], column = columns[registers[doc]], facet = register.facets.find((one) => one.name == name);
          const value = name == "register" ? register.id : name == "status" ? STATUS[statuses[doc]] : column && (facet.values[column[doc] - 1] || [])[0];
          if (value) own[value] = (own[value] || 0) + 1;
        }
      }
      return counts;
    },
    async suggest(text) {
      const list = words(lang, text), last = list[list.length - 1], found = [];
      if (/\d/.test(text)) {
        for (const { terms: [term] } of (await codes(text, -1)).slice(0, 5)) {
          const hit = await result({ doc: term.blocks[0].docs[0] }), code = term.key.slice(1).split(MARK)[0];
          found.push({ kind: "code", text: code + " · " + hit.name, href: hit.href });
        }
      }
      if (!last || text.trim().length < 2) return found;
      const plan = await understand(text.slice(0, last.start), false), begun = await expand(last);
      if (begun.length) plan.clauses.push(begun.map((term) => ({ terms: [term] })));
      const hits = await matches(plan, {}, 6), seen = new Set();
      for (const hit of await Promise.all(hits.hits.map((hit) => result(hit)))) {
        const begins = words(lang, hit.holder).some((word) => word.exact.startsWith(last.exact) || word.stem.startsWith(last.stem));
        if (begins && hit.holder_id && !seen.has(hit.holder)) found.push({ kind: "holder", text: hit.holder, href: root + hit.register + "/holder/" + hit.holder_id + "/" });
        seen.add(hit.holder);
        found.push({ kind: "entry", text: hit.name, href: hit.href });
      }
      return found.slice(0, 8);
    },
  };
}
