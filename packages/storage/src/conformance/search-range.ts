// Which traces a range of time holds, and what of them is looked at.
import { StatusCode } from '@clew/model';
import { expect } from 'vitest';
import { ALL_TIME } from '../trace-query.ts';
import { type ContractCheck, matches, search, write } from './contract-check.ts';
import { SUITE_TIME, spanOf, traceId } from './sample-spans.ts';

export const searchRangeChecks: readonly ContractCheck[] = [
  {
    promise: 'finds traces that start at either end of the range, and none a nanosecond outside',
    async holds(store) {
      await write(store, ...[1, 2, 3, 4, 5].map((trace) => spanOf({ trace, at: trace })));
      expect(await matches(store, undefined, range(2, 4))).toEqual([4, 3, 2].map(traceId));
      expect(await matches(store, undefined, range(3, 3))).toEqual([traceId(3)]);
      expect(await matches(store, undefined, range(6, 9))).toEqual([]);
      expect(await matches(store, undefined, range(-9, 0))).toEqual([]);
    },
  },
  {
    promise:
      'finds nothing in a range that ends before it begins, and everything in one past all time',
    async holds(store) {
      await write(store, spanOf(), spanOf({ trace: 2, start: 0n }));
      expect(await matches(store, undefined, range(1, -1))).toEqual([]);
      const everything = { from: -(2n ** 70n), to: 2n ** 70n };
      expect(await matches(store, undefined, everything)).toEqual([1, 2].map(traceId));
      expect(await matches(store, undefined, { from: 2n ** 64n, to: 2n ** 70n })).toEqual([]);
      expect(await matches(store, undefined, { from: -5n, to: -1n })).toEqual([]);
    },
  },
  {
    promise:
      'finds a trace by any span that starts in the range, and by no span that only lasts into it',
    async holds(store) {
      await write(store, spanOf({ at: 0, duration: 1000n }));
      await write(store, spanOf({ id: 2, parent: 1, at: 500, duration: 1n }));
      expect(await matches(store, undefined, range(400, 600))).toEqual([traceId(1)]);
      expect(await matches(store, undefined, range(1, 499))).toEqual([]);
      expect(await matches(store, undefined, range(501, 2000))).toEqual([]);
    },
  },
  {
    promise: 'does not find a trace by spans before and after a range that none starts in',
    async holds(store) {
      await write(store, spanOf({ at: 0 }), spanOf({ id: 2, at: 1000 }));
      await write(store, spanOf({ trace: 2, at: 500 }));
      expect(await matches(store, undefined, range(100, 900))).toEqual([traceId(2)]);
    },
  },
  {
    promise: 'summarizes a trace from all of its spans, also those outside of the range',
    async holds(store) {
      const before = spanOf({ at: -1000, service: 'gateway', name: 'root' });
      const inside = spanOf({ id: 2, parent: 1, service: 'shop' });
      const after = spanOf({
        ...{ id: 3, parent: 2, at: 9000, service: 'stock' },
        status: StatusCode.error,
      });
      const whole = {
        traceId: traceId(1),
        start: before.start,
        duration: 1_010_000n,
        rootService: 'gateway',
        rootName: 'root',
        rootMissing: false,
        spanCount: 3,
        errorCount: 1,
        services: [
          { name: 'gateway', spanCount: 1, errorCount: 0 },
          { name: 'shop', spanCount: 1, errorCount: 0 },
          { name: 'stock', spanCount: 1, errorCount: 1 },
        ],
        hosts: [],
      };
      await write(store, inside);
      await write(store, before, after);
      for (const time of [range(0, 0), range(-1000, 9000), range(1, 9000), ALL_TIME]) {
        expect((await search(store, { range: time })).traces).toEqual([whole]);
      }
    },
  },
  {
    promise: 'lets only spans that start in the range satisfy `some`, and all spans the rest',
    async holds(store) {
      const failed = { status: StatusCode.error, name: 'outside' };
      await write(store, spanOf({ at: 0, name: 'inside' }));
      await write(store, spanOf({ id: 2, parent: 1, at: 100, ...failed }));
      await write(store, spanOf({ id: 3, at: -100, ...failed }));
      const named = (value: string) =>
        ({ op: 'some', span: { op: 'name', is: '=', value } }) as const;
      const inside = range(-99, 99);
      expect(await matches(store, named('inside'), inside)).toEqual([traceId(1)]);
      expect(await matches(store, named('outside'), inside)).toEqual([]);
      expect(await matches(store, { op: 'not', of: named('outside') }, inside)).toEqual([
        traceId(1),
      ]);
      expect(await matches(store, named('outside'), range(-100, 99))).toEqual([traceId(1)]);
      expect(await matches(store, named('outside'), range(-99, 100))).toEqual([traceId(1)]);
      expect(await matches(store, { op: 'errorCount', is: '=', value: 2 }, inside)).toEqual([
        traceId(1),
      ]);
      expect(await matches(store, { op: 'rootName', is: '=', value: 'outside' }, inside)).toEqual([
        traceId(1),
      ]);
    },
  },
];

/** A range in nanoseconds after the suite's time. */
function range(from: number, to: number) {
  return { from: SUITE_TIME + BigInt(from), to: SUITE_TIME + BigInt(to) };
}
