// The traces of a batch that came from somewhere else than a store, such as a file: in the order and with the summaries
// that a store gives. Hot for files of a million spans: rows are numbers here, no span is an object.
import { SpanCopier } from './copy-span.ts';
import { hostOf } from './host.ts';
import { hexEncode, isZero } from './id.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';
import { StatusCode } from './span-kind.ts';
import { SpanBatchReader } from './span-view.ts';
import { rowComparison } from './trace-order.ts';
import { compareText, ShareCounter, type TraceSummary } from './trace-summary.ts';

/** A trace within a batch. */
export interface TraceRange {
  /** Index of its first span. */
  readonly from: number;
  /** Index after its last span. */
  readonly to: number;
  readonly summary: TraceSummary;
}

/** A batch whose spans stand trace by trace. */
export interface SortedTraces {
  readonly batch: SpanBatch;
  /** The trace that started last comes first. */
  readonly traces: readonly TraceRange[];
}

/**
 * Sorts a batch into traces, each in the store's order (start, span id, kind, service, duration), with spans of one identity once:
 * the one that came first.
 * @param given spans of any traces in any order
 * @returns the given batch where it is in order, else a copy
 */
export function sortedTraces(given: SpanBatch): SortedTraces {
  const order = new RowOrder(given);
  const batch = order.isSorted ? given : copied(given, order.rows);
  const traces: TraceRange[] = [];
  const reader = new SpanBatchReader(batch);
  let from = 0;
  for (const to of order.traceEnds) {
    traces.push({ from, to, summary: summaryOf(reader, from, to) });
    from = to;
  }
  return { batch, traces: traces.sort(compareNewestFirst) };
}

function compareNewestFirst({ summary: a }: TraceRange, { summary: b }: TraceRange): number {
  if (a.start !== b.start) return a.start > b.start ? -1 : 1;
  return compareText(b.traceId, a.traceId);
}

function copied(batch: SpanBatch, rows: Uint32Array): SpanBatch {
  const builder = new SpanBatchBuilder();
  const copier = new SpanCopier(batch, builder);
  for (const row of rows) copier.copy(row);
  return builder.finish();
}

/** In which order the rows of a batch are to be. */
class RowOrder {
  readonly #compare: (a: number, b: number) => number;
  /** The rows in order, without those that repeat another. */
  readonly rows: Uint32Array;
  /** Where in `rows` each trace ends. */
  readonly traceEnds: readonly number[];
  /** Whether every row is where it was. */
  readonly isSorted: boolean;

  constructor(batch: SpanBatch) {
    this.#compare = rowComparison(batch);
    const grouped = rowsByTrace(batch);
    const rows = new Uint32Array(batch.spanCount);
    const traceEnds: number[] = [];
    let count = 0;
    let from = 0;
    for (const to of grouped.ends) {
      const ofTrace = grouped.rows.subarray(from, to);
      if (!this.#isInOrder(ofTrace)) ofTrace.sort((a, b) => this.#compare(a, b) || a - b);
      const first = count;
      for (const row of ofTrace) {
        const isRepeated = count > first && this.#compare(rows[count - 1] as number, row) === 0;
        if (!isRepeated) rows[count++] = row;
      }
      traceEnds.push(count);
      from = to;
    }
    this.rows = rows.subarray(0, count);
    this.traceEnds = traceEnds;
    this.isSorted = count === batch.spanCount && this.rows.every((row, index) => row === index);
  }

  #isInOrder(rows: Uint32Array): boolean {
    for (let i = 1; i < rows.length; i++) {
      if (this.#compare(rows[i - 1] as number, rows[i] as number) > 0) return false;
    }
    return true;
  }
}

/** The rows trace by trace, traces in the order in which they come up. */
function rowsByTrace({ spanCount, traceId }: SpanBatch): {
  readonly rows: Uint32Array;
  readonly ends: readonly number[];
} {
  const traceOf = new Uint32Array(spanCount);
  const numbers = new Map<string, number>();
  const ends: number[] = [];
  let last = -1;
  for (let row = 0; row < spanCount; row++) {
    if (last < 0 || !isSameTrace(traceId, row - 1, row)) {
      const id = hexEncode(traceId, row * 16, 16);
      last = numbers.get(id) ?? numbers.size;
      numbers.set(id, last);
    }
    traceOf[row] = last;
    ends[last] = (ends[last] ?? 0) + 1;
  }
  let sum = 0;
  const next = ends.map((count, trace) => {
    const from = sum;
    sum += count;
    ends[trace] = sum;
    return from;
  });
  const rows = new Uint32Array(spanCount);
  for (let row = 0; row < spanCount; row++) {
    const trace = traceOf[row] as number;
    const at = next[trace] as number;
    rows[at] = row;
    next[trace] = at + 1;
  }
  return { rows, ends };
}

function isSameTrace(traceId: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < 16; i++) if (traceId[a * 16 + i] !== traceId[b * 16 + i]) return false;
  return true;
}

/** What `summarizeTrace` says of the spans of a range, which are in order. */
function summaryOf(reader: SpanBatchReader, from: number, to: number): TraceSummary {
  const { batch } = reader;
  const { status, resource, parentSpanId } = batch;
  const services = new ShareCounter();
  const hosts = new ShareCounter();
  const hostNames = new Map<number, string>();
  const start = reader.span(from).start;
  let length = 0n;
  let root = -1;
  let errorCount = 0;
  for (let row = from; row < to; row++) {
    const end = timeOf(batch.start, row) + timeOf(batch.duration, row) - start;
    if (end > length) length = end;
    // In this order the first without a parent is the root.
    if (root < 0 && isZero(parentSpanId, row * 8, 8)) root = row;
    const failed = status[row] === StatusCode.error;
    if (failed) errorCount += 1;
    const owner = resource[row] as number;
    services.add(reader.resource(owner).serviceName, failed);
    let host = hostNames.get(owner);
    if (host === undefined) {
      host = hostOf(reader.resource(owner));
      hostNames.set(owner, host);
    }
    if (host !== '') hosts.add(host, failed);
  }
  const shown = reader.span(root < 0 ? from : root);
  return {
    traceId: reader.traceId(from),
    start,
    duration: length,
    rootService: shown.resource.serviceName,
    rootName: shown.name,
    rootMissing: root < 0,
    spanCount: to - from,
    errorCount,
    services: services.list(),
    hosts: hosts.list(),
  };
}

/** The unsigned 64-bit number of a row in a column of word pairs. */
function timeOf(words: Uint32Array, row: number): bigint {
  return (BigInt(words[row * 2 + 1] as number) << 32n) | BigInt(words[row * 2] as number);
}
