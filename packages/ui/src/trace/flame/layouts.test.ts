import { calleesOf, callersOf, callTreeOf, selfTimesOf, type TraceTimes } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxAt, type FlameLayout, firstEndingAfter } from './flame-layout.ts';
import { type TimedRows, timeLayoutOf } from './time-layout.ts';
import { leftHeavyLayoutOf, sandwichLayoutOf } from './tree-layout.ts';

interface Seed {
  readonly at: number;
  readonly lasts: number;
  readonly parent: number;
}

const anySeeds = fc.array(
  fc.record({
    at: fc.nat({ max: 50 }),
    lasts: fc.nat({ max: 30 }),
    parent: fc.nat({ max: 60 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Rows as a trace has them: parents before children, siblings by start. Children may run outside of their parents. */
function rowsOf(seeds: readonly Seed[]): TimedRows {
  const parents = seeds.map(({ parent }, i) => (parent % (i + 1)) - 1);
  const order: number[] = [];
  const parent: number[] = [];
  const end: number[] = [];
  const visit = (seed: number, above: number) => {
    const row = order.push(seed) - 1;
    parent.push(above);
    end.push(0);
    for (const child of childrenOf(seed)) visit(child, row);
    end[row] = order.length;
  };
  const childrenOf = (seed: number) =>
    [...seeds.keys()]
      .filter((i) => parents[i] === seed)
      .sort((a, b) => (seeds[a]?.at ?? 0) - (seeds[b]?.at ?? 0));
  for (const root of childrenOf(-1)) visit(root, -1);
  const at = (i: number) => seeds[i] as Seed;
  return {
    count: order.length,
    duration: Math.max(...seeds.map((seed) => seed.at + seed.lasts)),
    parent: Int32Array.from(parent),
    end: Uint32Array.from(end),
    offset: Float64Array.from(order, (i) => at(i).at),
    length: Float64Array.from(order, (i) => at(i).lasts),
  };
}

/** Every level from left to right, no box over another, every box in the order exactly once. */
function expectInOrder(layout: FlameLayout): void {
  expect([...layout.ordered].sort((a, b) => a - b)).toEqual([...layout.left.keys()]);
  for (let level = 0; level < layout.levels; level++) {
    const boxes = layout.ordered.subarray(layout.first[level], layout.first[level + 1]);
    expect(boxes.length).toBeGreaterThan(0);
    let reached = 0;
    for (const box of boxes) {
      expect(layout.level[box]).toBe(level);
      expect(layout.left[box]).toBeGreaterThanOrEqual(reached);
      expect(layout.right[box]).toBeGreaterThanOrEqual(layout.left[box] ?? 0);
      const place = layout.ordered.indexOf(box);
      expect([layout.begins[place], layout.ends[place]]).toEqual([
        layout.left[box],
        layout.right[box],
      ]);
      reached = layout.right[box] ?? 0;
    }
    expect(reached).toBeLessThanOrEqual(layout.width);
  }
}

describe('boxes by time', () => {
  test('lie at their time, below their parent, and hide none of the others', () => {
    fc.assert(
      fc.property(anySeeds, (seeds) => {
        const rows = rowsOf(seeds);
        const layout = timeLayoutOf(rows);
        expectInOrder(layout);
        for (let row = 0; row < rows.count; row++) {
          const parent = rows.parent[row] ?? -1;
          expect(layout.left[row]).toBe(rows.offset[row]);
          const lasts = Math.max(1, rows.length[row] ?? 0);
          expect(layout.right[row]).toBe((rows.offset[row] ?? 0) + lasts);
          expect(layout.level[row]).toBeGreaterThan(parent < 0 ? -1 : (layout.level[parent] ?? 0));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('hide none of the others where hundreds run at once, some with many below', () => {
    const many = fc.array(
      fc.record({
        at: fc.nat({ max: 300 }),
        lasts: fc.integer({ min: 100, max: 400 }),
        parent: fc.nat({ max: 3 }),
      }),
      { minLength: 200, maxLength: 400 },
    );
    fc.assert(
      fc.property(many, (seeds) => expectInOrder(timeLayoutOf(rowsOf(seeds)))),
      { numRuns: 20 },
    );
  });

  test('of children that run one after the other lie on one level, and of those at once in lanes', () => {
    const { level } = timeLayoutOf(
      rowsOf([
        { at: 0, lasts: 20, parent: 0 },
        { at: 1, lasts: 4, parent: 1 },
        { at: 5, lasts: 5, parent: 1 },
        { at: 6, lasts: 1, parent: 3 },
        { at: 8, lasts: 4, parent: 1 },
        { at: 12, lasts: 1, parent: 1 },
      ]),
    );
    expect([...level]).toEqual([0, 1, 1, 2, 3, 1]);
  });

  test('fill the gaps that shorter subtrees leave', () => {
    const { level } = timeLayoutOf(
      rowsOf([
        { at: 0, lasts: 30, parent: 0 },
        { at: 1, lasts: 4, parent: 1 },
        { at: 2, lasts: 2, parent: 2 },
        { at: 3, lasts: 20, parent: 1 },
        { at: 10, lasts: 5, parent: 1 },
        { at: 11, lasts: 3, parent: 5 },
        { at: 12, lasts: 9, parent: 1 },
      ]),
    );
    expect([...level]).toEqual([0, 1, 2, 3, 1, 2, 4]);
  });

  test('of 200,000 spans that run at once lie on as many levels', () => {
    const count = 200_000;
    const layout = timeLayoutOf({
      count,
      duration: 10,
      parent: new Int32Array(count).fill(0).fill(-1, 0, 1),
      end: Uint32Array.from({ length: count }, (_, row) => (row === 0 ? count : row + 1)),
      offset: new Float64Array(count),
      length: new Float64Array(count).fill(10),
    });
    expect(layout.levels).toBe(count);
  });
});

function callsOf(seeds: readonly Seed[]) {
  const { count, parent, offset, length } = rowsOf(seeds);
  const end = offset.map((from, row) => from + (length[row] ?? 0));
  const times: TraceTimes = { count, parent, start: offset, end };
  return callTreeOf({
    times,
    operation: Uint32Array.from({ length: count }, (_, row) => (row * 7) % 4),
    isError: new Uint8Array(count),
    selfTime: selfTimesOf(times),
  });
}

/** No box reaches beyond the one that it hangs from. */
function expectWithin(layout: FlameLayout): void {
  for (let box = 0; box < layout.count; box++) {
    const parent = layout.parent[box] ?? -1;
    expect(parent).toBeLessThan(box);
    if (parent < 0) continue;
    expect(layout.left[box]).toBeGreaterThanOrEqual(layout.left[parent] ?? 0);
    expect(layout.right[box]).toBeLessThanOrEqual(layout.right[parent] ?? 0);
  }
}

describe('boxes of merged calls', () => {
  test('are as wide as they were busy, side by side within their parent', () => {
    fc.assert(
      fc.property(anySeeds, (seeds) => {
        const tree = callsOf(seeds);
        const layout = leftHeavyLayoutOf(tree);
        expectInOrder(layout);
        expectWithin(layout);
        for (let i = 0; i < tree.count; i++) {
          expect((layout.right[i] ?? 0) - (layout.left[i] ?? 0)).toBe(tree.busy[i]);
        }
      }),
    );
  });

  test('have callers above and callees below the operation between them', () => {
    fc.assert(
      fc.property(anySeeds, fc.nat({ max: 3 }), (seeds, operation) => {
        const tree = callsOf(seeds);
        const callers = callersOf(tree, operation);
        const callees = calleesOf(tree, operation);
        fc.pre(callers.count > 0);
        const layout = sandwichLayoutOf(callers, callees);
        expectInOrder(layout);
        expectWithin(layout);
        expect(layout.count).toBe(callers.count + callees.count - 1);
        expect(layout.level[0]).toBe(layout.middle);
        for (let box = 1; box < layout.count; box++) {
          const parent = layout.parent[box] ?? 0;
          const step = box < layout.callerCount ? -1 : 1;
          expect(layout.level[box]).toBe((layout.level[parent] ?? 0) + step);
          expect(layout.end[box]).toBeLessThanOrEqual(layout.end[parent] ?? 0);
        }
      }),
    );
  });
});

describe('what is asked of a layout', () => {
  test('the first box that ends after a time is found from anywhere before it', () => {
    fc.assert(
      fc.property(anySeeds, fc.nat({ max: 90 }), fc.nat({ max: 9 }), (seeds, time, skip) => {
        const layout = timeLayoutOf(rowsOf(seeds));
        const to = layout.first[1] ?? 0;
        const from = Math.min(skip, to);
        const level = [...layout.ordered.subarray(0, to)];
        const wanted = level.findIndex((box, i) => i >= from && (layout.right[box] ?? 0) > time);
        expect(firstEndingAfter(layout, time, from, to)).toBe(wanted < 0 ? to : wanted);
      }),
    );
  });

  test('the box at a time is the one that lies there, or one within reach', () => {
    const layout = timeLayoutOf(
      rowsOf([
        { at: 10, lasts: 10, parent: 0 },
        { at: 22, lasts: 10, parent: 0 },
      ]),
    );
    expect(boxAt(layout, 0, 12, 0)).toBe(0);
    expect(boxAt(layout, 0, 8, 1)).toBe(-1);
    expect(boxAt(layout, 0, 9, 1)).toBe(0);
    expect(boxAt(layout, 0, 22, 3)).toBe(1);
    expect(boxAt(layout, 0, 21, 2)).toBe(0);
    expect(boxAt(layout, 0, 40, 3)).toBe(-1);
    expect(boxAt(layout, 1, 12, 0)).toBe(-1);
  });
});
