// Orders other than newest first: the largest first, a page at a time.
import { StatusCode, summarizeTrace } from '@clew/model';
import { expect } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import { compareRanked, rankIn } from '../trace-order.ts';
import { ALL_TIME, MAX_SEARCH_LIMIT, TRACE_ORDERS, type TraceOrder } from '../trace-query.ts';
import { allPages, type ContractCheck, search, write } from './contract-check.ts';
import { SUITE_TIME, spanOf, traceId } from './sample-spans.ts';
import { seededSpans } from './seeded-spans.ts';

export const searchOrderChecks: readonly ContractCheck[] = [
  {
    promise: 'orders traces by duration, spans or errors of all their spans, the largest first',
    async holds(store) {
      const failed = { status: StatusCode.error };
      // Trace 1 takes longest, 2 has most spans, 3 most errors; no single write tells.
      await write(store, spanOf({ trace: 1, at: 3 }), spanOf({ trace: 2, at: 2 }));
      await write(
        store,
        spanOf({ trace: 2, id: 2, at: 2, ...failed }),
        spanOf({ trace: 3, at: 1 }),
      );
      await write(store, spanOf({ trace: 3, id: 2, at: 1, ...failed }));
      await write(store, spanOf({ trace: 2, id: 3, at: 100 }));
      await write(store, spanOf({ trace: 3, id: 3, at: 10, ...failed }));
      await write(store, spanOf({ trace: 2, id: 4, at: 3 }), spanOf({ trace: 1, id: 2, at: 999 }));
      expect(await idsIn(store, 'start')).toEqual([1, 2, 3].map(traceId));
      expect(await idsIn(store, 'duration')).toEqual([1, 2, 3].map(traceId));
      expect(await idsIn(store, 'spanCount')).toEqual([2, 3, 1].map(traceId));
      expect(await idsIn(store, 'errorCount')).toEqual([3, 2, 1].map(traceId));
      const start = { from: SUITE_TIME + 1n, to: SUITE_TIME + 2n };
      expect(await idsIn(store, 'duration', { range: start })).toEqual([2, 3].map(traceId));
    },
  },
  {
    promise: 'gives traces that an order holds for equal newest first, then by trace id',
    async holds(store) {
      for (const trace of [4, 1, 6, 3, 5, 2]) {
        await write(store, spanOf({ trace, at: Math.ceil(trace / 2) }));
      }
      await write(store, spanOf({ trace: 7, at: 0, duration: 2_000_000n }));
      for (const order of TRACE_ORDERS) {
        const others = [6, 5, 4, 3, 2, 1];
        const expected = order === 'duration' ? [7, ...others] : [...others, 7];
        expect(await idsIn(store, order), order).toEqual(expected.map(traceId));
      }
    },
  },
  {
    promise: 'goes through every order page by page without gaps or repeats, whatever the limit',
    async holds(store) {
      const spans = seededSpans({ seed: 5, traces: 20 });
      for (let from = 0; from < spans.length; from += 100) {
        await write(store, ...spans.slice(from, from + 100));
      }
      const all = [...Map.groupBy(spans, (span) => span.traceId).values()].map(summarizeTrace);
      for (const order of TRACE_ORDERS) {
        const expected = all.toSorted((a, b) =>
          compareRanked({ ...a, rank: rankIn(order, a) }, { ...b, rank: rankIn(order, b) }),
        );
        for (const limit of [1, 7, 20, MAX_SEARCH_LIMIT]) {
          const pages = await allPages(store, { range: ALL_TIME, order, limit });
          expect(pages.flatMap((page) => page.traces)).toEqual(expected);
          expect(pages).toHaveLength(Math.ceil(20 / limit));
        }
      }
    },
  },
  {
    promise: 'takes no cursor of one order in another',
    async holds(store) {
      for (let trace = 1; trace <= 3; trace++) await write(store, spanOf({ trace, at: trace }));
      const pages = TRACE_ORDERS.map(async (order) => {
        const { cursor } = await search(store, { order, limit: 1 });
        return { order, cursor };
      });
      for (const { order: given, cursor } of await Promise.all(pages)) {
        expect(cursor).toBeTypeOf('string');
        for (const order of TRACE_ORDERS) {
          const next = search(store, { order, cursor, limit: 1 });
          if (order === given) expect((await next).traces).toHaveLength(1);
          else await expect(next).rejects.toMatchObject({ code: 'CLEW_STORE_BAD_CURSOR' });
        }
      }
      // Newest first is what no order means.
      const { cursor } = await search(store, { limit: 1 });
      expect((await search(store, { order: 'start', cursor, limit: 1 })).traces).toHaveLength(1);
    },
  },
];

async function idsIn(
  store: SpanStore,
  order: TraceOrder,
  query: Parameters<typeof search>[1] = {},
): Promise<readonly string[]> {
  const { traces } = await search(store, { ...query, order });
  return traces.map((one) => one.traceId);
}
