import {
  type Attribute,
  type AttributeValue,
  SpanBatchBuilder,
  SpanBatchReader,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSegment } from '../skywalking/index.ts';
import { encodeSegment, plainSegment, plainSpan } from '../skywalking/testing/segment-encoder.ts';
import { carriedSpans } from './index.ts';

const OWN = '104a41e92ef1cd2e5b1f0c3a7d9e8f60';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
/** Captured from skywalking-backend-js 0.9.0. */
const SW8 =
  '1-MDNjY2ViYTczOTkwNGExNDk4NjRhNzdmZTIwODQwZjc=-MDk5MjhlOTVlYTQ4NDIyZDk1OTlmNjk0MWYxZTdmYTI=-1-c2hvcA==-c2hvcC0x-L291dA==-MTI3LjAuMC4xOjQxNjA5';

function carried(values: Readonly<Record<string, AttributeValue>>, traceId = OWN) {
  const attributes = Object.entries(values).map(([key, value]): Attribute => ({ key, value }));
  return carriedSpans({ traceId, attributes });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function sw8Of(traceId: string, segmentId: string, number: string | number): string {
  return `1-${base64(traceId)}-${base64(segmentId)}-${number}-${base64('订单')}-c2hvcC0x-L291dA==-ZGI=`;
}

/** The ids that a span of an agent is stored under. */
function stored(traceId: string, traceSegmentId: string, spanId: number) {
  const builder = new SpanBatchBuilder();
  const spans = [{ ...plainSpan, spanId, parentSpanId: spanId - 1 }];
  decodeSegment(encodeSegment({ ...plainSegment, traceId, traceSegmentId, spans }), builder);
  const [span] = [...new SpanBatchReader(builder.finish()).spans()];
  return { traceId: span?.traceId, spanId: span?.spanId };
}

describe('the header sw8', () => {
  test('of a real agent names the span that its segment is stored as, and who called', () => {
    const caller = stored(
      '03cceba739904a149864a77fe20840f7',
      '09928e95ea48422d9599f6941f1e7fa2',
      1,
    );
    expect(carried({ 'http.request.header.sw8': [SW8] })).toEqual([
      {
        header: 'sw8',
        ...caller,
        attributes: [
          { key: 'sw8.parent_segment_id', value: '09928e95ea48422d9599f6941f1e7fa2' },
          { key: 'sw8.parent_span_id', value: 1n },
          { key: 'sw8.parent_service', value: 'shop' },
          { key: 'sw8.parent_service_instance', value: 'shop-1' },
          { key: 'sw8.parent_endpoint', value: '/out' },
          { key: 'sw8.address_used_at_peer', value: '127.0.0.1:41609' },
        ],
      },
    ]);
  });

  test.each(['5d1ab2a4.41.16500000000000001', 'Order7', '订单-7', 'ABCDEF'])(
    'with the trace id %s names the stored span, and has the text as it is',
    (traceId) => {
      const [caller] = carried({ 'http.request.header.sw8': sw8Of(traceId, `${traceId}.0`, 3) });
      expect(caller).toMatchObject(stored(traceId, `${traceId}.0`, 3));
      expect(caller?.attributes).toContainEqual({ key: 'sw8.trace_id', value: traceId });
      expect(caller?.attributes).toContainEqual({ key: 'sw8.parent_service', value: '订单' });
    },
  );

  test.each([
    ['something else', 'x'],
    ['nothing', ''],
    ['too few fields', sw8Of(TRACE, 's', 0).split('-').slice(0, 7).join('-')],
    ['too many fields', `${sw8Of(TRACE, 's', 0)}-`],
    ['another sample', sw8Of(TRACE, 's', 0).replace('1', '2')],
    ['a negative number', sw8Of(TRACE, 's', -1)],
    ['a number of too many bits', sw8Of(TRACE, 's', 2 ** 31)],
    ['no number', sw8Of(TRACE, 's', '')],
    ['no segment', sw8Of(TRACE, '', 0)],
    ['no trace', sw8Of('', 's', 0)],
    ['what is not recorded', '0---0----'],
    ['a trace of zeros', sw8Of('0'.repeat(32), 's', 0)],
    ['no Base64', sw8Of(TRACE, 's', 0).replace(base64(TRACE), '@@@')],
    ['a header without end', `${sw8Of(TRACE, 's', 0)}${'A'.repeat(20_000)}`],
  ])('that is %s names nobody', (_name, header) => {
    expect(carried({ 'http.request.header.sw8': header })).toEqual([]);
  });
});

const ids = { traceId: TRACE, spanId: SPAN, attributes: [] };

test.each([
  ['traceparent', `00-${TRACE}-${SPAN}-01`, ids],
  ['traceparent', `cc-${TRACE}-${SPAN}-01-what-will-come`, ids],
  ['b3', `${TRACE}-${SPAN}-1`, ids],
  ['b3', `${TRACE}-${SPAN}-d-05e3ac9a4f6e3b90`, ids],
  ['b3', `8448eb211c80319c-${SPAN}`, { ...ids, traceId: '0000000000000000' + '8448eb211c80319c' }],
  ['uber-trace-id', `${TRACE}:${SPAN}:0:1`, ids],
  ['uber-trace-id', `${TRACE}%3A${SPAN}%3A0%3a1`, ids],
  [
    'uber-trace-id',
    'abc:1:0:1',
    { ...ids, traceId: 'abc'.padStart(32, '0'), spanId: '1'.padStart(16, '0') },
  ],
])('%s: %s names the caller', (header, value, caller) => {
  expect(carried({ [`http.request.header.${header}`]: value })).toEqual([{ header, ...caller }]);
});

test.each([
  ['traceparent', `00-${TRACE}-${SPAN}`],
  ['traceparent', `00-${TRACE}-${SPAN}-01-more`],
  ['traceparent', `ff-${TRACE}-${SPAN}-01`],
  ['traceparent', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['traceparent', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['b3', '0'],
  ['b3', `${TRACE}-${SPAN}-2`],
  ['x-b3-traceid', TRACE],
  ['uber-trace-id', `${TRACE}:${SPAN}`],
  ['uber-trace-id', `${TRACE}:0:0:1`],
  ['sw8-correlation', 'a:b'],
])('%s: %s names nobody', (header, value) => {
  expect(carried({ [`http.request.header.${header}`]: value })).toEqual([]);
});

test.each([
  ['a list of OpenTelemetry’s', { 'http.request.header.traceparent': [`00-${TRACE}-${SPAN}-01`] }],
  ['metadata of gRPC', { 'rpc.grpc.request.metadata.traceparent': [`00-${TRACE}-${SPAN}-01`] }],
  ['metadata of any RPC', { 'rpc.request.metadata.traceparent': [`00-${TRACE}-${SPAN}-01`] }],
  [
    'two headers, by names with underscores',
    { 'http.request.header.x_b3_spanid': [SPAN], 'http.request.header.x_b3_traceid': [TRACE] },
  ],
  [
    'lines of SkyWalking’s Java agent',
    { 'http.headers': `host=[a, b]\nX-B3-TraceId=[${TRACE}]\r\nX-B3-SpanId=[${SPAN}]\ncut=[` },
  ],
])('the caller is read from %s', (_name, values) => {
  expect(carried(values)).toMatchObject([{ traceId: TRACE, spanId: SPAN }]);
});

test('of a trace’s own headers, and of answers, nothing is told', () => {
  const header = `00-${TRACE}-${SPAN}-01`;
  expect(carried({ 'http.request.header.traceparent': header }, TRACE)).toEqual([]);
  expect(carried({ 'http.response.header.traceparent': header, traceparent: header })).toEqual([]);
});

test('a line that was cut off names nobody', () => {
  expect(carried({ 'http.headers': `traceparent=[00-${TRACE}-${SPAN}-01` })).toEqual([]);
});

test('two headers that name one caller are one, and two callers are two', () => {
  const both = {
    'http.request.header.uber-trace-id': `${TRACE}:${SPAN}:0:1`,
    'http.request.header.traceparent': `00-${TRACE}-${SPAN}-01`,
    'http.request.header.sw8': SW8,
  };
  expect(carried(both).map(({ header }) => header)).toEqual(['sw8', 'traceparent']);
});

test('whatever is captured, what is told are ids', () => {
  const key = fc.constantFrom(
    ...['http.headers', 'http.request.header.sw8', 'rpc.grpc.request.metadata.b3'],
    ...['http.request.header.uber_trace_id', 'http.request.header.traceparent'],
  );
  const piece = fc.constantFrom(
    ...[
      '1',
      '-',
      ':',
      '00',
      TRACE,
      SPAN,
      base64('Order7'),
      '=[',
      ']',
      '\n',
      'sw8',
      '%3A',
      '\ud800',
    ],
  );
  const text = fc.array(piece, { maxLength: 18 }).map((pieces) => pieces.join(''));
  const value = fc.oneof(text, fc.array(text), fc.constantFrom(null, 7n, true, new Uint8Array(3)));
  const header = fc.constantFrom(SW8, `00-${TRACE}-${SPAN}-01`, `${TRACE}-${SPAN}`);
  const damaged = fc
    .tuple(header, fc.nat(150), fc.nat(3), text)
    .map(
      ([whole, at, count, put]) => whole.slice(0, at) + put.slice(0, 9) + whole.slice(at + count),
    );
  fc.assert(
    fc.property(
      fc.array(fc.record({ key, value: fc.oneof(value, damaged) }), { maxLength: 4 }),
      (attributes) => {
        for (const one of carriedSpans({ traceId: OWN, attributes })) {
          expect(one.traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
          expect(one.spanId).toMatch(/^(?!0{16})[\da-f]{16}$/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
