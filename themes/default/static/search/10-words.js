// What a word is for the search: the twin of src/publish/search/words.rs. Both read data/search and
// give the same terms; a test compares them.
function makeWords({ russian, kazakh, layouts: keys, letters, stop, synonyms: groups }) {
  const silent = "['`´ʻʼ‘’\\xad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]";
  const letter = `(?:(?!${silent})[\\p{Alphabetic}\\p{M}\\p{N}])`;
  const spans = new RegExp(`[A-Za-z](?:\\+\\+|#)(?!${letter})|${letter}+(?:${silent}+${letter}+)*`, "gu");
  const unheard = new RegExp(silent + "|[\u0300\u0301]", "g");
  const cyrillic = /[\u0400-\u04c9\u04cb-\u052f]/;
  const foreign = /[^\u0400-\u04c9\u04cb-\u052f]/;
  const latin = /[A-Za-z\u00c0-\u024fəӊ]/;

  // Letters that stand in one text become those of the other; without one, they are dropped.
  const each = (text, change) => Array.from(text, change).join("");
  const swap = (text, [from, to]) => each(text, (one) => (from.includes(one) ? to[from.indexOf(one)] || "" : one));
  const small = (text) => each(text, (one) => (one > "\u052f" ? one : [...one.toLowerCase()][0]));
  const alike = letters.look_alike;
  const nearest = [0, 1].map((side) => letters.kazakh[side] + letters.merged[side]);
  nearest[0] += letters.dropped;

  function forms(token) {
    let word = token.normalize("NFC").replace(unheard, "") || token;
    let stem;
    if (!cyrillic.test(word)) {
      // With digits, look-alikes are one: 1C is typed in either script.
      const other = swap(word.replace(/[a-z]/g, (one) => one.toUpperCase()), alike);
      const either = /\d/.test(word) && !foreign.test(other.replace(/\d/g, ""));
      const exact = small(word);
      const folded = either ? swap(small(other), nearest) : exact;
      return { exact, folded, stem: folded };
    }
    let head = 0;
    if (latin.test(word)) {
      const tail = word.replace(/^[A-Z]{2,}/, "");
      const ending = tail !== word && tail === small(tail) && !foreign.test(tail);
      const other = swap(word, alike);
      if (!ending && !latin.test(other)) word = other;
      else head = word.search(cyrillic);
    }
    const exact = small(word.replace(/(?<=[а-я])Ұ(?=[а-я])/g, "ё"));
    const folded = swap(exact, nearest) || exact;
    if (head && !foreign.test(exact.slice(head))) stem = exact.slice(0, head);
    else if (foreign.test(exact)) stem = folded;
    return { exact, folded, stem };
  }

  const roots = new Map(swap(kazakh.roots, nearest).split(" ").map((root) => [root.split("=")[0], root.split("=").pop()]));
  const endings = [];
  for (const [written, after, least] of kazakh.endings) {
    for (const one of written.split(" ")) endings.push([one.replace("|", ""), one.split("|").pop(), after, least]);
  }
  roots.delete("");
  endings.sort((a, b) => b[1].length - a[1].length || b[0].length - a[0].length);

  function stemKazakh(word) {
    for (let rest = word; rest && !roots.has(word = rest); ) {
      rest = "";
      for (const [seen, taken, after, least] of endings) {
        if (!word.endsWith(seen)) continue;
        const left = word.slice(0, -taken.length);
        const vowel = [...left].reverse().find((one) => kazakh.vowels.includes(one));
        if (roots.has(left)) {
          rest = left;
          break;
        }
        const fits = vowel && left.length >= least && (!after || after.includes(left.slice(-1))) &&
          !(taken.includes(kazakh.back) && kazakh.front.includes(vowel));
        rest = rest || (fits ? left : "");
      }
    }
    word = roots.get(word) || word;
    return word.length > 2 ? word.slice(0, -1) + swap(word.slice(-1), kazakh.restored) : word;
  }

  // Snowball's Russian. Each step takes off its longest ending; some stand only after а or я.
  const cut = (text, ending) => text.replace(ending, "$1");
  const steps = russian.map((ending) => new RegExp(ending + "$"));

  function stemRussian(word) {
    word = word.replace(/ё/g, "е");
    const [, head, rest] = /^(.*?[аеиоуыэюя])(.*)$/.exec(word) || ["", word, ""];
    const [second] = /^[^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя]+[аеиоуыэюя]+[^аеиоуыэюя]|$/.exec(word);
    let left = cut(rest, steps[0]);
    if (left === rest) {
      left = cut(rest, steps[1]);
      const [adjective, verb] = [cut(left, steps[2]), cut(left, steps[4])];
      if (adjective !== left) left = cut(adjective, steps[3]);
      else left = verb === left ? cut(left, steps[5]) : verb;
    }
    left = left.replace(/и$/, "");
    const plain = left.replace(/ость?$/, "");
    if (second && head.length + plain.length >= second.length) left = plain;
    return head + (/ь$/.test(left) ? left.slice(0, -1) : left.replace(/ейше?$/, "").replace(/нн$/, "н"));
  }

  const idle = {};
  for (const lang in stop) idle[lang] = stop[lang].split(" ").map((word) => forms(word).folded);

  function words(lang, text) {
    return Array.from(text.matchAll(spans), ({ 0: token, index: start }) => {
      const { exact, folded, stem } = forms(token);
      const own = () => (lang === "kk" ? stemKazakh(folded) : stemRussian(swap(exact, letters.kazakh)));
      return { token, start, end: start + token.length, exact, folded, stem: stem || own(), stop: idle[lang].includes(folded) };
    });
  }

  const said = (run) => run.map((word) => word.stem).join(" ");
  const phrases = {};

  // An abbreviation that is a stop word too is meant only in capitals.
  function synonyms(lang, list) {
    const telling = (run) => run.filter((word) => !word.stop);
    const known = phrases[lang] = phrases[lang] || groups.reduce((all, group) => {
      const runs = group.map((phrase) => words(lang, phrase));
      const ways = [...new Set(runs.map((run) => said(telling(run))))].filter(Boolean);
      for (const run of runs) if (!all.has(said(run))) all.set(said(run), [ways, telling(run).length]);
      return all;
    }, new Map());
    const found = [];
    for (let start = 0; start < list.length; start += 1) {
      for (let end = list.length; end > start; end -= 1) {
        const run = list.slice(start, end);
        const [ways, plain] = known.get(said(run)) || [];
        if (!ways || !(plain || run.every(({ token }) => token === token.toUpperCase()))) continue;
        found.push({ start, end, phrases: ways.filter((way) => way !== said(telling(run))).map((way) => way.split(" ")) });
        start = end - 1;
        break;
      }
    }
    return found;
  }

  return { words, synonyms, swap, small, keys };
}
