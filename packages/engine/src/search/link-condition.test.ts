import { batchOf, type Span, type SpanLink } from '@clew/model';
import type { SpanExpression } from '@clew/storage';
import { spanOf } from '@clew/storage/conformance';
import { describe, expect, test } from 'vitest';
import { MemoryFile } from '../files/memory-file.ts';
import { SegmentCache } from '../segment/segment-cache.ts';
import { SegmentReader } from '../segment/segment-reader.ts';
import { sealSegment } from '../segment/segment-writer.ts';
import { PatternTests } from './pattern-tests.ts';
import { spanCondition } from './span-condition.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = '00f067aa0ba902b7';

const link: SpanLink = {
  ...{ traceId: TRACE, spanId: SPAN, traceState: '', flags: 0, droppedAttributesCount: 0 },
  attributes: [{ key: 'k', value: 'in link' }],
};
const event = { time: 1n, name: 'event', attributes: [], droppedAttributesCount: 0 };

function summaryOf(...spans: readonly Span[]) {
  const { bytes } = sealSegment([batchOf(spans)], { from: 0, to: 0 });
  return new SegmentReader(1, 'test', new MemoryFile(bytes), new SegmentCache(1e6)).summary(0);
}

const mayMatch = (expression: SpanExpression, ...spans: readonly Span[]): boolean =>
  spanCondition(expression, new PatternTests()).mayMatch(summaryOf(...spans));

const conditions: readonly SpanExpression[] = [
  { op: 'linkTraceId', is: '=', ids: [TRACE] },
  { op: 'linkTraceId', is: '!=', ids: ['1'.repeat(32)] },
  { op: 'linkSpanId', is: '=', ids: ['1'.repeat(16), SPAN] },
  { op: 'linkSpanId', is: '!=', ids: ['1'.repeat(16)] },
  { op: 'hasLink' },
  { op: 'has', scope: 'link', key: 'k' },
  { op: 'attribute', scope: 'link', key: 'k', is: '=', value: 'in link' },
  { op: 'attribute', scope: 'link', key: 'k', is: '=~', value: 'in.*' },
];

describe('a block is passed over without being read', () => {
  test.each(conditions)('when no span in it has a link, for $op $is', (condition) => {
    expect(mayMatch(condition, spanOf(), spanOf({ id: 2, events: [event] }))).toBe(false);
    expect(mayMatch(condition, spanOf(), spanOf({ id: 2, links: [link] }))).toBe(true);
  });

  test('when its links point elsewhere', () => {
    const linked = spanOf({ links: [link] });
    const others = Array.from({ length: 200 }, (_, index) => index.toString(16).padStart(16, '0'));
    const letThrough = (op: 'linkTraceId' | 'linkSpanId', ids: readonly string[]): number =>
      ids.filter((id) => mayMatch({ op, is: '=', ids: [id] }, linked)).length;
    // The filter errs with a few in a hundred, with no more of them.
    expect(
      letThrough(
        'linkTraceId',
        others.map((id) => id + id),
      ),
    ).toBeLessThan(20);
    expect(letThrough('linkSpanId', others)).toBeLessThan(20);
    // A span's id is no link's, and a trace's is no span's.
    expect(mayMatch({ op: 'linkSpanId', is: '=', ids: [TRACE.slice(0, 16)] }, linked)).toBe(false);
  });

  test('when what its links have stands elsewhere, and the other way round', () => {
    const inSpan = spanOf({ links: [{ ...link, attributes: [] }], attributes: link.attributes });
    const inLink = spanOf({ links: [link] });
    for (const of of [{ op: 'has' } as const, { op: 'attribute', is: '=' } as const]) {
      const asked = (scope: 'link' | 'any'): SpanExpression =>
        of.op === 'has' ? { ...of, scope, key: 'k' } : { ...of, scope, key: 'k', value: 'in link' };
      expect(mayMatch(asked('link'), inSpan)).toBe(false);
      expect(mayMatch(asked('any'), inLink)).toBe(false);
    }
  });
});
