import { SpanBatchBuilder } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { decodeSegmentCollection, decodeSegmentsJson } from './index.ts';
import { arbitrarySegment } from './testing/arbitrary-segment.ts';
import { encodeSegments, plainSegment, plainSpan as timedSpan } from './testing/segment-encoder.ts';

const spanTypes = ['Entry', 'Exit', 'Local'];
const plainSpan = {
  ...timedSpan,
  startTime: Number(timedSpan.startTime),
  endTime: Number(timedSpan.endTime),
};

/** As agents write it: times as numbers or texts, enums as names or numbers. */
function bodyOf(value: unknown, isLongText = false, hasNames = false): Uint8Array {
  const text = JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'bigint') return isLongText ? String(item) : Number(item);
    if (hasNames && key === 'spanType') return spanTypes[item as number] ?? item;
    return item;
  });
  return Buffer.from(text);
}

test.each([
  [false, false],
  [true, true],
])(
  'any segments are the same as in protobuf (times as text: %s, names: %s)',
  (isText, hasNames) => {
    const known = arbitrarySegment.map((segment) => ({
      ...segment,
      spans: segment.spans.map((span) => ({
        ...span,
        // What JSON has no number for is the default.
        spanType: span.spanType % 3,
        spanLayer: span.spanLayer % 7,
        refs: span.refs.map((ref) => ({ ...ref, refType: ref.refType % 2 })),
        // A log of nothing is none: there is no telling whether its time was written.
        logs: span.logs.map((log) => ({ ...log, time: log.time + 1n })),
      })),
    }));
    fc.assert(
      fc.property(fc.array(known, { maxLength: 3 }), (segments) => {
        const json = decoded(decodeSegmentsJson, bodyOf(segments, isText, hasNames));
        expect(json).toEqual(decoded(decodeSegmentCollection, encodeSegments(segments)));
      }),
      { numRuns: 150 },
    );
  },
);

test('one segment needs no list', () => {
  const { accepted } = decoded(
    decodeSegmentsJson,
    bodyOf({ ...plainSegment, spans: [plainSpan, { ...plainSpan, spanId: 1 }] }),
  );
  expect(accepted).toBe(2);
});

describe('a span is refused alone, and the reason is counted', () => {
  test.each<[string, unknown]>([
    ['malformed span', 7],
    ['malformed span', []],
    ['malformed span', { ...plainSpan, spanId: 'one' }],
    ['malformed span', { ...plainSpan, spanId: 2 ** 31 }],
    ['malformed span', { ...plainSpan, startTime: 1.5 }],
    ['malformed span', { ...plainSpan, operationName: 5 }],
    ['malformed span', { ...plainSpan, isError: 'true' }],
    ['malformed span', { ...plainSpan, tags: { a: 'b' } }],
    ['malformed span', { ...plainSpan, tags: ['a'] }],
    ['malformed span', { ...plainSpan, logs: [{ time: 1, data: [{ key: 'a', value: 1 }] }] }],
    ['malformed span', { ...plainSpan, refs: [7] }],
    ['startTime is negative or too large', { ...plainSpan, startTime: -1 }],
  ])('skywalking: %s: %j', (reason, span) => {
    const body = bodyOf({ ...plainSegment, spans: [plainSpan, span, plainSpan] });
    const { accepted, rejected } = decoded(decodeSegmentsJson, body);
    expect([accepted, [...rejected]]).toEqual([2, [[`skywalking: ${reason}`, 1]]]);
  });

  test.each<[string, unknown[], number]>([
    ['service', [plainSpan], 1],
    ['service', [plainSpan, 7, plainSpan], 3],
    ['traceId', [], 1],
  ])('all of a segment whose %s is malformed, and none of the next', (field, spans, refused) => {
    const segment = { ...plainSegment, spans: [plainSpan] };
    const body = bodyOf([{ ...segment, spans, [field]: 7 }, segment]);
    const { accepted, rejected } = decoded(decodeSegmentsJson, body);
    expect([accepted, [...rejected]]).toEqual([1, [['skywalking: malformed span', refused]]]);
  });

  test('one with a key that stands twice, since readers differ in which of the two they take', () => {
    const [before, after] = JSON.stringify({ ...plainSegment, spans: ['HERE'] }).split('"HERE"');
    const span = '{"operationName":"a","startTime":1}';
    const twice = '{"operationName":"a","startTime":1,"operationName":"b"}';
    const body = Buffer.from(`${before}${span},${twice},${span}${after}`);
    const { accepted, rejected } = decoded(decodeSegmentsJson, body);
    expect([accepted, [...rejected]]).toEqual([2, [['skywalking: malformed span', 1]]]);
  });
});

test('keys may be spelled with escapes, come in any order and be unknown ones', () => {
  const { spans, service, ...ids } = { ...plainSegment, spans: [plainSpan] };
  const unknown = { deep: [[{ a: [1, 'x', null, true] }]] };
  const { operationName, ...rest } = plainSpan;
  const odd = { unknown, service, spans: [{ unknown, ...rest, operationName }], ...ids };
  const text = JSON.stringify(odd).replace('"operationName"', '"operation\\u004eame"');
  expect(decoded(decodeSegmentsJson, Buffer.from(text))).toEqual(
    decoded(decodeSegmentsJson, bodyOf({ ...ids, service, spans })),
  );
});

test.each(['', '{', '7', 'null', '[7]', '[[]]', '"a"', '[] []', '[{}', '{"spans":[{}]'])(
  '%s is refused whole',
  (body) => {
    const builder = new SpanBatchBuilder();
    expect(() => decodeSegmentsJson(Buffer.from(body), builder)).toThrow(DecodeError);
    expect(builder.spanCount).toBe(0);
  },
);

test('an empty list has no spans', () => {
  expect(decodeSegmentsJson(Buffer.from('[]'), new SpanBatchBuilder()).accepted).toBe(0);
});
