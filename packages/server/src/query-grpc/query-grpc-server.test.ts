import { SpanFormat, SpanKind } from '@clew/model';
import type { CallContext, SpanReader } from '@clew/storage';
import { StoreError } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { AFTER_CAPTURE, clients, replay } from '../query/testing/captures.ts';
import { queryServer, resourceOf, START, spanOf, storeOf } from '../query/testing/query-server.ts';
import { closeClients, queryClients, queryGrpcServer } from './testing/query-clients.ts';

afterEach(closeClients);

const TRACE_ID = '9346bc9e4f8eae5a02ffd1bcda60092e';
const ID = Buffer.from(TRACE_ID, 'hex');
const SECONDS = String(START / 1_000_000_000n);
const AROUND = {
  start_time_min: { seconds: String(Number(SECONDS) - 60), nanos: 0 },
  start_time_max: { seconds: String(Number(SECONDS) + 60), nanos: 0 },
};

interface V2Span {
  readonly trace_id: Buffer;
  readonly span_id: Buffer;
  readonly operation_name: string;
  readonly start_time: { readonly seconds: string; readonly nanos: number };
  readonly process: { readonly service_name: string };
  readonly warnings: readonly string[];
  readonly tags: readonly { readonly key: string; readonly v_str: string }[];
}

interface V2Chunk {
  readonly spans: readonly V2Span[];
}

interface V3Data {
  readonly resource_spans: readonly {
    readonly scope_spans: readonly {
      readonly spans: readonly {
        readonly span_id: Buffer;
        readonly name: string;
        readonly start_time_unix_nano: string;
        readonly attributes: readonly { readonly key: string }[];
      }[];
    }[];
  }[];
}

function v2Spans(chunks: readonly V2Chunk[]): readonly V2Span[] {
  return chunks.flatMap(({ spans }) => spans);
}

function v3Spans(messages: readonly V3Data[]) {
  return messages.flatMap(({ resource_spans }) =>
    resource_spans.flatMap(({ scope_spans }) => scope_spans.flatMap(({ spans }) => spans)),
  );
}

/** A shop that calls a bank, and another trace of the shop's. */
async function shopAndBank() {
  const store = await storeOf(
    spanOf({ start: START + 7n }),
    spanOf({
      ...{ spanId: 'e1e832722c8f5e2f', parentSpanId: 'e1e832722c8f5e2e', name: 'pay' },
      ...{ kind: SpanKind.server, resource: resourceOf('bank'), start: START + 1_000_000n },
      attributes: [{ key: 'amount', value: 5n }],
    }),
    spanOf({
      ...{ traceId: '00000000000000000000000000000abc', spanId: '1'.repeat(16), name: 'look' },
      ...{ parentSpanId: '2'.repeat(16), duration: 9_000_000_000n, format: SpanFormat.otlp },
      start: START + 2_000_000n,
    }),
  );
  const seen: string[] = [];
  const server = await queryGrpcServer(store, (endpoint) => seen.push(endpoint));
  return { ...queryClients(server), server, store, seen };
}

describe('Jaeger’s query API over gRPC, version 2', () => {
  test('lists services, operations and calls', async () => {
    const { v2 } = await shopAndBank();
    expect(await v2.unary('GetServices', {})).toEqual({ services: ['bank', 'shop'] });
    expect(await v2.unary('GetOperations', { service: 'bank' })).toEqual({
      operationNames: ['pay'],
      operations: [{ name: 'pay', span_kind: 'server' }],
    });
    expect(await v2.unary('GetOperations', { service: 'bank', span_kind: 'client' })).toEqual({
      operationNames: [],
      operations: [],
    });
    const times = { start_time: AROUND.start_time_min, end_time: AROUND.start_time_max };
    expect(await v2.unary('GetDependencies', times)).toEqual({
      dependencies: [{ parent: 'shop', child: 'bank', call_count: '1', source: '' }],
    });
  });

  test('gives a trace by its id, times to the nanosecond', async () => {
    const { v2 } = await shopAndBank();
    const spans = v2Spans(await v2.messages<V2Chunk>('GetTrace', { trace_id: ID }));
    expect(
      spans.map((span) => [span.operation_name, span.process.service_name, span.start_time.nanos]),
    ).toEqual([
      ['buy', 'shop', 190_030_007],
      ['pay', 'bank', 191_030_000],
    ]);
    expect(spans[0]?.trace_id.toString('hex')).toBe(TRACE_ID);
  });

  test('adjusts a trace unless it is wanted raw', async () => {
    const store = await storeOf(
      spanOf({
        kind: SpanKind.client,
        attributes: [
          { key: 'b', value: '1' },
          { key: 'a', value: '2' },
        ],
      }),
      spanOf({ kind: SpanKind.server, resource: resourceOf('bank'), start: START + 1n }),
    );
    const { v2 } = queryClients(await queryGrpcServer(store));
    const ids = async (raw_traces: boolean) =>
      v2Spans(await v2.messages<V2Chunk>('GetTrace', { trace_id: ID, raw_traces })).map((span) =>
        span.span_id.toString('hex'),
      );
    expect(new Set(await ids(true)).size).toBe(1);
    expect(new Set(await ids(false)).size).toBe(2);
  });

  test.each([
    ['service', { service_name: 'bank' }, ['buy', 'pay']],
    ['operation', { service_name: 'shop', operation_name: 'look' }, ['look']],
    ['tags', { tags: { amount: '5' } }, ['buy', 'pay']],
    ['durations', { duration_min: { seconds: '8', nanos: 0 } }, ['look']],
    ['nothing but times', {}, ['look', 'buy', 'pay']],
    ['a depth', { search_depth: 1 }, ['look']],
    ['a negative depth as with none', { search_depth: -3 }, ['look', 'buy', 'pay']],
  ])('finds traces by %s', async (_by, query, names) => {
    const { v2 } = await shopAndBank();
    const request = { query: { ...AROUND, ...query } };
    const spans = v2Spans(await v2.messages<V2Chunk>('FindTraces', request));
    expect(spans.map(({ operation_name }) => operation_name)).toEqual(names);
  });

  test('takes Go’s zero time for none', async () => {
    const { v2 } = await shopAndBank();
    const zero = { seconds: '-62135596800', nanos: 0 };
    const request = { query: { start_time_min: zero, start_time_max: AROUND.start_time_max } };
    expect(v2Spans(await v2.messages<V2Chunk>('FindTraces', request))).toHaveLength(3);
  });

  test('archives a trace that is there', async () => {
    const { v2 } = await shopAndBank();
    expect(await v2.unary('ArchiveTrace', { trace_id: ID })).toEqual({});
    await expect(v2.unary('ArchiveTrace', { trace_id: Buffer.alloc(16, 7) })).rejects.toMatchObject(
      {
        code: status.NOT_FOUND,
        details: 'trace not found',
      },
    );
  });
});

describe('Jaeger’s query API over gRPC, version 3', () => {
  test('lists services, operations and calls', async () => {
    const { v3 } = await shopAndBank();
    expect(await v3.unary('GetServices', {})).toEqual({ services: ['bank', 'shop'] });
    expect(await v3.unary('GetOperations', { service: 'bank', span_kind: 'server' })).toEqual({
      operations: [{ name: 'pay', span_kind: 'server' }],
    });
    const times = { start_time: AROUND.start_time_min, end_time: AROUND.start_time_max };
    expect(await v3.unary('GetDependencies', times)).toEqual({
      dependencies: [{ parent: 'shop', child: 'bank', call_count: '1' }],
    });
  });

  test('gives a trace by its id in hex', async () => {
    const { v3 } = await shopAndBank();
    const spans = v3Spans(await v3.messages<V3Data>('GetTrace', { trace_id: TRACE_ID }));
    expect(spans.map(({ name, start_time_unix_nano }) => [name, start_time_unix_nano])).toEqual([
      ['buy', String(START + 7n)],
      ['pay', String(START + 1_000_000n)],
    ]);
  });

  test('tells of warnings by Jaeger’s attribute', async () => {
    const store = await storeOf(spanOf({ warnings: ['odd'] }));
    const { v3 } = queryClients(await queryGrpcServer(store));
    const [span] = v3Spans(await v3.messages<V3Data>('GetTrace', { trace_id: TRACE_ID }));
    expect(span?.attributes).toMatchObject([
      { key: '@jaeger@warnings', value: { array_value: { values: [{ string_value: 'odd' }] } } },
    ]);
  });

  test('finds traces, each in messages of its own', async () => {
    const { v3 } = await shopAndBank();
    const request = { query: { ...AROUND, service_name: 'shop', attributes: {} } };
    const messages = await v3.messages<V3Data>('FindTraces', request);
    expect(messages.map((message) => v3Spans([message]).map(({ name }) => name))).toEqual([
      ['look'],
      ['buy', 'pay'],
    ]);
  });

  test('sums traces up, with the spans whose parent is missing', async () => {
    const { v3 } = await shopAndBank();
    const messages = await v3.messages<{ summaries: object[] }>('FindTraceSummaries', {
      query: AROUND,
    });
    expect(messages.flatMap(({ summaries }) => summaries)).toEqual([
      {
        trace_id: '00000000000000000000000000000abc',
        root_service_name: '',
        root_operation_name: '',
        min_start_time_unix_nano: String(START + 2_000_000n),
        max_end_time_unix_nano: String(START + 9_002_000_000n),
        span_count: 1,
        error_span_count: 0,
        orphan_span_count: 1,
        services: [{ name: 'shop', span_count: 1, error_span_count: 0 }],
      },
      {
        trace_id: TRACE_ID,
        root_service_name: 'shop',
        root_operation_name: 'buy',
        min_start_time_unix_nano: String(START + 7n),
        max_end_time_unix_nano: String(START + 6_000_000n),
        span_count: 2,
        error_span_count: 0,
        orphan_span_count: 0,
        services: [
          { name: 'bank', span_count: 1, error_span_count: 0 },
          { name: 'shop', span_count: 1, error_span_count: 0 },
        ],
      },
    ]);
  });
});

describe('what can’t be answered is said', () => {
  const time = { seconds: SECONDS, nanos: 0 };
  test.each([
    ['v2', 'GetTrace', { trace_id: Buffer.alloc(16, 1) }, 'NOT_FOUND', 'trace not found'],
    ['v2', 'GetTrace', { trace_id: Buffer.alloc(5, 1) }, 'INVALID_ARGUMENT', 'must be 16 bytes'],
    ['v2', 'GetTrace', { trace_id: Buffer.alloc(16) }, 'INVALID_ARGUMENT', 'must not be zero'],
    ['v2', 'GetTrace', {}, 'INVALID_ARGUMENT', 'must be 16 bytes, not 0'],
    ['v2', 'FindTraces', {}, 'INVALID_ARGUMENT', "parameter 'query' is required"],
    [
      ...(['v2', 'FindTraces', { query: { search_depth: 99_999 } }] as const),
      ...(['INVALID_ARGUMENT', "'search_depth' must be at most 10000"] as const),
    ],
    [
      ...(['v2', 'FindTraces', { query: { duration_min: { seconds: '-1', nanos: 0 } } }] as const),
      ...(['INVALID_ARGUMENT', "'duration_min' must not be negative"] as const),
    ],
    [
      ...([
        'v2',
        'FindTraces',
        { query: { start_time_min: { seconds: '1', nanos: -1 } } },
      ] as const),
      ...(['INVALID_ARGUMENT', "'start_time_min' must have 0 to 999999999 nanos"] as const),
    ],
    [
      ...(['v2', 'FindTraces'] as const),
      { query: { start_time_min: time, start_time_max: { seconds: '1', nanos: 0 } } },
      ...(['INVALID_ARGUMENT', "'start_time_min' must not be later than"] as const),
    ],
    ['v3', 'GetTrace', { trace_id: '77' }, 'NOT_FOUND', 'trace not found'],
    [
      'v3',
      'GetTrace',
      { trace_id: 'x' },
      'INVALID_ARGUMENT',
      "parameter 'trace_id' must be 1 to 32",
    ],
    ['v3', 'FindTraces', {}, 'INVALID_ARGUMENT', "parameter 'query' is required"],
    ['v3', 'FindTraces', { query: {} }, 'INVALID_ARGUMENT', "'start_time_min' is required"],
    [
      ...(['v3', 'FindTraceSummaries', { query: { start_time_min: time } }] as const),
      ...(['INVALID_ARGUMENT', "'start_time_max' is required"] as const),
    ],
    [
      ...(['v3', 'FindTraces', { query: { ...AROUND, filter: {} } }] as const),
      ...(['INVALID_ARGUMENT', "'filter' is not supported"] as const),
    ],
  ] as const)('%s %s %j is %s', async (version, method, request, code, details) => {
    const { [version]: client } = await shopAndBank();
    await expect(client.messages(method, request)).rejects.toMatchObject({
      code: status[code],
      details: expect.stringContaining(details),
    });
  });

  test.each([
    ['v2', 'GetDependencies', {}, "'start_time' is required"],
    ['v3', 'GetDependencies', { start_time: { seconds: '1', nanos: 0 } }, "'end_time' is required"],
    ['v2', 'GetOperations', { service: 'a', span_kind: 'odd' }, "'span_kind' must be one of"],
  ] as const)('%s %s %j is INVALID_ARGUMENT', async (version, method, request, details) => {
    const { [version]: client } = await shopAndBank();
    await expect(client.unary(method, request)).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining(details),
    });
  });

  test.each([
    ['CLEW_STORE_CLOSED', 'UNAVAILABLE'],
    ['CLEW_STORE_TIMEOUT', 'DEADLINE_EXCEEDED'],
    ['CLEW_STORE_UNSUPPORTED', 'UNIMPLEMENTED'],
  ] as const)('a store’s %s is %s', async (storeCode, code) => {
    const store = new ReferenceStore();
    const broken: SpanReader = Object.assign(Object.create(store), {
      trace: () => Promise.reject(new StoreError(storeCode, 'so it is')),
    });
    const { v2 } = queryClients(await queryGrpcServer(broken));
    await expect(v2.messages('GetTrace', { trace_id: ID })).rejects.toMatchObject({
      code: status[code],
      details: 'so it is',
    });
  });

  test('what nobody expected is INTERNAL, and no secret', async () => {
    const broken: SpanReader = Object.assign(Object.create(new ReferenceStore()), {
      services: () => Promise.reject(new Error('secret')),
    });
    const { v2 } = queryClients(await queryGrpcServer(broken));
    await expect(v2.unary('GetServices', {})).rejects.toMatchObject({
      code: status.INTERNAL,
      details: 'an internal error; see the log of Clew',
    });
  });

  test('a search that ended early does not pass for one that found all', async () => {
    const store = await storeOf(spanOf());
    const early: SpanReader = Object.assign(Object.create(store), {
      search: async () => ({ traces: [], partial: true }),
    });
    const { v2, v3 } = queryClients(await queryGrpcServer(early));
    for (const call of [
      v2.messages('FindTraces', { query: AROUND }),
      v3.messages('FindTraceSummaries', { query: AROUND }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    }
  });
});

describe('a client’s patience', () => {
  /** A store that answers nothing, and what it was asked. */
  async function silent() {
    const asked = Promise.withResolvers<CallContext>();
    const store: SpanReader = Object.assign(Object.create(new ReferenceStore()), {
      trace: (_id: Uint8Array, context: CallContext) => {
        asked.resolve(context);
        return new Promise((_resolve, reject) => {
          context.signal?.addEventListener('abort', () => reject(context.signal?.reason));
        });
      },
    });
    return { ...queryClients(await queryGrpcServer(store)), asked: asked.promise };
  }

  test('ends what the store does for it, when its deadline passes', async () => {
    const { v2, asked } = await silent();
    const deadline = Date.now() + 300;
    await expect(v2.messages('GetTrace', { trace_id: ID }, { deadline })).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    const { signal, deadline: told } = await asked;
    await expect.poll(() => signal?.aborted).toBe(true);
    expect(told).toBeLessThan(deadline + 1_000);
  });

  test('ends what the store does for it, when it cancels', async () => {
    const { v3, asked } = await silent();
    const stream = v3.stream('GetTrace', { trace_id: TRACE_ID });
    const ended = new Promise((resolve) => stream.on('error', resolve));
    const { signal } = await asked;
    stream.cancel();
    expect(await ended).toMatchObject({ code: status.CANCELLED });
    await expect.poll(() => signal?.aborted).toBe(true);
  });
});

test('calls are counted by their method', async () => {
  const { v2, v3, seen } = await shopAndBank();
  await v2.unary('GetServices', {});
  await v3.messages('GetTrace', { trace_id: TRACE_ID });
  await expect
    .poll(() => seen)
    .toEqual(['/jaeger.api_v2.QueryService/GetServices', '/jaeger.api_v3.QueryService/GetTrace']);
});

test.each(clients)('what %s sent is the same over gRPC as over HTTP', async (client) => {
  const store = new ReferenceStore();
  await replay(client, store);
  const { v2, v3 } = queryClients(await queryGrpcServer(store));
  const app = queryServer(store);
  const end = AFTER_CAPTURE * 1000;
  const answer = await app.inject(`/api/traces?end=${end}&lookback=2d&limit=1000`);
  const shown = (answer.json().data as { spans: { spanID: string; operationName: string }[] }[])
    .flatMap(({ spans }) => spans)
    .map(({ spanID, operationName }) => `${spanID} ${operationName}`);
  const query = {
    start_time_min: { seconds: '1', nanos: 0 },
    start_time_max: { seconds: String(AFTER_CAPTURE / 1000), nanos: 0 },
    search_depth: 1000,
  };
  const two = v2Spans(await v2.messages<V2Chunk>('FindTraces', { query }));
  const three = v3Spans(await v3.messages<V3Data>('FindTraces', { query }));
  expect(two.map((span) => `${span.span_id.toString('hex')} ${span.operation_name}`)).toEqual(
    shown,
  );
  expect(three.map((span) => `${span.span_id.toString('hex')} ${span.name}`).sort()).toEqual(
    shown.sort(),
  );
});
