// Reads the files of an index: see the documentation of `publish::search` for their form.
const round = Math.fround;
const MARK = "\0", CODES = "\x01", TAILS = "\x02", STATUS = ["pending", "in_register", "excluded", "annulled"];

async function inflate(response) {
  if (!response.ok) throw new Error(response.status);
  if (!self.DecompressionStream) return (await import("./inflate.js")).default(new Uint8Array(await response.arrayBuffer()));
  return new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
}

function reader(bytes) {
  const texts = new TextDecoder();
  let at = 0;
  const number = () => {
    let sum = 0, unit = 1, byte;
    do { byte = bytes[at++]; sum += (byte & 127) * unit; unit *= 128; } while (byte > 127);
    return sum;
  };
  return {
    number,
    text() { const end = number() + at; return texts.decode(bytes.subarray(at, at = end)); },
    more: () => at < bytes.length,
    // Documents of a block and the class of each.
    block(count, document, classed) {
      return { docs: Uint32Array.from({ length: count }, () => document += number()), classes: Uint32Array.from({ length: count }, () => classed ? number() : 0) };
    },
  };
}

// The first place whose value is not below the wanted one.
function place(values, wanted) {
  let low = 0, high = values.length;
  while (low < high) { const middle = low + high >> 1; if (values[middle] < wanted) low = middle + 1; else high = middle; }
  return low;
}

async function openFiles(base, fresh) {
  const kept = new Map();
  const once = (key, make) => { if (!kept.has(key)) kept.set(key, make().catch((e) => { kept.delete(key); throw e; })); return kept.get(key); };
  const texts = new TextDecoder();
  const meta = JSON.parse(texts.decode(await inflate(await fetch(base + "meta.bin", fresh ? { cache: "reload" } : {}))));
  const load = (path) => once(path, async () => inflate(await fetch(base + meta.v + "/" + path + ".bin")));
  const numbered = (kind, n) => load(kind + (n >> 8) + "/" + (n & 255));
  const average = round(round(meta.tokens) / round(meta.n));
  const starts = meta.norms.map((norm) => norm[0]);
  const lengths = meta.norms.map((norm) => round(round(1.2) * round(0.25 + round(round(0.75 * norm[1]) / average))));
  const files = {
    meta,
    // What the length of a document takes from its score.
    norm: (doc) => lengths[place(starts, doc + 1) - 1],
    load,
    line: async (doc) => texts.decode(await numbered("l", doc >> 2)).split("\n")[doc & 3].split("\t"),
    // The shard in which a term stands, if it is anywhere.
    async shardOf(key) {
      const last = (firsts) => Math.max(0, place(firsts, key + MARK) - 1);
      let at = last(meta.firsts);
      if (meta.group) {
        const group = await once("r" + at, async () => {
          const read = reader(await numbered("r", at)), firsts = [];
          while (read.more()) firsts.push(read.text());
          return firsts;
        });
        at = at * meta.group + last(group);
      }
      return at;
    },
    shard: (n) => once("w" + n, async () => {
      const read = reader(await numbered("w", n)), terms = new Map();
      let key = "";
      while (read.more()) {
        key = key.slice(0, read.number()) + read.text();
        for (const term of key[0] == TAILS ? [{ key }] : list(read, key)) terms.set(term.key, term);
      }
      return terms;
    }),
    async term(key) { return meta.shards ? (await files.shard(await files.shardOf(key))).get(key) : undefined; },
    // Terms with a beginning, in order.
    async beginning(start, most, wanted) {
      const found = [];
      for (let n = await files.shardOf(start); n < meta.shards; n++) {
        for (const [key, term] of await files.shard(n)) {
          if (key.startsWith(start)) { if (wanted(key) && found.push(term) >= most) return found; } else if (key > start) return found;
        }
      }
      return found;
    },
  };
  // A code, or a stem and its exact forms: they share their blocks, and `often` tells how often
  // each class has the term.
  function list(read, key) {
    const { number } = read, add = (key) => {
      const coded = number(), count = Math.floor(coded / 3);
      const rare = round(round(round(meta.n - count) + 0.5) / round(round(count) + 0.5));
      const bits = new Float32Array([Math.log(round(1 + rare))]);
      // The index rounds its logarithm otherwise now and then.
      new Int32Array(bits.buffer)[0] += coded % 3 - 1;
      terms.push({ key, count, weight: round(bits[0] * round(1 + round(1.2))), blocks, often: [], at: terms.length });
    };
    const terms = [], blocks = [], stem = key[0] != CODES;
    add(key);
    const { count, often } = terms[0];
    if (stem) {
      for (let i = number(); i--;) add(key + MARK + key.slice(0, number()) + read.text());
      for (let i = 0, classes = number(); i < classes; i++) {
        often[i] = number();
        for (let at = 0, step; step = number();) terms[at += step].often[i] = number();
      }
    }
    const most = terms.map((term) => Math.max(0, ...Object.values(term.often))), block = (one) => Object.assign(one, read.block(one.size, one.first, often[1]));
    if (count <= 512) {
      block(blocks[0] = { first: 0, size: count, most }).first = blocks[0].docs[0];
      return terms;
    }
    const file = number(), size = number();
    for (let i = 0, first = 0; i < size; i++) {
      const one = blocks[i] = { first: first += number(), size: number(), most: stem ? most.map(number) : most };
      if (i) one.load = async () => Object.assign(one, reader(await numbered("b", file + i - 1)).block(one.size, one.first, often[1]), { load: 0 });
    }
    block(blocks[0]);
    return terms;
  }
  return files;
}
