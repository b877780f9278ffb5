import { type Span, SpanBatchBuilder, SpanKind } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { long } from '../otlp/testing/reference-encoder.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { shuffledMessage } from '../otlp/testing/shuffled-message.ts';
import { decodeSegment, decodeSegmentCollection } from './index.ts';
import { arbitrarySegment } from './testing/arbitrary-segment.ts';
import { expectedSpans, spanIdOf, traceIdOf } from './testing/expected-span.ts';
import {
  encodeSegment,
  encodeSegments,
  encodeSkyWalking,
  plainReference,
  plainSegment,
  plainSpan,
  type SegmentFields,
  type SpanFields,
  segmentDefinitions,
} from './testing/segment-encoder.ts';

const OTHER_TRACE = '5d1ab2a4.41.16500000000000001';

function segmentOf(...changes: readonly Partial<SpanFields>[]): SegmentFields {
  return { ...plainSegment, spans: changes.map((change) => ({ ...plainSpan, ...change })) };
}

function decodeOne(change: Partial<SpanFields>, segment: Partial<SegmentFields> = {}): Span {
  const body = encodeSegment({ ...segmentOf(change), ...segment });
  return decoded(decodeSegment, body).spans[0] as Span;
}

describe('any segment', () => {
  test('becomes the spans that it says', () => {
    fc.assert(
      fc.property(arbitrarySegment, (segment) => {
        const { spans, accepted } = decoded(decodeSegment, encodeSegment(segment));
        expect(accepted).toBe(segment.spans.length);
        expect(spans).toMatchObject(expectedSpans(segment));
      }),
      { numRuns: 300 },
    );
  });

  test('is decoded alike in any order of fields and with unknown ones in between', () => {
    fc.assert(
      fc.property(arbitrarySegment, fc.integer(), (segment, seed) => {
        const body = encodeSegment(segment);
        const random = seededRandom(seed);
        const shuffled = shuffledMessage('SegmentObject', body, random, segmentDefinitions);
        expect(decoded(decodeSegment, shuffled)).toEqual(decoded(decodeSegment, body));
      }),
      { numRuns: 150 },
    );
  });

  test('is the same in a collection', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySegment, { maxLength: 4 }), (segments) => {
        const { spans } = decoded(decodeSegmentCollection, encodeSegments(segments));
        expect(spans).toMatchObject(segments.flatMap(expectedSpans));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a trace id', () => {
  test('of 32 hex digits is the id itself and is not written twice', () => {
    const span = decodeOne({});
    expect(span.traceId).toBe(plainSegment.traceId);
    expect(span.attributes.map(({ key }) => key)).not.toContain('sw8.trace_id');
  });

  test('of fewer digits or upper-case ones is the same number, and kept as it was', () => {
    const span = decodeOne({}, { traceId: 'ABC' });
    expect(span.traceId).toBe('abc'.padStart(32, '0'));
    expect(span.attributes).toContainEqual({ key: 'sw8.trace_id', value: 'ABC' });
  });

  test('of any other text is its MurmurHash3_x86_128, and kept as it was', () => {
    const span = decodeOne({}, { traceId: OTHER_TRACE });
    expect(span.traceId).toBe(traceIdOf(OTHER_TRACE));
    expect(span.attributes).toContainEqual({ key: 'sw8.trace_id', value: OTHER_TRACE });
  });
});

describe('a reference', () => {
  const ref = plainReference;

  test('gives the first span of a segment its parent, and the span keeps what else it says', () => {
    const span = decodeOne({ refs: [ref] });
    expect(span.parentSpanId).toBe(spanIdOf(ref.parentTraceSegmentId, ref.parentSpanId));
    expect(span.links).toEqual([]);
    expect(span.attributes).toEqual(
      expect.arrayContaining([
        { key: 'sw8.ref_type', value: 'CrossProcess' },
        { key: 'sw8.parent_service', value: 'shop' },
        { key: 'sw8.parent_endpoint', value: 'GET:/checkout' },
        { key: 'sw8.address_used_at_peer', value: '10.0.0.7:8080' },
      ]),
    );
  });

  test('to another thread says so', () => {
    const span = decodeOne({ refs: [{ ...ref, refType: 1 }], spanType: 2 });
    expect(span.attributes).toContainEqual({ key: 'sw8.ref_type', value: 'CrossThread' });
  });

  test('beside others, as of a batch of messages, is the parent when it is the first of the trace', () => {
    const refs = [{ ...ref, traceId: OTHER_TRACE }, ref, { ...ref, parentSpanId: 7 }];
    const span = decodeOne({ refs, spanLayer: 4 });
    expect(span.kind).toBe(SpanKind.consumer);
    expect(span.parentSpanId).toBe(spanIdOf(ref.parentTraceSegmentId, 2));
    expect(span.links.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      [traceIdOf(OTHER_TRACE), spanIdOf(ref.parentTraceSegmentId, 2)],
      [plainSegment.traceId, spanIdOf(ref.parentTraceSegmentId, 7)],
    ]);
    const [first] = span.links;
    expect(first?.attributes).toContainEqual({ key: 'sw8.trace_id', value: OTHER_TRACE });
  });

  test('to another trace alone is a link of a root', () => {
    const span = decodeOne({ refs: [{ ...ref, traceId: OTHER_TRACE }] });
    expect([span.parentSpanId, span.links.length]).toEqual(['', 1]);
  });

  test('of a span that has a parent in its segment is a link', () => {
    const span = decodeOne({ spanId: 1, parentSpanId: 0, refs: [ref] });
    expect(span.parentSpanId).toBe(spanIdOf(plainSegment.traceSegmentId, 0));
    expect(span.links).toHaveLength(1);
  });

  test('points at the span of the segment that it names, whichever comes first', () => {
    const parent = { ...plainSegment, traceSegmentId: ref.parentTraceSegmentId };
    const parents = { ...parent, spans: [{ ...plainSpan, spanId: 2, parentSpanId: 1 }] };
    const child = segmentOf({ refs: [ref] });
    const { spans } = decoded(decodeSegmentCollection, encodeSegments([child, parents]));
    expect(spans[0]?.parentSpanId).toBe(spans[1]?.spanId);
  });
});

describe('a span is refused alone, and the reason is counted', () => {
  test.each<[string, Partial<SpanFields>]>([
    ['skywalking: spanId is negative', { spanId: -1 }],
    ['skywalking: startTime is negative or too large', { startTime: -1n }],
    ['skywalking: startTime is negative or too large', { startTime: 18_446_744_073_710n }],
    ['skywalking: endTime is negative or too large', { endTime: -(2n ** 63n) }],
    ['skywalking: endTime is negative or too large', { endTime: 2n ** 63n - 1n }],
    ['skywalking: log time is negative or too large', { logs: [{ time: -5n, data: [] }] }],
  ])('%s', (reason, change) => {
    const body = encodeSegment(segmentOf({}, change, {}));
    const { accepted, rejected } = decoded(decodeSegment, body);
    expect([accepted, [...rejected]]).toEqual([2, [[reason, 1]]]);
  });

  test('bytes inside of a span that are no message', () => {
    const body = encodeSegment(segmentOf({}, { operationName: 'here' }, {}));
    body[Buffer.from(body).indexOf('here') - 1] = 100; // Longer than the span is.
    const { accepted, rejected } = decoded(decodeSegment, body);
    expect([accepted, [...rejected]]).toEqual([2, [['skywalking: malformed span', 1]]]);
  });

  test.each<[string, Partial<SegmentFields>]>([
    ['skywalking: traceId is empty or zero', { traceId: '' }],
    ['skywalking: traceId is empty or zero', { traceId: '0'.repeat(32) }],
    ['skywalking: traceSegmentId is empty', { traceSegmentId: '' }],
  ])('%s: all of the segment, and none of the next', (reason, change) => {
    const segments = [{ ...segmentOf({}, {}), ...change }, segmentOf({})];
    const { accepted, rejected } = decoded(decodeSegmentCollection, encodeSegments(segments));
    expect([accepted, [...rejected]]).toEqual([1, [[reason, 2]]]);
  });
});

describe('a message', () => {
  const rich = encodeSegment({
    ...segmentOf({
      refs: [plainReference],
      peer: '10.0.0.1:80',
      componentId: 4002,
      tags: [{ key: 'a', value: 'b' }],
      logs: [{ time: 1n, data: [{ key: 'event', value: 'error' }] }],
    }),
    isSizeLimited: true,
  });

  test('of nothing has no spans', () => {
    for (const decode of [decodeSegment, decodeSegmentCollection]) {
      expect(decode(new Uint8Array(0), new SpanBatchBuilder()).accepted).toBe(0);
    }
  });

  test('that is cut off is refused whole, and what was there before stays', () => {
    const body = encodeSegments([segmentOf({}), segmentOf({})]);
    const builder = new SpanBatchBuilder();
    decodeSegmentCollection(body, builder);
    for (let length = 1; length < body.length; length++) {
      if (length === body.length / 2) continue; // One whole segment.
      expect(() => decodeSegmentCollection(body.subarray(0, length), builder)).toThrow(DecodeError);
      expect(builder.spanCount).toBe(2);
    }
  });

  test('may have any bit flipped', () => {
    for (let bit = 0; bit < rich.length * 8; bit++) {
      const flipped = rich.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      try {
        const { accepted, rejected } = decoded(decodeSegment, flipped);
        const refused = [...rejected.values()].reduce((sum, count) => sum + count, 0);
        expect(accepted + refused).toBeLessThanOrEqual(1);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }
  });

  test('may have a million logs, tags and references of nothing, which cost no memory', () => {
    const empty = (tag: number): Buffer => Buffer.alloc(2_000_000, Uint8Array.of(tag, 0));
    const span = Buffer.concat([
      encodeSkyWalking('SpanObject', { startTime: long(1n), endTime: long(1n) }),
      ...[empty(0x62), empty(0x6a), empty(0x2a)],
    ]);
    const { traceId, traceSegmentId } = plainSegment;
    const size: number[] = [];
    for (let rest = span.length; rest > 0; rest >>>= 7) size.push((rest & 0x7f) | 0x80);
    const last = size.length - 1;
    size[last] = (size[last] as number) & 0x7f;
    const body = Buffer.concat([
      encodeSkyWalking('SegmentObject', { traceId, traceSegmentId }),
      Uint8Array.of(0x1a, ...size),
      span,
    ]);
    const [got] = decoded(decodeSegment, body).spans;
    expect([got?.attributes.length, got?.events, got?.links]).toEqual([2, [], []]);
  });
});
