import { type Span, SpanBatch, SpanBatchReader } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import { expect, test } from 'vitest';
import { queryServer, START, spanOf, storeOf } from './testing/query-server.ts';

const TRACE = '9346bc9e4f8eae5a02ffd1bcda60092e';

const spans: readonly Span[] = Array.from({ length: 10 }, (_, index) =>
  spanOf({
    spanId: (index + 1).toString(16).padStart(16, '0'),
    parentSpanId: index === 0 ? '' : '0000000000000001',
    start: START + BigInt(index),
    attributes: [{ key: 'row', value: BigInt(index) }],
  }),
);
const store = await storeOf(...spans);

/** A server whose store counts how often a trace was read. */
function countingServer() {
  let reads = 0;
  const reader: SpanReader = Object.assign(Object.create(store) as SpanReader, {
    trace: async (...given: Parameters<SpanReader['trace']>) => {
      reads++;
      return await store.trace(...given);
    },
  });
  return { app: queryServer(reader), reads: () => reads };
}

async function batchAt(app: ReturnType<typeof queryServer>, path: string) {
  const response = await app.inject(`/api/clew/v1/traces/${path}`);
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toBe('application/vnd.clew.span-batch');
  return [...new SpanBatchReader(new SpanBatch(new Uint8Array(response.rawPayload))).spans()];
}

test('a skeleton has every span in the order of the trace, without attributes', async () => {
  const { app } = countingServer();
  const skeleton = await batchAt(app, `${TRACE}/skeleton`);
  expect(skeleton.map(({ spanId }) => spanId)).toEqual(spans.map(({ spanId }) => spanId));
  expect(skeleton.every(({ attributes }) => attributes.length === 0)).toBe(true);
  expect(skeleton[3]?.start).toBe(spans[3]?.start);
});

test('ranges give whole spans by their place, and the trace is not read again for each', async () => {
  const { app, reads } = countingServer();
  await batchAt(app, `${TRACE}/skeleton`);
  const range = await batchAt(app, `${TRACE}/spans?from=3&to=5`);
  expect(range.map((span) => span.attributes)).toEqual(spans.slice(3, 5).map((s) => s.attributes));
  expect(range[0]?.traceId).toBe(TRACE);
  expect(await batchAt(app, `${TRACE}/spans?from=8`)).toHaveLength(2);
  expect(await batchAt(app, `${TRACE}/spans?from=10&to=20`)).toHaveLength(0);
  expect(await batchAt(app, `${TRACE}/spans`)).toHaveLength(10);
  expect(reads()).toBe(1);
});

test('a skeleton is always that of the trace as it is now', async () => {
  const { app, reads } = countingServer();
  await batchAt(app, `${TRACE}/skeleton`);
  await batchAt(app, `${TRACE}/skeleton`);
  expect(reads()).toBe(2);
});

test.each([
  [`${TRACE}/spans?from=5&to=4`, 400, 'from'],
  [`${TRACE}/spans?from=0&to=65537`, 400, 'to'],
  [`${TRACE}/spans?from=-1`, 400, 'from'],
  [`${TRACE}/spans?from=a`, 400, 'from'],
  ['xyz/skeleton', 400, 'traceId'],
  ['1/skeleton', 404, undefined],
  ['1/spans', 404, undefined],
])('%s is refused with %i', async (path, status, parameter) => {
  const response = await countingServer().app.inject(`/api/clew/v1/traces/${path}`);
  expect(response.statusCode).toBe(status);
  expect(response.json().error.parameter).toBe(parameter);
});
