import {
  batchOf,
  type Span,
  SpanBatchBuilder,
  SpanFormat,
  SpanKind,
  StatusCode,
} from '@clew/model';
import { decodeZipkinJson } from '@clew/protocols/zipkin';
import { StoreError } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resourceOf, spanOf } from '../testing/query-server.ts';
import { zipkinServer } from '../testing/zipkin-server.ts';

const MICROS = 1_795_451_101_190_030;
const MILLIS = Math.floor(MICROS / 1000);
const AROUND = `endTs=${MILLIS + 60_000}&lookback=120000`;

const [SHOP, STOCK, LATER] = [
  '000000000000000a',
  '00000000000000ff000000000000000b',
  '00000000000000cc',
];

/** What clients of Zipkin posted: a call from shop to stock and on to a database, one to itself, a later one. */
const posted = [
  {
    ...{
      traceId: SHOP,
      id: '1',
      kind: 'CLIENT',
      name: 'get /stock',
      timestamp: MICROS,
      duration: 9,
    },
    localEndpoint: { serviceName: 'Shop', ipv4: '10.0.0.1' },
    remoteEndpoint: { serviceName: 'Stock', port: 80 },
    annotations: [{ timestamp: MICROS + 1, value: 'ws' }],
    tags: { 'http.path': '/x', error: '' },
  },
  {
    ...{ traceId: SHOP, id: '1', kind: 'SERVER', name: 'get /stock', shared: true },
    ...{ timestamp: MICROS + 2, duration: 5, localEndpoint: { serviceName: 'stock' } },
    tags: { 'http.path': '/y', 'http.method': 'GET' },
  },
  {
    ...{ traceId: SHOP, id: '2', parentId: '1', kind: 'CLIENT', name: 'select' },
    ...{ timestamp: MICROS + 3, duration: 2, localEndpoint: { serviceName: 'stock' } },
    remoteEndpoint: { serviceName: 'mysql' },
  },
  {
    ...{ traceId: STOCK, id: '3', name: 'tick', timestamp: MICROS + 1_000_000, duration: 4000 },
    localEndpoint: { serviceName: 'stock' },
  },
];
const later: Span = spanOf({
  ...{ traceId: LATER.padStart(32, '0'), name: 'GET /Orders', kind: SpanKind.client },
  ...{ start: BigInt(MICROS + 2_000_000) * 1000n, format: SpanFormat.otlp },
  ...{ status: StatusCode.error, resource: resourceOf('Shop') },
  attributes: [{ key: 'peer.service', value: 'Billing' }],
});

async function storeWith(): Promise<ReferenceStore> {
  const store = new ReferenceStore();
  const builder = new SpanBatchBuilder();
  const { rejected } = decodeZipkinJson(Buffer.from(JSON.stringify(posted)), builder);
  expect(rejected).toEqual(new Map());
  await store.write(builder.finish(), { tenant: '' });
  await store.write(batchOf([later]), { tenant: '' });
  return store;
}

const app = zipkinServer(await storeWith());

async function get(url: string) {
  const { statusCode, headers, body } = await app.inject(url);
  return { status: statusCode, type: headers['content-type'], headers, body };
}

async function json(url: string) {
  const { status, type, body } = await get(url);
  expect({ status, type }).toEqual({
    status: 200,
    type: expect.stringMatching(/^application\/json/),
  });
  return JSON.parse(body);
}

/** The ids of the traces that a search finds around the time of the spans. */
async function find(query: string): Promise<readonly string[]> {
  const traces = (await json(`/api/v2/traces?${AROUND}&${query}`)) as { traceId: string }[][];
  return traces.map(([span]) => span?.traceId ?? '');
}

describe('names', () => {
  test('are in lower case, sorted and each there once', async () => {
    expect(await json('/api/v2/services')).toEqual(['shop', 'stock']);
    expect(await json('/api/v2/spans?serviceName=SHOP')).toEqual(['get /orders', 'get /stock']);
    expect(await json('/api/v2/remoteServices?serviceName=shop')).toEqual(['billing', 'stock']);
    expect(await json('/api/v2/remoteServices?serviceName=stock')).toEqual(['mysql']);
  });

  test('of no service are none, and without a service refused', async () => {
    for (const list of ['spans', 'remoteServices']) {
      expect(await json(`/api/v2/${list}?serviceName=none`)).toEqual([]);
      expect(await json(`/api/v2/${list}?serviceName=`)).toEqual([]);
      expect(await get(`/api/v2/${list}`)).toMatchObject({
        status: 400,
        type: 'text/plain; charset=utf-8',
        body: 'Mandatory parameter/header/attribute is missing: serviceName',
      });
    }
  });

  test('are cached by clients once there are more than three services', async () => {
    const store = await storeWith();
    const server = zipkinServer(store);
    const cache = async (path: string) => (await server.inject(path)).headers['cache-control'];
    expect(await cache('/api/v2/services')).toBeUndefined();
    expect(await cache('/api/v2/spans?serviceName=shop')).toBeUndefined();
    const more = ['a', 'b'].map((name) =>
      spanOf({ spanId: `000000000000000${name}`, resource: resourceOf(name) }),
    );
    await store.write(batchOf(more), { tenant: '' });
    const cached = 'max-age=300, must-revalidate';
    expect(await cache('/api/v2/services')).toBe(cached);
    expect(await cache('/api/v2/spans?serviceName=shop')).toBe(cached);
    expect(await cache('/api/v2/remoteServices?serviceName=shop')).toBe(cached);
    expect(await cache('/api/v2/autocompleteKeys')).toBe(cached);
  });

  test('of tags and their values are offered for completion', async () => {
    expect(await json('/api/v2/autocompleteKeys')).toEqual(
      ['error', 'http.method', 'http.path', 'net.peer.port', 'peer.service'].toSorted(),
    );
    expect(await json('/api/v2/autocompleteValues?key=http.path')).toEqual(['/x', '/y']);
    expect(await json('/api/v2/autocompleteValues?key=none')).toEqual([]);
    expect(await get('/api/v2/autocompleteValues?key=')).toMatchObject({
      status: 400,
      body: 'key was empty',
    });
    expect((await get('/api/v2/autocompleteValues')).status).toBe(400);
  });
});

describe('a search', () => {
  test('gives traces, newest first, each with all of its spans', async () => {
    expect(await find('')).toEqual([LATER, STOCK, SHOP]);
    const [, , shop] = await json(`/api/v2/traces?${AROUND}`);
    expect(shop.map((span: { id: string }) => span.id).sort()).toEqual(
      ['1', '1', '2'].map((id) => id.padStart(16, '0')),
    );
    expect(await find('limit=2')).toEqual([LATER, STOCK]);
    expect(await find('limit=2000000')).toHaveLength(3);
  });

  test.each([
    ['serviceName=SHOP', [LATER, SHOP]],
    ['serviceName=stock', [STOCK, SHOP]],
    ['serviceName=none', []],
    ['serviceName=&spanName=', [LATER, STOCK, SHOP]],
    ['spanName=GET%20/stock', [SHOP]],
    ['spanName=get%20/orders', [LATER]],
    ['spanName=all', [LATER, STOCK, SHOP]],
    [`spanName=${'x'.repeat(400)}`, []],
    ['spanName=.*', []],
    ['serviceName=stock&spanName=select', [SHOP]],
    ['serviceName=shop&spanName=select', []],
    ['remoteServiceName=mysql', [SHOP]],
    ['remoteServiceName=BILLING', [LATER]],
    ['serviceName=shop&remoteServiceName=billing', [LATER]],
    ['serviceName=shop&remoteServiceName=mysql', []],
    ['minDuration=4000', [LATER, STOCK]],
    ['minDuration=4000&maxDuration=4000', [STOCK]],
    ['minDuration=9&maxDuration=9', [SHOP]],
    ['serviceName=stock&minDuration=9&maxDuration=9', []],
    ['annotationQuery=error', [LATER, SHOP]],
    ['annotationQuery=ws', [SHOP]],
    ['annotationQuery=http.path=/x', [SHOP]],
    ['annotationQuery=http.path', [SHOP]],
    // Each on some span, also on different ones.
    ['annotationQuery=http.method=GET%20and%20error%20and%20ws', [SHOP]],
    ['annotationQuery=http.method=GET%20and%20none', []],
    // Of the service that is asked for.
    ['serviceName=shop&annotationQuery=http.method=GET', []],
    ['serviceName=stock&annotationQuery=http.method%20=%20GET%20', [SHOP]],
    // The last value of a key counts.
    ['annotationQuery=http.path=/no%20and%20http.path=/x', [SHOP]],
    ['annotationQuery==x', [LATER, STOCK, SHOP]],
    ['annotationQuery=%20', [LATER, STOCK, SHOP]],
  ])('for %s finds %j', async (query, expected) => {
    expect(await find(query)).toEqual(expected);
  });

  test('looks back from its end, which is now by default, for a day by default', async () => {
    const at = (query: string) => json(`/api/v2/traces?${query}`);
    expect(await at(`endTs=${MILLIS + 500}&lookback=500`)).toHaveLength(1);
    expect(await at(`endTs=${MILLIS - 1}`)).toEqual([]);
    expect(await at(`endTs=${MILLIS + 86_399_000}`)).toHaveLength(3);
    expect(await at(`endTs=${MILLIS + 86_405_000}`)).toEqual([]);
    expect(await at(`endTs=${MILLIS}&lookback=9223372036854775807`)).toHaveLength(1);
    expect(await at('')).toEqual([]);
  });

  test.each([
    ['limit=0', 'limit <= 0'],
    ['limit=-5', 'limit <= 0'],
    ['limit=abc', 'For input string: "abc"'],
    ['limit=1.5', 'For input string: "1.5"'],
    ['limit=2147483648', 'For input string: "2147483648"'],
    ['endTs=0', 'endTs <= 0'],
    ['endTs=9223372036854775808', 'For input string: "9223372036854775808"'],
    ['endTs=soon', 'For input string: "soon"'],
    ['lookback=-1', 'lookback <= 0'],
    ['minDuration=-1', 'minDuration <= 0'],
    ['minDuration=5&maxDuration=4', 'maxDuration < minDuration'],
    ['maxDuration=4', 'maxDuration is only valid with minDuration'],
  ])('with %s is refused: %s', async (query, message) => {
    expect(await get(`/api/v2/traces?${query}`)).toMatchObject({
      ...{ status: 400, type: 'text/plain; charset=utf-8', body: message },
    });
  });
});

describe('a trace', () => {
  test('is found by its id, also unpadded', async () => {
    for (const id of ['a', SHOP, SHOP.padStart(32, '0'), 'A']) {
      const spans = await json(`/api/v2/trace/${id}`);
      expect(spans).toHaveLength(3);
    }
    const [span] = await json(`/api/v2/trace/${STOCK}`);
    expect(span).toEqual({
      ...{ traceId: STOCK, id: '0000000000000003', name: 'tick', timestamp: MICROS + 1_000_000 },
      ...{ duration: 4000, localEndpoint: { serviceName: 'stock' } },
    });
  });

  test.each([
    ['1', 404, '0000000000000001 not found'],
    ['10000000000000002', 404, '00000000000000010000000000000002 not found'],
    ['xyz', 400, 'xyz should be lower-hex encoded with no prefix'],
    ['0', 400, 'traceId is all zeros'],
    ['%20', 400, 'traceId is empty'],
    ['1'.repeat(33), 400, 'traceId.length > 32'],
    ['1'.repeat(5000), 400, 'traceId.length > 32'],
    ['a/b', 400, 'a/b should be lower-hex encoded with no prefix'],
  ])('of the id %s is answered with %i', async (id, status, body) => {
    expect(await get(`/api/v2/trace/${id}`)).toMatchObject({
      ...{ status, type: 'text/plain; charset=utf-8', body },
    });
  });

  test('comes among several, in the order in which they were asked for', async () => {
    const traces = await json(`/api/v2/traceMany?traceIds=${STOCK},1,${SHOP}`);
    expect(traces.map((spans: { traceId: string }[]) => spans[0]?.traceId)).toEqual([STOCK, SHOP]);
    expect(await json('/api/v2/traceMany?traceIds=1,2')).toEqual([]);
  });

  test.each([
    ['', 'Mandatory parameter/header/attribute is missing: traceIds'],
    ['?traceIds=', 'traceIds parameter is empty'],
    ['?traceIds=1', 'Use /api/v2/trace/{traceId} endpoint to retrieve a single trace'],
    ['?traceIds=1,01', 'redundant traceId: 01'],
    ['?traceIds=1,x', 'x should be lower-hex encoded with no prefix'],
    ['?traceIds=1,', 'traceId is empty'],
  ])('list %s is refused: %s', async (query, body) => {
    expect(await get(`/api/v2/traceMany${query}`)).toMatchObject({ status: 400, body });
  });

  test('that can’t be read at once fails with a status', async () => {
    const store = new ReferenceStore();
    store.trace = () => Promise.reject(new StoreError('CLEW_STORE_TIMEOUT', 'it took too long'));
    const response = await zipkinServer(store).inject('/api/v2/trace/1');
    expect([response.statusCode, response.body]).toEqual([504, 'it took too long']);
  });
});

describe('dependencies', () => {
  test('are calls by both ends, in lower case, with errors where there are any', async () => {
    expect(await json(`/api/v2/dependencies?${AROUND}`)).toEqual([
      { parent: 'shop', child: 'billing', callCount: 1, errorCount: 1 },
      { parent: 'shop', child: 'stock', callCount: 1 },
      { parent: 'stock', child: 'mysql', callCount: 1 },
    ]);
    expect(await json(`/api/v2/dependencies?endTs=${MILLIS - 1}`)).toEqual([]);
  });

  test.each([
    ['', 'Mandatory parameter/header/attribute is missing: endTs'],
    ['?endTs=', 'For input string: ""'],
    ['?endTs=0', 'endTs <= 0'],
    ['?endTs=1&lookback=0', 'lookback <= 0'],
    ['?endTs=x', 'For input string: "x"'],
  ])('%s are refused: %s', async (query, body) => {
    expect(await get(`/api/v2/dependencies${query}`)).toMatchObject({ status: 400, body });
  });
});

describe('the server', () => {
  test('answers the same below /zipkin, for Zipkin’s web app', async () => {
    for (const path of ['services', `traces?${AROUND}`, `trace/${SHOP}`, 'autocompleteKeys']) {
      expect(await json(`/zipkin/api/v2/${path}`)).toEqual(await json(`/api/v2/${path}`));
    }
    expect((await get('/zipkin/api/v2/trace/1')).status).toBe(404);
    expect(await json('/zipkin/config.json')).toMatchObject({
      searchEnabled: true,
      queryLimit: 10,
    });
    expect((await get('/config.json')).headers['cache-control']).toBe('max-age=600');
  });

  test('says how it is and what', async () => {
    const up = { status: 'UP' };
    expect(await json('/health')).toEqual({
      status: 'UP',
      zipkin: { status: 'UP', details: { 'Clew{}': up } },
    });
    expect(await json('/info')).toEqual({ zipkin: { version: '1.2.3', commit: 'clew' } });
    expect(await json('/metrics')).toEqual({
      'counter.zipkin_collector.messages.http': 1,
      'counter.zipkin_collector.messages_dropped.http': 2,
      'counter.zipkin_collector.bytes.http': 3,
      'counter.zipkin_collector.spans.http': 4,
      'counter.zipkin_collector.spans_dropped.http': 5,
    });
    expect(await get('/prometheus')).toMatchObject({ status: 200, body: 'up 1\n' });
  });

  test('is down when its store is', async () => {
    const store = new ReferenceStore();
    await store.close();
    const response = await zipkinServer(store).inject('/health');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ status: 'DOWN', zipkin: { status: 'DOWN' } });
  });

  test('leads bookmarks of Zipkin’s web app to Clew’s', async () => {
    const to = async (path: string) => (await get(path)).headers.location;
    expect(await to('/')).toBe('http://localhost:16686/');
    expect(await to('/zipkin')).toBe('http://localhost:16686/');
    expect(await to('/zipkin/traces/a')).toBe(`http://localhost:16686/trace/${SHOP}`);
    expect((await get('/zipkin/traces/%3Cscript%3E')).status).toBe(400);
    const without = zipkinServer(new ReferenceStore(), { webAppPort: () => undefined });
    expect((await without.inject('/zipkin/')).statusCode).toBe(404);
  });

  test('tells of each request by its route', async () => {
    const endpoints: string[] = [];
    const server = zipkinServer(new ReferenceStore(), { observe: (one) => endpoints.push(one) });
    await server.inject('/api/v2/trace/1');
    await server.inject('/zipkin/api/v2/services');
    expect(endpoints).toEqual(['/api/v2/trace/*', '/zipkin/api/v2/services']);
  });

  test('answers whatever parameters with what it found or with why not', async () => {
    const names = [
      ...['serviceName', 'spanName', 'remoteServiceName', 'annotationQuery', 'minDuration'],
      ...['maxDuration', 'endTs', 'lookback', 'limit', 'traceIds', 'key'],
    ];
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.integer({ min: -5 }).map(String),
      fc.constantFrom('(?i', '\\Q', 'a and b=c and ', ',', '1,2', '__proto__', '\u0000', '٣'),
    );
    const paths = ['traces', 'spans', 'remoteServices', 'traceMany', 'dependencies', 'services'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths, 'autocompleteKeys', 'autocompleteValues'),
        fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 5 }),
        async (path, parameters) => {
          const { status } = await get(`/api/v2/${path}?${new URLSearchParams(parameters)}`);
          expect([200, 400]).toContain(status);
        },
      ),
      { numRuns: 300 },
    );
  });
});
