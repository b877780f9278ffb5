// The hash that filters on disk are made with: fixed for all time, unlike the symbol table's.

/** A 32-bit hash of `bytes[start, end)` (MurmurHash3's mixing, four bytes at a step). */
export function stableHash(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  let hash = seed ^ (end - start);
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    let word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    word = Math.imul(word, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let shift = 0; i < end; i++, shift += 8) tail |= (bytes[i] as number) << shift;
  tail = Math.imul(tail, 0xcc9e2d51);
  tail = (tail << 15) | (tail >>> 17);
  return finish(hash ^ Math.imul(tail, 0x1b873593));
}

/** One hash out of two, order mattering. */
export function combineHashes(first: number, second: number): number {
  return finish(Math.imul(first, 0x9e3779b1) ^ second);
}

function finish(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
