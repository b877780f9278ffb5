import { type CallContext, type SpanReader, StoreError } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import { describe, expect, test } from 'vitest';
import { queryServer, spanOf, storeOf } from './testing/query-server.ts';

const FAILED = { data: null, total: 0, limit: 0, offset: 0 };
const FIRST = '9346bc9e4f8eae5a02ffd1bcda60092e';
const OTHER = '1111111111111111111111111111aaaa';

const store = await storeOf(spanOf(), spanOf({ traceId: OTHER }));
const app = queryServer(store);

describe('what there is not', () => {
  test.each([
    ['GET', '/api/nothing'],
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/services/shop'],
    ['POST', '/api/services'],
    ['DELETE', '/api/traces/1'],
  ] as const)('is 404 in JSON and never a page: %s %s', async (method, url) => {
    const response = await app.inject({ method, url: `${url}?a=b` });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({
      ...FAILED,
      errors: [{ code: 404, msg: `there is no ${method} ${url}` }],
    });
  });

  test("leaves other paths' answers to the UI", async () => {
    const withPages = queryServer(store);
    withPages.setNotFoundHandler((_request, reply) => reply.type('text/html').send('a page'));
    expect((await withPages.inject('/search')).body).toBe('a page');
    expect((await withPages.inject('/api/search')).statusCode).toBe(404);
  });

  test('is 404 also where a page is the answer to any path', async () => {
    const withApp = queryServer(store);
    withApp.get('/*', (_request, reply) => reply.type('text/html').send('a page'));
    expect((await withApp.inject('/search')).body).toBe('a page');
    for (const path of ['/api/search', '/api/clew/v1/nothing', '/api/clew/nothing']) {
      const { statusCode, headers } = await withApp.inject(path);
      expect({ statusCode, type: headers['content-type'] }).toEqual({
        statusCode: 404,
        type: expect.stringContaining('application/json'),
      });
    }
  });
});

describe('when the store fails', () => {
  test.each([
    ['CLEW_STORE_UNSUPPORTED', 501],
    ['CLEW_STORE_CLOSED', 503],
    ['CLEW_STORE_FULL', 503],
    ['CLEW_STORE_TIMEOUT', 504],
  ] as const)('%s is status %i with its message', async (code, status) => {
    const failing = queryServer(
      failingWith(() => new StoreError(code, 'why', { retryAfterMillis: 1500 })),
    );
    const urls = ['services', 'operations?service=a', 'services/a/operations', 'dependencies'];
    for (const url of [...urls, 'traces', 'traces/1', 'traces?traceID=1']) {
      const response = await failing.inject(`/api/${url}`);
      expect(response.json()).toEqual({ ...FAILED, errors: [{ code: status, msg: 'why' }] });
      expect(response.statusCode).toBe(status);
      expect(response.headers['retry-after']).toBe('2');
    }
  });

  test('for no reason that a client could know, it is 500 and tells nothing', async () => {
    const response = await queryServer(failingWith(() => new Error('secret'))).inject(
      '/api/traces',
    );
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
  });

  test('in the middle of an answer, the answer says so for the trace', async () => {
    class HalfStore extends ReferenceStore {
      override trace(id: Uint8Array, context: CallContext) {
        if (id[0] === 0x93) throw new StoreError('CLEW_STORE_TIMEOUT', 'too slow');
        return store.trace(id, context);
      }
    }
    const half = queryServer(new HalfStore());
    const { data, errors } = (
      await half.inject(`/api/traces?traceID=${OTHER}&traceID=${FIRST}`)
    ).json();
    expect(data).toHaveLength(1);
    expect(errors).toEqual([{ code: 504, msg: 'too slow', traceID: FIRST }]);
  });

  test('to see everything in time, the answer says that there may be more', async () => {
    class HastyStore extends ReferenceStore {
      override async search() {
        return { traces: [], partial: true };
      }
    }
    const { errors } = (await queryServer(new HastyStore()).inject('/api/traces')).json();
    expect(errors).toEqual([
      { msg: 'the search ended early: there may be more traces than these' },
    ]);
  });
});

test('a long answer comes whole, in pieces', async () => {
  const count = 2000;
  const spans = Array.from({ length: count }, (_, i) =>
    spanOf({ spanId: String(i + 1).padStart(16, '0'), name: `名字 ${i}`.repeat(20) }),
  );
  const long = queryServer(await storeOf(...spans));
  await long.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${long.listeningOrigin}/api/traces/${FIRST}`);
  expect(response.headers.has('content-length')).toBe(false);
  const { data } = (await response.json()) as { data: [{ spans: { operationName: string }[] }] };
  expect(data[0].spans).toHaveLength(count);
  expect(data[0].spans.at(-1)?.operationName).toBe(spans.at(-1)?.name);
  await long.close();
});

test('every call carries a deadline, and ends when the client goes away', async () => {
  const called = Promise.withResolvers<CallContext>();
  class SlowStore extends ReferenceStore {
    override search(_query: unknown, context: CallContext): Promise<never> {
      called.resolve(context);
      return new Promise((_, reject) => {
        context.signal?.addEventListener('abort', () => reject(context.signal?.reason));
      });
    }
  }
  const slow = queryServer(new SlowStore());
  await slow.listen({ port: 0, host: '127.0.0.1' });
  const gone = new AbortController();
  const answer = fetch(`${slow.listeningOrigin}/api/traces`, { signal: gone.signal });
  const { signal, deadline = 0 } = await called.promise;
  expect(deadline - Date.now()).toBeGreaterThan(20_000);
  expect(signal?.aborted).toBe(false);
  const ended = new Promise((resolve) => signal?.addEventListener('abort', resolve));
  gone.abort();
  await expect(answer).rejects.toThrow();
  await ended;
  await slow.close();
});

test('every answer is observed with its route', async () => {
  const seen: string[] = [];
  const observed = queryServer(store, { observe: (endpoint) => seen.push(endpoint) });
  await observed.inject('/api/services');
  await observed.inject('/api/traces/1');
  await observed.inject('/api/nothing');
  expect(seen).toEqual(['/api/services', '/api/traces/*']);
});

function failingWith(error: () => Error): SpanReader {
  const fail = async (): Promise<never> => {
    throw error();
  };
  return {
    ...{ trace: fail, search: fail, histogram: fail, services: fail, operations: fail },
    ...{ remoteServices: fail, attributeKeys: fail, attributeValues: fail },
    ...{ dependencies: fail, endpointLinks: fail },
  };
}
