// Interns runs of canonical bytes as small integers. Hot: no allocation for a look-up. The hash is
// seeded for each process and its probes are bounded, so that chosen values can't stall it: a run
// that would probe further is stored once more, and readers compare bytes, never assume uniqueness.
import { ByteColumn, Uint32Column } from './column.ts';

const MAX_PROBES = 32;
/** After so many more symbols whoever bounds their memory is told. */
const TOLD_EVERY = 4096;
const processSeed: number = Math.floor(Math.random() * 0x1_0000_0000) | 0;

/** A table of symbols. A symbol is an index; its bytes are a type byte and a payload. */
export class SymbolTable {
  readonly bytes: ByteColumn = new ByteColumn(16_384);
  /** Where each symbol's bytes end. */
  readonly ends: Uint32Column = new Uint32Column(1024);
  #hashes: Uint32Column = new Uint32Column(1024);
  #slots: Int32Array = new Int32Array(4096);
  readonly #onGrowth: () => void;

  /** @param onGrowth is told now and then that there are more symbols; it may throw */
  constructor(onGrowth: () => void = () => undefined) {
    this.#onGrowth = onGrowth;
  }

  get size(): number {
    return this.ends.length;
  }

  /** Forgets every symbol but keeps the memory, unless one odd batch has made it large. */
  clear(): void {
    if (this.#slots.length > 1 << 17) this.#slots = new Int32Array(4096);
    else this.#slots.fill(0);
    this.bytes.clear();
    this.ends.clear();
    this.#hashes.clear();
  }

  /** The symbol of the run `type, source[start, end)`. */
  intern(type: number, source: Uint8Array, start: number, end: number): number {
    const hash = hashRun(type, source, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hashes = this.#hashes.array;
    let slot = hash & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const found = (slots[slot] as number) - 1;
      if (found < 0) {
        slots[slot] = this.size + 1;
        return this.#append(hash, type, source, start, end);
      }
      if (hashes[found] === hash && this.matches(found, type, source, start, end)) return found;
      slot = (slot + 1) & mask;
    }
    return this.#append(hash, type, source, start, end);
  }

  /** The symbol of the run `type, source[start, end)`, or −1 when it has none. */
  find(type: number, source: Uint8Array, start: number, end: number): number {
    const hash = hashRun(type, source, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const found = (slots[slot] as number) - 1;
      if (found < 0) return -1;
      if (this.#hashes.array[found] === hash && this.matches(found, type, source, start, end)) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Whether a symbol's bytes are `type, source[start, end)`. */
  matches(symbol: number, type: number, source: Uint8Array, start: number, end: number): boolean {
    const ends = this.ends.array;
    let at = symbol === 0 ? 0 : (ends[symbol - 1] as number);
    if ((ends[symbol] as number) - at !== end - start + 1) return false;
    const bytes = this.bytes.array;
    if (bytes[at++] !== type) return false;
    for (let i = start; i < end; i++) if (bytes[at++] !== source[i]) return false;
    return true;
  }

  #append(hash: number, type: number, source: Uint8Array, start: number, end: number): number {
    this.bytes.push(type);
    this.bytes.append(source, start, end);
    const symbol = this.size;
    this.ends.push(this.bytes.length);
    this.#hashes.push(hash);
    if (this.size * 2 > this.#slots.length) this.#grow();
    if (this.size % TOLD_EVERY === 0) this.#onGrowth();
    return symbol;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let symbol = 0; symbol < this.size; symbol++) {
      let slot = (this.#hashes.array[symbol] as number) & mask;
      for (let probe = 0; probe < MAX_PROBES; probe++) {
        if (slots[slot] === 0) {
          slots[slot] = symbol + 1;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    this.#slots = slots;
  }
}

/** A seeded 32-bit hash of a type byte and a run: four bytes at a step, then a finaliser. */
function hashRun(type: number, source: Uint8Array, start: number, end: number): number {
  let hash = processSeed ^ Math.imul(type + 1, 0x9e3779b1) ^ (end - start);
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    const word =
      (source[i] as number) |
      ((source[i + 1] as number) << 8) |
      ((source[i + 2] as number) << 16) |
      ((source[i + 3] as number) << 24);
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  for (; i < end; i++) hash = Math.imul(hash ^ (source[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}
