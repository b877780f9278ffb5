// Newest first, a page at a time.
import { expect } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import { ALL_TIME, MAX_SEARCH_LIMIT } from '../trace-query.ts';
import { allPages, CONTEXT, type ContractCheck, matches, search, write } from './contract-check.ts';
import { SUITE_TIME, spanOf, traceId } from './sample-spans.ts';

export const searchPageChecks: readonly ContractCheck[] = [
  {
    promise: 'answers a search with one empty page when there is nothing',
    async holds(store) {
      const page = await search(store);
      expect(page).toEqual({ traces: [], partial: false });
    },
  },
  {
    promise: 'gives traces newest first by their start, wherever the range begins',
    async holds(store) {
      // Trace 1 starts first and has the span that starts last.
      await write(store, spanOf({ trace: 1, at: 0 }), spanOf({ trace: 2, at: 10 }));
      await write(store, spanOf({ trace: 3, at: 5 }), spanOf({ trace: 1, id: 2, at: 20 }));
      await write(store, spanOf({ trace: 2, id: 2, at: 15 }), spanOf({ trace: 3, id: 2, at: 19 }));
      expect(await matches(store)).toEqual([2, 3, 1].map(traceId));
      const late = { from: SUITE_TIME + 12n, to: ALL_TIME.to };
      expect(await matches(store, undefined, late)).toEqual([2, 3, 1].map(traceId));
    },
  },
  {
    promise: 'gives traces that start together by trace id, the highest first',
    async holds(store) {
      const ids = ['00', '01', '7f', '80', 'a0', 'ff'].map((byte) => `${byte}${'a'.repeat(30)}`);
      const order = [3, 0, 5, 1, 4, 2];
      for (const index of order) await write(store, { ...spanOf(), traceId: ids[index] ?? '' });
      expect(await matches(store)).toEqual(ids.toReversed());
    },
  },
  {
    promise: 'gives each trace once, however many of its spans match',
    async holds(store) {
      for (let id = 1; id <= 8; id++) {
        await write(store, spanOf({ id, at: id }), spanOf({ trace: 2, id, at: id }));
      }
      const where = { op: 'some', span: { op: 'service', is: '=', value: 'service' } } as const;
      expect(await matches(store, where)).toEqual([2, 1].map(traceId));
    },
  },
  {
    promise: 'pages through everything without gaps or repeats, whatever the limit, ties included',
    async holds(store) {
      const numbers = await writeTies(store, 20);
      for (const limit of [1, 2, 3, 7, 19, 20, 21, MAX_SEARCH_LIMIT]) {
        const pages = await allPages(store, { range: ALL_TIME, limit });
        expect(idsOf(pages)).toEqual(numbers.toReversed().map(traceId));
        expect(pages).toHaveLength(Math.ceil(20 / limit));
        for (const page of pages.slice(0, -1)) expect(page.traces).toHaveLength(limit);
        expect(pages.every((page) => !page.partial)).toBe(true);
      }
    },
  },
  {
    promise: 'gives the last page no cursor, also when it is full',
    async holds(store) {
      await writeTies(store, 4);
      const first = await search(store, { limit: 2 });
      const last = await search(store, { limit: 2, cursor: first.cursor });
      expect(first.cursor).toBeTypeOf('string');
      expect(last.traces).toHaveLength(2);
      expect(last).not.toHaveProperty('cursor');
    },
  },
  {
    promise: 'gives the same page again for the same cursor',
    async holds(store) {
      await writeTies(store, 9);
      const { cursor } = await search(store, { limit: 3 });
      const again = await search(store, { limit: 3, cursor });
      expect(await search(store, { limit: 3, cursor })).toEqual(again);
      expect(again.traces.map((one) => one.traceId)).toEqual([6, 5, 4].map(traceId));
    },
  },
  {
    promise: 'pages through a condition and a range as if nothing else were there',
    async holds(store) {
      for (let trace = 1; trace <= 30; trace++) {
        await write(store, spanOf({ trace, at: trace, name: trace % 3 === 0 ? 'third' : 'other' }));
      }
      const pages = await allPages(store, {
        range: { from: SUITE_TIME + 5n, to: SUITE_TIME + 24n },
        where: { op: 'some', span: { op: 'name', is: '=', value: 'third' } },
        limit: 2,
      });
      expect(idsOf(pages)).toEqual([24, 21, 18, 15, 12, 9, 6].map(traceId));
      expect(pages).toHaveLength(4);
    },
  },
  {
    promise: 'misses no trace that was there and gives none twice while spans arrive between pages',
    async holds(store) {
      for (let trace = 1; trace <= 12; trace++) {
        await write(store, spanOf({ trace: trace * 10, at: trace * 10 }));
      }
      const given: string[] = [];
      let cursor: string | undefined;
      let round = 0;
      do {
        const page = await search(store, { limit: 2, cursor });
        given.push(...page.traces.map((one) => one.traceId));
        cursor = page.cursor;
        round += 1;
        // A newer trace, an older one, one in between, and later spans of every trace there was.
        await write(store, spanOf({ trace: 500 + round, at: 500 + round }));
        await write(store, spanOf({ trace: 600 + round, at: -round }));
        await write(store, spanOf({ trace: 61 + round, at: 61 }));
        const late = Array.from({ length: 12 }, (_, index) =>
          spanOf({ trace: (index + 1) * 10, id: 1 + round, at: 1000 + round }),
        );
        await write(store, ...late);
      } while (cursor !== undefined && round < 100);
      const there = Array.from({ length: 12 }, (_, index) => traceId((12 - index) * 10));
      expect(new Set(given).size).toBe(given.length);
      expect(given.filter((id) => there.includes(id))).toEqual(there);
    },
  },
  {
    promise: 'still gives a trace that is yet to come when its start moves to an earlier time',
    async holds(store) {
      await writeTies(store, 8);
      const { cursor } = await search(store, { limit: 4 });
      await write(store, spanOf({ trace: 4, id: 2, at: -1000 }));
      const rest = await search(store, { limit: 100, cursor });
      expect(rest.traces.map((one) => one.traceId)).toEqual([3, 2, 1, 4].map(traceId));
    },
  },
  {
    promise: 'refuses a cursor that it did not give with CLEW_STORE_BAD_CURSOR',
    async holds(store) {
      await writeTies(store, 3);
      const json = ['null', '{}', '[]', '""', '{"start":1,"traceId":null}'];
      const encoded = json.map((text) => Buffer.from(text).toString('base64url'));
      for (const cursor of ['', 'nonsense', '!', '\0', '🧶', 'x'.repeat(10_000), ...encoded]) {
        await expect(
          search(store, { cursor }),
          `cursor ${cursor.slice(0, 40)}`,
        ).rejects.toMatchObject({
          code: 'CLEW_STORE_BAD_CURSOR',
        });
      }
    },
  },
  {
    promise: 'refuses a limit that is no whole number from 1 to 10,000 with a RangeError',
    async holds(store) {
      for (const limit of [
        0,
        -1,
        1.5,
        MAX_SEARCH_LIMIT + 1,
        Number.NaN,
        Number.POSITIVE_INFINITY,
      ]) {
        await expect(search(store, { limit }), `limit ${limit}`).rejects.toThrow(RangeError);
      }
      expect(await store.search({ range: ALL_TIME, limit: MAX_SEARCH_LIMIT }, CONTEXT)).toEqual({
        traces: [],
        partial: false,
      });
    },
  },
];

/** Writes traces 1 to `count`, groups of four of which start at the same time. */
async function writeTies(store: SpanStore, count: number): Promise<number[]> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (const trace of numbers) await write(store, spanOf({ trace, at: Math.ceil(trace / 4) }));
  return numbers;
}

function idsOf(pages: readonly { readonly traces: readonly { readonly traceId: string }[] }[]) {
  return pages.flatMap((page) => page.traces.map((one) => one.traceId));
}
