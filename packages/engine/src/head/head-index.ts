// The rows of each trace in the batches of all heads: for reads that look for many traces there, one after
// the other. Looking into every batch for each of them would take the product of both.
import type { HeadBatch } from './head.ts';

/** Rows of one batch. */
export interface BatchRowNumbers {
  readonly batch: HeadBatch;
  /** Ascending. */
  readonly rows: readonly number[];
}

/** Where each trace has rows. */
export class HeadIndex {
  readonly #batches: readonly HeadBatch[];
  /** For each batch, how many rows there are before it. */
  readonly #before: Uint32Array;
  /** For each trace, its last row over all batches. */
  readonly #last: Map<string, number> = new Map();
  /** For each row, one more than the row of the same trace before it; 0 where there is none. */
  readonly #previous: Uint32Array;
  #added = 0;

  constructor(batches: readonly HeadBatch[]) {
    this.#batches = batches;
    this.#before = new Uint32Array(batches.length);
    let rows = 0;
    batches.forEach(({ batch }, index) => {
      this.#before[index] = rows;
      rows += batch.spanCount;
    });
    this.#previous = new Uint32Array(rows);
  }

  /** Adds the next batch. @returns false when there is none left, and the index is ready */
  addNext(): boolean {
    const batch = this.#batches[this.#added]?.batch;
    if (batch === undefined) return false;
    const before = this.#before[this.#added] as number;
    this.#added += 1;
    for (let row = 0; row < batch.spanCount; row++) {
      const key = traceKey(batch.traceId, row * 16);
      this.#previous[before + row] = (this.#last.get(key) ?? -1) + 1;
      this.#last.set(key, before + row);
    }
    return true;
  }

  /** Whether the trace whose id stands at `bytes[at]` has rows. */
  has(bytes: Uint8Array, at: number): boolean {
    return this.#last.has(traceKey(bytes, at));
  }

  /** The rows of that trace, in the order in which they came. */
  rowsOf(bytes: Uint8Array, at: number): readonly BatchRowNumbers[] {
    const found: { batch: HeadBatch; rows: number[] }[] = [];
    let index = this.#batches.length - 1;
    let row = this.#last.get(traceKey(bytes, at)) ?? -1;
    for (let inBatch: number[] | undefined; row >= 0; ) {
      while ((this.#before[index] as number) > row) {
        index -= 1;
        inBatch = undefined;
      }
      if (inBatch === undefined) {
        inBatch = [];
        found.push({ batch: this.#batches[index] as HeadBatch, rows: inBatch });
      }
      inBatch.push(row - (this.#before[index] as number));
      row = (this.#previous[row] as number) - 1;
    }
    for (const { rows } of found) rows.reverse();
    return found.reverse();
  }
}

/** A trace id as a key of maps. */
export function traceKey(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, 16).toString('latin1');
}
