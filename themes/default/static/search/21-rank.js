// Ranks documents exactly as the index would: the same sums of the same 32-bit numbers. Documents
// are numbered by length, so that what cannot rise any more is never loaded.

// A clause is a list of leaves { terms, boost, score }, any of which a document must have; a leaf
// asks for all of its terms. A document must be in `need` clauses and in none of `nots`.
async function rank(files, clauses, nots, need, wanted, keep, counted) {
  const { meta, norm } = files, hits = [], all = clauses.concat(nots);
  const edges = new Set([0, meta.revoked]);
  for (const leaf of all.flat()) for (const term of leaf.terms) for (const block of term.blocks) edges.add(block.first);
  const cuts = [...edges].sort((a, b) => a - b).filter((edge) => edge < meta.n).concat(meta.n);
  const value = (leaf, term, freq, length) => leaf.score || round(round(term.weight * leaf.boost) * round(freq / round(freq + length)));
  // The block of a term that reaches into a segment.
  const part = (term, from, to) => {
    const block = term.blocks[place(term.blocks.map((block) => block.first), from + 1) - 1];
    return block && !(block.docs && !(block.docs[place(block.docs, from)] < to)) && block;
  };
  const segments = cuts.slice(1).map((to, i) => {
    const from = cuts[i], length = norm(from);
    let bound = 0, present = 0;
    const parts = all.map((clause, c) => {
      let sum = 0;
      const held = clause.map((leaf) => {
        const blocks = leaf.terms.map((term) => part(term, from, to));
        if (!blocks.every(Boolean)) return [];
        blocks.forEach((block, t) => { sum = round(sum + value(leaf, leaf.terms[t], block.most[leaf.terms[t].at], length)); });
        return blocks;
      });
      if (sum && c < clauses.length) { present++; bound = round(bound + sum); }
      return held;
    });
    return { from, to, parts, bound, present };
  }).filter((segment) => segment.present >= need);
  const loads = (segment) => segment.parts.flat(2).filter((block) => block.load);
  const size = (clause) => clause.reduce((sum, leaf) => sum + leaf.terms[0].count, 0);
  const likely = clauses.reduce((product, clause) => product * Math.min(1, size(clause) / meta.n), meta.n);
  // An exact count is worth some files, if it is not known; a rough one of very many is not.
  const whole = wanted == 1 / 0 || !counted && new Set(segments.flatMap(loads)).size <= (likely > 2048 ? 0 : 12);
  const hopeless = (segment) => {
    const last = hits[wanted - 1];
    return last && (last.doc < meta.revoked && segment.from >= meta.revoked || last.score >= segment.bound);
  };
  let count = 0, exact = true, batch = whole ? 64 : 1;
  for (let i = 0; i < segments.length; batch *= 2) {
    const now = [];
    for (; i < segments.length && now.length < batch; i++) {
      if (!whole && hopeless(segments[i])) exact = false; else now.push(segments[i]);
    }
    await Promise.all([...new Set(now.flatMap(loads))].map((block) => block.load()));
    for (const { from, to, parts } of now) {
      const totals = new Map();
      all.forEach((clause, c) => {
        const sums = new Map();
        clause.forEach((leaf, l) => {
          let held;
          parts[c][l].forEach((block, t) => {
            const next = new Map();
            for (let at = place(block.docs, from); block.docs[at] < to; at++) {
              const doc = block.docs[at], term = leaf.terms[t], freq = leaf.score || term.often[block.classes[at]];
              if (freq && (!held || held.has(doc))) next.set(doc, round((held ? held.get(doc) : 0) + value(leaf, term, freq, norm(doc))));
            }
            held = next;
          });
          if (held) held.forEach((sum, doc) => sums.set(doc, round((sums.get(doc) || 0) + sum)));
        });
        sums.forEach((sum, doc) => {
          const total = totals.get(doc);
          if (c >= clauses.length) totals.delete(doc);
          else if (total) { total.found++; total.score = round(total.score + sum); } else totals.set(doc, { doc, found: 1, score: sum });
        });
      });
      totals.forEach((hit) => { if (hit.found >= need && keep(hit.doc)) { count++; hits.push(hit); } });
    }
    hits.sort((a, b) => (a.doc >= meta.revoked) - (b.doc >= meta.revoked) || b.score - a.score || a.doc - b.doc);
    if (wanted < 1 / 0) hits.splice(wanted);
  }
  return { hits, count, exact };
}
