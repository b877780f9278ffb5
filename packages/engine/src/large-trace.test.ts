// A trace of 60,000 spans in two segments and a head, whose spans overlap in time.
import { setImmediate } from 'node:timers/promises';
import { batchOf, parseTraceId, SpanBatchReader } from '@clew/model';
import { spanOf } from '@clew/storage/conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from './index.ts';
import { TestEngines } from './testing/test-engines.ts';

const PLACES = 3;
const SPANS_A_PLACE = 20_000;
const first = spanOf({ id: 1 });
const traceId = parseTraceId(first.traceId) as Uint8Array;

const engines = new TestEngines();
let engine: Engine;

beforeAll(async () => {
  engine = await engines.open();
  for (let place = 0; place < PLACES; place++) {
    if (place > 0) await engine.flush();
    const spans = Array.from({ length: SPANS_A_PLACE }, (_, index) => {
      const number = index * PLACES + place + 1;
      return spanOf({ id: number, parent: number === 1 ? 0 : 1, at: number });
    });
    await engine.write(batchOf(spans), { tenant: '' });
  }
}, 60_000);

afterAll(async () => {
  await engine.close();
  await engines.remove();
});

test('is read whole and in order, while others have their turn', async () => {
  let turns = 0;
  let isRead = false;
  const reading = engine.trace(traceId, { tenant: '' }).finally(() => {
    isRead = true;
  });
  for (; !isRead; turns++) await setImmediate();
  const batch = await reading;
  // One turn may pass however it is read.
  expect(turns).toBeGreaterThan(2);
  expect(batch?.spanCount).toBe(PLACES * SPANS_A_PLACE);
  let last = 0n;
  for (const { start } of new SpanBatchReader(batch ?? batchOf([])).spans()) {
    expect(start > last).toBe(true);
    last = start;
  }
});

test('is read no further when who asked for it has gone away', async () => {
  const gone = new AbortController();
  const reason = new Error('gone');
  const reading = engine.trace(traceId, { tenant: '', signal: gone.signal });
  await Promise.all([
    expect(reading).rejects.toBe(reason),
    setImmediate().then(() => gone.abort(reason)),
  ]);
});
