// What came in last: batches as they came, searchable at once, in memory and in one log, until a
// worker seals them into a segment.
import { SpanBatch } from '@clew/model';
import { traceItem } from '../segment/trace-item.ts';
import { notBelow } from '../segment/words.ts';
import { type ChunkPool, ChunkWriter } from './chunks.ts';

/** One batch of a head with what makes it quick to pass over. */
export class HeadBatch {
  readonly batch: SpanBatch;
  /** Unix milliseconds. */
  readonly arrivedAt: number;
  /** A number of nanoseconds not below any span's start. */
  readonly startBound: number;
  /** A bit for each hash of a trace id that is there. */
  readonly #traces: Uint32Array;

  constructor(batch: SpanBatch, arrivedAt: number) {
    this.batch = batch;
    this.arrivedAt = arrivedAt;
    let capacity = 64;
    while (capacity < batch.spanCount * 8) capacity *= 2;
    this.#traces = new Uint32Array(capacity >>> 5);
    let latest = 0;
    for (let row = 0; row < batch.spanCount; row++) {
      const start =
        (batch.start[row * 2 + 1] as number) * 0x1_0000_0000 + (batch.start[row * 2] as number);
      if (start > latest) latest = start;
      const bit = traceItem(batch.traceId, row * 16) & (capacity - 1);
      this.#traces[bit >>> 5] = (this.#traces[bit >>> 5] as number) | (1 << (bit & 31));
    }
    this.startBound = notBelow(latest);
  }

  /** Appends the rows of the trace whose id stands at `bytes[at]`, which hashes to `item`. */
  findTrace(bytes: Uint8Array, at: number, item: number, rows: number[]): void {
    for (let row = this.rowOf(bytes, at, item, 0); row >= 0; ) {
      rows.push(row);
      row = this.rowOf(bytes, at, item, row + 1);
    }
  }

  /** The first row of that trace from a row on, or −1. */
  rowOf(bytes: Uint8Array, at: number, item: number, from: number): number {
    const bit = item & (this.#traces.length * 32 - 1);
    if (((this.#traces[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return -1;
    const { traceId, spanCount } = this.batch;
    for (let row = from; row < spanCount; row++) {
      let same = true;
      for (let i = 15; i >= 0 && same; i--) same = traceId[row * 16 + i] === bytes[at + i];
      if (same) return row;
    }
    return -1;
  }
}

/** Batches in memory, in the order in which they came. */
export class Head {
  readonly #memory: ChunkWriter;
  readonly batches: HeadBatch[] = [];
  spanCount = 0;
  #arrived = { from: Number.POSITIVE_INFINITY, to: 0 };
  #readers = 0;
  #released = false;

  constructor(pool: ChunkPool) {
    this.#memory = new ChunkWriter(pool);
  }

  get bytes(): number {
    return this.#memory.bytes;
  }

  /** Unix milliseconds of the first and the last arrival; the head must not be empty. */
  get arrived(): { readonly from: number; readonly to: number } {
    return this.#arrived;
  }

  /** Copies a batch into the head's memory. */
  append(batch: SpanBatch, arrivedAt: number): HeadBatch {
    const kept = new HeadBatch(new SpanBatch(this.#memory.copy(batch.bytes)), arrivedAt);
    this.batches.push(kept);
    this.spanCount += batch.spanCount;
    this.#arrived = {
      from: Math.min(this.#arrived.from, arrivedAt),
      to: Math.max(this.#arrived.to, arrivedAt),
    };
    return kept;
  }

  /** Keeps the memory until the matching {@link release}. */
  acquire(): void {
    this.#readers += 1;
  }

  release(): void {
    this.#readers -= 1;
    if (this.#released && this.#readers === 0) this.#memory.release();
  }

  /** Gives the memory back once no search reads it any more. */
  retire(): void {
    this.#released = true;
    if (this.#readers === 0) this.#memory.release();
  }
}
