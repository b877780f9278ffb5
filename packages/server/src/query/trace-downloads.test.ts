import { type Span, SpanBatchReader, SpanFormat, spanObject } from '@clew/model';
import { openTraceFile } from '@clew/protocols/trace-file';
import { describe, expect, test } from 'vitest';
import { queryServer, resourceOf, START, spanOf, storeOf } from './testing/query-server.ts';

const root = spanOf({ format: SpanFormat.otlp, statusMessage: 'no', traceState: 'a=b', flags: 1 });
const child = spanOf({
  ...{ format: SpanFormat.otlp, spanId: 'deea2627b52c928e', parentSpanId: root.spanId },
  ...{ name: 'sell', start: START + 1000n, resource: resourceOf('stock') },
  attributes: [
    { key: 'list', value: ['a', 1n, null, { entries: [{ key: 'k', value: 0.5 }] }] },
    { key: 'blob', value: Uint8Array.of(1, 2) },
  ],
});
const app = queryServer(await storeOf(root, child));

async function download(format: string, id = root.traceId) {
  return await app.inject(`/api/clew/v1/traces/${id}/${format}.json`);
}

function spansOf(text: string): readonly Span[] {
  const { batch } = openTraceFile(text);
  return [...new SpanBatchReader(batch).spans()].map(spanObject);
}

describe('a trace as a file', () => {
  test.each(['jaeger', 'otlp'])(
    'of %s has a name of its own and is not kept by caches',
    async (format) => {
      for (const id of [root.traceId, root.traceId.toUpperCase()]) {
        const { statusCode, headers } = await download(format, id);
        expect(statusCode).toBe(200);
        expect(headers['content-type']).toMatch(/^application\/json/);
        expect(headers['content-disposition']).toBe(
          `attachment; filename="trace-${root.traceId}.${format}.json"`,
        );
        expect(headers['cache-control']).toBe('no-store');
      }
    },
  );

  test('of OTLP holds everything that was stored', async () => {
    expect(spansOf((await download('otlp')).body)).toEqual([root, child].map(spanObject));
  });

  test('of Jaeger is what Jaeger’s API answers', async () => {
    const { body } = await download('jaeger');
    expect(body).toBe((await app.inject(`/api/traces/${root.traceId}`)).body);
    expect(spansOf(body).map(({ spanId }) => spanId)).toEqual([root.spanId, child.spanId]);
  });

  test.each(['jaeger', 'otlp'])('of %s that there is not is 404, and no file', async (format) => {
    const { statusCode, headers, body } = await download(format, 'abc');
    expect(statusCode).toBe(404);
    expect(headers).not.toHaveProperty('content-disposition');
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'CLEW_TRACE_NOT_FOUND' } });
    expect((await download(format, 'nonsense')).statusCode).toBe(400);
  });
});
