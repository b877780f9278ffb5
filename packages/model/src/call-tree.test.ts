import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CallTree,
  calleesOf,
  callersOf,
  callTreeOf,
  criticalPathOf,
  operationFiguresOf,
  selfTimesOf,
  type TraceTimes,
  traceStatistics,
} from './index.ts';
import { chainOf, rowsFrom, starOf, timesOf } from './testing/times.ts';

const OPERATIONS = 4;

interface Calls {
  readonly times: TraceTimes;
  readonly operation: Uint32Array;
  readonly isError: Uint8Array;
  readonly selfTime: Float64Array;
}

function callsOf(times: TraceTimes, operations: readonly number[]): Calls {
  return {
    times,
    operation: Uint32Array.from(operations),
    isError: Uint8Array.from(operations, (_, i) => Number(i % 3 === 0)),
    selfTime: selfTimesOf(times),
  };
}

/** What is known of the calls of a path; the path is the text of its operations. */
interface Merged {
  spans: number;
  errors: number;
  total: number;
  self: number;
  busy: number;
}

const above = ({ times }: Calls, span: number): number => times.parent[span] ?? -1;

function pathOf(calls: Calls, span: number): readonly number[] {
  if (span < 0) return [];
  return [...pathOf(calls, above(calls, span)), calls.operation[span] ?? -1];
}

/** The self times of a span and of all below it. */
function naiveBusy(calls: Calls, span: number): number {
  let busy = calls.selfTime[span] ?? 0;
  for (let i = 0; i < calls.times.count; i++) {
    if (above(calls, i) === span) busy += naiveBusy(calls, i);
  }
  return busy;
}

/** Adds the calls up that each span has a path for; `counted` is the span whose figures count. */
function naive(
  calls: Calls,
  entries: Iterable<{ readonly path: readonly number[]; readonly counted: number }>,
): Record<string, Merged> {
  const merged: Record<string, Merged> = {};
  for (const { path, counted } of entries) {
    const key = path.join('>');
    merged[key] ??= { spans: 0, errors: 0, total: 0, self: 0, busy: 0 };
    const one = merged[key];
    one.spans++;
    one.errors += calls.isError[counted] ?? 0;
    one.total += (calls.times.end[counted] ?? 0) - (calls.times.start[counted] ?? 0);
    one.self += calls.selfTime[counted] ?? 0;
    one.busy += naiveBusy(calls, counted);
  }
  return merged;
}

/** The same of a tree; checks on the way that it is a walk with the heaviest first. */
function ofTree(tree: CallTree): Record<string, Merged> {
  const merged: Record<string, Merged> = {};
  const paths: string[] = [];
  for (let i = 0; i < tree.count; i++) {
    const parent = tree.parent[i] ?? -1;
    expect(parent).toBeLessThan(i);
    expect(tree.depth[i]).toBe(parent < 0 ? 0 : (tree.depth[parent] ?? 0) + 1);
    if (parent >= 0) expect(tree.end[i]).toBeLessThanOrEqual(tree.end[parent] ?? 0);
    const next = tree.end[i] ?? 0;
    if (next < tree.count && tree.parent[next] === parent) {
      expect(tree.busy[next]).toBeLessThanOrEqual(tree.busy[i] ?? 0);
    }
    const path = [...(parent < 0 ? [] : [paths[parent]]), tree.operation[i]].join('>');
    paths.push(path);
    expect(merged[path]).toBeUndefined();
    merged[path] = {
      spans: tree.spans[i] ?? 0,
      errors: tree.errors[i] ?? 0,
      total: tree.total[i] ?? 0,
      self: tree.self[i] ?? 0,
      busy: tree.busy[i] ?? 0,
    };
  }
  return merged;
}

const sum = (column: Iterable<number>): number => [...column].reduce((a, b) => a + b, 0);

/** The spans of an operation that stand under no other of it. */
function outermost(calls: Calls, operation: number): readonly number[] {
  return [...calls.operation.keys()].filter(
    (span) =>
      calls.operation[span] === operation && !pathOf(calls, above(calls, span)).includes(operation),
  );
}

const anyCalls = fc
  .array(
    fc.record({
      start: fc.nat({ max: 40 }),
      duration: fc.nat({ max: 30 }),
      parent: fc.nat({ max: 60 }),
      place: fc.nat({ max: 1000 }),
      operation: fc.nat({ max: OPERATIONS - 1 }),
    }),
    { maxLength: 40 },
  )
  .map((seeds) =>
    callsOf(
      timesOf(rowsFrom(seeds)),
      seeds.map(({ operation }) => operation),
    ),
  );

describe('spans merged by path', () => {
  test('are one node where their operations from the root on are the same, the heaviest first', () => {
    // 0         10
    // |---------|    root: 0-1, 5-6 and 9-10 its own
    //  |--|          a: 1-4
    //    |-|         a: 3-5
    //       |--|     b: 6-9
    const tree = callTreeOf(
      callsOf(
        timesOf([
          [0, 10, -1],
          [1, 4, 0],
          [3, 5, 0],
          [6, 9, 0],
        ]),
        [2, 1, 1, 0],
      ),
    );
    expect([...tree.operation]).toEqual([2, 1, 0]);
    expect([...tree.spans]).toEqual([1, 2, 1]);
    expect([...tree.self]).toEqual([3, 5, 3]);
    // The two calls of `a` overlap: five busy units in four.
    expect([...tree.busy]).toEqual([11, 5, 3]);
    expect([...tree.longest]).toEqual([0, 1, 3]);
    expect([...tree.node]).toEqual([0, 1, 1, 2]);
    expect([...tree.end]).toEqual([3, 2, 3]);
  });

  test('have the figures of their spans added up, for any spans at all', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const spans = [...calls.operation.keys()];
        const paths = spans.map((span) => ({ path: pathOf(calls, span), counted: span }));
        const tree = callTreeOf(calls);
        expect(ofTree(tree)).toEqual(naive(calls, paths));
        for (const span of spans) {
          const node = tree.node[span] ?? -1;
          expect(tree.operation[node]).toBe(calls.operation[span]);
          const length = (calls.times.end[span] ?? 0) - (calls.times.start[span] ?? 0);
          expect(length).toBeLessThanOrEqual(tree.longestTime[node] ?? -1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('never exceed the node above, and have all the self time of the trace together', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const tree = callTreeOf(calls);
        const below = Float64Array.from(tree.self);
        let roots = 0;
        for (let i = 0; i < tree.count; i++) {
          const parent = tree.parent[i] ?? -1;
          if (parent < 0) roots += tree.busy[i] ?? 0;
          else below[parent] = (below[parent] ?? 0) + (tree.busy[i] ?? 0);
        }
        expect(below).toEqual(tree.busy);
        expect(roots).toBe(sum(calls.selfTime));
      }),
    );
  });

  test('add up to the statistics of each operation', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const tree = callTreeOf(calls);
        const statistics = traceStatistics({
          ...calls,
          group: Int32Array.from(calls.operation),
          groupCount: OPERATIONS,
          path: criticalPathOf(calls.times),
        });
        const figures = operationFiguresOf(tree, OPERATIONS);
        expect(figures.spans).toEqual(statistics.count);
        for (const column of ['errors', 'total', 'self'] as const) {
          expect(figures[column], column).toEqual(statistics[column]);
        }
      }),
    );
  });

  test('of a chain and a star of 200,000 are found', () => {
    const count = 200_000;
    const all = new Array<number>(count).fill(0);
    const chain = callTreeOf(callsOf(chainOf(count), all));
    expect([chain.count, chain.busy[0]]).toEqual([count, 2 * count]);
    const star = callTreeOf(callsOf(starOf(count), all));
    expect([star.count, star.spans[1]]).toEqual([2, count - 1]);
    const different = callTreeOf(callsOf(starOf(count), [...all.keys()]));
    expect(different.count).toBe(count);
  });
});

describe('callers and callees of an operation', () => {
  test('count a call within a call of the same once', () => {
    // a calls b calls a calls c
    const calls = callsOf(
      timesOf([
        [0, 10, -1],
        [1, 9, 0],
        [2, 8, 1],
        [3, 7, 2],
      ]),
      [0, 1, 0, 2],
    );
    const tree = callTreeOf(calls);
    expect([...operationFiguresOf(tree, 3).busy]).toEqual([10, 8, 4]);
    const callees = calleesOf(tree, 0);
    expect([...callees.operation]).toEqual([0, 1, 0, 2]);
    expect([...callees.busy]).toEqual([10, 8, 6, 4]);
    expect([...callersOf(tree, 0).busy]).toEqual([10]);
    expect([...callersOf(tree, 2).operation]).toEqual([2, 0, 1, 0]);
    expect([...callersOf(tree, 2).busy]).toEqual([4, 4, 4, 4]);
  });

  test('are those that brute force finds, for any spans at all', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const tree = callTreeOf(calls);
        const { busy } = operationFiguresOf(tree, OPERATIONS);
        for (let operation = 0; operation < OPERATIONS; operation++) {
          const tops = outermost(calls, operation);
          const called = tops.flatMap((top) =>
            [...calls.operation.keys()].flatMap((span) => {
              const path = pathFrom(calls, top, span);
              return path === undefined ? [] : [{ path, counted: span }];
            }),
          );
          expect(ofTree(calleesOf(tree, operation))).toEqual(naive(calls, called));
          const callers = tops.flatMap((top) => {
            const upwards = pathOf(calls, top).toReversed();
            return upwards.map((_, i) => ({ path: upwards.slice(0, i + 1), counted: top }));
          });
          expect(ofTree(callersOf(tree, operation))).toEqual(naive(calls, callers));
          expect(busy[operation]).toBe(sum(tops.map((top) => naiveBusy(calls, top))));
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** The operations from one span down to another; undefined where it does not stand under it. */
function pathFrom(calls: Calls, top: number, span: number): readonly number[] | undefined {
  if (span < 0) return undefined;
  const last = calls.operation[span] ?? -1;
  if (span === top) return [last];
  const path = pathFrom(calls, top, above(calls, span));
  return path === undefined ? undefined : [...path, last];
}
