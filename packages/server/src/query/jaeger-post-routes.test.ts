import { gzipSync } from 'node:zlib';
import { SpanFormat } from '@clew/model';
import { ReferenceStore } from '@clew/storage/reference';
import { describe, expect, test } from 'vitest';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import { StoredTraces } from './stored-traces.ts';
import { queryServer, spanOf, storeOf } from './testing/query-server.ts';

const TRACE_ID = '9346bc9e4f8eae5a02ffd1bcda60092e';

function otlp(...ids: readonly string[]): string {
  const spans = ids.map((id, index) => ({
    ...{ traceId: id, spanId: `000000000000000${index + 1}`, name: `span ${index}`, kind: 2 },
    ...{ startTimeUnixNano: '1795451101190030000', endTimeUnixNano: '1795451101195030000' },
  }));
  const attributes = [{ key: 'service.name', value: { stringValue: 'shop' } }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] });
}

describe('POST /api/transform', () => {
  const transform = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    queryServer(new ReferenceStore()).inject({
      ...{ method: 'POST', url: '/api/transform', payload },
      headers: { 'content-type': 'application/json', ...headers },
    });

  test('turns OpenTelemetry’s JSON into Jaeger’s, a trace each', async () => {
    const other = '00000000000000000000000000000abc';
    const answer = await transform(otlp(TRACE_ID, other, TRACE_ID));
    expect(answer.statusCode).toBe(200);
    const { data, errors } = answer.json();
    expect(errors).toBeNull();
    expect(
      data.map((trace: { traceID: string; spans: { operationName: string }[] }) => [
        trace.traceID,
        ...trace.spans.map(({ operationName }) => operationName),
      ]),
    ).toEqual([
      [TRACE_ID, 'span 0', 'span 2'],
      ['0000000000000abc', 'span 1'],
    ]);
    expect(data[0].processes).toEqual({ p1: { serviceName: 'shop', tags: [] } });
    expect(data[0].spans[0]).toMatchObject({ startTime: 1_795_451_101_190_030, duration: 5_000 });
  });

  test('takes a body that is compressed, or of another type', async () => {
    const answer = await transform(gzipSync(otlp(TRACE_ID)), { 'content-encoding': 'gzip' });
    expect(answer.json().data).toHaveLength(1);
    const text = await transform(otlp(TRACE_ID), { 'content-type': 'text/plain' });
    expect(text.json().data).toHaveLength(1);
  });

  test('gives the good spans and says which were left out', async () => {
    const answer = await transform(otlp(TRACE_ID, 'short'));
    const { data, errors } = answer.json();
    expect(data[0].spans).toHaveLength(1);
    expect(errors).toEqual([{ code: 400, msg: '1 span left out: otlp: trace_id is not 16 bytes' }]);
  });

  test('answers no trace with none', async () => {
    expect((await transform('{"resourceSpans":[]}')).json()).toMatchObject({
      data: [],
      errors: null,
    });
  });

  test.each([
    ['no JSON', 'x', {}, 400],
    ['no request', '[]', {}, 400],
    ['an unknown compression', '{}', { 'content-encoding': 'br' }, 415],
  ])('refuses %s in Jaeger’s words', async (_what, body, headers, status) => {
    const answer = await transform(body, headers as Record<string, string>);
    expect(answer.statusCode).toBe(status);
    const { data, errors } = answer.json();
    expect([data, errors]).toEqual([null, [{ code: status, msg: expect.any(String) }]]);
  });

  test('refuses a body that is too large, or would be when it is inflated', async () => {
    const uploads = { maxBytes: 1000, budget: new InFlightBudget(10_000) };
    const app = queryServer(new ReferenceStore(), { uploads });
    const post = (payload: Buffer, headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/api/transform', payload, headers });
    const type = { 'content-type': 'application/json' };
    expect((await post(Buffer.alloc(2_000, ' '), type)).statusCode).toBe(413);
    const bomb = gzipSync(Buffer.alloc(100_000, ' '));
    expect((await post(bomb, { ...type, 'content-encoding': 'gzip' })).statusCode).toBe(413);
    expect(uploads.budget.used).toBe(0);
  });
});

describe('POST /api/archive/{id}', () => {
  const archive = (app: ReturnType<typeof queryServer>, id: string) =>
    app.inject({ method: 'POST', url: `/api/archive/${id}` });

  test('keeps a trace for good', async () => {
    const archived = new ReferenceStore();
    const opened = async () => archived;
    const traces = new StoredTraces(await storeOf(spanOf({ format: SpanFormat.otlp })), {
      archive: { opened, open: opened },
    });
    const app = queryServer(new ReferenceStore(), { store: traces });
    const answer = await archive(app, TRACE_ID);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ data: [], total: 0, limit: 0, offset: 0, errors: [] });
    const id = Buffer.from(TRACE_ID, 'hex');
    expect((await archived.trace(id, { tenant: '' }))?.spanCount).toBe(1);
  });

  test.each([
    ['77', 404, 'trace not found'],
    ['x', 400, "parameter 'traceID' must be 1 to 32 hex digits"],
  ] as const)('says that there is no trace %s', async (id, status, msg) => {
    const answer = await archive(queryServer(new ReferenceStore()), id);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().errors).toEqual([{ code: status, msg: expect.stringContaining(msg) }]);
  });
});
