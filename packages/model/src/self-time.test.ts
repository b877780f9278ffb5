import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selfTimesOf } from './index.ts';
import { chainOf, type Row, rowsFrom, starOf, timesOf } from './testing/times.ts';

function selfOf(rows: readonly Row[]): readonly number[] {
  return [...selfTimesOf(timesOf(rows))];
}

/** Counts the units of time in which a span runs and none of its children does. */
function naive(rows: readonly Row[]): readonly number[] {
  return rows.map(([start, end], index) => {
    const children = rows.filter(([, , parent]) => parent === index);
    let units = 0;
    for (let unit = start; unit < end; unit++) {
      if (!children.some(([from, to]) => from <= unit && unit < to)) units++;
    }
    return units;
  });
}

describe('the self time of a span', () => {
  test('is its duration where it has no children', () => {
    expect(selfOf([[2, 9, -1]])).toEqual([7]);
    expect(selfOf([])).toEqual([]);
  });

  test('counts what its children run at once only once', () => {
    // 0         10
    // |---------|    own: 0-1, 5-6, 8-10
    //  |--|          1-4
    //    |-|         3-5
    //       |-|      6-8
    //       |-|      6-8
    const rows: readonly Row[] = [
      [0, 10, -1],
      [1, 4, 0],
      [3, 5, 0],
      [6, 8, 0],
      [6, 8, 0],
    ];
    expect(selfOf(rows)).toEqual([4, 3, 2, 2, 2]);
  });

  test('counts of children only what they run within it', () => {
    //     4     10
    //     |-----|     own: 6-8
    // |-----|         0-6
    //         |----|  8-13
    // |--|            0-3, before it
    //            |-|  11-13, after it
    const rows: readonly Row[] = [
      [4, 10, -1],
      [0, 6, 0],
      [8, 13, 0],
      [0, 3, 0],
      [11, 13, 0],
    ];
    expect(selfOf(rows)).toEqual([2, 6, 5, 3, 2]);
  });

  test('is 0 where a child runs all the time, even one that outlives it', () => {
    expect(
      selfOf([
        [3, 5, 1],
        [2, 6, 2],
        [2, 6, -1],
      ]),
    ).toEqual([2, 2, 0]);
  });

  test('is not less for children that took no time, and 0 for a span that took none', () => {
    expect(
      selfOf([
        [0, 4, -1],
        [2, 2, 0],
        [0, 0, 0],
        [4, 4, 0],
        [1, 3, 1],
      ]),
    ).toEqual([4, 0, 0, 0, 2]);
  });

  test('of a child is not less for what its parent did', () => {
    // An orphan, and a child that comes before its parent.
    expect(
      selfOf([
        [5, 7, 2],
        [0, 9, -1],
        [4, 8, -1],
      ]),
    ).toEqual([2, 9, 2]);
  });

  test('is what a count of units of time gives, for any spans at all', () => {
    const seed = fc.record({
      start: fc.nat({ max: 12 }),
      duration: fc.nat({ max: 10 }),
      parent: fc.nat({ max: 60 }),
      place: fc.nat({ max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(seed, { maxLength: 60 }), (seeds) => {
        const rows = rowsFrom(seeds);
        expect(selfOf(rows)).toEqual(naive(rows));
      }),
      { numRuns: 500 },
    );
  });

  test('of one of many children is found as that of few', () => {
    const starts = fc.array(fc.nat({ max: 300 }), { minLength: 17, maxLength: 80 });
    fc.assert(
      fc.property(starts, (list) => {
        const rows: readonly Row[] = [
          [20, 280, -1],
          ...list.map((at, i): Row => [at, at + (i % 7), 0]),
        ];
        expect(selfOf(rows)).toEqual(naive(rows));
      }),
    );
  });

  test('is found in a chain 200,000 deep and for 200,000 children of one', () => {
    const count = 200_000;
    const chain = selfTimesOf(chainOf(count));
    expect([...chain.slice(0, 2), chain.at(-1)]).toEqual([2, 2, count + 1 - (count - 1)]);
    const star = selfTimesOf(starOf(count));
    expect([...star.slice(0, 2), star.at(-1)]).toEqual([1, 1, 1]);
  });
});
