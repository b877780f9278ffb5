// Decides which rows of many batches a segment keeps and in which order: grouped into one fragment
// a trace, fragments by start time, spans of a fragment by start, duplicates left out. Hot.

import type { SpanBatch } from '@clew/model';
import { grown } from './grown.ts';

/** The rows of a segment in order. A row is an index over all batches, see `batchOf` and `rowOf`. */
export interface RowOrder {
  readonly rows: Uint32Array;
  /** For each fragment, in order, where its rows end in `rows`. */
  readonly fragmentEnds: Uint32Array;
  /** For each row over all batches, the batch and the row within it. */
  readonly batchOf: Uint32Array;
  readonly rowOf: Uint32Array;
  readonly duplicates: number;
}

/** For each batch, for each of its resources, its service's place in the order of all services' names. */
export type ServiceNumbers = readonly Uint32Array[];

/** Orders the rows of batches that come in the order in which they were written. */
export function orderRows(batches: readonly SpanBatch[], services: ServiceNumbers): RowOrder {
  const total = batches.reduce((sum, batch) => sum + batch.spanCount, 0);
  const batchOf = new Uint32Array(total);
  const rowOf = new Uint32Array(total);
  const starts = new Float64Array(total);
  let next = 0;
  for (let b = 0; b < batches.length; b++) {
    const { spanCount, start } = batches[b] as SpanBatch;
    for (let row = 0; row < spanCount; row++, next++) {
      batchOf[next] = b;
      rowOf[next] = row;
      // Rounded to some hundred nanoseconds: good enough to sort by, ties are compared exactly.
      starts[next] = (start[row * 2 + 1] as number) * 0x1_0000_0000 + (start[row * 2] as number);
    }
  }

  const { fragmentOf, fragments } = groupByTrace(batches, total);
  const ends = new Uint32Array(fragments + 1);
  const firstStart = new Float64Array(fragments).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < total; row++) {
    const fragment = fragmentOf[row] as number;
    ends[fragment + 1] = (ends[fragment + 1] as number) + 1;
    if ((starts[row] as number) < (firstStart[fragment] as number)) {
      firstStart[fragment] = starts[row] as number;
    }
  }
  for (let fragment = 0; fragment < fragments; fragment++) {
    ends[fragment + 1] = (ends[fragment + 1] as number) + (ends[fragment] as number);
  }
  const grouped = new Uint32Array(total);
  const fill = ends.slice();
  for (let row = 0; row < total; row++) {
    const fragment = fragmentOf[row] as number;
    const at = fill[fragment] as number;
    grouped[at] = row;
    fill[fragment] = at + 1;
  }

  const byStart = new Uint32Array(fragments);
  for (let fragment = 0; fragment < fragments; fragment++) byStart[fragment] = fragment;
  byStart.sort((a, b) => (firstStart[a] as number) - (firstStart[b] as number) || a - b);

  const compare = rowComparison(batches, services, batchOf, rowOf, starts);
  const rows = new Uint32Array(total);
  const fragmentEnds = new Uint32Array(fragments);
  let kept = 0;
  for (let f = 0; f < fragments; f++) {
    const fragment = byStart[f] as number;
    const group = grouped.subarray(ends[fragment], ends[fragment + 1]);
    sortRows(group, compare.order);
    for (let i = 0; i < group.length; i++) {
      const row = group[i] as number;
      if (i > 0 && compare.same(rows[kept - 1] as number, row)) continue;
      rows[kept++] = row;
    }
    fragmentEnds[f] = kept;
  }
  return { rows: rows.subarray(0, kept), fragmentEnds, batchOf, rowOf, duplicates: total - kept };
}

function groupByTrace(
  batches: readonly SpanBatch[],
  total: number,
): { readonly fragmentOf: Uint32Array; readonly fragments: number } {
  let capacity = 1024;
  while (capacity < total * 2) capacity *= 2;
  const mask = capacity - 1;
  const slots = new Int32Array(capacity);
  const fragmentOf = new Uint32Array(total);
  let ids: Uint32Array = new Uint32Array(4096);
  let fragments = 0;
  let row = 0;
  for (const batch of batches) {
    const words = new Uint32Array(
      batch.traceId.buffer,
      batch.traceId.byteOffset,
      batch.spanCount * 4,
    );
    for (let i = 0; i < words.length; i += 4, row++) {
      const a = words[i] as number;
      const b = words[i + 1] as number;
      const c = words[i + 2] as number;
      const d = words[i + 3] as number;
      let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
      hash = Math.imul(hash ^ c ^ (hash >>> 15), 0xc2b2ae35);
      hash = Math.imul(hash ^ d ^ (hash >>> 13), 0x27d4eb2f);
      let slot = (hash ^ (hash >>> 16)) & mask;
      for (;;) {
        const fragment = (slots[slot] as number) - 1;
        if (fragment < 0) {
          if (fragments * 4 === ids.length) {
            ids = grown(ids, ids.length + 4);
          }
          ids[fragments * 4] = a;
          ids[fragments * 4 + 1] = b;
          ids[fragments * 4 + 2] = c;
          ids[fragments * 4 + 3] = d;
          fragmentOf[row] = fragments++;
          slots[slot] = fragments;
          break;
        }
        const at = fragment * 4;
        if (ids[at] === a && ids[at + 1] === b && ids[at + 2] === c && ids[at + 3] === d) {
          fragmentOf[row] = fragment;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
  }
  return { fragmentOf, fragments };
}

interface RowComparison {
  /** By start, span id, kind, service, duration, then by the order of writing. */
  readonly order: (a: number, b: number) => number;
  /** Whether two rows of one trace have the same identity. */
  readonly same: (a: number, b: number) => boolean;
}

function rowComparison(
  batches: readonly SpanBatch[],
  services: ServiceNumbers,
  batchOf: Uint32Array,
  rowOf: Uint32Array,
  starts: Float64Array,
): RowComparison {
  const identity = (a: number, b: number): number => {
    const left = batches[batchOf[a] as number] as SpanBatch;
    const right = batches[batchOf[b] as number] as SpanBatch;
    const i = rowOf[a] as number;
    const j = rowOf[b] as number;
    const low = (left.start[i * 2] as number) - (right.start[j * 2] as number);
    const high = (left.start[i * 2 + 1] as number) - (right.start[j * 2 + 1] as number);
    if (high !== 0) return high;
    if (low !== 0) return low;
    for (let byte = 0; byte < 8; byte++) {
      const difference =
        (left.spanId[i * 8 + byte] as number) - (right.spanId[j * 8 + byte] as number);
      if (difference !== 0) return difference;
    }
    const kind = (left.kind[i] as number) - (right.kind[j] as number);
    if (kind !== 0) return kind;
    const leftService = services[batchOf[a] as number]?.[left.resource[i] as number] as number;
    const rightService = services[batchOf[b] as number]?.[right.resource[j] as number] as number;
    if (leftService !== rightService) return leftService - rightService;
    const longer = (left.duration[i * 2 + 1] as number) - (right.duration[j * 2 + 1] as number);
    if (longer !== 0) return longer;
    return (left.duration[i * 2] as number) - (right.duration[j * 2] as number);
  };
  return {
    order: (a, b) => (starts[a] as number) - (starts[b] as number) || identity(a, b) || a - b,
    same: (a, b) => starts[a] === starts[b] && identity(a, b) === 0,
  };
}

/** Sorts in place; most fragments are a few rows that are nearly in order. */
function sortRows(rows: Uint32Array, order: (a: number, b: number) => number): void {
  if (rows.length > 24) {
    rows.sort(order);
    return;
  }
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i] as number;
    let at = i - 1;
    while (at >= 0 && order(rows[at] as number, row) > 0) {
      rows[at + 1] = rows[at] as number;
      at -= 1;
    }
    rows[at + 1] = row;
  }
}
