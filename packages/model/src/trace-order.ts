// The order of a trace's spans: by start, span id, kind, service and duration, those of one identity once.
import { SpanCopier } from './copy-span.ts';
import { sortRows } from './sort-rows.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';
import { SpanBatchReader } from './span-view.ts';
import { ROWS_A_STEP, rowSteps, type Steps } from './steps.ts';
import { compareText } from './trace-summary.ts';

/** How many rows a step copies. */
const COPIES_A_STEP = 256;

/** Compares rows of one trace; 0 for those that are the same span. */
export function rowComparison(batch: SpanBatch): (a: number, b: number) => number {
  const reader = new SpanBatchReader(batch);
  const { start, duration, spanId, kind, resource, resourceService } = batch;
  return (a, b) => {
    const starts = compareWords(start, a, b);
    if (starts !== 0) return starts;
    for (let i = 0; i < 8; i++) {
      const difference = (spanId[a * 8 + i] as number) - (spanId[b * 8 + i] as number);
      if (difference !== 0) return difference;
    }
    const kinds = (kind[a] as number) - (kind[b] as number);
    if (kinds !== 0) return kinds;
    const serviceA = resourceService[resource[a] as number] as number;
    const serviceB = resourceService[resource[b] as number] as number;
    const services =
      serviceA === serviceB ? 0 : compareText(reader.text(serviceA), reader.text(serviceB));
    return services !== 0 ? services : compareWords(duration, a, b);
  };
}

/** Orders two rows of a column of word pairs. */
function compareWords(words: Uint32Array, a: number, b: number): number {
  const high = (words[a * 2 + 1] as number) - (words[b * 2 + 1] as number);
  return high !== 0 ? high : (words[a * 2] as number) - (words[b * 2] as number);
}

/**
 * The spans of one trace in order, of those with one identity the first.
 * @returns the given batch where it is so already
 */
export function* orderedTrace(batch: SpanBatch): Steps<SpanBatch> {
  const compare = rowComparison(batch);
  if (yield* isInOrder(batch, compare)) return batch;
  const rows = new Uint32Array(batch.spanCount);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  const sorted = yield* sortRows(rows, compare);
  let count = 0;
  yield* rowSteps(sorted.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const row = sorted[i] as number;
      if (count === 0 || compare(sorted[count - 1] as number, row) !== 0) sorted[count++] = row;
    }
  });
  return yield* copiedRows(batch, sorted.subarray(0, count));
}

function* isInOrder(
  { spanCount }: SpanBatch,
  compare: (a: number, b: number) => number,
): Steps<boolean> {
  for (let row = 1; row < spanCount; row++) {
    if (compare(row - 1, row) >= 0) return false;
    if (row % ROWS_A_STEP === 0) yield;
  }
  return true;
}

function* copiedRows(batch: SpanBatch, rows: Uint32Array): Steps<SpanBatch> {
  const builder = new SpanBatchBuilder();
  yield* builder.reserving(rows.length);
  yield* copySteps(batch, builder, rows.length, (index) => rows[index] as number);
  return yield* builder.finishing();
}

/**
 * Copies rows of a batch to a builder.
 * @param count how many
 * @param rowAt which row comes at a place
 */
export function* copySteps(
  batch: SpanBatch,
  builder: SpanBatchBuilder,
  count: number,
  rowAt: (index: number) => number,
): Steps<void> {
  const copier = new SpanCopier(batch, builder);
  for (let from = 0; from < count; from += COPIES_A_STEP) {
    const to = Math.min(count, from + COPIES_A_STEP);
    for (let index = from; index < to; index++) copier.copy(rowAt(index));
    yield;
  }
}
