import { readFileSync } from 'node:fs';
import {
  buildTraceTree,
  hostOf,
  type Span,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanFormat,
  SpanKind,
  StatusCode,
  spanObject,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damagedJson, jsonSeed } from '../../fuzz/json-damage.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { type JaegerUiTag, type JaegerUiTrace, jaegerUiTrace } from '../jaeger/index.ts';
import { comparableTrace } from '../jaeger/testing/comparable-trace.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { adjustedSpans } from '../testing/adjusted-spans.ts';
import { decodeZipkinJson } from './index.ts';
import { decodeZipkinSpans } from './parsed-spans.ts';

const clients = [
  ...['go-zipkin-json', 'go-zipkin-json-64', 'node-otel-zipkin', 'node-otel1-zipkin'],
  ...['node-zipkin-v2', 'node-zipkin-v2-64'],
];

function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url));
}

function answerOf<T>(name: string): T {
  return (JSON.parse(fixture(name).toString('utf8')) as { data: T }).data;
}

function read(json: unknown): DecodeResult & { readonly spans: readonly Span[] } {
  return decoded(decodeZipkinJson, Buffer.from(JSON.stringify(json)));
}

const plain = { traceId: '1', id: '2', timestamp: 1_000_000, localEndpoint: { serviceName: 'a' } };

function readOne(fields: object): Span {
  const { spans, rejected } = read([{ ...plain, ...fields }]);
  expect(rejected).toEqual(new Map());
  return spans[0] as Span;
}

describe('what a real client posted', () => {
  test.each(clients)('from %s is what Jaeger 1.62 shows of it', (client) => {
    const { spans } = decoded(decodeZipkinJson, fixture(client));
    // Jaeger ignores the status that OpenTelemetry's exporter writes into `otel.status_code`, unless there is an `error` too.
    const withoutStatus = (tags: readonly JaegerUiTag[]): readonly JaegerUiTag[] =>
      tags.filter(
        ({ key, value }) => key !== 'otel.status_code' && !(key === 'error' && value === true),
      );
    const comparable = (trace: JaegerUiTrace): unknown =>
      comparableTrace({
        ...trace,
        spans: trace.spans.map((span) => ({
          ...span,
          // Whether clocks differ is judged by hosts that Jaeger does not know of.
          warnings: null,
          tags: client.includes('otel') ? withoutStatus(span.tags) : span.tags,
        })),
      });
    const shown = jaegerUiTrace(adjustedSpans(spans, { maxDeltaNanos: 0n }));
    expect([shown].map(comparable)).toEqual(
      answerOf<JaegerUiTrace[]>(`${client}.jaeger`).map(comparable),
    );
  });

  test.each(clients)('from %s gives the same spans as what Zipkin 3.5 answers', (client) => {
    const answer = answerOf<unknown[]>(`${client}.zipkin`);
    const sorted = (spans: readonly Span[]): unknown =>
      spans
        .map((span) => ({
          ...spanObject(span),
          attributes: span.attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
          resource: span.resource.attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
        }))
        .toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
    const { spans, rejected } = read(answer);
    expect(rejected).toEqual(new Map());
    expect(sorted(spans)).toEqual(sorted(decoded(decodeZipkinJson, fixture(client)).spans));
  });
});

describe('a span of Zipkin', () => {
  test('keeps all that it says', () => {
    const span = readOne({
      ...{ traceId: 'ABCDEF0123456789abcdef0123456789', id: '00000000000000FF', parentId: 'a1' },
      ...{ name: 'GET /Orders', kind: 'CLIENT', timestamp: 1_795_451_106_535_781, duration: 98 },
      localEndpoint: { serviceName: 'Shop', ipv4: '10.0.0.1', ipv6: '2001:db8::1', port: 8080 },
      remoteEndpoint: { serviceName: 'Stock', ipv4: '10.0.0.9', port: 3306 },
      annotations: [{ timestamp: 1_795_451_106_535_845, value: 'Cache miss' }],
      tags: { 'http.path': '/订单', tries: '3' },
      debug: true,
    });
    expect(span).toEqual({
      ...{ traceId: 'abcdef0123456789abcdef0123456789', spanId: '00000000000000ff' },
      ...{ parentSpanId: '00000000000000a1', name: 'get /orders', kind: SpanKind.client },
      ...{ start: 1_795_451_106_535_781_000n, duration: 98_000n, status: StatusCode.unset },
      ...{ statusMessage: '', flags: 0x3003, traceState: '', format: SpanFormat.zipkin },
      attributes: [
        { key: 'http.path', value: '/订单' },
        { key: 'tries', value: '3' },
        { key: 'peer.service', value: 'stock' },
        { key: 'net.peer.ip', value: '10.0.0.9' },
        { key: 'net.peer.port', value: 3306n },
      ],
      events: [
        {
          ...{ time: 1_795_451_106_535_845_000n, name: 'Cache miss' },
          ...{ attributes: [], droppedAttributesCount: 0 },
        },
      ],
      links: [],
      ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0, warnings: [] },
      resource: {
        ...{ serviceName: 'shop', schemaUrl: '', droppedAttributesCount: 0 },
        attributes: [
          { key: 'service.name', value: 'shop' },
          { key: 'net.host.ip', value: '10.0.0.1' },
          { key: 'net.host.ip', value: '2001:db8::1' },
          { key: 'net.host.port', value: 8080n },
        ],
      },
      scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
    });
    expect(hostOf(span.resource)).toBe('10.0.0.1');
  });

  test('gives its resource what OpenTelemetry’s exporter says of it, and its scope and status', () => {
    const span = readOne({
      tags: {
        ...{ 'service.name': 'A', 'host.name': 'web-1', 'telemetry.sdk.name': 'opentelemetry' },
        ...{ 'otel.scope.name': 'lib', 'otel.scope.version': '2', 'otel.status_code': 'ERROR' },
        ...{ 'otel.status_description': 'no stock', 'service.tier': 'gold' },
      },
    });
    expect(span.resource.serviceName).toBe('A');
    expect(hostOf(span.resource)).toBe('web-1');
    expect(span.resource.attributes).toHaveLength(3);
    expect(span.scope).toMatchObject({ name: 'lib', version: '2' });
    expect(span).toMatchObject({ status: StatusCode.error, statusMessage: 'no stock' });
    expect(span.attributes).toEqual([{ key: 'service.tier', value: 'gold' }]);
  });

  test.each([
    [{ error: '库存不足' }, StatusCode.error],
    [{ error: 'true' }, StatusCode.error],
    [{ error: '' }, StatusCode.error],
    [{ error: true }, StatusCode.error],
    [{ error: 'false' }, StatusCode.unset],
    [{ error: 'x', 'otel.status_code': 'OK' }, StatusCode.ok],
    [{ 'otel.status_code': 'ODD' }, StatusCode.unset],
    [{}, StatusCode.unset],
  ])('with the tags %j has the status %i', (tags, status) => {
    expect(readOne({ tags }).status).toBe(status);
  });

  test.each([
    ['SERVER', undefined, SpanKind.server],
    ['consumer', undefined, SpanKind.consumer],
    ['LOCAL', undefined, SpanKind.unspecified],
    [undefined, true, SpanKind.server],
    [undefined, false, SpanKind.unspecified],
  ])('of kind %s, shared %s, has the kind %i', (kind, shared, expected) => {
    expect(readOne({ kind, shared }).kind).toBe(expected);
  });

  test('that shares its id with the client’s stands under the client’s', () => {
    const { spans } = read([
      { ...plain, kind: 'CLIENT' },
      { ...plain, kind: 'SERVER', shared: true, localEndpoint: { serviceName: 'b' } },
      { ...plain, id: '3', parentId: '2', localEndpoint: { serviceName: 'b' } },
    ]);
    const [client] = buildTraceTree(spans).roots;
    expect(client?.span.kind).toBe(SpanKind.client);
    expect(client?.children[0]?.span.kind).toBe(SpanKind.server);
    expect(client?.children[0]?.children[0]?.span.spanId).toBe('0000000000000003');
  });

  test('without timestamp starts with its first annotation, where its trace does, or now, and says so', () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const { spans } = read([
      { ...plain, id: '3', timestamp: undefined, annotations: [{ timestamp: 9, value: 'x' }] },
      { ...plain, id: '4', timestamp: 0 },
      { ...plain, timestamp: 7 },
      { ...plain, traceId: '5', timestamp: undefined },
    ]);
    expect(spans.map(({ start }) => start).slice(0, 3)).toEqual([9000n, 7001n, 7000n]);
    expect(spans[3]?.start).toBeGreaterThanOrEqual(before);
    expect(spans.map(({ warnings }) => warnings.length)).toEqual([0, 1, 0, 1]);
  });

  test('that names itself as its parent has none', () => {
    expect(readOne({ parentId: '02' }).parentSpanId).toBe('');
    expect(readOne({ parentId: '00' }).parentSpanId).toBe('');
  });

  test('keeps its own owners, whatever spans came before it', () => {
    const { spans } = read([
      { ...plain, tags: { 'otel.scope.name': 'lib', 'host.name': 'h' } },
      { ...plain, id: '3', localEndpoint: undefined },
    ]);
    expect(spans[1]?.scope.name).toBe('');
    expect(spans[1]?.resource.attributes).toEqual([]);
  });
});

describe('a span that can’t be read', () => {
  test.each([
    [{ traceId: 'xyz' }, 'zipkin: traceId is not 1 to 32 hex digits'],
    [{ traceId: undefined }, 'zipkin: traceId is not 1 to 32 hex digits'],
    [{ traceId: '0000' }, 'zipkin: traceId is zero'],
    [{ id: '12345678901234567' }, 'zipkin: id is not 1 to 16 hex digits'],
    [{ id: '0' }, 'zipkin: id is zero'],
    [{ parentId: 'p' }, 'zipkin: parentId is not 1 to 16 hex digits'],
    [{ timestamp: -5 }, 'zipkin: timestamp is negative or too large'],
    [{ timestamp: 'now' }, 'zipkin: timestamp is negative or too large'],
    [{ duration: 1e20 }, 'zipkin: duration is negative or too large'],
    [
      { annotations: [{ value: 'x' }] },
      'zipkin: annotation timestamp is missing, negative or too large',
    ],
    [{ annotations: {} }, 'zipkin: malformed span'],
    [{ name: 5 }, 'zipkin: malformed span'],
    [{ kind: 5 }, 'zipkin: malformed span'],
    [{ shared: 'yes' }, 'zipkin: malformed span'],
    [{ tags: { a: {} } }, 'zipkin: malformed span'],
    [{ tags: [] }, 'zipkin: malformed span'],
    [{ localEndpoint: 'a' }, 'zipkin: malformed span'],
    [{ remoteEndpoint: 7 }, 'zipkin: malformed span'],
  ])('such as one with %j is refused and counted, and the others stay', (fields, reason) => {
    const list = [plain, { ...plain, ...fields }, { ...plain, id: '3' }];
    const { accepted, rejected, spans } = read(list);
    expect(rejected).toEqual(new Map([[reason, 1]]));
    expect(accepted).toBe(2);
    expect(spans.map(({ spanId }) => spanId.at(-1))).toEqual(['2', '3']);
    expect(decodeZipkinSpans([[], list], new SpanBatchBuilder()).firstRejectedAt).toBe('[1][1]');
  });

  test.each([5, 'x'])('such as %j is refused and counted', (item) => {
    expect(read([item, plain]).rejected).toEqual(new Map([['zipkin: malformed span', 1]]));
  });
});

describe('a body', () => {
  test('may hold no spans', () => {
    expect(decoded(decodeZipkinJson, Buffer.alloc(0)).accepted).toBe(0);
    expect(read([])).toEqual({ accepted: 0, rejected: new Map(), spans: [] });
    expect(read([[], []])).toEqual({ accepted: 0, rejected: new Map(), spans: [] });
  });

  test.each(['{', '{}', '5', 'null', '[', '\ufeff'])('of %j is an error', (text) => {
    expect(() => decodeZipkinJson(Buffer.from(text), new SpanBatchBuilder())).toThrow(DecodeError);
  });

  test('of version 1 is an error that says where to send it', () => {
    const body = [plain, { ...plain, binaryAnnotations: [] }];
    expect(() => read(body)).toThrow('send them to /api/v1/spans');
  });

  test('may have very many annotations in a span without timestamp', () => {
    const annotations = Array.from({ length: 300_000 }, () => ({ timestamp: 4, value: '' }));
    expect(read([{ ...plain, timestamp: undefined, annotations }]).spans[0]?.start).toBe(4000n);
  });

  test('gives spans that can be read back, or an error, however it is damaged', () => {
    const random = seededRandom(7);
    const seeds = clients.map((client) => jsonSeed(fixture(client)));
    const builder = new SpanBatchBuilder();
    let accepted = 0;
    for (let run = 0; run < 2000; run++) {
      const seed = seeds[random(seeds.length)];
      if (seed === undefined) continue;
      builder.clear();
      const mark = builder.mark();
      try {
        const result = decodeZipkinJson(damagedJson(seed, random), builder);
        expect(result.accepted).toBe(builder.spanCount);
        accepted += result.accepted;
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        builder.rollback(mark);
      }
      for (const span of new SpanBatchReader(builder.finish()).spans()) spanObject(span);
    }
    expect(accepted).toBeGreaterThan(1000);
  });

  test('of any well-formed spans is decoded to all of them', () => {
    const id = (length: number) =>
      fc
        .uint8Array({ minLength: length, maxLength: length })
        .filter((bytes) => bytes.some((byte) => byte !== 0))
        .map((bytes) => Buffer.from(bytes).toString('hex'));
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const micros = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const key = text.filter((name) => !/^(otel|service|host|os|k8s|process|cloud)\b/.test(name));
    const span = fc.record({
      traceId: fc.oneof(id(8), id(16)),
      id: id(8),
      ...{ name: text, timestamp: micros, duration: micros },
      kind: fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER', undefined),
      localEndpoint: fc.record({ serviceName: text }),
      annotations: fc.array(fc.record({ timestamp: micros, value: text }), { maxLength: 3 }),
      tags: fc.dictionary(key, text, { maxKeys: 5 }),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), (given) => {
        const { spans, rejected } = read(given);
        expect(rejected).toEqual(new Map());
        expect(
          spans.map(({ traceId, spanId, name, start, duration, resource, events, attributes }) => ({
            ...{ traceId, spanId, name, start, duration, serviceName: resource.serviceName },
            events: events.map((event) => [event.time, event.name]),
            attributes,
          })),
        ).toEqual(
          given.map((one) => ({
            ...{ traceId: one.traceId.padStart(32, '0'), spanId: one.id },
            name: one.name.toLowerCase(),
            start: BigInt(one.timestamp) * 1000n,
            duration: BigInt(one.duration) * 1000n,
            serviceName: one.localEndpoint.serviceName.toLowerCase(),
            events: one.annotations.map(({ timestamp, value }) => [
              BigInt(timestamp) * 1000n,
              value,
            ]),
            attributes: Object.entries(one.tags).map(([name, value]) => ({ key: name, value })),
          })),
        );
      }),
      { numRuns: 150 },
    );
  });
});
