// What a word is for the search: the twin of src/publish/search/words.rs. Both read data/search and
// give the same terms; a test compares them.
function makeWords(data) {
  const { kazakh, layouts: keys, letters } = data;
  const joiner = "['`\\u00ad\\u00b4\\u02bb\\u02bc\\u061c\\u200b-\\u200f\\u2018\\u2019\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]";
  const letter = "(?!" + joiner + ")[\\p{Alphabetic}\\p{M}\\p{N}]";
  const joiners = new RegExp(joiner, "g");
  const spans = new RegExp("[A-Za-z](?:\\+\\+|#)(?!" + letter + ")|(?:" + letter + ")+(?:" + joiner + "+(?:" + letter + ")+)*", "gu");
  const CYRILLIC = /[\u0400-\u04c9\u04cb-\u052f]/;
  const LATIN = /[A-Za-z\u00c0-\u024f\u0259\u04ca]/;
  const pairs = (from, to) => {
    const map = new Map();
    const others = [...to];
    [...from].forEach((one, at) => map.has(one) || map.set(one, others[at]));
    return map;
  };
  const replaced = (map, text) => Array.from(text, (one) => (map.has(one) ? map.get(one) : one)).join("");
  const small = (one) => (one > "\u052f" ? one : [...one.toLowerCase()][0]);
  const smaller = (word) => Array.from(word, small).join("");

  const lookAlike = pairs(...letters.look_alike);
  const russianLetters = pairs(...letters.kazakh);
  const foldedLetters = new Map([...russianLetters, ...pairs(...letters.merged)]);
  for (const one of letters.dropped) foldedLetters.set(one, "");
  const consonantal = new Map(foldedLetters).set("й", "й");

  function forms(token) {
    let word = token.normalize("NFC").replace(joiners, "").replace(/[\u0300\u0301]/g, "") || token;
    let head = 0;
    if (!CYRILLIC.test(word)) {
      const exact = smaller(word);
      const alike = Array.from(word, (one) => /\d/.test(one) ? one : lookAlike.get(/[a-z]/.test(one) ? one.toUpperCase() : one));
      if (/\d/.test(word) && !alike.includes(undefined)) {
        return { exact, folded: replaced(foldedLetters, smaller(alike.join(""))), shape: "numbered" };
      }
      return { exact, folded: exact, shape: "latin" };
    }
    if (LATIN.test(word)) {
      const all = [...word];
      const tail = /^[A-Z]{2,}(.*)$/su.exec(word);
      const suffixed = tail && [...tail[1]].every((one) => CYRILLIC.test(one) && small(one) === one);
      if (!suffixed && all.every((one) => !LATIN.test(one) || lookAlike.has(one))) word = replaced(lookAlike, word);
      else head = all.findIndex((one) => CYRILLIC.test(one));
    }
    const exact = smaller(word.replace(/(?<=[а-я])Ұ(?=[а-я])/g, "ё"));
    const all = [...exact];
    let shape = all.every((one) => CYRILLIC.test(one)) ? "cyrillic" : "numbered";
    if (head && all.slice(head).every((one) => CYRILLIC.test(one))) shape = head;
    return { exact, folded: replaced(foldedLetters, exact) || exact, shape };
  }

  const roots = new Map(kazakh.roots.split(" ").map((one) => [one.split("=")[0], one.split("=").pop()]));
  const endings = [];
  for (const [written, after, least] of kazakh.endings) {
    for (const one of written.split(" ")) {
      const taken = one.split("|").pop();
      endings.push({ seen: one.replace("|", ""), taken: taken.length, after, least, back: [...kazakh.back].some((vowel) => taken.includes(vowel)) });
    }
  }
  endings.sort((a, b) => b.taken - a.taken || b.seen.length - a.seen.length);
  const restored = pairs(...kazakh.restored);

  function fits(ending, rest) {
    const vowel = [...rest].reverse().find((one) => kazakh.vowels.includes(one));
    return (!ending.after || ending.after.includes(rest.slice(-1) || " ")) && rest.length >= ending.least &&
      vowel && !(ending.back && kazakh.front.includes(vowel));
  }

  function stemKazakh(word) {
    for (let next = word; next; ) {
      word = next;
      next = "";
      if (roots.has(word)) break;
      for (const ending of endings) {
        if (!word.endsWith(ending.seen)) continue;
        const rest = word.slice(0, -ending.taken);
        if (roots.has(rest)) { next = rest; break; }
        if (!next && fits(ending, rest)) next = rest;
      }
    }
    word = (roots.get(word) || word).replace(/й/g, "и");
    const voiceless = word.length > 2 && restored.get(word.slice(-1));
    return voiceless ? word.slice(0, -1) + voiceless : word;
  }

  // Snowball's Russian: of the endings that a step knows, the longest; a guarded one stands after а or я.
  const list = (written) => new Set(written.split(" "));
  const step = (plain, guarded) => {
    const [free, bound] = [list(plain), list(guarded)];
    return (text) => {
      for (let at = Math.max(0, text.length - 7); at < text.length; at += 1) {
        const end = text.slice(at);
        if (free.has(end)) return text.slice(0, at);
        if (bound.has(end)) return "ая".includes(text[at - 1] || " ") ? text.slice(0, at) : null;
      }
      return null;
    };
  };
  const gerund = step("ив ивши ившись ыв ывши ывшись", "в вши вшись");
  const reflexive = step("ся сь", "");
  const adjective = step("ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею", "");
  const participle = step("ивш ывш ующ", "ем нн вш ющ щ");
  const verb = step("ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
    "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно");
  const noun = step("а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я", "");

  function stemRussian(word) {
    word = word.replace(/ё/g, "е");
    const [head] = /^[^аеиоуыэюя]*[аеиоуыэюя]/.exec(word) || [word];
    const second = /^[^аеиоуыэюя]*[аеиоуыэюя]+[^аеиоуыэюя]+[аеиоуыэюя]+[^аеиоуыэюя]/.exec(word);
    let rest = word.slice(head.length);
    let shorter = gerund(rest);
    if (shorter === null) {
      shorter = reflexive(rest);
      if (shorter === null) shorter = rest;
      const adjectival = adjective(shorter);
      if (adjectival !== null) {
        shorter = participle(adjectival);
        if (shorter === null) shorter = adjectival;
      } else {
        const other = verb(shorter);
        const last = other === null ? noun(shorter) : other;
        if (last !== null) shorter = last;
      }
    }
    rest = shorter.replace(/и$/, "");
    const derived = rest.replace(/ость?$/, "");
    if (second && head.length + derived.length >= second[0].length) rest = derived;
    const plain = rest.replace(/ейше?$/, "");
    return head + (plain === rest && rest.endsWith("ь") ? rest.slice(0, -1) : plain.replace(/нн$/, "н"));
  }

  const stop = {};
  for (const lang of ["kk", "ru"]) stop[lang] = new Set(data.stop[lang].split(" ").map((word) => forms(word).folded));

  function words(lang, text) {
    return Array.from(text.matchAll(spans), (match) => {
      const { exact, folded, shape } = forms(match[0]);
      let stem = exact;
      if (shape === "numbered") stem = folded;
      else if (shape > 0) stem = [...exact].slice(0, shape).join("");
      else if (shape === "cyrillic") stem = lang === "kk" ? stemKazakh(replaced(consonantal, exact)) : stemRussian(replaced(russianLetters, exact));
      return { token: match[0], start: match.index, end: match.index + match[0].length, exact, folded, stem, stop: stop[lang].has(folded) };
    });
  }

  const key = (run) => run.map((word) => word.stem).join(" ");
  const stems = (run) => run.filter((word) => !word.stop).map((word) => word.stem);
  const known = {};

  // Groups by a phrase; an abbreviation that is a stop word too is meant only in capitals.
  function phrases(lang) {
    if (known[lang]) return known[lang];
    const all = { longest: 0, groups: new Map() };
    for (const group of data.synonyms) {
      const ways = new Map();
      for (const phrase of group) {
        const run = words(lang, phrase);
        const way = stems(run);
        all.longest = Math.max(all.longest, run.length);
        if (!all.groups.has(key(run))) all.groups.set(key(run), { ways, capital: !way.length });
        if (way.length) ways.set(way.join(" "), way);
      }
    }
    known[lang] = all;
    return all;
  }

  function synonyms(lang, list) {
    const { groups, longest } = phrases(lang);
    const found = [];
    for (let start = 0; start < list.length; start += 1) {
      for (let end = Math.min(list.length, start + longest); end > start; end -= 1) {
        const run = list.slice(start, end);
        const group = groups.get(key(run));
        const capital = (word) => Array.from(word.token).every((one) => [...one.toLowerCase()][0] !== one);
        if (!group || (group.capital && !run.every(capital))) continue;
        const said = stems(run).join(" ");
        found.push({ start, end, ways: [...group.ways].filter(([way]) => way !== said).map(([, way]) => way) });
        start = end - 1;
        break;
      }
    }
    return found;
  }

  const russianKeys = pairs(...keys.latin);
  const latinKeys = pairs(keys.latin[1], keys.latin[0]);
  const kazakhKeys = pairs(...keys.digits);
  const digitKeys = pairs(keys.digits[1], keys.digits[0]);
  const OWN = /[\u0400-\u052f]/;
  const perWord = (text, change) => text.split(" ").map(change).join(" ");
  const asKazakh = (text) => perWord(text, (word) => (OWN.test(word) ? replaced(kazakhKeys, word) : word));

  function layouts(text) {
    const ways = new Set();
    if (/[A-Za-z]/.test(text)) {
      const russian = replaced(russianKeys, text);
      ways.add(russian).add(asKazakh(russian));
    }
    if (OWN.test(text)) {
      ways.add(asKazakh(text));
      ways.add(perWord(text, (word) => { const digits = replaced(digitKeys, word); return OWN.test(digits) ? word : digits; }));
      ways.add(replaced(latinKeys, text));
    }
    ways.delete(text);
    return [...ways];
  }

  const spelled = keys.spellings.split(" ").map((one) => one.split("="));
  function spellings(text) {
    const low = smaller(text);
    let out = "";
    let changed = false;
    for (let at = 0; at < low.length; ) {
      const found = spelled.find(([from]) => low.startsWith(from, at));
      out += found ? found[1] : low[at];
      at += found ? found[0].length : 1;
      changed = changed || Boolean(found);
    }
    return changed ? [out] : [];
  }

  return { words, synonyms, layouts, spellings };
}
