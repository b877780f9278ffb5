// MurmurHash3_x86_128 by Austin Appleby, which is in the public domain: 128 bits of any run of bytes, the same in every
// language. https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** The hash of one run after another. Hot: no object is made. */
export class MurmurHash {
  /** The four words of the last hash, each of which the public form writes with its lowest byte first. */
  h1 = 0;
  h2 = 0;
  h3 = 0;
  h4 = 0;

  /** Hashes `bytes[start, end)`; `seed` is a 32-bit number. */
  update(bytes: Uint8Array, start: number, end: number, seed: number): void {
    const length = end - start;
    const blocksEnd = start + (length & ~15);
    let h1 = seed | 0;
    let h2 = h1;
    let h3 = h1;
    let h4 = h1;
    for (let at = start; at < blocksEnd; at += 16) {
      h1 ^= mixed(word(bytes, at), C1, 15, C2);
      h1 = (Math.imul((rotated(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
      h2 ^= mixed(word(bytes, at + 4), C2, 16, C3);
      h2 = (Math.imul((rotated(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
      h3 ^= mixed(word(bytes, at + 8), C3, 17, C4);
      h3 = (Math.imul((rotated(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
      h4 ^= mixed(word(bytes, at + 12), C4, 18, C1);
      h4 = (Math.imul((rotated(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
    }
    // What is left of a block; the ids of most agents leave nothing, or little.
    const left = end - blocksEnd;
    if (left > 0) h1 ^= mixed(rest(bytes, blocksEnd, end), C1, 15, C2);
    if (left > 4) h2 ^= mixed(rest(bytes, blocksEnd + 4, end), C2, 16, C3);
    if (left > 8) h3 ^= mixed(rest(bytes, blocksEnd + 8, end), C3, 17, C4);
    if (left > 12) h4 ^= mixed(rest(bytes, blocksEnd + 12, end), C4, 18, C1);
    h1 ^= length;
    h2 ^= length;
    h3 ^= length;
    h4 ^= length;
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = finished((h2 + h1) | 0);
    h3 = finished((h3 + h1) | 0);
    h4 = finished((h4 + h1) | 0);
    h1 = (finished(h1) + h2 + h3 + h4) | 0;
    this.h1 = h1;
    this.h2 = (h2 + h1) | 0;
    this.h3 = (h3 + h1) | 0;
    this.h4 = (h4 + h1) | 0;
  }
}

function mixed(value: number, factor: number, bits: number, second: number): number {
  return Math.imul(rotated(Math.imul(value, factor), bits), second);
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Four bytes, the first of them the lowest. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** The same of what is left, with zeros after it. */
function rest(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) return word(bytes, at);
  let value = 0;
  for (let i = at, shift = 0; i < end; i++, shift += 8) value |= (bytes[i] as number) << shift;
  return value;
}

function finished(value: number): number {
  let mix = value;
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
