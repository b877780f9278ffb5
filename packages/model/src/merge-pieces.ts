// Zipkin's clients may report a span in pieces, and both sides of a call under one id. Which pieces belong together is
// known once all are there, so they are put together when a trace is read. Hot for traces of a million spans: without
// spans of one id that is a look at each id.
import { appendSpan } from './append-span.ts';
import { SpanCopier } from './copy-span.ts';
import { isZero } from './id.ts';
import type { Span } from './span.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';
import { SpanIdIndex } from './span-id-index.ts';
import { SpanFormat } from './span-kind.ts';
import { SpanBatchReader } from './span-view.ts';
import type { Steps } from './steps.ts';
import { orderedTrace } from './trace-order.ts';
import { ZipkinFlag } from './zipkin-flags.ts';
import { sidesOf } from './zipkin-pieces.ts';

const NO_ROW = -1;
/** How many spans of which each may be put together from pieces a step goes through. */
const SPANS_A_STEP = 64;

/**
 * Puts the pieces of spans from Zipkin together: pieces of one side become one span, a server's side shares its client's id
 * and has its client's parent where it names none.
 * @param batch the spans of one trace, in the order of a trace
 * @returns the given batch where there is nothing to be done, else a new one, in the order of a trace
 */
export function* mergePieces(batch: SpanBatch): Steps<SpanBatch> {
  if (!hasZipkinSpans(batch)) return batch;
  const changes = yield* changesOf(batch);
  if (changes.size === 0) return batch;
  const builder = new SpanBatchBuilder();
  yield* builder.reserving(batch.spanCount);
  const copier = new SpanCopier(batch, builder);
  for (let row = 0; row < batch.spanCount; row++) {
    const spans = changes.get(row);
    if (spans === undefined) copier.copy(row);
    else for (const span of spans) appendSpan(builder, span);
    if (row % SPANS_A_STEP === 0) yield;
  }
  return yield* orderedTrace(yield* builder.finishing());
}

function hasZipkinSpans({ format, spanCount }: SpanBatch): boolean {
  let count = 0;
  for (let row = 0; row < spanCount; row++) {
    if (format[row] === SpanFormat.zipkin && ++count > 1) return true;
  }
  return false;
}

/** By row what stands in its place, which may be nothing. */
function* changesOf(batch: SpanBatch): Steps<ReadonlyMap<number, readonly Span[]>> {
  const { spanCount, format } = batch;
  const changes = new Map<number, readonly Span[]>();
  const { next } = yield* SpanIdIndex.of(batch.spanId);
  const seen = new Uint8Array(spanCount);
  let reader: SpanBatchReader | undefined;
  for (let first = 0; first < spanCount; first++) {
    if (first % SPANS_A_STEP === 0) yield;
    if (next[first] === NO_ROW || seen[first] === 1) continue;
    const rows: number[] = [];
    for (let row = first; row !== NO_ROW; row = next[row] as number) {
      seen[row] = 1;
      if (format[row] === SpanFormat.zipkin) rows.push(row);
    }
    if (rows.length < 2 || areSides(batch, rows)) continue;
    reader ??= new SpanBatchReader(batch);
    const views = rows.map((row) => (reader as SpanBatchReader).span(row));
    const sides = sidesOf(views);
    // What was not changed is the very view.
    const given = new Set<Span>(views);
    if (sides.length === views.length && sides.every((side) => given.has(side))) continue;
    for (const row of rows) changes.set(row, []);
    changes.set(rows[0] as number, sides);
  }
  return changes;
}

/** Whether two rows are the sides of a call, with nothing to be added: what Zipkin's clients send of every call. */
function areSides(batch: SpanBatch, rows: readonly number[]): boolean {
  if (rows.length !== 2) return false;
  const [a, b] = rows as [number, number];
  const isShared = (row: number): boolean =>
    ((batch.flags[row] as number) & ZipkinFlag.shared) !== 0;
  if (isShared(a) === isShared(b)) return false;
  const server = isShared(a) ? a : b;
  const client = server === a ? b : a;
  if (!isZero(batch.parentSpanId, server * 8, 8)) return true;
  return isZero(batch.parentSpanId, client * 8, 8);
}
