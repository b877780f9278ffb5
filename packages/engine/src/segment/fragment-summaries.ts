// Computes the fragment table and the parent codes of the rows that a segment will hold.

import { isZero, type SpanBatch } from '@clew/model';
import { ParentCode } from './block-writer.ts';
import type { FragmentColumns } from './fragment-table.ts';
import { grown } from './grown.ts';
import type { RowOrder } from './row-order.ts';
import type { SymbolMaps } from './symbol-merge.ts';
import { compareWords } from './words.ts';

/** What is known of the rows before they are written. */
export interface FragmentSummaries {
  readonly columns: FragmentColumns;
  /** Of each fragment, 16 bytes. */
  readonly traceIds: Uint8Array;
  /** For each row in order, the first row of its fragment. */
  readonly fragmentStart: Uint32Array;
  /** For each row in order, see {@link ParentCode}; distances may leave the block. */
  readonly parents: Uint16Array;
}

const MAX_DISTANCE = 0x7ff0;

/** Walks the fragments in order once. */
export function summarizeFragments(
  batches: readonly SpanBatch[],
  symbols: SymbolMaps,
  order: RowOrder,
): FragmentSummaries {
  const { rows, fragmentEnds, batchOf, rowOf } = order;
  const count = fragmentEnds.length;
  const traceIds = new Uint8Array(count * 16);
  const fragmentStart = new Uint32Array(rows.length);
  const columns = {
    count,
    start: new Uint32Array(count * 2),
    startSpread: new Uint32Array(count * 2),
    duration: new Uint32Array(count * 2),
    rowEnd: fragmentEnds,
    errors: new Uint32Array(count),
    rootName: new Uint32Array(count),
    rootService: new Uint32Array(count),
    rootMissing: new Uint8Array(count),
    serviceEnd: new Uint32Array(count),
  };
  const services = new ServiceColumns();
  const parents = new ParentFinder(batches, order);

  let first = 0;
  for (let f = 0; f < count; f++) {
    const end = fragmentEnds[f] as number;
    const head = rows[first] as number;
    const headBatch = batches[batchOf[head] as number] as SpanBatch;
    const headRow = rowOf[head] as number;
    traceIds.set(headBatch.traceId.subarray(headRow * 16, headRow * 16 + 16), f * 16);
    // Rows are sorted by start, so the first starts first and the last starts last.
    const startLow = headBatch.start[headRow * 2] as number;
    const startHigh = headBatch.start[headRow * 2 + 1] as number;
    let endLow = 0;
    let endHigh = 0;
    let lastLow = startLow;
    let lastHigh = startHigh;
    let errors = 0;
    let root = -1;
    services.startFragment();
    for (let position = first; position < end; position++) {
      fragmentStart[position] = first;
      const row = rows[position] as number;
      const b = batchOf[row] as number;
      const batch = batches[b] as SpanBatch;
      const i = rowOf[row] as number;
      lastLow = batch.start[i * 2] as number;
      lastHigh = batch.start[i * 2 + 1] as number;
      const low = lastLow + (batch.duration[i * 2] as number);
      const high =
        (lastHigh + (batch.duration[i * 2 + 1] as number) + (low > 0xffff_ffff ? 1 : 0)) >>> 0;
      if (compareWords(low >>> 0, high, endLow, endHigh) > 0) {
        endLow = low >>> 0;
        endHigh = high;
      }
      const failed = batch.status[i] === 2;
      if (failed) errors += 1;
      const service = batch.resourceService[batch.resource[i] as number] as number;
      services.add(((symbols[b] as Uint32Array)[service] as number) - 1, failed);
      // Rows are in the order in which `summarizeTrace` prefers roots.
      if (root < 0 && isZero(batch.parentSpanId, i * 8, 8)) root = position;
    }
    parents.find(first, end);
    setDifference(columns.startSpread, f, lastLow, lastHigh, startLow, startHigh);
    setDifference(columns.duration, f, endLow, endHigh, startLow, startHigh);
    columns.start[f * 2] = startLow;
    columns.start[f * 2 + 1] = startHigh;
    columns.errors[f] = errors;
    columns.rootMissing[f] = root < 0 ? 1 : 0;
    const rootRow = rows[root < 0 ? first : root] as number;
    const rootMap = symbols[batchOf[rootRow] as number] as Uint32Array;
    const rootBatch = batches[batchOf[rootRow] as number] as SpanBatch;
    const rootIndex = rowOf[rootRow] as number;
    columns.rootName[f] = (rootMap[rootBatch.name[rootIndex] as number] as number) - 1;
    const rootService = rootBatch.resourceService[
      rootBatch.resource[rootIndex] as number
    ] as number;
    columns.rootService[f] = (rootMap[rootService] as number) - 1;
    columns.serviceEnd[f] = services.length;
    first = end;
  }
  return {
    columns: { ...columns, ...services.columns() },
    traceIds,
    fragmentStart,
    parents: parents.codes,
  };
}

/** The services of each fragment, few a fragment. */
class ServiceColumns {
  #service: Uint32Array = new Uint32Array(4096);
  #spans: Uint32Array = new Uint32Array(4096);
  #errors: Uint32Array = new Uint32Array(4096);
  #fragmentStart = 0;
  length = 0;

  startFragment(): void {
    this.#fragmentStart = this.length;
  }

  add(service: number, failed: boolean): void {
    let at = this.#fragmentStart;
    while (at < this.length && this.#service[at] !== service) at++;
    if (at === this.length) {
      if (at === this.#service.length) {
        this.#service = grown(this.#service, at + 1);
        this.#spans = grown(this.#spans, at + 1);
        this.#errors = grown(this.#errors, at + 1);
      }
      this.#service[at] = service;
      this.#spans[at] = 0;
      this.#errors[at] = 0;
      this.length += 1;
    }
    this.#spans[at] = (this.#spans[at] as number) + 1;
    if (failed) this.#errors[at] = (this.#errors[at] as number) + 1;
  }

  columns(): Pick<FragmentColumns, 'service' | 'serviceSpans' | 'serviceErrors'> {
    return {
      service: this.#service.subarray(0, this.length),
      serviceSpans: this.#spans.subarray(0, this.length),
      serviceErrors: this.#errors.subarray(0, this.length),
    };
  }
}

/** Finds for each span of a fragment the row of its parent. */
class ParentFinder {
  readonly codes: Uint16Array;
  readonly #batches: readonly SpanBatch[];
  readonly #order: RowOrder;
  #slots: Uint32Array = new Uint32Array(64);

  constructor(batches: readonly SpanBatch[], order: RowOrder) {
    this.#batches = batches;
    this.#order = order;
    this.codes = new Uint16Array(order.rows.length);
  }

  find(first: number, end: number): void {
    let capacity = 16;
    while (capacity < (end - first) * 2) capacity *= 2;
    if (capacity > this.#slots.length) this.#slots = new Uint32Array(capacity);
    const slots = this.#slots;
    const mask = capacity - 1;
    slots.fill(0, 0, capacity);
    for (let position = first; position < end; position++) {
      let slot = this.#hash(position, false) & mask;
      // A span id that is there twice needs no second entry: only the id is looked for.
      while (slots[slot] !== 0 && !this.#isParent((slots[slot] as number) - 1, position, false)) {
        slot = (slot + 1) & mask;
      }
      if (slots[slot] === 0) slots[slot] = position + 1;
    }
    for (let position = first; position < end; position++) {
      const hash = this.#hash(position, true);
      if (hash === 0 && this.#hasNoParent(position)) continue;
      let slot = hash & mask;
      while (slots[slot] !== 0 && !this.#isParent((slots[slot] as number) - 1, position, true)) {
        slot = (slot + 1) & mask;
      }
      const found = slots[slot] as number;
      const distance = position - (found - 1);
      this.codes[position] =
        found === 0 || Math.abs(distance) > MAX_DISTANCE
          ? ParentCode.explicit
          : ParentCode.firstDistance + ((distance << 1) ^ (distance >> 31));
    }
  }

  #hash(position: number, ofParent: boolean): number {
    const { rows, batchOf, rowOf } = this.#order;
    const row = rows[position] as number;
    const batch = this.#batches[batchOf[row] as number] as SpanBatch;
    const ids = ofParent ? batch.parentSpanId : batch.spanId;
    const at = (rowOf[row] as number) * 8;
    let hash = 0;
    for (let i = at; i < at + 8; i++) hash = Math.imul(hash, 0x01000193) ^ (ids[i] as number);
    return hash === 0 ? 0 : Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }

  #hasNoParent(position: number): boolean {
    const { rows, batchOf, rowOf } = this.#order;
    const row = rows[position] as number;
    const { parentSpanId } = this.#batches[batchOf[row] as number] as SpanBatch;
    return isZero(parentSpanId, (rowOf[row] as number) * 8, 8);
  }

  /** Whether the span at `candidate` has the id that the one at `position` has itself, or has as its parent's. */
  #isParent(candidate: number, position: number, asParent: boolean): boolean {
    const { rows, batchOf, rowOf } = this.#order;
    const left = rows[candidate] as number;
    const right = rows[position] as number;
    const leftIds = (this.#batches[batchOf[left] as number] as SpanBatch).spanId;
    const rightBatch = this.#batches[batchOf[right] as number] as SpanBatch;
    const rightIds = asParent ? rightBatch.parentSpanId : rightBatch.spanId;
    const a = (rowOf[left] as number) * 8;
    const b = (rowOf[right] as number) * 8;
    for (let i = 0; i < 8; i++) if (leftIds[a + i] !== rightIds[b + i]) return false;
    return true;
  }
}

function setDifference(
  column: Uint32Array,
  index: number,
  low: number,
  high: number,
  baseLow: number,
  baseHigh: number,
): void {
  column[index * 2] = low - baseLow;
  column[index * 2 + 1] = high - baseHigh - (low < baseLow ? 1 : 0);
}
