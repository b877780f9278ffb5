import { type Baggage, NO_BAGGAGE } from '../baggage/baggage.ts';

/** How many baggage items are kept of a carrier. */
export const MAX_BAGGAGE_ITEMS = 64;
/** How many bytes the baggage of a carrier has at most, its keys and values in UTF-8. */
export const MAX_BAGGAGE_BYTES = 8192;

/** Gathers the baggage of one carrier within bounds; an item that would exceed them is left out. */
export class BaggageCollector {
  #items: Record<string, string> | undefined;
  #count = 0;
  #bytes = 0;

  /** Whether there is an item of this key. */
  has(key: string): boolean {
    return this.#items?.[key] !== undefined;
  }

  /** Adds an item; a later one of the same key takes its place. */
  add(key: string, value: string): void {
    // Characters are never more than bytes: what is far too long is refused before it is looked at.
    if (key === '' || key.length + value.length > MAX_BAGGAGE_BYTES) return;
    this.#items ??= Object.create(null) as Record<string, string>;
    const old = this.#items[key];
    if (old === undefined && this.#count === MAX_BAGGAGE_ITEMS) return;
    let bytes = this.#bytes + Buffer.byteLength(value);
    if (old === undefined) bytes += Buffer.byteLength(key);
    else bytes -= Buffer.byteLength(old);
    if (bytes > MAX_BAGGAGE_BYTES) return;
    if (old === undefined) this.#count += 1;
    this.#bytes = bytes;
    this.#items[key] = value;
  }

  /** Adds the items whose keys are not there yet. */
  addMissing(baggage: Baggage): void {
    for (const key in baggage) {
      const value = baggage[key];
      if (value !== undefined && !this.has(key)) this.add(key, value);
    }
  }

  /** How many items there are. */
  get size(): number {
    return this.#count;
  }

  /** What was gathered; nothing may be added afterwards. */
  finish(): Baggage {
    return this.#count === 0 || this.#items === undefined ? NO_BAGGAGE : Object.freeze(this.#items);
  }
}
