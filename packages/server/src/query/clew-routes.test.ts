import { type Engine, openEngine } from '@clew/engine';
import {
  type Attribute,
  type AttributeValue,
  batchOf,
  type Span,
  SpanBatch,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanKind,
  StatusCode,
  spanObject,
} from '@clew/model';
import { decodeSegment } from '@clew/protocols/skywalking';
import {
  encodeSegment,
  plainReference,
  plainSegment,
  plainSpan,
} from '@clew/protocols/skywalking/testing/segment-encoder.ts';
import { StoreError } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryServer, resourceOf, START, spanOf, storeOf } from './testing/query-server.ts';

const root = spanOf({ resource: resourceOf('shop', { 'host.name': 'srv-a' }) });
const child = spanOf({
  spanId: 'deea2627b52c928e',
  parentSpanId: root.spanId,
  name: 'sell',
  kind: SpanKind.server,
  start: START + 1_000_000n,
  resource: resourceOf('stock'),
  status: StatusCode.error,
  attributes: [{ key: 'http.status_code', value: 500n }],
});
const later = spanOf({
  traceId: '0000000000000000004bb5b8be7e6b0c',
  start: START + 1_000_000_000n,
});
const store = await storeOf(root, child, later);
const app = queryServer(store, { status: () => ({ version: '1.2.3', storage: 'memory' }) });

/** What an agent of SkyWalking calls a trace, and its MurmurHash3_x86_128. */
const AGENT_TRACE = '5d1ab2a4.41.16500000000000001';
const AGENT_TRACE_ID = '525f379bc0dbb096508c5f7d54b5bafc';

function linkTo(traceId: string, spanId = '00000000000000aa', attributes: Attribute[] = []) {
  return { traceId, spanId, attributes, traceState: '', flags: 0, droppedAttributesCount: 0 };
}

async function get(path: string) {
  const response = await app.inject(`/api/clew/v1/${path}`);
  expect(response.headers['content-type']).toMatch(/^application\/json/);
  expect(response.headers['cache-control']).toBe('no-store');
  return { status: response.statusCode, body: response.json() };
}

const RANGE = `from=${START - 1n}&to=${START + 2_000_000_000n}`;

async function find(query: string): Promise<readonly string[]> {
  const { status, body } = await get(`search?${RANGE}&${query}`);
  expect(status).toBe(200);
  return body.traces.map((trace: { readonly traceId: string }) => trace.traceId);
}

describe('a search', () => {
  test('gives summaries, newest first, with times as texts', async () => {
    const { body } = await get(`search?${RANGE}`);
    expect(body.partial).toBe(false);
    expect(body).not.toHaveProperty('cursor');
    expect(body.traces).toEqual([
      expect.objectContaining({ traceId: later.traceId }),
      {
        traceId: root.traceId,
        start: String(START),
        duration: '6000000',
        rootService: 'shop',
        rootName: 'buy',
        rootMissing: false,
        spanCount: 2,
        errorCount: 1,
        services: [
          { name: 'shop', spanCount: 1, errorCount: 0 },
          { name: 'stock', spanCount: 1, errorCount: 1 },
        ],
        hosts: [{ name: 'srv-a', spanCount: 1, errorCount: 0 }],
      },
    ]);
  });

  test('finds by what one span has', async () => {
    expect(await find('service=stock&operation=sell&kind=server')).toEqual([root.traceId]);
    expect(await find('service=stock&operation=buy')).toEqual([]);
    expect(await find('tag=http.status_code%3D500')).toEqual([root.traceId]);
    expect(await find('tag=http.status_code')).toEqual([root.traceId]);
    expect(await find('service=stock&tag=!http.status_code')).toEqual([]);
    expect(await find('minDuration=5ms&maxDuration=5ms')).toHaveLength(2);
  });

  test('tells traces with errors from those without', async () => {
    expect(await find('error=true')).toEqual([root.traceId]);
    expect(await find('error=true&service=shop')).toEqual([]);
    expect(await find('error=false')).toEqual([later.traceId]);
  });

  test('gives the largest first where it is asked to, page by page', async () => {
    expect(await find('order=start')).toEqual([later.traceId, root.traceId]);
    expect(await find('order=duration')).toEqual([root.traceId, later.traceId]);
    expect(await find('order=spans')).toEqual([root.traceId, later.traceId]);
    expect(await find('order=errors')).toEqual([root.traceId, later.traceId]);
    const { cursor } = (await get(`search?${RANGE}&order=errors&limit=1`)).body;
    const next = `search?limit=1&cursor=${encodeURIComponent(cursor)}`;
    expect((await get(`${next}&order=errors`)).body.traces).toMatchObject([
      { traceId: later.traceId },
    ]);
    expect((await get(`${next}&order=spans`)).body.error).toMatchObject({
      ...{ code: 'CLEW_STORE_BAD_CURSOR', parameter: 'cursor' },
      message: expect.stringContaining('in order of errorCount, not of spanCount'),
    });
  });

  test('goes on where the page before ended', async () => {
    const first = (await get(`search?${RANGE}&limit=1`)).body;
    expect(first.traces).toHaveLength(1);
    const next = (await get(`search?limit=1&cursor=${encodeURIComponent(first.cursor)}`)).body;
    expect(next.traces).toEqual([expect.objectContaining({ traceId: root.traceId })]);
    expect(next).not.toHaveProperty('cursor');
  });

  test('refuses bad parameters by name', async () => {
    expect(await get('search?limit=many')).toEqual({
      status: 400,
      body: {
        error: {
          code: 'CLEW_BAD_PARAMETER',
          message: `parameter 'limit' must be a whole number from 1 to 1000, not "many"`,
          parameter: 'limit',
        },
      },
    });
    for (const cursor of ['nonsense', '1.2.nonsense']) {
      const { status, body } = await get(`search?cursor=${cursor}`);
      expect({ status, parameter: body.error.parameter }).toEqual({
        ...{ status: 400, parameter: 'cursor' },
      });
    }
  });

  test('never fails on the server, whatever is sent', async () => {
    const name = fc.constantFrom(
      ...['service', 'operation', 'kind', 'error', 'minDuration', 'maxDuration', 'tag', 'from'],
      ...['to', 'limit', 'order', 'cursor', 'scope', 'key', 'q'],
    );
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.bigInt().map(String));
    const path = fc.constantFrom('search', 'traces/1', 'operations', 'attribute-values', 'x');
    await fc.assert(
      fc.asyncProperty(path, fc.array(fc.tuple(name, value)), async (url, pairs) => {
        const query = pairs.map(([key, one]) => `${key}=${encodeURIComponent(one)}`).join('&');
        const response = await app.inject(`/api/clew/v1/${url}?${query}`);
        expect(response.statusCode).toBeLessThan(500);
        if (response.statusCode >= 400) expect(response.json()).toHaveProperty('error.code');
      }),
      { numRuns: 200 },
    );
  });
});

describe("a search by TraceQL's span filter", () => {
  const spans = [
    ...[root, child, later],
    spanOf({
      traceId: '0000000000000000000000000000000a',
      name: 'pay',
      kind: SpanKind.client,
      start: START + 5n,
      duration: 90_000_000n,
      status: StatusCode.ok,
      attributes: [
        { key: 'http.method', value: 'POST' },
        { key: 'retry', value: true },
        { key: 'a b', value: 1.5 },
      ],
    }),
    spanOf({
      traceId: '0000000000000000000000000000000b',
      start: START + 6n,
      resource: resourceOf('stock'),
      attributes: [
        { key: 'http.method', value: 'GET' },
        { key: 'http.status_code', value: 404n },
      ],
    }),
    spanOf({
      traceId: '0000000000000000000000000000000c',
      name: 'refund',
      start: START + 7n,
      links: [
        linkTo(root.traceId, child.spanId, [{ key: 'batch.size', value: 3n }]),
        linkTo(AGENT_TRACE_ID),
      ],
    }),
    spanOf({
      traceId: '0000000000000000000000000000000d',
      name: 'count',
      start: START + 8n,
      links: [linkTo(later.traceId)],
    }),
  ];
  type Tags = ReadonlyMap<string, AttributeValue>;
  const traceIds = [...new Set(spans.map((span) => span.traceId))];
  let engine: Engine | undefined;
  let server = app;

  beforeAll(async () => {
    engine = await openEngine({});
    await engine.write(batchOf(spans), { tenant: '' });
    server = queryServer(engine);
  });
  afterAll(() => engine?.close());

  test.each<[string, (span: Span, tags: Tags) => boolean]>([
    ['{}', () => true],
    ['{ name = "buy" && resource.service.name = "shop" }', (span) => isOf(span, 'shop', 'buy')],
    ['{ .http.status_code >= 500 }', (_, tags) => Number(tags.get('http.status_code')) >= 500],
    [
      '{ span.http.status_code != 500 }',
      (_, tags) => tags.has('http.status_code') && tags.get('http.status_code') !== 500n,
    ],
    [
      '{ .http.method =~ "GET|POST" && !(.retry = true) }',
      (_, tags) => tags.has('http.method') && tags.get('retry') !== true,
    ],
    ['{ .http.method !~ "GET" }', (_, tags) => tags.get('http.method') === 'POST'],
    ['{ .http.method =~ "(?i)p.*" }', (_, tags) => tags.get('http.method') === 'POST'],
    ['{ .http.method !~ ".*ST" }', (_, tags) => tags.get('http.method') === 'GET'],
    ['{ resource.service.name =~ "sh?.*" && name !~ "b.+" }', (span) => span.name !== 'buy'],
    ['{ ."a b" > 1 && .retry != nil }', (_, tags) => tags.has('a b') && tags.has('retry')],
    ['{ .http.method = nil }', (_, tags) => !tags.has('http.method')],
    ['{ kind = server || kind = client }', ({ kind }) => kind === 2 || kind === 3],
    ['{ status = error }', ({ status }) => status === StatusCode.error],
    ['{ duration > 20ms && status = ok }', ({ duration }) => duration > 20_000_000n],
    ['{ span:duration <= 5ms }', ({ duration }) => duration <= 5_000_000n],
    ['{ rootServiceName = "shop" && name = "sell" }', ({ name }) => name === 'sell'],
    ['{ rootName = "nothing" || name = "pay" }', ({ name }) => name === 'pay'],
    ['{ name = "buy" && name = "sell" }', () => false],
    [`{ link:traceID = "${root.traceId.toUpperCase()}" }`, (span) => span.name === 'refund'],
    ['{ link:traceID = "4bb5b8be7e6b0c" }', (span) => span.name === 'count'],
    [`{ link:traceID = "${AGENT_TRACE}" }`, (span) => span.name === 'refund'],
    [`{ link:traceID != "${later.traceId}" }`, (span) => span.name === 'refund'],
    ['{ link:traceID = "c" }', () => false],
    ['{ link:traceID != nil }', (span) => span.links.length > 0],
    ['{ link:spanID = nil && name != "buy" }', ({ name }) => name === 'sell' || name === 'pay'],
    [`{ link:spanID = "${child.spanId}" && link.batch.size > 2 }`, ({ name }) => name === 'refund'],
    ['{ .batch.size > 2 }', () => false],
  ])('finds what a filter over the spans finds: %s', async (query, accepts) => {
    const expected = spans
      .filter((span) => accepts(span, new Map(span.attributes.map((one) => [one.key, one.value]))))
      .map((span) => span.traceId);
    expect(await ids(query)).toEqual(traceIds.filter((id) => expected.includes(id)).sort());
  });

  test('finds who consumed messages of a trace by what an agent of SkyWalking calls it', async () => {
    const builder = new SpanBatchBuilder();
    const refs = ['a.1.1', 'b.2.2'].map((traceId) => ({ ...plainReference, traceId }));
    decodeSegment(encodeSegment({ ...plainSegment, spans: [{ ...plainSpan, refs }] }), builder);
    const consumed = new ReferenceStore();
    await consumed.write(builder.finish(), { tenant: '' });
    const found = async (id: string): Promise<readonly unknown[]> => {
      const query = encodeURIComponent(`{ link:traceID = "${id}" }`);
      const path = `/api/clew/v1/search?from=0&q=${query}`;
      return (await queryServer(consumed).inject(path)).json().traces;
    };
    const traces = [expect.objectContaining({ traceId: plainSegment.traceId })];
    expect(await found('a.1.1')).toEqual(traces);
    expect(await found('b.2.2')).toEqual(traces);
    expect(await found('a.1.2')).toEqual([]);
  });

  test('tells several spans of a trace from one', async () => {
    expect(await ids('{ name = "buy" } && { name = "sell" }')).toEqual([root.traceId]);
    expect(await ids('{ name = "pay" } || { name = "sell" }')).toHaveLength(2);
  });

  test('holds together with the other parameters', async () => {
    expect(await ids('{ name = "buy" }', '&error=true')).toEqual([root.traceId]);
    expect(await ids('{ name = "pay" }', '&error=true')).toEqual([]);
  });

  test('says what is wrong and where', async () => {
    const refused = async (query: string) => {
      const { status, body } = await get(`search?q=${encodeURIComponent(query)}`);
      return { status, ...body.error };
    };
    expect(await refused('{ name = }')).toEqual({
      ...{ status: 400, code: 'CLEW_BAD_PARAMETER', parameter: 'q' },
      message: expect.stringContaining("parameter 'q' can't be read: found '}' at position 10"),
    });
    expect(await refused('{ name =~ "(b" }')).toEqual({
      ...{ status: 400, code: 'CLEW_BAD_PARAMETER', parameter: 'q' },
      message: expect.stringContaining(
        "has a regular expression at position 11 that can't be used: missing closing )",
      ),
    });
  });

  async function ids(query: string, further = ''): Promise<readonly string[]> {
    const path = `/api/clew/v1/search?${RANGE}&q=${encodeURIComponent(query)}${further}`;
    const response = await server.inject(path);
    expect(response.statusCode).toBe(200);
    const traces: readonly { readonly traceId: string }[] = response.json().traces;
    return traces.map(({ traceId }) => traceId).sort();
  }

  function isOf(span: Span, service: string, name: string): boolean {
    return span.resource.serviceName === service && span.name === name;
  }
});

describe('a trace', () => {
  test('comes as the batch that was stored', async () => {
    const response = await app.inject(`/api/clew/v1/traces/${root.traceId}`);
    expect(response.headers['content-type']).toBe('application/vnd.clew.span-batch');
    expect(response.headers['cache-control']).toBe('no-store');
    const spans = new SpanBatchReader(new SpanBatch(response.rawPayload)).spans();
    expect([...spans].map(spanObject)).toEqual([root, child]);
  });

  test('is found by a short id', async () => {
    expect((await app.inject('/api/clew/v1/traces/4bb5b8be7e6b0c')).statusCode).toBe(200);
  });

  test('that is not there is 404, and what is no id is 400', async () => {
    expect(await get('traces/1')).toEqual({
      status: 404,
      body: { error: { code: 'CLEW_TRACE_NOT_FOUND', message: 'trace not found' } },
    });
    expect((await get('traces/xyz')).body.error).toMatchObject({
      ...{ code: 'CLEW_BAD_PARAMETER', parameter: 'traceId' },
    });
  });
});

describe('what there is to search for', () => {
  test('are services, operations, attribute keys and values', async () => {
    expect((await get('services')).body).toEqual({ services: ['shop', 'stock'] });
    expect((await get('operations?service=stock')).body).toEqual({
      operations: [{ name: 'sell', kind: 'server' }],
    });
    expect((await get('attribute-keys')).body.keys).toContainEqual({
      ...{ scope: 'span', key: 'http.status_code' },
    });
    expect((await get('attribute-values?scope=span&key=http.status_code')).body).toEqual({
      values: ['500'],
    });
  });

  test.each([
    ['operations', 'service'],
    ['attribute-values?scope=span', 'key'],
    ['attribute-values?key=a', 'scope'],
    ['attribute-values?key=a&scope=any', 'scope'],
    ['attribute-values?key=a&scope=span&limit=0', 'limit'],
  ])('needs its parameters: %s', async (path, parameter) => {
    const { status, body } = await get(path);
    expect({ status, parameter: body.error.parameter }).toEqual({ status: 400, parameter });
  });
});

test('the status is what the server says it is', async () => {
  expect((await get('status')).body).toEqual({ version: '1.2.3', storage: 'memory' });
});

test.each(['nothing', 'traces', ''])('what there is not is 404 in JSON: %s', async (path) => {
  const { status, body } = await get(`${path}?a=b`);
  expect({ status, code: body.error.code }).toEqual({ status: 404, code: 'CLEW_NO_SUCH_PATH' });
});

test('a failing store is its own status and code', async () => {
  class FullStore extends ReferenceStore {
    override async services(): Promise<never> {
      throw new StoreError('CLEW_STORE_CLOSED', 'this store has been closed');
    }
  }
  const response = await queryServer(new FullStore()).inject('/api/clew/v1/services');
  expect(response.statusCode).toBe(503);
  expect(response.json()).toEqual({
    error: { code: 'CLEW_STORE_CLOSED', message: 'this store has been closed' },
  });
});
