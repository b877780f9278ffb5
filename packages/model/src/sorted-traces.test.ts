import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchOf } from './append-span.ts';
import { sortedTraces } from './sorted-traces.ts';
import { type Span, spanIdentity } from './span.ts';
import { SpanBatchReader, spanObject } from './span-view.ts';
import { idOf, plainSpan, resourceOf } from './testing/plain-span.ts';
import { summarizeTrace } from './trace-summary.ts';

const arbitrarySpan: fc.Arbitrary<Span> = fc
  .record({
    trace: fc.integer({ min: 1, max: 4 }),
    id: fc.integer({ min: 1, max: 6 }),
    parent: fc.integer({ min: 0, max: 6 }),
    service: fc.constantFrom('a', 'b', '订单', ''),
    kind: fc.constantFrom(0, 2, 3),
    start: fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 1n << 62n })),
    duration: fc.bigInt({ min: 0n, max: 1n << 40n }),
    status: fc.constantFrom(0, 2),
    name: fc.constantFrom('get', 'put'),
  })
  .map(({ trace, id, parent, service, ...fields }) => ({
    ...{ ...plainSpan, ...fields },
    traceId: idOf(trace).padStart(32, '0'),
    spanId: idOf(id),
    parentSpanId: parent === 0 ? '' : idOf(parent),
    resource: resourceOf({
      ...(service === '' ? {} : { 'service.name': service }),
      ...(id % 2 === 0 ? { 'host.name': `h${id}` } : {}),
    }),
  }));

/** The same by brute force. */
function expected(spans: readonly Span[]): unknown {
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  return [...traces.values()]
    .map((ofTrace) => {
      const distinct = new Map<string, Span>();
      for (const span of ofTrace) {
        if (!distinct.has(spanIdentity(span))) distinct.set(spanIdentity(span), span);
      }
      const key = (span: Span): string =>
        `${String(span.start).padStart(20, '0')}${span.spanId}${span.kind}${span.resource.serviceName}` +
        `\u0000${String(span.duration).padStart(20, '0')}`;
      const ordered = [...distinct.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
      return { summary: summarizeTrace(ordered), spans: ordered };
    })
    .sort(({ summary: a }, { summary: b }) =>
      a.start === b.start ? (a.traceId > b.traceId ? -1 : 1) : a.start > b.start ? -1 : 1,
    );
}

function given(spans: readonly Span[]): unknown {
  const { batch, traces } = sortedTraces(batchOf(spans));
  const sorted = [...new SpanBatchReader(batch).spans()].map(spanObject);
  return traces.map(({ from, to, summary }) => ({ summary, spans: sorted.slice(from, to) }));
}

describe('the traces of a batch', () => {
  test('are those that a store gives for its spans', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySpan, { maxLength: 40 }), (spans) => {
        expect(given(spans)).toEqual(expected(spans));
      }),
      { numRuns: 300 },
    );
  });

  test('are in the batch itself where it is in order', () => {
    const batch = batchOf([plainSpan, { ...plainSpan, start: plainSpan.start + 1n }]);
    expect(sortedTraces(batch).batch).toBe(batch);
    const twice = batchOf([plainSpan, plainSpan]);
    expect(sortedTraces(twice).batch.spanCount).toBe(1);
  });

  test('are none where there are no spans', () => {
    expect(sortedTraces(batchOf([])).traces).toEqual([]);
  });
});
