// Finds the rows of a span id among a million without a text or an object for each: open addressing over the
// ids' own bytes. The hash is seeded for each process, so that chosen ids can't make every look-up long.
import { rowSteps, type Steps } from './steps.ts';

const processSeed: number = Math.floor(Math.random() * 0x1_0000_0000) | 0;
const NO_ROW = -1;

/** The rows of each span id of a batch, in the order of rows. */
export class SpanIdIndex {
  readonly #ids: Uint32Array;
  /** One more than the first row of the id in a slot; 0 for an empty slot. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** The next row of the same id, or −1. */
  readonly next: Int32Array;
  /** For the first row of an id its last. */
  readonly #last: Int32Array;

  private constructor(spanIds: Uint8Array) {
    const count = spanIds.length >>> 3;
    this.#ids = new Uint32Array(spanIds.buffer, spanIds.byteOffset, count * 2);
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    this.next = new Int32Array(count).fill(NO_ROW);
    this.#last = new Int32Array(count);
  }

  /**
   * Makes the index.
   * @param spanIds 8 bytes a row, at an address that is a multiple of 4
   */
  static *of(spanIds: Uint8Array): Steps<SpanIdIndex> {
    const index = new SpanIdIndex(spanIds);
    yield* rowSteps(index.next.length, (from, to) => index.#add(from, to));
    return index;
  }

  #add(from: number, to: number): void {
    const last = this.#last;
    for (let row = from; row < to; row++) {
      const slot = this.#slotOf(this.#ids[row * 2] as number, this.#ids[row * 2 + 1] as number);
      const first = (this.#slots[slot] as number) - 1;
      if (first < 0) {
        this.#slots[slot] = row + 1;
        last[row] = row;
      } else {
        this.next[last[first] as number] = row;
        last[first] = row;
      }
    }
  }

  /** The first row of the id whose two words these are, or −1. */
  find(first: number, second: number): number {
    return (this.#slots[this.#slotOf(first, second)] as number) - 1;
  }

  #slotOf(first: number, second: number): number {
    const ids = this.#ids;
    let hash = Math.imul(first ^ processSeed, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + second, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 13), 0x9e3779b1);
    let slot = (hash ^ (hash >>> 16)) & this.#mask;
    for (;;) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0 || (ids[row * 2] === first && ids[row * 2 + 1] === second)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }
}
