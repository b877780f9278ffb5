import { SpanBatchBuilder, SpanBatchReader, SpanFormat, SpanKind } from '@clew/model';
import { decodeOtlpJson } from '@clew/protocols/otlp';
import { type CallContext, type SpanReader, StoreError } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import { describe, expect, test } from 'vitest';
import { StoredTraces } from '../stored-traces.ts';
import { AFTER_CAPTURE, clients, replay } from '../testing/captures.ts';
import { queryServer, resourceOf, START, spanOf, storeOf } from '../testing/query-server.ts';

const TRACE_ID = '9346bc9e4f8eae5a02ffd1bcda60092e';
const TIMES = 'query.startTimeMin=2026-11-23T00:00:00Z&query.startTimeMax=2026-11-24T00:00:00Z';

async function shopAndBank() {
  return queryServer(
    await storeOf(
      spanOf(),
      spanOf({
        ...{ spanId: 'e1e832722c8f5e2f', parentSpanId: 'e1e832722c8f5e2e', name: 'pay' },
        ...{ kind: SpanKind.server, resource: resourceOf('bank'), start: START + 1_000_000n },
        attributes: [{ key: 'amount', value: 5n }],
      }),
      spanOf({
        ...{ traceId: '00000000000000000000000000000abc', spanId: '1'.repeat(16), name: 'look' },
        ...{ parentSpanId: '2'.repeat(16), duration: 9_000_000_000n, start: START + 2_000_000n },
      }),
    ),
  );
}

interface Answer {
  readonly result: {
    readonly resourceSpans: readonly {
      readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
    }[];
  };
}

function names({ result }: Answer): readonly string[] {
  return result.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}

describe('version 3 of Jaeger’s API over HTTP', () => {
  test('gives a trace by its id, as OpenTelemetry’s JSON', async () => {
    const app = queryServer(
      await storeOf(
        spanOf({
          format: SpanFormat.otlp,
          attributes: [{ key: 'a', value: 1n }],
          warnings: ['odd'],
        }),
      ),
    );
    const answer = await app.inject(`/api/v3/traces/${TRACE_ID}`);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json()).toEqual({
      result: {
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
            scopeSpans: [
              {
                scope: { attributes: [] },
                spans: [
                  {
                    ...{ traceId: TRACE_ID, spanId: 'e1e832722c8f5e2e', name: 'buy', kind: 0 },
                    startTimeUnixNano: String(START),
                    endTimeUnixNano: String(START + 5_000_000n),
                    attributes: [
                      { key: 'a', value: { intValue: '1' } },
                      {
                        key: '@jaeger@warnings',
                        value: { arrayValue: { values: [{ stringValue: 'odd' }] } },
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    });
  });

  test.each([
    ['its times', 'startTime=2026-11-23T00:00:00Z&endTime=2026-11-24T08:00:00 08:00'],
    ['their older names', 'start_time=2026-11-23T00:00:00Z&end_time=2026-11-24T00:00:00Z'],
    ['raw', 'rawTraces=true'],
  ])('takes %s with an id', async (_what, query) => {
    const app = await shopAndBank();
    const answer = await app.inject(`/api/v3/traces/${TRACE_ID}?${encodeURI(query)}`);
    expect(names(answer.json())).toEqual(['buy', 'pay']);
  });

  test('adjusts a trace unless it is wanted raw', async () => {
    const app = queryServer(
      await storeOf(
        spanOf({ kind: SpanKind.client }),
        spanOf({ kind: SpanKind.server, resource: resourceOf('bank'), start: START + 1n }),
      ),
    );
    const ids = async (query: string) => {
      const { body } = await app.inject(`/api/v3/traces/${TRACE_ID}${query}`);
      return new Set(body.match(/"spanId":"\w+"/g)).size;
    };
    expect(await ids('')).toBe(2);
    expect(await ids('?raw_traces=1')).toBe(1);
  });

  test.each([
    ['all', '', ['look', 'buy', 'pay']],
    ['a service', '&query.serviceName=bank', ['buy', 'pay']],
    ['a service, older', '&query.service_name=bank', ['buy', 'pay']],
    ['an operation', '&query.operationName=look', ['look']],
    ['an operation, older', '&query.operation_name=look', ['look']],
    ['attributes', '&query.attributes={"amount":"5"}', ['buy', 'pay']],
    ['a shortest duration', '&query.durationMin=8s', ['look']],
    ['a longest duration, older', '&query.duration_max=1s&query.serviceName=shop', ['buy', 'pay']],
    ['a depth', '&query.searchDepth=1', ['look']],
    ['a depth, older', '&query.search_depth=1', ['look']],
    ['a depth, oldest', '&query.num_traces=1', ['look']],
    ['a depth of zero, which is none', '&query.searchDepth=0', ['look', 'buy', 'pay']],
    ['spans as they were stored', '&query.rawTraces=true', ['look', 'buy', 'pay']],
  ])('finds traces by %s', async (_what, query, found) => {
    const app = await shopAndBank();
    const answer = await app.inject(`/api/v3/traces?${TIMES}${encodeURI(query)}`);
    expect(names(answer.json())).toEqual(found);
  });

  test('finds traces in times that Grafana did not escape', async () => {
    const app = await shopAndBank();
    const times =
      'query.start_time_min=2026-11-24T00:25:00+08:00&query.start_time_max=2026-11-24T00:26:00+08:00';
    expect(names((await app.inject(`/api/v3/traces?${times}`)).json())).toHaveLength(3);
  });

  test('sums traces up', async () => {
    const app = await shopAndBank();
    const answer = await app.inject(`/api/v3/trace-summaries?${TIMES}&query.serviceName=bank`);
    expect(answer.json()).toEqual({
      summaries: [
        {
          ...{ traceId: TRACE_ID, rootServiceName: 'shop', rootOperationName: 'buy' },
          minStartTimeUnixNano: String(START),
          maxEndTimeUnixNano: String(START + 6_000_000n),
          ...{ spanCount: 2, errorSpanCount: 0, orphanSpanCount: 0 },
          services: [
            { name: 'bank', spanCount: 1, errorSpanCount: 0 },
            { name: 'shop', spanCount: 1, errorSpanCount: 0 },
          ],
        },
      ],
    });
    const none = await app.inject(`/api/v3/trace-summaries?${TIMES}&query.serviceName=no`);
    expect(none.json()).toEqual({ summaries: [] });
  });

  test('lists services and operations', async () => {
    const app = await shopAndBank();
    expect((await app.inject('/api/v3/services')).json()).toEqual({ services: ['bank', 'shop'] });
    const operations = async (query: string) =>
      (await app.inject(`/api/v3/operations?${query}`)).json();
    expect(await operations('service=bank')).toEqual({
      operations: [{ name: 'pay', spanKind: 'server' }],
    });
    expect(await operations('service=shop&spanKind=internal')).toEqual({ operations: [] });
    expect(await operations('service=bank&span_kind=client')).toEqual({ operations: [] });
    // Jaeger takes what has no kind for internal.
    expect(await operations('service=shop')).toEqual({
      operations: [
        { name: 'buy', spanKind: 'internal' },
        { name: 'look', spanKind: 'internal' },
      ],
    });
  });

  test.each([
    ['traces/77', 404, 'trace not found'],
    ['traces/x', 400, "parameter 'trace_id' must be 1 to 32 hex digits"],
    [`traces/${TRACE_ID}?startTime=5`, 400, "parameter 'startTime' must be a time as RFC 3339"],
    [`traces/${TRACE_ID}?raw_traces=5`, 400, "parameter 'raw_traces' must be true or false"],
    [`traces?${TIMES}&query.serviceName=no`, 404, 'No traces found'],
    ['traces', 400, "parameter 'query.startTimeMin' is required"],
    ['traces?query.startTimeMin=2026-11-23T00:00:00Z', 400, "'query.startTimeMax' is required"],
    [
      ...([
        'traces?query.startTimeMax=2026-11-23T00:00:00Z&query.startTimeMin=2026-11-23T00:00:00Z',
        400,
      ] as const),
      "'query.startTimeMin' must be before 'query.startTimeMax'",
    ],
    [`traces?${TIMES}&query.searchDepth=-1`, 400, "'query.searchDepth' must be a whole number"],
    [`traces?${TIMES}&query.attributes=[]`, 400, "'query.attributes' must be a JSON object"],
    [`traces?${TIMES}&query.durationMin=5`, 400, "'query.durationMin' must be a duration"],
    [`traces?${TIMES}&query.filter={}`, 400, "'query.filter' is not supported"],
    ['trace-summaries', 400, "parameter 'query.startTimeMin' is required"],
    ['operations', 400, "parameter 'service' is required"],
    ['operations?service=a&spanKind=odd', 400, "parameter 'spanKind' must be one of"],
    ['nothing', 404, 'there is no GET /api/v3/nothing'],
  ] as const)('says what is wrong with %s', async (path, httpCode, message) => {
    const app = await shopAndBank();
    const answer = await app.inject(`/api/v3/${path}`);
    expect(answer.statusCode).toBe(httpCode);
    expect(answer.json()).toEqual({
      error: { httpCode, message: expect.stringContaining(message) },
    });
  });

  test('says that a search ended early, since its answer has no place for that', async () => {
    const early: SpanReader = Object.assign(Object.create(await storeOf(spanOf())), {
      search: async () => ({ traces: [], partial: true }),
    });
    const answer = await queryServer(early).inject(`/api/v3/traces?${TIMES}`);
    expect(answer.statusCode).toBe(504);
    expect(answer.json().error.message).toContain('the search ended early');
  });

  test.each([
    ['is cut off where it can’t go on after it began', 200_000],
    ['fails where nothing was sent yet', 1],
  ])('%s, and does not look whole', async (_what, length) => {
    const attributes = [{ key: 'long', value: 'x'.repeat(length) }];
    const store = await storeOf(
      spanOf({ attributes }),
      spanOf({ traceId: '00000000000000000000000000000abc', start: START - 1n }),
    );
    let asked = 0;
    const failing: SpanReader = Object.assign(new StoredTraces(store), {
      trace: async (id: Uint8Array, context: CallContext) => {
        if (++asked > 1) throw new StoreError('CLEW_STORE_TIMEOUT', 'it took too long');
        return await store.trace(id, context);
      },
    });
    const app = queryServer(failing);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    try {
      const answer = await fetch(`${url}/api/v3/traces?${TIMES}`);
      if (length > 1) await expect(answer.text()).rejects.toThrow();
      else
        expect([answer.status, await answer.json()]).toEqual([
          504,
          { error: { httpCode: 504, message: 'it took too long' } },
        ]);
      expect(asked).toBe(2);
    } finally {
      await app.close();
    }
  });

  test.each(clients)(
    'gives what %s sent so that our own decoder reads the same spans',
    async (client) => {
      const store = new ReferenceStore();
      await replay(client, store);
      const app = queryServer(store);
      const { body } = await app.inject(
        `/api/v3/traces?${TIMES}&query.searchDepth=1000&query.rawTraces=true`,
      );
      const builder = new SpanBatchBuilder();
      const { rejected } = decodeOtlpJson(
        Buffer.from(JSON.stringify(JSON.parse(body).result)),
        builder,
      );
      expect(rejected).toEqual(new Map());
      const spans = [...new SpanBatchReader(builder.finish()).spans()];
      const v1 = await app.inject(
        `/api/traces?end=${AFTER_CAPTURE * 1000}&lookback=2d&limit=1000&raw=true`,
      );
      const shown = (v1.json().data as { spans: { spanID: string }[] }[]).flatMap(
        (one) => one.spans,
      );
      expect(spans.map(({ spanId }) => spanId).sort()).toEqual(
        shown.map(({ spanID }) => spanID).sort(),
      );
    },
  );
});
