import { expect, test } from 'vitest';
import { batchOf } from './append-span.ts';
import { hexDecodeInto, parseTraceId } from './id.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';
import { SpanBatchReader, spanObject } from './span-view.ts';
import { atOnce } from './steps.ts';
import { plainSpan } from './testing/plain-span.ts';
import { lowerHalfOf, withWholeTraceId } from './trace-id-halves.ts';

const UPPER = 'f1e2d3c4b5a69788';
const LOWER = '0123456789abcdef';
const ZEROS = '0'.repeat(16);

/** The trace ids and upper halves that a builder makes of ids. */
function taken(ids: readonly string[], strictTraceIds: boolean) {
  const builder = new SpanBatchBuilder({ strictTraceIds });
  const bytes = new Uint8Array(16);
  for (const id of ids) {
    builder.beginSpan();
    hexDecodeInto(id, bytes, 0, 16);
    builder.setTraceId(bytes, 0);
    builder.setSpanId(bytes, 8);
    builder.endSpan();
  }
  return [...new SpanBatchReader(builder.finish()).spans()]
    .map(spanObject)
    .map(({ traceId, traceIdHigh }) => [traceId, traceIdHigh]);
}

test('a builder moves the upper half of a trace id aside when it is asked to', () => {
  const ids = [UPPER + LOWER, ZEROS + LOWER, UPPER + ZEROS];
  expect(taken(ids, true)).toEqual(ids.map((id) => [id, undefined]));
  expect(taken(ids, false)).toEqual([
    [ZEROS + LOWER, UPPER],
    [ZEROS + LOWER, undefined],
    // Half an id of zeros is none.
    [UPPER + ZEROS, undefined],
  ]);
});

test('a span that is taken back leaves no half behind', () => {
  const builder = new SpanBatchBuilder({ strictTraceIds: false });
  const id = parseTraceId(UPPER + LOWER) as Uint8Array;
  const mark = builder.mark();
  for (const end of [() => builder.endSpan(), () => builder.dropSpan()]) {
    builder.beginSpan();
    builder.setTraceId(id, 0);
    end();
  }
  builder.rollback(mark);
  builder.beginSpan();
  builder.setTraceId(lowerHalfOf(id), 0);
  builder.endSpan();
  const [span] = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
  expect(span).toMatchObject({ traceId: ZEROS + LOWER });
  expect(span?.traceIdHigh).toBeUndefined();
});

test('a trace gets the upper half of its longest id back, on its spans and the links between them', () => {
  const link = {
    spanId: LOWER,
    traceState: '',
    flags: 0,
    attributes: [],
    droppedAttributesCount: 0,
  };
  const trace = batchOf([
    {
      ...plainSpan,
      ...{ traceId: ZEROS + LOWER, spanId: '01'.repeat(8) },
      links: [
        { traceId: ZEROS + LOWER, ...link },
        { traceId: UPPER + LOWER, ...link },
        { traceId: UPPER + UPPER, ...link },
      ],
    },
    {
      ...plainSpan,
      ...{ traceId: ZEROS + LOWER, spanId: '02'.repeat(8), traceIdHigh: UPPER },
    },
  ]);
  const before = trace.bytes.slice();
  const spans = [...new SpanBatchReader(atOnce(withWholeTraceId(trace))).spans()];
  expect(spans.map((span) => span.traceId)).toEqual([UPPER + LOWER, UPPER + LOWER]);
  expect(spans[0]?.links.map((one) => one.traceId)).toEqual([
    UPPER + LOWER,
    UPPER + LOWER,
    UPPER + UPPER,
  ]);
  expect(trace.bytes).toEqual(before);
});

test('a trace of short ids stays as it is', () => {
  const trace = batchOf([{ ...plainSpan, traceId: ZEROS + LOWER, spanId: LOWER }]);
  expect(atOnce(withWholeTraceId(trace))).toBe(trace);
});
