// Numbers names without making texts of them: a trace may have a million that differ by an id alone. Names are compared
// as bytes, and where it is asked for without the ids and numbers in them. The hash is seeded for each page, so that chosen
// names can't make every look-up long.
import { utf8Decode } from '@clew/model';

/** What stands in a name in place of an id or a number. */
export const VARIABLE = '#';

const VARIABLE_BYTE = VARIABLE.charCodeAt(0);
const FIRST_SLOTS = 64;
const FIRST_BYTES = 1024;
/** A word of hex digits is an id from so many on if there is a digit in it. */
const ID_DIGITS = 8;
const UUID_LENGTH = 36;
const DASH = 45;
const UUID_DASHES: readonly number[] = [8, 13, 18, 23];

const seed = Math.floor(Math.random() * 0x1_0000_0000) | 0;

/** Names, each with a number from 0. */
export class NameTable {
  readonly #isMerging: boolean;
  /** One more than the number of the name in a slot; 0 for an empty slot. */
  #slots = new Int32Array(FIRST_SLOTS);
  #bytes = new Uint8Array(FIRST_BYTES);
  /** Where each name ends. */
  readonly #end: number[] = [];
  readonly #hash: number[] = [];

  /** @param isMerging whether names that differ by ids and numbers alone are one */
  constructor(isMerging: boolean) {
    this.#isMerging = isMerging;
  }

  get size(): number {
    return this.#end.length;
  }

  /** The number of a name in UTF-8. */
  number(name: Uint8Array): number {
    const start = this.#end.at(-1) ?? 0;
    while (start + name.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    // Behind the last one, where it stays if it is new.
    const end = this.#isMerging ? putPattern(name, this.#bytes, start) : start + name.length;
    if (!this.#isMerging) this.#bytes.set(name, start);
    const hash = hashOf(this.#bytes, start, end);
    const slot = this.#slotOf(hash, start, end);
    const found = (this.#slots[slot] as number) - 1;
    if (found >= 0) return found;
    this.#hash.push(hash);
    const size = this.#end.push(end);
    this.#slots[slot] = size;
    if (size * 2 > this.#slots.length) this.#grow();
    return size - 1;
  }

  /** The text of a number. */
  text(number: number): string {
    return utf8Decode(this.#bytes, this.#end[number - 1] ?? 0, this.#end[number] ?? 0);
  }

  #slotOf(hash: number, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = (this.#slots[slot] as number) - 1;
      if (number < 0) return slot;
      if (this.#hash[number] === hash && this.#isSame(number, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isSame(number: number, start: number, end: number): boolean {
    let at = number === 0 ? 0 : (this.#end[number - 1] as number);
    if ((this.#end[number] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (this.#bytes[i] !== this.#bytes[at++]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (const [number, hash] of this.#hash.entries()) {
      let slot = hash & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** Puts a name down with its ids and numbers taken out, and gives the end of it. */
function putPattern(name: Uint8Array, into: Uint8Array, start: number): number {
  let at = start;
  let from = 0;
  while (from < name.length) {
    if (isUuid(name, from)) {
      into[at++] = VARIABLE_BYTE;
      from += UUID_LENGTH;
      continue;
    }
    const wordEnd = endOfWord(name, from);
    if (wordEnd === from) {
      into[at++] = name[from++] as number;
    } else if (isId(name, from, wordEnd)) {
      into[at++] = VARIABLE_BYTE;
      from = wordEnd;
    } else {
      while (from < wordEnd) {
        if (isDigit(name[from] as number)) {
          into[at++] = VARIABLE_BYTE;
          while (from < wordEnd && isDigit(name[from] as number)) from++;
        } else into[at++] = name[from++] as number;
      }
    }
  }
  return at;
}

function endOfWord(name: Uint8Array, from: number): number {
  let end = from;
  while (end < name.length && isWordByte(name[end] as number)) end++;
  return end;
}

function isId(name: Uint8Array, from: number, to: number): boolean {
  if (to - from < ID_DIGITS) return false;
  let digits = 0;
  for (let i = from; i < to; i++) {
    if (!isHex(name[i] as number)) return false;
    if (isDigit(name[i] as number)) digits++;
  }
  return digits > 0;
}

function isUuid(name: Uint8Array, from: number): boolean {
  if (name.length - from < UUID_LENGTH || !isHex(name[from] as number)) return false;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const byte = name[from + i] as number;
    if (UUID_DASHES.includes(i) ? byte !== DASH : !isHex(byte)) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isHex(byte: number): boolean {
  const lower = byte | 32;
  return isDigit(byte) || (lower >= 97 && lower <= 102);
}

function isWordByte(byte: number): boolean {
  const lower = byte | 32;
  return isDigit(byte) || (lower >= 97 && lower <= 122);
}
