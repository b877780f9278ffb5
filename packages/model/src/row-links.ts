// The links and further references of a trace's spans, from row to row: what makes a graph of the tree of parents.
import { hexDecodeInto } from './id.ts';
import { type LinkReference, referenceOf } from './row-parents.ts';
import { SpanIdIndex } from './span-id-index.ts';
import type { SpanBatchReader } from './span-view.ts';
import { atOnce } from './steps.ts';
import type { TraceRows } from './trace-rows.ts';

/** Links between the rows of a trace; a column has a value a link, in the order of `row`. */
export interface RowLinks {
  readonly count: number;
  /** The row that has the link. */
  readonly row: Uint32Array;
  /** The row that it points to: never its own, and never its parent. */
  readonly target: Uint32Array;
  /** What the link is. */
  readonly reference: Uint8Array;
  /** How many links point to other traces, or to spans that have not come. */
  readonly outside: number;
}

const ID_BYTES = 16;

/**
 * Finds the links between the rows of a trace that say something besides the parents.
 * @param reader the batch, or its skeleton, that the rows were made of
 * @param traceId 32 hex digits: a skeleton does not say it
 */
export function rowLinksOf(
  reader: SpanBatchReader,
  traceId: string,
  rows: Pick<TraceRows, 'count' | 'ordinal' | 'parent'>,
): RowLinks {
  const { batch } = reader;
  const most = batch.linkTraceId.length / ID_BYTES;
  const row = new Uint32Array(most);
  const target = new Uint32Array(most);
  const reference = new Uint8Array(most);
  if (most === 0) return { count: 0, row, target, reference, outside: 0 };
  const own = new Uint8Array(ID_BYTES);
  hexDecodeInto(traceId, own, 0, ID_BYTES);
  const targets = new LinkTargets(reader, rows);
  let count = 0;
  let outside = 0;
  for (let at = 0; at < rows.count; at++) {
    const ordinal = rows.ordinal[at] as number;
    const end = batch.linkEnd[ordinal] as number;
    for (
      let link = ordinal === 0 ? 0 : (batch.linkEnd[ordinal - 1] as number);
      link < end;
      link++
    ) {
      const found = isTrace(batch.linkTraceId, link, own) ? targets.rowOf(link, at) : -1;
      if (found < 0) outside++;
      else if (found !== at && found !== rows.parent[at]) {
        row[count] = at;
        target[count] = found;
        reference[count++] = referenceOf(reader, link) satisfies LinkReference;
      }
    }
  }
  return {
    count,
    row: row.subarray(0, count),
    target: target.subarray(0, count),
    reference: reference.subarray(0, count),
    outside,
  };
}

function isTrace(traceIds: Uint8Array, link: number, own: Uint8Array): boolean {
  for (let i = 0; i < ID_BYTES; i++) if (traceIds[link * ID_BYTES + i] !== own[i]) return false;
  return true;
}

/** The rows that links of the trace point to. */
class LinkTargets {
  readonly #index: SpanIdIndex;
  readonly #ids: Uint32Array;
  readonly #parent: Int32Array;
  /** Row of each span of the batch, or −1 for one that another stands for. */
  readonly #row: Int32Array;

  constructor({ batch }: SpanBatchReader, rows: Pick<TraceRows, 'ordinal' | 'parent'>) {
    const { linkSpanId } = batch;
    this.#index = atOnce(SpanIdIndex.of(batch.spanId));
    this.#ids = new Uint32Array(linkSpanId.buffer, linkSpanId.byteOffset, linkSpanId.length >>> 2);
    this.#parent = rows.parent;
    this.#row = new Int32Array(batch.spanCount).fill(-1);
    rows.ordinal.forEach((ordinal, row) => {
      this.#row[ordinal] = row;
    });
  }

  /** Of the rows with the id that a link names its own row or its parent, else the first; −1 where there is none. */
  rowOf(link: number, own: number): number {
    const { next } = this.#index;
    let first = -1;
    let at = this.#index.find(this.#ids[link * 2] as number, this.#ids[link * 2 + 1] as number);
    for (; at >= 0; at = next[at] as number) {
      const row = this.#row[at] as number;
      if (row === own || (row >= 0 && row === this.#parent[own])) return row;
      if (first < 0) first = row;
    }
    return first;
  }
}
