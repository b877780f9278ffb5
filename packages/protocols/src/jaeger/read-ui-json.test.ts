import { readFileSync } from 'node:fs';
import {
  type Attribute,
  type AttributeValue,
  type Span,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanFormat,
  SpanKind,
  StatusCode,
  spanObject,
  valueText,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damagedJson, jsonSeed } from '../../fuzz/json-damage.ts';
import { DecodeError, type ReadResult } from '../decode-result.ts';
import { arbitraryRequest } from '../otlp/testing/arbitrary-request.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { adjustedSpans } from '../testing/adjusted-spans.ts';
import {
  decodeBatchBinary,
  type JaegerUiTrace,
  jaegerUiTrace,
  readJaegerUiJson,
  writeJaegerTrace,
} from './index.ts';
import { arbitraryBatch } from './testing/arbitrary-batch.ts';
import { expectedTraces, jaegerClients, otlpClients, tracesOf } from './testing/captures.ts';
import { comparableTrace, sorted } from './testing/comparable-trace.ts';
import { batchStruct } from './testing/jaeger-batch.ts';
import { encodeBinary } from './testing/thrift-encoder.ts';

function read(json: unknown): ReadResult & { readonly spans: readonly Span[] } {
  const builder = new SpanBatchBuilder();
  const result = readJaegerUiJson(json, builder);
  const spans = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
  expect(spans).toHaveLength(result.accepted);
  return { ...result, spans };
}

function written(spans: readonly Span[]): JaegerUiTrace {
  return JSON.parse([...writeJaegerTrace(spans, 'as-sent')].join('')) as JaegerUiTrace;
}

const zipkinClients = [
  ...['go-zipkin-json', 'go-zipkin-json-64', 'node-otel-zipkin', 'node-otel1-zipkin'],
  ...['node-zipkin-v2', 'node-zipkin-v2-64'],
];

function answerFor(client: string): readonly JaegerUiTrace[] {
  if (!zipkinClients.includes(client)) return expectedTraces(client);
  const path = new URL(`../zipkin/fixtures/${client}.jaeger.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { data: JaegerUiTrace[] }).data;
}

/** The span with its lists in an order of their own, and without warnings. */
function comparableSpan(span: Span): unknown {
  const { attributes, events, resource, ...rest } = spanObject(span);
  return {
    ...rest,
    warnings: [],
    attributes: sortedAttributes(attributes),
    events: events.map((event) => ({ ...event, attributes: sortedAttributes(event.attributes) })),
    resource: { ...resource, attributes: sortedAttributes(resource.attributes) },
  };
}

function sortedAttributes(attributes: readonly Attribute[]): readonly Attribute[] {
  const text = ({ key, value }: Attribute): string => `${key}=${typeof value}${valueText(value)}`;
  return attributes.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}

/** What the format can carry of a value. */
const carriedValue = (value: AttributeValue): AttributeValue => {
  if (value === null) return '';
  // JSON knows no negative zero.
  if (Object.is(value, -0)) return 0;
  const isPlain = typeof value !== 'object' || value instanceof Uint8Array;
  return isPlain ? value : valueText(value);
};
const carriedAttributes = (attributes: readonly Attribute[]): readonly Attribute[] =>
  attributes.map(({ key, value }) => ({ key, value: carriedValue(value) }));
const micros = (nanos: bigint): bigint => nanos - (nanos % 1000n);
/** A time that JSON's numbers can hold as microseconds: before the year 2255. */
const holdable = (nanos: bigint): bigint => nanos % (2n ** 53n * 1000n);
const withHoldableTimes = (span: Span): Span => ({
  ...spanObject(span),
  start: holdable(span.start),
  duration: holdable(span.duration),
  events: span.events.map((event) => ({ ...event, time: holdable(event.time) })),
});

/** What the format can carry of a span that did not come as Jaeger's. */
function carried(span: Span): Span {
  const { resource, scope } = span;
  const named = resource.attributes.findIndex(
    ({ key, value }) => key === 'service.name' && value === resource.serviceName,
  );
  const own = resource.attributes.filter((_, index) => index !== named);
  const name: readonly Attribute[] =
    resource.serviceName === '' ? [] : [{ key: 'service.name', value: resource.serviceName }];
  return {
    ...spanObject(span),
    start: micros(span.start),
    duration: micros(span.duration),
    flags: span.format === SpanFormat.zipkin ? span.flags & 0xff : 0,
    attributes: carriedAttributes(span.attributes),
    events: span.events.map((event) => ({
      ...event,
      time: micros(event.time),
      attributes: carriedAttributes(event.attributes),
      droppedAttributesCount: 0,
    })),
    links: span.links
      .filter(({ traceId, spanId }) => /[^0]/.test(`${traceId}${spanId}`))
      .map(({ traceId, spanId }) => ({
        ...{ traceId, spanId, traceState: '', flags: 0 },
        ...{ attributes: [], droppedAttributesCount: 0 },
      })),
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    resource: {
      serviceName: resource.serviceName,
      attributes: [...name, ...carriedAttributes(own)],
      ...{ schemaUrl: '', droppedAttributesCount: 0 },
    },
    scope: {
      ...{ name: scope.name, version: scope.version },
      ...{ attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
    },
  };
}

describe('an answer of a real Jaeger', () => {
  // The shim has an attribute `span.kind` beside a kind and an attribute `event` beside an event's name: as tags they
  // can't be told apart.
  test.each([...jaegerClients, ...otlpClients].filter((client) => client !== 'node-otel-shim'))(
    'gives for %s the spans that its own bytes give',
    (client) => {
      const sent = [...tracesOf(client).values()].flatMap((spans) =>
        adjustedSpans(spans, { maxDeltaNanos: 0n, hostAttributes: ['ip'] }).map((span) =>
          comparableSpan(span.format === SpanFormat.otlp ? carried(span) : span),
        ),
      );
      const { spans, rejected } = read({ data: expectedTraces(client) });
      expect(rejected).toEqual(new Map());
      const byId = (list: readonly unknown[]): readonly unknown[] =>
        (list as readonly Span[]).toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
      expect(byId(spans.map(comparableSpan))).toEqual(byId(sent));
    },
  );

  test.each([...jaegerClients, ...otlpClients, ...zipkinClients])(
    'is for %s the same when it is read and written again',
    (client) => {
      for (const trace of answerFor(client)) {
        const again = jaegerUiTrace(read({ data: [trace] }).spans);
        expect(comparableTrace(again)).toEqual(comparableTrace(trace));
      }
    },
  );
});

describe('spans that were written as Jaeger’s JSON', () => {
  test('are the same again, but for what the format can’t carry', () => {
    const formats = fc.constantFrom(SpanFormat.otlp, SpanFormat.zipkin, SpanFormat.skywalking);
    fc.assert(
      fc.property(arbitraryRequest, formats, fc.boolean(), (request, format, warned) => {
        const warnings = warned ? ['odd', 'odder'] : [];
        const spans = request.spans.map((span) => ({
          ...withHoldableTimes(span),
          ...{ format, warnings },
        }));
        expect(read(written(spans)).spans).toEqual(spans.map(carried));
      }),
      { numRuns: 150 },
    );
  });

  test('keep every reference', () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        const builder = new SpanBatchBuilder();
        const own = { traceIdLow: 7n, traceIdHigh: 0n };
        const spans = batch.spans.map((span) => ({
          ...span,
          ...own,
          parentSpanId: span.parentSpanId % 3n,
          references: span.references.map((one) => ({ ...one, ...own, spanId: one.spanId % 3n })),
        }));
        decodeBatchBinary(encodeBinary(batchStruct({ ...batch, spans })), builder);
        const sent = [...new SpanBatchReader(builder.finish()).spans()].map(withHoldableTimes);
        const got = read(written(sent)).spans;
        expect(comparableTrace(written(got))).toEqual(comparableTrace(written(sent)));
      }),
      { numRuns: 100 },
    );
  });

  test('are the same again to the last field when they came as Jaeger’s', () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        const builder = new SpanBatchBuilder();
        decodeBatchBinary(encodeBinary(batchStruct(batch)), builder);
        const sent = [...new SpanBatchReader(builder.finish()).spans()].map(withHoldableTimes);
        const expected = sent.map((span) => ({
          ...span,
          attributes: carriedAttributes(span.attributes),
          events: span.events.map((event) => ({
            ...event,
            attributes: carriedAttributes(event.attributes),
          })),
          resource: {
            ...span.resource,
            attributes: carriedAttributes(span.resource.attributes),
          },
        }));
        expect(read({ data: [written(sent)] }).spans).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  test('keep kind, status, message, trace state, scope and bytes', () => {
    const [span] = read({
      ...{ traceID: '1a', processes: { p1: { serviceName: 'OTLPResourceNoServiceName' } } },
      spans: [
        {
          ...{ spanID: 'B', operationName: 'x', startTime: '1000', duration: 2.5, processID: 'p1' },
          tags: [
            { key: 'otel.scope.name', type: 'string', value: 'lib' },
            { key: 'otel.scope.version', type: 'string', value: '2' },
            { key: 'blob', type: 'binary', value: '3q0=' },
            { key: 'span.kind', type: 'string', value: 'consumer' },
            { key: 'span.kind', type: 'string', value: 'client' },
            { key: 'error', type: 'bool', value: true },
            { key: 'otel.status_code', type: 'string', value: 'ERROR' },
            { key: 'otel.status_description', type: 'string', value: 'no' },
            { key: 'w3c.tracestate', type: 'string', value: 'a=b' },
          ],
        },
      ],
    }).spans;
    expect(span).toMatchObject({
      ...{ traceId: '1a'.padStart(32, '0'), spanId: 'b'.padStart(16, '0'), parentSpanId: '' },
      ...{ start: 1_000_000n, duration: 2500n, format: SpanFormat.otlp, kind: SpanKind.consumer },
      ...{ status: StatusCode.error, statusMessage: 'no', traceState: 'a=b' },
      attributes: [
        { key: 'blob', value: Uint8Array.of(0xde, 0xad) },
        { key: 'span.kind', value: 'client' },
      ],
      scope: { name: 'lib', version: '2' },
      resource: { serviceName: '', attributes: [] },
    });
  });
});

describe('a tag', () => {
  const tagValue = (type: unknown, value: unknown): AttributeValue | undefined => {
    const tags = [{ key: 'k', type, value }];
    return read({ traceID: '1', spans: [{ spanID: '1', startTime: 0, tags }] }).spans[0]
      ?.attributes[0]?.value;
  };

  test.each([
    ['int64', 5, 5n],
    ['int64', '9223372036854775807', 9_223_372_036_854_775_807n],
    ['int64', '-9223372036854775808', -9_223_372_036_854_775_808n],
    ['int64', 2 ** 63, 9_223_372_036_854_775_807n],
    ['int64', 1.5, 1.5],
    ['int64', 'many', 'many'],
    ['float64', 5, 5],
    ['float64', '0.5', 0.5],
    ['float64', 'NaN', Number.NaN],
    ['float64', '-Inf', Number.NEGATIVE_INFINITY],
    ['float64', 'Infinity', Number.POSITIVE_INFINITY],
    ['bool', false, false],
    ['bool', 'true', true],
    ['binary', 'AAE=', Uint8Array.of(0, 1)],
    ['binary', '!', '!'],
    ['string', 'x', 'x'],
    ['string', 7, 7],
    [undefined, true, true],
    ['string', null, null],
    ['string', [{ a: 1 }], '[{"a":1}]'],
  ])('of type %s with the value %s is %s', (type, value, expected) => {
    expect(tagValue(type, value)).toEqual(expected);
  });
});

describe('a span that can’t be read', () => {
  const good = { spanID: '1', startTime: 1, processID: 'p1' };
  test.each([
    [{ ...good, traceID: '0' }, 'jaeger: traceId is zero'],
    [{ ...good, traceID: 'x' }, 'jaeger: traceID is not 1 to 32 hex digits'],
    [{ ...good, spanID: undefined }, 'jaeger: spanID is not 1 to 16 hex digits'],
    [{ ...good, spanID: '00' }, 'jaeger: spanId is zero'],
    [{ ...good, references: [{ spanID: '' }] }, 'jaeger: an id of a reference is not hex'],
    [{ ...good, startTime: undefined }, 'jaeger: startTime is missing, negative or too large'],
    [{ ...good, startTime: -1 }, 'jaeger: startTime is missing, negative or too large'],
    [{ ...good, duration: 1e300 }, 'jaeger: duration is negative or too large'],
    [
      { ...good, logs: [{ timestamp: 'now', fields: [] }] },
      'jaeger: log timestamp is negative or too large',
    ],
    [{ ...good, operationName: 5 }, 'jaeger: malformed span'],
    [7, 'jaeger: malformed span'],
  ])('such as %j is left out, counted and found, and the others stay', (bad, reason) => {
    const trace = { traceID: '5', processes: { p1: { serviceName: 'a' } } };
    const result = read({ data: [{ ...trace, spans: [good, bad, { ...good, spanID: '2' }] }] });
    expect(result.rejected).toEqual(new Map([[reason, 1]]));
    expect(result.firstRejectedAt).toBe('data[0].spans[1]');
    expect(result.spans.map(({ spanId }) => spanId.at(-1))).toEqual(['1', '2']);
  });

  test('is not one whose process is not there; it carries a warning', () => {
    const [span] = read([{ traceID: '5', spans: [good] }]).spans;
    expect(span?.warnings).toEqual(['the process of the span is not there']);
    expect(span?.resource.attributes).toEqual([]);
  });
});

describe('JSON of something else', () => {
  test.each([
    [null, 'it is no object and no list'],
    [{ data: null, errors: [{ code: 404, msg: 'trace not found' }] }, 'trace not found'],
    [{ data: [5] }, 'data[0] is no trace'],
    [{ traceID: '1', spans: {} }, 'spans is no list'],
  ])('%j is an error that says why', (json, message) => {
    expect(() => read(json)).toThrow(DecodeError);
    expect(() => read(json)).toThrow(message);
  });

  test('never breaks the builder, however it is damaged', () => {
    const random = seededRandom(5);
    const seeds = [...jaegerClients, ...otlpClients].map((client) =>
      jsonSeed(Buffer.from(JSON.stringify({ data: expectedTraces(client) }))),
    );
    let accepted = 0;
    for (let run = 0; run < 1500; run++) {
      const seed = seeds[random(seeds.length)];
      if (seed === undefined) continue;
      const body = Buffer.from(damagedJson(seed, random)).toString('utf8');
      try {
        accepted += read(JSON.parse(body)).accepted;
      } catch (error) {
        if (!(error instanceof SyntaxError)) expect(error).toBeInstanceOf(DecodeError);
      }
    }
    expect(accepted).toBeGreaterThan(1000);
  });
});

test('traces may come in one answer, in a list or alone', () => {
  const traces = jaegerClients.flatMap(expectedTraces);
  const { spans } = read({ data: traces });
  expect(read(traces).spans).toEqual(spans);
  expect(traces.flatMap((trace) => read(trace).spans)).toEqual(spans);
  expect(sorted(spans.map(({ spanId }) => spanId))).not.toEqual([]);
});
