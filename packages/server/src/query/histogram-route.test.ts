import { type Engine, openEngine } from '@clew/engine';
import { batchOf, StatusCode } from '@clew/model';
import { type CallContext, type HistogramQuery, StoreError } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryServer, resourceOf, START, spanOf } from './testing/query-server.ts';

const COUNT = 300;

/** Traces a millisecond apart, every third of which has an error, and takes a hundred times as long. */
const spans = Array.from({ length: COUNT }, (_, index) =>
  spanOf({
    traceId: (index + 1).toString(16).padStart(32, '0'),
    start: START + BigInt(index) * 1_000_000n,
    duration: index % 3 === 0 ? 100_000_000n : 1_000_000n,
    status: index % 3 === 0 ? StatusCode.error : StatusCode.unset,
    resource: resourceOf(index % 2 === 0 ? 'shop' : 'stock'),
  }),
);
const RANGE = `from=${START}&to=${START + BigInt(COUNT) * 1_000_000n - 1n}`;

describe('a histogram', () => {
  let engine: Engine;
  let server: ReturnType<typeof queryServer>;
  beforeAll(async () => {
    engine = await openEngine({});
    await engine.write(batchOf(spans), { tenant: '' });
    server = queryServer(engine);
  });
  afterAll(() => engine.close());

  async function get(query: string) {
    const response = await server.inject(`/api/clew/v1/${query}`);
    return { status: response.statusCode, body: response.json() };
  }

  test('counts all matches, not the page that a search gives', async () => {
    const { body } = await get(`histogram?${RANGE}&cells=3`);
    const { traces } = (await get(`search?${RANGE}`)).body;
    expect(traces).toHaveLength(20);
    const edges: readonly string[] = body.durationEdges;
    const [short, long] = [edges.indexOf('1000000') + 1, edges.indexOf('100000000') + 1];
    expect(body).toEqual({
      from: String(START),
      to: String(START + 299_999_999n),
      timeCells: 3,
      durationEdges: edges,
      cells: [
        [0, short, 66, 0],
        [0, long, 34, 34],
        [1, short, 67, 0],
        [1, long, 33, 33],
        [2, short, 67, 0],
        [2, long, 33, 33],
      ],
      ...{ traceCount: COUNT, errorTraceCount: COUNT / 3, partial: false },
    });
  });

  test('has six edges of duration a decade, from a microsecond to a thousand seconds', async () => {
    const { durationEdges, timeCells } = (await get('histogram')).body;
    expect(timeCells).toBe(100);
    expect(durationEdges).toHaveLength(9 * 6 + 1);
    expect(durationEdges.slice(0, 8)).toEqual(
      [1000, 1500, 2200, 3300, 4700, 6800, 10_000, 15_000].map(String),
    );
    expect(durationEdges.at(-1)).toBe('1000000000000');
  });

  test.each([
    'service=shop',
    'operation=buy&kind=unspecified',
    'error=true',
    'error=false',
    'minDuration=50ms',
    'maxDuration=50ms',
    'tag=error%3Dtrue',
    `q=${encodeURIComponent('{ resource.service.name = "stock" && status = error }')}`,
    `q=${encodeURIComponent('{ trace:errorCount = 0 } && { duration > 1us }')}`,
    'operation=nothing',
  ])('counts what a search finds: %s', async (conditions) => {
    const { body } = await get(`histogram?${RANGE}&${conditions}`);
    const { traces } = (await get(`search?${RANGE}&limit=1000&${conditions}`)).body;
    expect(body.traceCount).toBe(traces.length);
    const withErrors = traces.filter((one: { errorCount: number }) => one.errorCount > 0);
    expect(body.errorTraceCount).toBe(withErrors.length);
    const cells: readonly (readonly number[])[] = body.cells;
    expect(cells.reduce((sum, cell) => sum + (cell[2] ?? 0), 0)).toBe(traces.length);
  });

  test.each([
    ['cells', 'cells=0'],
    ['cells', 'cells=501'],
    ['from', 'from=2&to=1'],
    ['q', 'q={'],
    ['kind', 'kind=best'],
  ])('refuses a bad parameter by name: %s', async (parameter, query) => {
    const { status, body } = await get(`histogram?${query}`);
    expect({ status, parameter: body.error.parameter }).toEqual({ status: 400, parameter });
  });
});

test('has 5 seconds, and says when it was cut', async () => {
  const contexts: CallContext[] = [];
  class SlowStore extends ReferenceStore {
    override async histogram(query: HistogramQuery, context: CallContext) {
      contexts.push(context);
      return await super.histogram(query, { ...context, deadline: 1 });
    }
  }
  const before = Date.now();
  const response = await queryServer(new SlowStore()).inject('/api/clew/v1/histogram');
  expect(response.json()).toMatchObject({ cells: [], traceCount: 0, partial: true });
  expect(contexts[0]?.deadline).toBeGreaterThanOrEqual(before + 5000);
  expect(contexts[0]?.deadline).toBeLessThanOrEqual(Date.now() + 5000);
});

test('fails as its store does', async () => {
  class ClosedStore extends ReferenceStore {
    override async histogram(): Promise<never> {
      throw new StoreError('CLEW_STORE_CLOSED', 'this store has been closed');
    }
  }
  const response = await queryServer(new ClosedStore()).inject('/api/clew/v1/histogram');
  expect(response.statusCode).toBe(503);
});
