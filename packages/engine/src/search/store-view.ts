// What one read sees: the segments and heads of one moment, kept until the read ends. Finds traces
// in them wherever their fragments lie.
import {
  compareText,
  hexEncode,
  type SpanBatch,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanCopier,
  type TraceSummary,
} from '@clew/model';
import type { Head, HeadBatch } from '../head/head.ts';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { traceItem } from '../segment/trace-item.ts';
import { bigIntOf } from '../segment/words.ts';
import { contractOrder } from './trace-order.ts';

/** Where the spans of one trace are. */
export interface TracePlaces {
  readonly fragments: readonly { readonly segment: SegmentReader; readonly fragment: number }[];
  readonly rows: readonly { readonly batch: HeadBatch; readonly rows: readonly number[] }[];
}

/** A moment of the store, oldest spans first. */
export class StoreView {
  readonly segments: readonly SegmentReader[];
  readonly heads: readonly Head[];
  /** The heads' batches of that moment: heads grow, the view does not. */
  readonly batches: readonly HeadBatch[];
  /** Merges one trace after another: making a builder costs more than merging most traces. */
  readonly #builder: SpanBatchBuilder = new SpanBatchBuilder();

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
    const fragments = [];
    for (const segment of this.segments) {
      const fragment = segment.findFragment(bytes, at);
      if (fragment >= 0) fragments.push({ segment, fragment });
    }
    const item = traceItem(bytes, at);
    const rows = [];
    for (const batch of this.batches) {
      const found: number[] = [];
      batch.findTrace(bytes, at, item, found);
      if (found.length > 0) rows.push({ batch, rows: found });
    }
    return { fragments, rows };
  }

  /** The fragment that is the whole trace, if one is: then nothing has to be merged. */
  onlyFragment({ fragments, rows }: TracePlaces): TracePlaces['fragments'][number] | undefined {
    return rows.length === 0 && fragments.length === 1 ? fragments[0] : undefined;
  }

  /** The spans of a trace without duplicates, in the contract's order. */
  merge(places: TracePlaces): SpanBatch {
    const builder = this.#builder;
    builder.clear();
    for (const { segment, fragment } of places.fragments) {
      const copier = new SpanCopier(segment.dictionary(), builder);
      eachBlockOf(segment, fragment, (block, first, last) => {
        segment.block(block).appendTo(builder, copier, first, last);
      });
    }
    for (const { batch, rows } of places.rows) {
      const copier = new SpanCopier(batch.batch, builder);
      for (const row of rows) copier.copy(row);
    }
    const merged = builder.finish();
    const rows = contractOrder(merged);
    if (rows === undefined) return merged;
    builder.clear();
    const copier = new SpanCopier(merged, builder);
    for (const row of rows) copier.copy(row);
    return builder.finish();
  }
}

/** Calls back for each block that has rows of a fragment, with the range of these rows in the block. */
export function eachBlockOf(
  segment: SegmentReader,
  fragment: number,
  visit: (block: number, first: number, last: number) => void,
): void {
  const { rowEnd } = segment.fragments();
  const end = rowEnd[fragment] as number;
  let row = fragment === 0 ? 0 : (rowEnd[fragment - 1] as number);
  while (row < end) {
    const index = segment.blockOfRow(row);
    const { firstRow, rows } = segment.block(index);
    const last = Math.min(end, firstRow + rows);
    visit(index, row - firstRow, last - firstRow);
    row = last;
  }
}

/** What a segment says of a fragment that is a whole trace. */
export function fragmentSummary(segment: SegmentReader, fragment: number): TraceSummary {
  const table = segment.fragments();
  const dictionary = new SpanBatchReader(segment.dictionary());
  const ids = segment.traceIds();
  const firstRow = fragment === 0 ? 0 : (table.rowEnd[fragment - 1] as number);
  const firstService = fragment === 0 ? 0 : (table.serviceEnd[fragment - 1] as number);
  const services = [];
  for (let i = firstService; i < (table.serviceEnd[fragment] as number); i++) {
    services.push({
      name: dictionary.text(table.service[i] as number),
      spanCount: table.serviceSpans[i] as number,
      errorCount: table.serviceErrors[i] as number,
    });
  }
  services.sort((a, b) => compareText(a.name, b.name));
  return {
    traceId: hexEncode(ids, fragment * 16, 16),
    start: wordsAt(table.start, fragment),
    duration: wordsAt(table.duration, fragment),
    rootService: dictionary.text(table.rootService[fragment] as number),
    rootName: dictionary.text(table.rootName[fragment] as number),
    rootMissing: table.rootMissing[fragment] === 1,
    spanCount: (table.rowEnd[fragment] as number) - firstRow,
    errorCount: table.errors[fragment] as number,
    services,
  };
}

function wordsAt(words: Uint32Array, index: number): bigint {
  return bigIntOf(words[index * 2] as number, words[index * 2 + 1] as number);
}
