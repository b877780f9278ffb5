// How many traces match, by when they started and how long they took.
import { StatusCode } from '@clew/model';
import { expect } from 'vitest';
import type { Histogram, SpanStore } from '../span-store.ts';
import {
  ALL_TIME,
  type HistogramQuery,
  MAX_DURATION_EDGES,
  MAX_TIME_CELLS,
  type TraceExpression,
} from '../trace-query.ts';
import { allPages, CONTEXT, type ContractCheck, write } from './contract-check.ts';
import { SUITE_TIME, spanOf } from './sample-spans.ts';
import { seededSpans } from './seeded-spans.ts';

const failed = { status: StatusCode.error };

export const histogramChecks: readonly ContractCheck[] = [
  {
    promise: 'counts traces in equal parts of the range and between edges of duration',
    async holds(store) {
      // Ten parts of a hundred nanoseconds each.
      const range = within(0, 999);
      const of = (trace: number, at: number, duration: bigint) => spanOf({ trace, at, duration });
      await write(store, of(1, 0, 9n), of(2, 99, 9n), of(3, 100, 10n));
      await write(store, of(4, 100, 19n), of(5, 150, 20n), { ...of(6, 999, 500n), ...failed });
      await write(store, of(7, -1, 9n), of(8, 1000, 9n));
      expect(await histogram(store, { range, timeCells: 10, durationEdges: [10n, 20n] })).toEqual({
        cells: [
          [0, 0, 2, 0],
          [1, 1, 2, 0],
          [1, 2, 1, 0],
          [9, 2, 1, 1],
        ],
        ...{ traceCount: 6, errorTraceCount: 1, partial: false },
      });
      // Without edges all durations are one.
      expect((await histogram(store, { range, timeCells: 1 })).cells).toEqual([[0, 0, 6, 1]]);
    },
  },
  {
    promise: 'cuts a range that its parts do not divide as the contract says',
    async holds(store) {
      for (let at = 0; at < 7; at++) await write(store, spanOf({ trace: at + 1, at }));
      const inParts = async (timeCells: number) =>
        (await histogram(store, { range: within(0, 6), timeCells })).cells.map(
          ([time, , count]) => [time, count],
        );
      expect(await inParts(3)).toEqual([
        ...[
          [0, 3],
          [1, 2],
          [2, 2],
        ],
      ]);
      // More parts than nanoseconds: most are empty.
      expect(await inParts(14)).toEqual([0, 2, 4, 6, 8, 10, 12].map((time) => [time, 1]));
      expect(await inParts(MAX_TIME_CELLS)).toEqual(
        [0, 142, 285, 428, 571, 714, 857].map((time) => [time, 1]),
      );
    },
  },
  {
    promise: 'counts a trace once, with its whole duration and all its errors, at its start',
    async holds(store) {
      // Trace 1 begins before the range and fails after it; nothing of trace 2 starts in it.
      await write(
        store,
        spanOf({ at: -500, duration: 10n }),
        spanOf({ id: 2, at: 10, duration: 10n }),
      );
      await write(store, spanOf({ id: 3, at: 20, duration: 10n }));
      await write(store, spanOf({ id: 4, at: 500, duration: 10n, ...failed }));
      await write(store, spanOf({ trace: 2, at: -9 }), spanOf({ trace: 2, id: 2, at: 900 }));
      const query = {
        range: within(0, 99),
        timeCells: 4,
        durationEdges: [100n, 1000n, 1010n, 1011n],
      };
      expect(await histogram(store, query)).toEqual({
        cells: [[0, 3, 1, 1]],
        ...{ traceCount: 1, errorTraceCount: 1, partial: false },
      });
    },
  },
  {
    promise: 'counts every match of a condition, as many as all pages of a search have',
    async holds(store) {
      const spans = seededSpans({ seed: 9, traces: 100 });
      for (let from = 0; from < spans.length; from += 100) {
        await write(store, ...spans.slice(from, from + 100));
      }
      const first = spans.reduce(
        (least, { start }) => (start < least ? start : least),
        ALL_TIME.to,
      );
      const conditions: readonly (TraceExpression | undefined)[] = [
        undefined,
        { op: 'some', span: { op: 'service', is: '=', value: 'service-3' } },
        { op: 'errorCount', is: '>', value: 0 },
        {
          op: 'and',
          of: [
            { op: 'some', span: { op: 'duration', is: '>', value: 4_000_000n } },
            { op: 'traceDuration', is: '<', value: 7_000_000n },
          ],
        },
        { op: 'not', of: { op: 'some', span: { op: 'status', is: '=', value: 2 } } },
      ];
      for (const range of [ALL_TIME, { from: first + 20_000_000n, to: first + 80_000_000n }]) {
        for (const where of conditions) {
          const counted = await histogram(store, { range, where, timeCells: 50 });
          const pages = await allPages(store, { range, where, limit: 50 });
          const traces = pages.flatMap((page) => page.traces);
          expect(traces.length).toBeGreaterThan(3);
          expect(counted).toMatchObject({
            traceCount: traces.length,
            errorTraceCount: traces.filter((one) => one.errorCount > 0).length,
            partial: false,
          });
          expect(sum(counted, 2)).toBe(counted.traceCount);
          expect(sum(counted, 3)).toBe(counted.errorTraceCount);
        }
      }
    },
  },
  {
    promise: 'counts nothing where nothing is, and over times that nothing can have',
    async holds(store) {
      const nothing = { cells: [], traceCount: 0, errorTraceCount: 0, partial: false };
      expect(await histogram(store, {})).toEqual(nothing);
      await write(store, spanOf());
      expect(await histogram(store, { range: within(1, 0) })).toEqual(nothing);
      expect(await histogram(store, { range: within(1, 100) })).toEqual(nothing);
      // The second half of a range whose ends are no times that a span can have.
      const range = { from: -(2n ** 66n), to: 2n ** 66n };
      expect((await histogram(store, { range, timeCells: 2 })).cells).toEqual([[1, 0, 1, 0]]);
    },
  },
  {
    promise: 'refuses cells and edges that are none with a RangeError',
    async holds(store) {
      const refused: readonly Partial<HistogramQuery>[] = [
        ...[0, -1, 1.5, MAX_TIME_CELLS + 1, Number.NaN].map((timeCells) => ({ timeCells })),
        { durationEdges: [2n, 1n] },
        { durationEdges: [1n, 1n] },
        { durationEdges: Array.from({ length: MAX_DURATION_EDGES + 1 }, (_, i) => BigInt(i)) },
      ];
      for (const query of refused) {
        await expect(histogram(store, query)).rejects.toThrow(RangeError);
      }
      const durationEdges = Array.from({ length: MAX_DURATION_EDGES }, (_, i) => BigInt(i));
      expect(await histogram(store, { timeCells: MAX_TIME_CELLS, durationEdges })).toMatchObject({
        ...{ traceCount: 0, partial: false },
      });
    },
  },
];

async function histogram(store: SpanStore, query: Partial<HistogramQuery>): Promise<Histogram> {
  return store.histogram({ range: ALL_TIME, timeCells: 1, durationEdges: [], ...query }, CONTEXT);
}

function sum({ cells }: Histogram, column: 2 | 3): number {
  return cells.reduce((total, cell) => total + cell[column], 0);
}

/** A range in nanoseconds after the suite's time. */
function within(from: number, to: number) {
  return { from: SUITE_TIME + BigInt(from), to: SUITE_TIME + BigInt(to) };
}
