import { readFileSync } from 'node:fs';
import { type Span, SpanFormat, SpanKind, StatusCode } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryRequest } from '../otlp/testing/arbitrary-request.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { decodeZipkinJson, writeZipkinJson } from './index.ts';
import { arbitraryZipkinSpan } from './testing/arbitrary-span.ts';
import { withoutArrival } from './testing/decoded-zipkin.ts';

const clients = [
  ...['go-zipkin-json', 'go-zipkin-json-64', 'node-otel-zipkin', 'node-otel1-zipkin'],
  ...['node-zipkin-v2', 'node-zipkin-v2-64'],
];

function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url));
}

function spansOf(list: unknown): readonly Span[] {
  const { spans, rejected } = decoded(decodeZipkinJson, Buffer.from(JSON.stringify(list)));
  expect(rejected).toEqual(new Map());
  return spans;
}

function written(spans: Iterable<Span>): string {
  return [...writeZipkinJson(spans)].join('');
}

/** What is written of a span that has what every span has, and what is given. */
function of(given: Partial<Span>): Record<string, unknown> {
  const [plain] = spansOf([{ traceId: '1', id: '2', timestamp: 5 }]) as [Span];
  const span = { ...plain, flags: 0, duration: 98_000n, format: SpanFormat.otlp, ...given };
  return JSON.parse(written([span]))[0];
}

function resourceOf(attributes: Readonly<Record<string, string>>): Span['resource'] {
  return {
    serviceName: attributes['service.name'] ?? '',
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
    ...{ schemaUrl: '', droppedAttributesCount: 0 },
  };
}

describe('a span that came from Zipkin', () => {
  test.each(clients)('goes out as Zipkin answers it, to the byte: %s', (client) => {
    const { spans } = decoded(decodeZipkinJson, fixture(client));
    const byId = (list: readonly string[]): readonly string[] => list.toSorted();
    const expected = JSON.parse(fixture(`${client}.zipkin`).toString()).data[0] as object[];
    expect(byId(spans.map((span) => written([span])))).toEqual(
      byId(expected.map((span) => JSON.stringify([span]))),
    );
  });

  test('goes out with every field that it came with, and is the same span again', () => {
    fc.assert(
      fc.property(fc.array(arbitraryZipkinSpan, { maxLength: 4 }), (given) => {
        const spans = spansOf(given);
        const text = written(spans);
        expect(JSON.parse(text)).toEqual(given);
        expect(withoutArrival(spansOf(JSON.parse(text))).map(withoutOrder)).toEqual(
          withoutArrival(spans).map(withoutOrder),
        );
      }),
      { numRuns: 400 },
    );
  });

  test('goes out with its fields in the order of Zipkin’s encoder, tags by key, annotations by time', () => {
    const given = {
      ...{ shared: true, debug: true, tags: { b: '1', 10: '2', a: '3' } },
      annotations: [
        { timestamp: 9, value: 'b' },
        { timestamp: 8, value: 'z' },
        { timestamp: 9, value: 'a' },
        { timestamp: 8, value: 'z' },
      ],
      remoteEndpoint: { port: 3306, ipv6: '::1', ipv4: '10.0.0.9', serviceName: 'stock' },
      localEndpoint: { port: 80, serviceName: 'shop' },
      ...{ duration: 98, timestamp: 5, name: 'get', kind: 'SERVER', id: '2' },
      ...{ parentId: '1', traceId: 'ABCDEF0123456789abcdef0123456789' },
    };
    expect(written(spansOf([given]))).toBe(
      '[{"traceId":"abcdef0123456789abcdef0123456789","parentId":"0000000000000001","id":"0000000000000002",' +
        '"kind":"SERVER","name":"get","timestamp":5,"duration":98,"localEndpoint":{"serviceName":"shop","port":80},' +
        '"remoteEndpoint":{"serviceName":"stock","ipv4":"10.0.0.9","ipv6":"::1","port":3306},' +
        '"annotations":[{"timestamp":8,"value":"z"},{"timestamp":9,"value":"a"},{"timestamp":9,"value":"b"}],' +
        '"tags":{"10":"2","a":"3","b":"1"},"debug":true,"shared":true}]',
    );
  });
});

describe('a span that came from elsewhere', () => {
  test('has its service and name in lower case, its resource as tags and the kind that Zipkin knows', () => {
    const resource = resourceOf({ 'service.name': 'Shop', 'host.name': 'web-1', tier: 'gold' });
    const attributes = [
      { key: 'tier', value: 'silver' },
      { key: 'counts', value: [1n, 2n] },
      { key: 'ok', value: true },
    ];
    expect(of({ name: 'GET /Orders', kind: SpanKind.internal, resource, attributes })).toEqual({
      ...{ traceId: '0000000000000001', id: '0000000000000002', name: 'get /orders' },
      ...{ timestamp: 5, duration: 98, localEndpoint: { serviceName: 'shop' } },
      tags: {
        ...{ counts: '[1,2]', 'host.name': 'web-1', ok: 'true', 'service.name': 'Shop' },
        tier: 'silver',
      },
    });
    expect(of({ kind: SpanKind.producer })['kind']).toBe('PRODUCER');
    expect(of({ duration: 3n })['duration']).toBe(1);
  });

  test.each([
    [{ status: StatusCode.ok }, { 'otel.status_code': 'OK' }],
    [{ status: StatusCode.error }, { 'otel.status_code': 'ERROR', error: 'true' }],
    [
      { status: StatusCode.error, statusMessage: 'no stock' },
      { 'otel.status_code': 'ERROR', error: 'no stock' },
    ],
    [{ status: StatusCode.error, format: SpanFormat.jaeger }, { error: 'true' }],
    [{ statusMessage: 'odd' }, { 'otel.status_description': 'odd' }],
    [{ traceState: 'a=b' }, { 'w3c.tracestate': 'a=b' }],
    [
      {
        scope: {
          ...{ name: 'lib', version: '2', attributes: [], schemaUrl: '' },
          droppedAttributesCount: 0,
        },
      },
      { 'otel.scope.name': 'lib', 'otel.scope.version': '2' },
    ],
  ])('with %j has the tags %j', (given, tags) => {
    expect(of(given)['tags']).toEqual(tags);
  });

  test.each([
    [{ 'peer.service': 'Stock', 'server.address': 'db1' }, { serviceName: 'stock' }],
    [
      { 'server.address': 'db1', 'server.port': 5432 },
      { serviceName: 'db1', port: 5432 },
    ],
    [{ 'net.peer.name': 'db2', 'db.name': 'orders' }, { serviceName: 'db2' }],
    [
      { 'network.peer.address': '10.0.0.9', 'network.peer.port': 80 },
      { ipv4: '10.0.0.9', port: 80 },
    ],
    [
      { 'peer.hostname': 'h', 'peer.ipv6': '::1', 'peer.port': '99' },
      { serviceName: 'h', ipv6: '::1', port: 99 },
    ],
    [{ 'db.name': 'orders' }, { serviceName: 'orders' }],
    [{ 'http.method': 'GET', 'peer.port': 'ninety' }, undefined],
  ])('and called by %j has the remote endpoint %j', (values, endpoint) => {
    const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
    expect(of({ kind: SpanKind.client, attributes })['remoteEndpoint']).toEqual(endpoint);
  });

  test('and serves has its client by `peer.service` alone, as the other names are its own', () => {
    const attributes = [
      { key: 'server.address', value: 'me' },
      { key: 'peer.service', value: 'caller' },
    ];
    const { remoteEndpoint } = of({ kind: SpanKind.server, attributes });
    expect(remoteEndpoint).toEqual({ serviceName: 'caller' });
  });

  test('has its events as annotations, with their attributes as OpenTelemetry’s exporters write them', () => {
    const event = { time: 7_000n, name: 'miss', attributes: [], droppedAttributesCount: 0 };
    const attributes = [{ key: 'hits', value: 2n }];
    const events = [event, { ...event, attributes }, { ...event, name: '', attributes }];
    expect(of({ events })['annotations']).toEqual([
      { timestamp: 7, value: '"miss":{"hits":2}' },
      { timestamp: 7, value: 'miss' },
      { timestamp: 7, value: '{"hits":2}' },
    ]);
  });

  test('has none of Zipkin’s flags but debug, where it is Jaeger’s', () => {
    const flags = 0xffff;
    expect(of({ flags, format: SpanFormat.jaeger })).toMatchObject({ debug: true });
    expect(of({ flags, format: SpanFormat.jaeger })).not.toHaveProperty('shared');
    expect(of({ flags })).not.toHaveProperty('debug');
  });
});

describe('a list', () => {
  test('is JSON for whatever spans there are, also none', () => {
    expect(written([])).toBe('[]');
    fc.assert(
      fc.property(arbitraryRequest, ({ spans }) => {
        const list = JSON.parse(written(spans)) as { readonly id: string }[];
        expect(list.map((span) => span.id)).toEqual(spans.map((span) => span.spanId));
        const { rejected } = decoded(decodeZipkinJson, Buffer.from(JSON.stringify(list)));
        expect([...rejected.keys()].filter((reason) => !reason.includes('too large'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('comes in pieces of bounded size, also within a span', () => {
    const tags = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key.${i}`, 'x']));
    const [span] = spansOf([{ traceId: '1', id: '2', timestamp: 5, tags }]) as [Span];
    const pieces = [...writeZipkinJson([span, span])];
    expect(pieces.length).toBeGreaterThan(5);
    for (const piece of pieces) expect(piece.length).toBeLessThan(70_000);
    expect(JSON.parse(pieces.join(''))[1].tags).toEqual(tags);
  });
});

/** The span without what Zipkin does not keep: the order of tags. */
function withoutOrder(span: Span): object {
  const sorted = (list: Span['attributes']): readonly unknown[] =>
    list.map(({ key, value }) => `${key}=${String(value)}`).toSorted();
  const resource = { ...span.resource, attributes: sorted(span.resource.attributes) };
  return { ...span, attributes: sorted(span.attributes), resource };
}
