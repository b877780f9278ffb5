import { type AttributeValue, MAX_VALUE_DEPTH, type Span } from '@clew/model';
import { describe, expect, test } from 'vitest';
import type { DecodeResult } from '../decode-result.ts';
import { decodeOtlpJson, decodeOtlpProtobuf } from './index.ts';
import { decoded } from './testing/decoded.ts';
import { encodeJson, encodeMessage } from './testing/reference-encoder.ts';
import {
  nestedArrays,
  sampleRequest,
  sampleSpan,
  spanId,
  text,
  traceId,
} from './testing/sample-request.ts';

type Decoded = DecodeResult & { readonly spans: readonly Span[] };

const encodings: [string, (fields: object) => Decoded][] = [
  [
    'protobuf',
    (fields) => decoded(decodeOtlpProtobuf, encodeMessage('ExportTraceServiceRequest', fields)),
  ],
  ['json', (fields) => decoded(decodeOtlpJson, encodeJson(fields))],
];

describe.each(encodings)('in %s', (_, decode) => {
  test.each([
    ['a trace id of 15 bytes', { traceId: traceId.subarray(1) }, 'trace_id is not 16 bytes'],
    ['no trace id', { traceId: undefined }, 'trace_id is not 16 bytes'],
    ['a trace id of zeros', { traceId: new Uint8Array(16) }, 'trace_id is zero'],
    ['a span id of 16 bytes', { spanId: traceId }, 'span_id is not 8 bytes'],
    ['no span id', { spanId: undefined }, 'span_id is not 8 bytes'],
    ['a span id of zeros', { spanId: new Uint8Array(8) }, 'span_id is zero'],
    [
      'a parent id of 4 bytes',
      { parentSpanId: spanId.subarray(4) },
      'parent_span_id is not 8 bytes',
    ],
    [
      'a link whose trace id has 8 bytes',
      { links: [{ traceId: spanId, spanId }] },
      'link id has a wrong length',
    ],
    [
      'a link whose span id has 16 bytes',
      { links: [{ traceId, spanId: traceId }] },
      'link id has a wrong length',
    ],
    [
      'a value that nests too deeply',
      { attributes: [{ key: 'k', value: nestedArrays(MAX_VALUE_DEPTH + 1) }] },
      'attribute value is nested too deeply',
    ],
    [
      'a value that nests far too deeply in an event',
      { events: [{ attributes: [{ key: 'k', value: nestedArrays(40) }] }] },
      'attribute value is nested too deeply',
    ],
  ])('refuses a span with %s alone, and says why', (_, override, reason) => {
    const good = [sampleSpan('before'), sampleSpan('after')] as const;
    const result = decode(sampleRequest([good[0], sampleSpan('spoiled', override), good[1]]));
    expect(result.rejected).toEqual(new Map([[`otlp: ${reason}`, 1]]));
    expect(result.accepted).toBe(2);
    expect(result.spans).toEqual(decode(sampleRequest(good)).spans);
  });

  test('keeps values that nest as deeply as they may', () => {
    const attributes = [{ key: 'k', value: nestedArrays(MAX_VALUE_DEPTH) }];
    const { spans } = decode(sampleRequest([sampleSpan('deep', { attributes })]));
    let value = spans[0]?.attributes[0]?.value as AttributeValue;
    for (let i = 0; i < MAX_VALUE_DEPTH; i++)
      value = (value as readonly AttributeValue[])[0] ?? null;
    expect(value).toBe(1n);
  });

  test('takes a span that ends before it starts, with duration 0 and a warning', () => {
    const backwards = sampleSpan('backwards', { startTimeUnixNano: 9, endTimeUnixNano: 8 });
    const [span] = decode(sampleRequest([backwards])).spans;
    expect(span).toMatchObject({ start: 9n, duration: 0n });
    expect(span?.warnings).toEqual([
      'the end time is before the start time; the duration is shown as 0',
    ]);
  });

  test('takes a parent of zeros as none, and links to nothing as they are', () => {
    const root = sampleSpan('root', { parentSpanId: new Uint8Array(8), links: [{}] });
    const [span] = decode(sampleRequest([root])).spans;
    expect(span?.parentSpanId).toBe('');
    expect(span?.links[0]).toMatchObject({ traceId: '0'.repeat(32), spanId: '0'.repeat(16) });
  });

  test('takes kinds and status codes that nobody knows as unspecified', () => {
    const odd = sampleSpan('odd', { kind: 77, status: { code: 9, message: 'why' } });
    expect(decode(sampleRequest([odd])).spans[0]).toMatchObject({
      ...{ kind: 0, status: 0, statusMessage: 'why' },
    });
  });

  test('keeps the spans of a damaged resource and scope, with what could be read and a warning', () => {
    const tooDeep = { key: 'deep', value: nestedArrays(MAX_VALUE_DEPTH + 1) };
    const attributes = [text('service.name', 'shop'), tooDeep, text('host.name', 'node-3')];
    const [span] = decode(
      sampleRequest([sampleSpan('kept')], { attributes }, { name: 'http', attributes: [tooDeep] }),
    ).spans;
    expect(span?.resource.serviceName).toBe('shop');
    expect(span?.resource.attributes.map(({ key }) => key)).toEqual(['service.name', 'host.name']);
    expect(span?.scope).toMatchObject({ name: 'http', attributes: [] });
    expect(span?.warnings).toEqual([
      'the instrumentation scope is malformed; what could be read of it is kept',
      'the resource is malformed; what could be read of it is kept',
    ]);
  });

  test('has no resource or scope of one request in the spans of the next', () => {
    const first = sampleRequest([], { attributes: [text('service.name', 'other')] });
    const second = sampleRequest([sampleSpan('own')]);
    const both = decode({ resourceSpans: [...first.resourceSpans, ...second.resourceSpans] });
    expect(both.spans).toEqual(decode(second).spans);
  });

  test('keeps a hundred thousand attributes and an array of half a million items', () => {
    const attributes = Array.from({ length: 100_000 }, (_, i) => text(`key-${i}`, `value-${i}`));
    const values = Array.from({ length: 500_000 }, (_, intValue) => ({ intValue }));
    const list = { key: 'list', value: { arrayValue: { values } } };
    const many = sampleSpan('many', { attributes: [...attributes, list] });
    const [span] = decode(sampleRequest([many])).spans;
    expect(span?.attributes).toHaveLength(100_001);
    expect(span?.attributes[99_999]).toEqual({ key: 'key-99999', value: 'value-99999' });
    expect(span?.attributes[100_000]?.value).toHaveLength(500_000);
  }, 20_000);

  test('is empty for a request of nothing', () => {
    expect(decode({})).toEqual({ accepted: 0, rejected: new Map(), spans: [] });
  });

  // Such an integer takes four bytes in protobuf and 13 in a value.
  test('takes a request that is mostly lists of small integers, and gives them back', () => {
    const values = Array.from({ length: 2000 }, (_, i) => ({ intValue: i % 100 }));
    const attributes = [{ key: 'lengths', value: { arrayValue: { values } } }];
    const all = Array.from({ length: 40 }, () => ({ ...sampleSpan('listing'), attributes }));
    const { accepted, spans } = decode(sampleRequest(all));
    expect(accepted).toBe(40);
    const integers = Array.from({ length: 2000 }, (_, i) => BigInt(i % 100));
    expect(spans.at(-1)?.attributes).toEqual([{ key: 'lengths', value: integers }]);
  });
});
