import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CriticalPath, criticalPathOf, longestRootOf } from './index.ts';
import { chainOf, type Row, rowsFrom, starOf, timesOf } from './testing/times.ts';

type Segment = readonly [span: number, from: number, to: number];

function segmentsOf(path: CriticalPath): readonly Segment[] {
  return Array.from({ length: path.count }, (_, i) => [
    path.span[i] ?? -1,
    path.from[i] ?? -1,
    path.to[i] ?? -1,
  ]);
}

function pathOf(rows: readonly Row[], root?: number): readonly Segment[] {
  return segmentsOf(criticalPathOf(timesOf(rows), root));
}

interface Part {
  readonly span: number;
  readonly open: number;
  readonly close: number;
}

/** The definition, word for word: the path of a span in what its parent leaves of it. */
function naive(rows: readonly Row[], { span, open, close }: Part): readonly Segment[] {
  const parts = rows
    .map(([start, end], i): Part => {
      return { span: i, open: Math.max(start, open), close: Math.min(end, close) };
    })
    .filter((part) => rows[part.span]?.[2] === span && part.open < part.close);
  const segments: Segment[] = [];
  let point = close;
  for (;;) {
    const ended = parts.filter((part) => part.close <= point);
    const last = Math.max(...ended.map((part) => part.close));
    const atLast = ended.filter((part) => part.close === last);
    const earliest = Math.min(...atLast.map((part) => part.open));
    const taking = atLast.find((part) => part.open === earliest);
    const until = taking === undefined ? open : taking.close;
    if (until < point) segments.unshift([span, until, point]);
    if (taking === undefined) return segments;
    segments.unshift(...naive(rows, taking));
    point = taking.open;
  }
}

const anyRows = fc
  .array(
    fc.record({
      start: fc.nat({ max: 12 }),
      duration: fc.nat({ max: 12 }),
      parent: fc.nat({ max: 60 }),
      place: fc.nat({ max: 1000 }),
    }),
    { maxLength: 60 },
  )
  .map(rowsFrom);

function expectGood(rows: readonly Row[], path: CriticalPath): void {
  const segments = segmentsOf(path);
  const [start, end] = rows[path.root] ?? [0, 0];
  let point = start;
  let sum = 0;
  let before: number | undefined;
  for (const [span, from, to] of segments) {
    expect(from).toBe(point);
    expect(to).toBeGreaterThan(from);
    const [begins, ends] = rows[span] as Row;
    expect(from).toBeGreaterThanOrEqual(begins);
    expect(to).toBeLessThanOrEqual(ends);
    if (before !== undefined) {
      // From parent to child or back, through spans that ran at the time.
      const route = routeOf(rows, before, span);
      expect(route.length).toBeGreaterThanOrEqual(2);
      for (const one of route) {
        const [starts, stops] = rows[one] as Row;
        expect(starts <= from && from <= stops).toBe(true);
      }
    }
    before = span;
    point = to;
    sum += to - from;
  }
  expect(point).toBe(end);
  expect(sum).toBe(end - start);
}

function spansAbove(rows: readonly Row[], span: number): readonly number[] {
  const above: number[] = [];
  for (let one = span; one >= 0; one = rows[one]?.[2] ?? -1) above.push(one);
  return above;
}

/** The spans from one up to what is above both, and down to another; none where nothing is. */
function routeOf(rows: readonly Row[], a: number, b: number): readonly number[] {
  const up = spansAbove(rows, a);
  const down = spansAbove(rows, b);
  const top = up.find((one) => down.includes(one));
  if (top === undefined) return [];
  return [...up.slice(0, up.indexOf(top) + 1), ...down.slice(0, down.indexOf(top))];
}

describe('the critical path of a trace', () => {
  test('is the root where nothing stands under it', () => {
    expect(pathOf([[3, 8, -1]])).toEqual([[0, 3, 8]]);
  });

  test('is empty without spans, and for a root that took no time', () => {
    expect(criticalPathOf(timesOf([])).root).toBe(-1);
    expect(pathOf([])).toEqual([]);
    expect(
      pathOf([
        [4, 4, -1],
        [2, 9, 0],
      ]),
    ).toEqual([]);
  });

  test('goes through the children that ended last, and the root between them', () => {
    // 0          11
    // |==    ==  =|  0
    //   |====|       1: 2-6
    //    |--|        2: 3-5, beside 1
    //          |==|  3: 8-10
    expect(
      pathOf([
        [0, 11, -1],
        [2, 6, 0],
        [3, 5, 0],
        [8, 10, 0],
      ]),
    ).toEqual([
      [0, 0, 2],
      [1, 2, 6],
      [0, 6, 8],
      [3, 8, 10],
      [0, 10, 11],
    ]);
  });

  test('passes by a child that was still running when the next one on the path started', () => {
    // 0       9
    // |=     =|  0
    //  |=|       1: 1-3
    //   |---|    2: 2-6, ran beside 3
    //    |===|   3: 4-8, after 1
    expect(
      pathOf([
        [0, 9, -1],
        [1, 3, 0],
        [2, 6, 0],
        [4, 8, 0],
      ]),
    ).toEqual([
      [0, 0, 1],
      [1, 1, 3],
      [0, 3, 4],
      [3, 4, 8],
      [0, 8, 9],
    ]);
  });

  test('goes from child to child where one ended as the next started', () => {
    // |-----|  0: 0-6
    // |==|     1: 0-3
    //    |==|  2: 3-6
    expect(
      pathOf([
        [0, 6, -1],
        [0, 3, 0],
        [3, 6, 0],
      ]),
    ).toEqual([
      [1, 0, 3],
      [2, 3, 6],
    ]);
  });

  test('goes down and up again, and has of a child only what is within the parent', () => {
    //    3      10
    //    |     =|   0
    // |=====|       1: 0-9, from 3
    //      |==|     2: 5-8, under 1
    //     |------|  3: 8-12, under 2 and but for its first moment after it
    //  |=|          4: 1-4, under 1, from 3
    expect(
      pathOf([
        [3, 10, -1],
        [0, 9, 0],
        [5, 8, 1],
        [8, 12, 2],
        [1, 4, 1],
      ]),
    ).toEqual([
      [4, 3, 4],
      [1, 4, 5],
      [2, 5, 8],
      [1, 8, 9],
      [0, 9, 10],
    ]);
  });

  test('leaves out children that ran before or after their parent, and what stands under them', () => {
    //     4   8
    //     |===|       0
    // |---|           1: 0-4
    //         |---|   2: 8-12
    //       |-|       3: 6-8, but under 2
    expect(
      pathOf([
        [4, 8, -1],
        [0, 4, 0],
        [8, 12, 0],
        [6, 8, 2],
      ]),
    ).toEqual([[0, 4, 8]]);
  });

  test('has of children that end together, or outlive their parent, the one that started first', () => {
    expect(
      pathOf([
        [0, 8, -1],
        [5, 8, 0],
        [2, 9, 0],
        [2, 8, 0],
        [4, 20, 0],
      ]),
    ).toEqual([
      [0, 0, 2],
      [2, 2, 8],
    ]);
  });

  test('takes no notice of children that took no time', () => {
    expect(
      pathOf([
        [0, 4, -1],
        [2, 2, 0],
        [0, 0, 0],
        [4, 4, 0],
        [1, 3, 1],
      ]),
    ).toEqual([[0, 0, 4]]);
  });

  test('is of the longest of several roots, or of the span that is asked for', () => {
    const rows: readonly Row[] = [
      [0, 3, -1],
      [7, 9, 2],
      [5, 9, -1],
      [2, 6, -1],
    ];
    expect(longestRootOf(timesOf(rows))).toBe(2);
    expect(pathOf(rows)).toEqual([
      [2, 5, 7],
      [1, 7, 9],
    ]);
    expect(pathOf(rows, 3)).toEqual([[3, 2, 6]]);
    expect(pathOf(rows, 1)).toEqual([[1, 7, 9]]);
  });

  test('covers exactly its root, in spans that ran then, for any spans at all', () => {
    fc.assert(
      fc.property(anyRows, fc.nat({ max: 59 }), (rows, any) => {
        expectGood(rows, criticalPathOf(timesOf(rows)));
        if (rows.length > 0) expectGood(rows, criticalPathOf(timesOf(rows), any % rows.length));
      }),
      { numRuns: 500 },
    );
  });

  test('is what the definition gives word for word, for any spans at all', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const path = criticalPathOf(timesOf(rows));
        const [open, close] = rows[path.root] ?? [0, 0];
        expect(segmentsOf(path)).toEqual(naive(rows, { span: path.root, open, close }));
      }),
      { numRuns: 1000 },
    );
  });

  test('is found among many children as among few', () => {
    const starts = fc.array(fc.nat({ max: 300 }), { minLength: 17, maxLength: 80 });
    fc.assert(
      fc.property(starts, (list) => {
        const rows: readonly Row[] = [
          [20, 280, -1],
          ...list.map((at, i): Row => [at, at + (i % 23), 0]),
        ];
        const root = { span: 0, open: 20, close: 280 };
        expect(pathOf(rows, 0)).toEqual(naive(rows, root));
      }),
    );
  });

  test('is found in a chain 200,000 deep and for 200,000 children of one', () => {
    const count = 200_000;
    const chain = criticalPathOf(chainOf(count));
    // Down the chain and up again.
    expect(chain.count).toBe(2 * count - 1);
    expect(chain.span[count - 1]).toBe(count - 1);
    expect([chain.from[0], chain.to.at(-1)]).toEqual([0, 2 * count]);
    const star = criticalPathOf(starOf(count));
    // One child after the other, the last one first, and what is left to the root.
    expect(star.count).toBe(count);
    expect([star.span[0], star.span.at(-2), star.span.at(-1)]).toEqual([count - 1, 1, 0]);
  });
});
