import { setImmediate } from 'node:timers/promises';
import { Turn } from '@clew/engine';
import { batchOf, SpanKind } from '@clew/model';
import { expect, test } from 'vitest';
import { shownSpans } from './shown-spans.ts';
import { resourceOf, START, spanOf } from './testing/query-server.ts';

const CALLS = 20_000;
const web = resourceOf('web', { 'host.name': 'a' });
const shop = resourceOf('shop', { 'host.name': 'b' });

/** Calls whose sides share an id, each server's clock behind its client's. */
const trace = batchOf(
  Array.from({ length: CALLS }, (_, index) => {
    const spanId = (index + CALLS).toString(16).padStart(16, '0');
    const start = START + BigInt(index * 10);
    const parentSpanId = index === 0 ? '' : (index + CALLS - 1).toString(16).padStart(16, '0');
    const client = spanOf({ spanId, parentSpanId, kind: SpanKind.client, start, resource: web });
    return [client, { ...client, kind: SpanKind.server, start: start - 7n, resource: shop }];
  }).flat(),
);

test('a large trace is adjusted while others have their turn', async () => {
  let turns = 0;
  let isDone = false;
  const adjusting = new Turn({ tenant: '' }).finish(shownSpans(trace, 1_000n)).finally(() => {
    isDone = true;
  });
  for (; !isDone; turns++) await setImmediate();
  const spans = [...(await adjusting).spans()];
  // One turn may pass however it is adjusted.
  expect(turns).toBeGreaterThan(2);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(CALLS * 2);
  const [client, server] = spans;
  expect(server?.start).toBe(client?.start);
});

test('and no further when who asked for it has gone away', async () => {
  const gone = new AbortController();
  const reason = new Error('gone');
  const adjusting = new Turn({ tenant: '', signal: gone.signal }).finish(shownSpans(trace, 1_000n));
  // Its first turn is over by now.
  gone.abort(reason);
  await expect(adjusting).rejects.toBe(reason);
});
