// Inflates a zlib stream where the browser cannot: loaded only then.
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// Codes in the order of their lengths: how many there are of each, and what they stand for.
function table(lengths) {
  const counts = new Array(16).fill(0), symbols = [];
  for (let length = 1; length < 16; length++) {
    lengths.forEach((one, symbol) => { if (one == length) { symbols.push(symbol); counts[length]++; } });
  }
  return { counts, symbols };
}

export default function inflate(bytes) {
  const out = [];
  let at = 16, final;
  const bits = (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) {
      if (at >> 3 >= bytes.length) throw new Error("cut short");
      value |= (bytes[at >> 3] >> (at & 7) & 1) << i;
    }
    return value;
  };
  const symbol = ({ counts, symbols }) => {
    let code = 0, first = 0, index = 0;
    for (let length = 1; length < 16; length++) {
      code |= bits(1);
      const count = counts[length];
      if (code - first < count) return symbols[index + code - first];
      index += count;
      first = first + count << 1;
      code <<= 1;
    }
    throw new Error("no such code");
  };
  do {
    final = bits(1);
    const kind = bits(2);
    if (kind == 0) {
      at = at + 7 & ~7;
      const count = bits(16);
      bits(16);
      for (let i = 0; i < count; i++) out.push(bits(8));
      continue;
    }
    let literals, distances;
    if (kind == 1) {
      literals = table(Array.from({ length: 288 }, (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
      distances = table(new Array(30).fill(5));
    } else {
      const count = bits(5) + 257, far = bits(5) + 1, given = bits(4) + 4, lengths = new Array(19).fill(0), all = [];
      for (let i = 0; i < given; i++) lengths[ORDER[i]] = bits(3);
      const coded = table(lengths);
      while (all.length < count + far) {
        const one = symbol(coded);
        if (one < 16) { all.push(one); continue; }
        const value = one == 16 ? all[all.length - 1] : 0;
        for (let times = one == 16 ? 3 + bits(2) : one == 17 ? 3 + bits(3) : 11 + bits(7); times > 0; times--) all.push(value);
      }
      literals = table(all.slice(0, count));
      distances = table(all.slice(count, count + far));
    }
    for (let one = symbol(literals); one != 256; one = symbol(literals)) {
      if (one < 256) { out.push(one); continue; }
      const place = one - 257, length = LENGTHS[place] + (place < 8 || place == 28 ? 0 : bits((place >> 2) - 1));
      const step = symbol(distances), extra = step < 4 ? 0 : (step >> 1) - 1;
      const back = step < 4 ? step + 1 : (2 + (step & 1) << extra) + bits(extra) + 1;
      for (let i = 0; i < length; i++) out.push(out[out.length - back]);
    }
  } while (!final);
  return Uint8Array.from(out);
}
