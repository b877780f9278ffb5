// The keys that an object of JSON is looked at for, found from a key's bytes without making a text of it.
import { utf8Encode } from '@clew/model';

const SLOTS = 64;

/** A small set of keys. */
export class JsonKeys {
  readonly #keys: readonly Uint8Array[];
  /** By hash: a key's number, or 0; what collides stands in the next slot that is free. */
  readonly #slots: Uint8Array = new Uint8Array(SLOTS);

  /** @param keys at most 31, none of them empty; the first has the number 1 */
  constructor(...keys: readonly string[]) {
    this.#keys = keys.map(utf8Encode);
    for (const [index, key] of this.#keys.entries()) {
      let slot = slotOf(key, 0, key.length);
      while (this.#slots[slot] !== 0) slot = (slot + 1) % SLOTS;
      this.#slots[slot] = index + 1;
    }
  }

  /** The number of the key that is UTF-8 `bytes[start, end)`, or 0. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    let slot = slotOf(bytes, start, end);
    for (;;) {
      const number = this.#slots[slot] as number;
      if (number === 0 || isEqual(this.#keys[number - 1] as Uint8Array, bytes, start, end)) {
        return number;
      }
      slot = (slot + 1) % SLOTS;
    }
  }
}

function slotOf(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) * 5 + (bytes[start] as number) * 3 + (bytes[end - 1] as number)) % SLOTS;
}

function isEqual(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
  return true;
}
