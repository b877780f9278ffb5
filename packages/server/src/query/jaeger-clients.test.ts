// Plays what others ask of Jaeger's API: Grafana's data source, as its pkg/tsdb/jaeger calls and
// decodes, and a script that goes through the services.
import { ReferenceStore } from '@clew/storage/reference';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  AFTER_CAPTURE,
  clients,
  type JaegerSpan,
  type JaegerTrace,
  replay,
} from './testing/captures.ts';
import { queryServer } from './testing/query-server.ts';

const store = new ReferenceStore();
const app = queryServer(store);

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: AFTER_CAPTURE });
  for (const client of clients) await replay(client, store);
});
afterAll(() => {
  vi.useRealTimers();
});

async function get(url: string) {
  const response = await app.inject(url);
  expect(response.statusCode).toBe(200);
  return response.json();
}

describe("Grafana's data source", () => {
  // What its query editor has as the time range: the last hour.
  const [from, to] = [AFTER_CAPTURE - 3_600_000, AFTER_CAPTURE];

  test('is healthy when there are services', async () => {
    const { data } = await get('/api/services');
    expect(data).toContain('goods-web');
  });

  test('lists operations', async () => {
    const { data } = await get('/api/services/goods-web/operations');
    expect(data).toEqual(['/Goods/GoodsList', '/g/v1/goods']);
  });

  test('searches, and shows each trace by its first span', async () => {
    const tags = encodeURIComponent('{"error":"true"}');
    const { data } = await get(
      `/api/traces?end=${to}000&limit=20&maxDuration=10s&minDuration=1us&operation=checkout&service=go-jaeger-udp&start=${from}000&tags=${tags}`,
    );
    // The operation and the tag belong to the same span, and checkout has no error.
    expect(data).toEqual([]);
    const found = await get(
      `/api/traces?end=${to}000&limit=20&service=go-jaeger-udp&start=${from}000&tags=${tags}`,
    );
    expect(found.data).toHaveLength(1);
    expectTrace(found.data[0]);
  });

  test('shows a trace, with the range of its panel in milliseconds', async () => {
    const { data } = await get(`/api/traces/004bb5b8be7e6b0c?end=${to}&start=${from}`);
    expectTrace(data[0]);
    expect(data[0].spans).toHaveLength(4);
  });

  test('is told that there is no such trace', async () => {
    const response = await app.inject('/api/traces/abcdef');
    expect(response.statusCode).toBe(404);
  });

  test('draws the services and their calls', async () => {
    const { data, errors } = await get(`/api/dependencies?endTs=${to}&lookback=${to - from}`);
    expect(errors).toBeNull();
    expect(data).toContainEqual({
      ...{ parent: 'goods-web', child: 'goods-srv', callCount: expect.any(Number) },
    });
  });
});

test("a script finds every service's spans, whose references all resolve", async () => {
  const services: readonly string[] = (await get('/api/services')).data;
  expect(services.length).toBeGreaterThan(20);
  for (const service of services) {
    const { data } = await get(`/api/traces?limit=50&lookback=1h&service=${service}`);
    const traces: readonly JaegerTrace[] = data;
    const spans = traces.flatMap((trace) => trace.spans);
    const own = traces.flatMap(({ spans: all, processes }) =>
      all.filter((span) => processes[span.processID]?.serviceName === service),
    );
    expect(own.length).toBeGreaterThan(0);
    const ids = new Set(spans.map((span) => span.spanID));
    const references = own.flatMap((span) => span.references.map((one) => one.spanID));
    expect(references.filter((id) => !ids.has(id))).toEqual([]);
  }
});

/** Expects what Go's decoder needs: whole numbers, lists that are lists, texts that are texts. */
function expectTrace(trace: JaegerTrace): void {
  expect(trace.traceID).toMatch(/^[0-9a-f]{16,32}$/);
  expect(trace.spans.length).toBeGreaterThan(0);
  for (const span of trace.spans) {
    expect(span.spanID).toMatch(/^[0-9a-f]{16}$/);
    expect([span.startTime, span.duration].every(Number.isSafeInteger)).toBe(true);
    expect(trace.processes[span.processID]?.serviceName).toEqual(expect.any(String));
    for (const tag of tagsOf(span)) expect(tag.key).toEqual(expect.any(String));
    for (const log of span.logs) expect(Number.isSafeInteger(log.timestamp)).toBe(true);
  }
}

function tagsOf(span: JaegerSpan) {
  return [...span.tags, ...span.logs.flatMap((log) => log.fields)];
}
