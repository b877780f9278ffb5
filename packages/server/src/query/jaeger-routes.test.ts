import { SpanKind, StatusCode } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queryServer, resourceOf, START, spanOf, storeOf } from './testing/query-server.ts';

const MICROS = Number(START / 1000n);
const FAILED = { data: null, total: 0, limit: 0, offset: 0 };

const other = '1111111111111111111111111111aaaa';
const store = await storeOf(
  spanOf(),
  spanOf({
    spanId: 'deea2627b52c928e',
    parentSpanId: 'e1e832722c8f5e2e',
    name: 'GET /stock/{id}',
    kind: SpanKind.server,
    resource: resourceOf('stock/eu'),
    status: StatusCode.error,
    attributes: [
      { key: 'http.status_code', value: 500n },
      { key: 'retry', value: true },
    ],
  }),
  spanOf({
    spanId: 'deea2627b52c928f',
    name: 'buy',
    kind: SpanKind.internal,
    events: [
      {
        time: START,
        name: 'cache-miss',
        attributes: [{ key: 'hits', value: 2.5 }],
        droppedAttributesCount: 0,
      },
    ],
  }),
  spanOf({
    traceId: other,
    start: START + 1_000_000_000n,
    duration: 2_000_000_000n,
    attributes: [{ key: 'http.status_code', value: '500' }],
  }),
  spanOf({
    traceId: '0000000000000000004bb5b8be7e6b0c',
    start: START - 1_000_000_000n,
    attributes: [{ key: 'http.status_code', value: 500 }],
    resource: {
      ...resourceOf('old'),
      attributes: [
        { key: 'service.name', value: 'old' },
        { key: 'hostname', value: 'box-1' },
      ],
    },
  }),
);
const app = queryServer(store);

async function get(url: string) {
  const response = await app.inject(url);
  expect(response.headers['content-type']).toMatch(/^application\/json/);
  expect(response.headers['cache-control']).toBe('no-store');
  return { status: response.statusCode, body: response.json() };
}

/** The ids of the traces that a search finds around the time of the spans. */
async function find(query: string): Promise<readonly string[]> {
  const { status, body } = await get(
    `/api/traces?start=${MICROS - 5_000_000}&end=${MICROS + 5_000_000}&${query}`,
  );
  expect({ status, errors: body.errors }).toEqual({ status: 200, errors: null });
  return body.data.map((trace: { readonly traceID: string }) => trace.traceID);
}

const [FIRST, OTHER, OLD] = ['9346bc9e4f8eae5a02ffd1bcda60092e', other, '004bb5b8be7e6b0c'];

describe('services and operations', () => {
  test('are listed as Jaeger lists them', async () => {
    expect(await get('/api/services')).toEqual({
      status: 200,
      body: { data: ['old', 'shop', 'stock/eu'], total: 3, limit: 0, offset: 0, errors: null },
    });
    expect((await get('/api/operations?service=shop')).body.data).toEqual([
      { name: 'buy', spanKind: '' },
      { name: 'buy', spanKind: 'internal' },
    ]);
    expect((await get('/api/operations?service=shop&spanKind=internal')).body).toEqual({
      ...{ data: [{ name: 'buy', spanKind: 'internal' }], total: 1, limit: 0, offset: 0 },
      errors: null,
    });
  });

  test('are listed by name under the service, each name once', async () => {
    expect((await get('/api/services/shop/operations')).body).toEqual({
      ...{ data: ['buy'], total: 1, limit: 0, offset: 0, errors: null },
    });
    expect((await get('/api/services/nobody/operations')).body.data).toEqual([]);
  });

  test.each(['stock%2Feu', 'stock/eu'])(
    'are found for a service with a slash: %s',
    async (name) => {
      expect((await get(`/api/services/${name}/operations`)).body.data).toEqual([
        'GET /stock/{id}',
      ]);
    },
  );

  test("are found under Jaeger's name for services without one", async () => {
    const nameless = queryServer(await storeOf(spanOf({ resource: resourceOf('') })));
    const name = 'OTLPResourceNoServiceName';
    const operations = await nameless.inject(`/api/services/${name}/operations`);
    expect(operations.json().data).toEqual(['buy']);
    const range = `start=${MICROS}&end=${MICROS}`;
    const found = await nameless.inject(`/api/traces?service=${name}&${range}`);
    expect(found.json().data).toHaveLength(1);
  });

  test('need a service, and a kind that there is', async () => {
    expect((await get('/api/operations')).body).toEqual({
      ...FAILED,
      errors: [{ code: 400, msg: "parameter 'service' is required" }],
    });
    expect((await get('/api/operations?service=a&spanKind=b')).status).toBe(400);
  });
});

describe('a trace by id', () => {
  test.each([
    ['9346bc9e4f8eae5a02ffd1bcda60092e', FIRST],
    ['9346BC9E4F8EAE5A02FFD1BCDA60092E', FIRST],
    ['k0a8nk%2BOrloC%2F9G82mAJLg==', FIRST],
    ['004bb5b8be7e6b0c', OLD],
    ['4bb5b8be7e6b0c', OLD],
    ['0000000000000000004bb5b8be7e6b0c', OLD],
  ])('is found by %s', async (id, traceID) => {
    const { status, body } = await get(`/api/traces/${id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ data: [expect.objectContaining({ traceID })], total: 0, limit: 0, offset: 0 },
      errors: null,
    });
  });

  test.each(['1', '0', '00000000000000000000000000000000'])(
    'that is not there is 404 as with Jaeger: %s',
    async (id) => {
      expect(await get(`/api/traces/${id}`)).toEqual({
        status: 404,
        body: { ...FAILED, errors: [{ code: 404, msg: 'trace not found' }] },
      });
    },
  );

  test('takes start and end as hints only, whatever their unit', async () => {
    expect((await get(`/api/traces/${FIRST}?start=1&end=${Date.now()}`)).status).toBe(200);
    expect((await get(`/api/traces/${FIRST}?start=now`)).body.errors).toEqual([
      {
        code: 400,
        msg: `parameter 'start' must be a whole number of microseconds, not "now"`,
      },
    ]);
  });

  test.each(['xyz', `${'0'.repeat(33)}1`, 'a'.repeat(5000), '', 'a/b'])(
    'that is no id is 400: %s',
    async (id) => {
      const { status, body } = await get(`/api/traces/${id}`);
      expect(status).toBe(400);
      expect(body.errors[0].msg).toContain("parameter 'traceID' must be 1 to 32 hex digits");
    },
  );
});

describe('adjustments', () => {
  const parent = spanOf({ kind: SpanKind.client, resource: hostOf('web', '10.0.0.1') });
  const early = spanOf({
    spanId: 'deea2627b52c928e',
    parentSpanId: parent.spanId,
    kind: SpanKind.server,
    start: START - 1_000_000n,
    duration: 1_000_000n,
    resource: hostOf('stock', '10.0.0.2'),
  });

  async function childOf(url: string, maxClockSkewNanos?: bigint) {
    const skewed = queryServer(
      await storeOf(parent, early),
      maxClockSkewNanos === undefined ? {} : { maxClockSkewNanos },
    );
    const { data } = (await skewed.inject(url)).json();
    const { startTime, warnings } = data[0].spans.find(
      (span: { readonly spanID: string }) => span.spanID === early.spanId,
    );
    return { startTime, warnings };
  }

  test('of clock skew only warn unless a server allows more', async () => {
    for (const url of [`/api/traces/${FIRST}`, `/api/traces?traceID=${FIRST}`]) {
      expect(await childOf(url)).toEqual({
        startTime: MICROS - 1000,
        warnings: ['clock skew adjustment disabled; not applying calculated delta of 3ms'],
      });
      expect((await childOf(url, 1_000_000_000n)).startTime).toBe(MICROS + 2000);
    }
  });

  test('are not made for those who want the spans raw', async () => {
    for (const url of [`/api/traces/${FIRST}?`, `/api/traces?traceID=${FIRST}&`]) {
      expect(await childOf(`${url}raw=true`, 1_000_000_000n)).toEqual({
        ...{ startTime: MICROS - 1000, warnings: null },
      });
    }
    expect((await get(`/api/traces/${FIRST}?raw=perhaps`)).status).toBe(400);
  });
});

describe('a search', () => {
  test('needs no service and gives the newest first', async () => {
    expect(await find('')).toEqual([OTHER, FIRST, OLD]);
    expect(await find('limit=2')).toEqual([OTHER, FIRST]);
  });

  test('finds by service, operation and duration of one span', async () => {
    expect(await find('service=stock%2Feu')).toEqual([FIRST]);
    expect(await find('service=shop&operation=buy')).toEqual([OTHER, FIRST]);
    expect(await find('service=stock%2Feu&operation=buy')).toEqual([]);
    expect(await find('minDuration=1.5s')).toEqual([OTHER]);
    expect(await find('service=shop&maxDuration=1s')).toEqual([FIRST]);
  });

  test('by a number finds integers, doubles and texts', async () => {
    expect(await find('tag=http.status_code:500')).toEqual([OTHER, FIRST, OLD]);
    expect(await find(`tags=${encodeURIComponent('{"http.status_code":"500"}')}`)).toEqual([
      OTHER,
      FIRST,
      OLD,
    ]);
  });

  test("finds tags of the span, of its logs and of its process, and Jaeger's names of fields", async () => {
    expect(await find('tag=retry:true')).toEqual([FIRST]);
    expect(await find('tag=hits:2.5')).toEqual([FIRST]);
    expect(await find('tag=hostname:box-1')).toEqual([OLD]);
    expect(await find('tag=error:true')).toEqual([FIRST]);
    expect(await find('tag=span.kind:server&tag=retry:true')).toEqual([FIRST]);
    expect(await find('tag=span.kind:server&tag=hits:2.5')).toEqual([]);
  });

  test('includes both ends of the range', async () => {
    const { body } = await get(`/api/traces?start=${MICROS}&end=${MICROS}`);
    expect(body.data).toHaveLength(1);
  });

  test('by ids gives those that are there, and says which are not', async () => {
    const { body } = await get(`/api/traces?traceID=4bb5b8be7e6b0c&traceID=abc&traceID=${other}`);
    expect(body.data.map((trace: { readonly traceID: string }) => trace.traceID)).toEqual([
      OLD,
      OTHER,
    ]);
    expect(body.errors).toEqual([{ msg: 'trace not found', traceID: '0000000000000abc' }]);
    expect((await get('/api/traces?traceID=abc')).body).toEqual({
      ...{ data: [], total: 0, limit: 0, offset: 0 },
      errors: [{ msg: 'trace not found', traceID: '0000000000000abc' }],
    });
  });

  test('that finds nothing is an empty list', async () => {
    expect((await get('/api/traces?service=nobody')).body).toEqual({
      ...{ data: [], total: 0, limit: 0, offset: 0, errors: null },
    });
  });

  test('never fails on the server, whatever is sent', async () => {
    const name = fc.constantFrom(
      ...['service', 'operation', 'start', 'end', 'lookback', 'limit', 'minDuration'],
      ...['maxDuration', 'tag', 'tags', 'traceID', 'raw', 'endTs', 'spanKind', '__proto__'],
    );
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.bigInt().map(String));
    const path = fc.constantFrom(
      ...['/api/traces', '/api/traces/1', '/api/services', '/api/operations', '/api/dependencies'],
    );
    await fc.assert(
      fc.asyncProperty(path, fc.array(fc.tuple(name, value)), async (url, pairs) => {
        const query = pairs.map(([key, one]) => `${key}=${encodeURIComponent(one)}`).join('&');
        const response = await app.inject(`${url}?${query}`);
        expect(response.statusCode).toBeLessThan(500);
        expect(response.json()).toHaveProperty('errors');
      }),
      { numRuns: 200 },
    );
  });
});

describe('dependencies', () => {
  const endTs = MICROS / 1000 + 60_000;

  test('are the calls between services of a range in milliseconds', async () => {
    expect(
      (await get(`/api/dependencies?endTs=${Math.round(endTs)}&lookback=120000`)).body,
    ).toEqual({
      data: [{ parent: 'shop', child: 'stock/eu', callCount: 1 }],
      ...{ total: 0, limit: 0, offset: 0, errors: null },
    });
    expect((await get('/api/dependencies?endTs=5&lookback=10')).body.data).toEqual([]);
  });

  test('can be had for one service', async () => {
    const url = `/api/dependencies?endTs=${Math.round(endTs)}&lookback=120000&service=`;
    expect((await get(`${url}shop`)).body.data).toHaveLength(1);
    expect((await get(`${url}old`)).body.data).toEqual([]);
  });

  test('need times that are numbers', async () => {
    expect((await get('/api/dependencies?lookback=1h')).body.errors).toEqual([
      {
        code: 400,
        msg: `parameter 'lookback' must be a whole number of milliseconds, not "1h"`,
      },
    ]);
  });
});

function hostOf(service: string, ip: string) {
  const resource = resourceOf(service);
  return { ...resource, attributes: [...resource.attributes, { key: 'ip', value: ip }] };
}
