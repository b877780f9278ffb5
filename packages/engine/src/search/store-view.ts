// What one read sees: the segments and heads of one moment, kept until the read ends. Finds traces
// in them wherever their fragments lie.
import {
  atOnce,
  copySteps,
  orderedTrace,
  type SpanBatch,
  SpanBatchBuilder,
  SpanCopier,
  type Steps,
} from '@clew/model';
import type { TimeRange } from '@clew/storage';
import type { Head, HeadBatch } from '../head/head.ts';
import { type BatchRowNumbers, HeadIndex } from '../head/head-index.ts';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { traceItem } from '../segment/trace-item.ts';
import type { Turn } from './turn.ts';

/** A fragment by its number in a segment. */
export interface FragmentPlace {
  readonly segment: SegmentReader;
  readonly fragment: number;
}

/** Where the spans of one trace are. */
export interface TracePlaces {
  readonly fragments: readonly FragmentPlace[];
  readonly rows: readonly BatchRowNumbers[];
}

/** A moment of the store, oldest spans first. */
export class StoreView {
  readonly segments: readonly SegmentReader[];
  readonly heads: readonly Head[];
  /** The heads' batches of that moment: heads grow, the view does not. */
  readonly batches: readonly HeadBatch[];
  /** Merges one trace after another: making a builder costs more than merging most traces. */
  readonly #builder: SpanBatchBuilder = new SpanBatchBuilder();

  #index: HeadIndex | undefined;

  constructor(segments: readonly SegmentReader[], heads: readonly Head[]) {
    this.segments = segments.map((segment) => segment.acquire());
    this.heads = heads;
    for (const head of heads) head.acquire();
    this.batches = heads.flatMap((head) => head.batches);
  }

  /** Lets go of files and memory. */
  release(): void {
    for (const segment of this.segments) segment.release();
    for (const head of this.heads) head.release();
  }

  /** Finds the trace whose id stands at `bytes[at]`. */
  find(bytes: Uint8Array, at: number): TracePlaces {
    const item = traceItem(bytes, at);
    const fragments = [];
    for (const segment of this.segments) {
      const fragment = segment.findFragment(bytes, at, item);
      if (fragment >= 0) fragments.push({ segment, fragment });
    }
    return { fragments, rows: this.#headRows(bytes, at, item) };
  }

  #headRows(bytes: Uint8Array, at: number, item: number): readonly BatchRowNumbers[] {
    if (this.#index !== undefined) return this.#index.rowsOf(bytes, at);
    const rows = [];
    for (const batch of this.batches) {
      const found: number[] = [];
      batch.findTrace(bytes, at, item, found);
      if (found.length > 0) rows.push({ batch, rows: found });
    }
    return rows;
  }

  /**
   * Makes ready for looking for many traces: an index over the heads.
   * @returns false when the deadline ended it early
   */
  async indexHeads(turn: Turn): Promise<boolean> {
    const index = new HeadIndex(this.batches);
    while (index.addNext()) if (turn.isOver && !(await turn.mayGoOn())) return false;
    this.#index = index;
    return true;
  }

  /** Whether a fragment of the trace whose id stands at `bytes[at]` is all of it. */
  isWhole({ segment: own }: FragmentPlace, bytes: Uint8Array, at: number): boolean {
    const item = traceItem(bytes, at);
    for (const segment of this.segments) {
      if (segment !== own && segment.findFragment(bytes, at, item) >= 0) return false;
    }
    if (this.#index !== undefined) return !this.#index.has(bytes, at);
    return this.batches.every((batch) => batch.rowOf(bytes, at, item, 0) < 0);
  }

  /** The fragment that is the whole trace, if one is: then nothing has to be merged. */
  onlyFragment({ fragments, rows }: TracePlaces): FragmentPlace | undefined {
    return rows.length === 0 && fragments.length === 1 ? fragments[0] : undefined;
  }

  /** The spans of a trace without duplicates, in the contract's order. */
  merge(places: TracePlaces): SpanBatch {
    return atOnce(this.merging(places));
  }

  /** As {@link merge}, in steps of a block at most; the view merges nothing else meanwhile. */
  *merging(places: TracePlaces): Steps<SpanBatch> {
    let gathered: SpanBatch;
    try {
      gathered = yield* this.#gather(places);
    } finally {
      // To put a large trace in order takes as much memory again.
      this.#builder.clear();
    }
    return yield* orderedTrace(gathered);
  }

  /** The spans of a trace as they lie. */
  *#gather({ fragments, rows }: TracePlaces): Steps<SpanBatch> {
    const builder = this.#builder;
    yield* builder.reserving(spanCountOf({ fragments, rows }));
    for (const { segment, fragment } of fragments) {
      const copier = new SpanCopier(segment.dictionary(), builder);
      for (const { block, first, last } of blocksOf(segment, fragment)) {
        segment.block(block).appendTo(builder, copier, first, last);
        yield;
      }
    }
    for (const { batch, rows: ofBatch } of rows) {
      yield* copySteps(batch.batch, builder, ofBatch.length, (index) => ofBatch[index] as number);
    }
    return yield* builder.finishing();
  }
}

function spanCountOf({ fragments, rows }: TracePlaces): number {
  let count = 0;
  for (const { segment, fragment } of fragments) {
    const { rowEnd } = segment.fragments();
    const first = fragment === 0 ? 0 : (rowEnd[fragment - 1] as number);
    count += (rowEnd[fragment] as number) - first;
  }
  for (const { rows: ofBatch } of rows) count += ofBatch.length;
  return count;
}

/** The places of each trace that may have spans in the range. */
export function* tracesIn(view: StoreView, range: TimeRange): IterableIterator<TracePlaces> {
  const seen = new Set<string>();
  const isNew = (ids: Uint8Array, at: number): boolean => {
    const id = Buffer.from(ids.buffer, ids.byteOffset + at, 16).toString('latin1');
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  };
  for (const segment of view.segments) {
    const { minStart, maxStart, fragments } = segment.footer;
    if (BigInt(minStart) > range.to || BigInt(maxStart) < range.from) continue;
    const ids = segment.traceIds();
    for (let fragment = 0; fragment < fragments; fragment++) {
      const places = view.find(ids, fragment * 16);
      if (view.onlyFragment(places) !== undefined || isNew(ids, fragment * 16)) yield places;
    }
  }
  for (const { batch } of view.batches) {
    for (let row = 0; row < batch.spanCount; row++) {
      if (isNew(batch.traceId, row * 16)) yield view.find(batch.traceId, row * 16);
    }
  }
}

/** Some rows of a block. */
export interface BlockRange {
  readonly block: number;
  readonly first: number;
  /** Not included. */
  readonly last: number;
}

/** The blocks that have rows of a fragment, with these rows. */
export function* blocksOf(segment: SegmentReader, fragment: number): IterableIterator<BlockRange> {
  const { rowEnd } = segment.fragments();
  const last = rowEnd[fragment] as number;
  let row = fragment === 0 ? 0 : (rowEnd[fragment - 1] as number);
  while (row < last) {
    const block = segment.blockOfRow(row);
    const { first, end } = segment.rowsOf(block);
    yield { block, first: row - first, last: Math.min(last, end) - first };
    row = end;
  }
}
