import type { TraceSummary } from '@clew/model';
import { expect, test } from 'vitest';
import { afterLook, liveRows, NOTHING_LIVE } from './live-traces.ts';

/** A trace that starts at a time, with some spans. */
function trace(traceId: string, start: number, spanCount = 1): TraceSummary {
  return {
    ...{ traceId, start: BigInt(start), duration: 5n, rootService: 'shop', rootName: 'buy' },
    ...{ rootMissing: false, spanCount, errorCount: 0, services: [], hosts: [] },
  };
}

const ids = (traces: readonly TraceSummary[]) => traces.map(({ traceId }) => traceId);

test('what comes in stands on top, by its start, also when it arrives late', () => {
  let live = afterLook(NOTHING_LIVE, [trace('c', 30)]);
  live = afterLook(live, [trace('d', 40), trace('b', 20)]);
  const rows = liveRows([trace('a', 10)], false, live, undefined);
  expect(ids(rows.traces)).toEqual(['d', 'c', 'b', 'a']);
  expect([...rows.fresh].sort()).toEqual(['b', 'c', 'd']);
});

test('a trace that is there already grows in its place and is not new', () => {
  const live = afterLook(NOTHING_LIVE, [trace('a', 10, 7)]);
  const rows = liveRows([trace('b', 20), trace('a', 10)], false, live, undefined);
  expect(ids(rows.traces)).toEqual(['b', 'a']);
  expect(rows.traces[1]?.spanCount).toBe(7);
  expect(rows.fresh.size).toBe(0);
});

test('what further pages have is not taken for new', () => {
  const live = afterLook(NOTHING_LIVE, [trace('c', 30), trace('a', 10), trace('0', 5)]);
  expect(ids(liveRows([trace('b', 20)], true, live, undefined).traces)).toEqual(['c', 'b']);
  expect(liveRows([trace('b', 20)], false, live, undefined).traces).toHaveLength(4);
});

test('while rows are held, newcomers are counted and those shown stay', () => {
  const first = afterLook(NOTHING_LIVE, [trace('b', 20)]);
  const second = afterLook(first, [trace('b', 20, 9), trace('c', 30), trace('d', 40)]);
  const rows = liveRows([trace('a', 10)], false, second, first.looks);
  expect(ids(rows.traces)).toEqual(['b', 'a']);
  expect(rows.traces[0]?.spanCount).toBe(9);
  expect(rows.held).toBe(2);
  expect(liveRows([trace('a', 10)], false, second, undefined).held).toBe(0);
});

test('a page that is live for days keeps a bounded number of traces, the newest', () => {
  let live = NOTHING_LIVE;
  for (let i = 0; i < 600; i++) live = afterLook(live, [trace(`t${i}`, i)]);
  expect(live.found).toHaveLength(500);
  expect(live.found[0]?.trace.traceId).toBe('t599');
});
