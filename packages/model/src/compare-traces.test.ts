import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ComparedSide,
  type ComparedSpans,
  type ComparedTotals,
  compareOperations,
  compareTraces,
  criticalPathOf,
  type MatchBy,
  RowMark,
  type TraceComparison,
  traceStatistics,
} from './index.ts';

/** A span of a trace that a test writes: a whole number of nanoseconds long, of which some are its own. */
interface Row {
  readonly parent: number;
  readonly operation: number;
  readonly length: number;
  readonly self: number;
  readonly fails: boolean;
}

const OPERATIONS = 4;

function spansOf(rows: readonly Row[]): ComparedSpans {
  return {
    count: rows.length,
    parent: Int32Array.from(rows, ({ parent }) => parent),
    operation: Int32Array.from(rows, ({ operation }) => operation),
    length: Float64Array.from(rows, ({ length }) => length),
    self: Float64Array.from(rows, ({ self }) => self),
    marks: Uint8Array.from(rows, ({ fails }) => (fails ? RowMark.error : 0)),
  };
}

/** Spans by parent and operation, each 10 long. */
function plain(...rows: readonly (readonly [parent: number, operation: number])[]): ComparedSpans {
  return spansOf(
    rows.map(([parent, operation]) => ({ parent, operation, length: 10, self: 5, fails: false })),
  );
}

const rowsOf = fc
  .array(
    fc.record({
      parent: fc.nat({ max: 1000 }),
      operation: fc.nat({ max: OPERATIONS - 1 }),
      length: fc.nat({ max: 100 }),
      self: fc.nat({ max: 100 }),
      fails: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((rows) => rows.map((row, at): Row => ({ ...row, parent: (row.parent % (at + 1)) - 1 })));
const matchBy = fc.constantFrom<MatchBy>('call', 'path');

/** The path of each row, word for word: operations from the root, each with which of its parent's calls it is. */
function pathsOf(rows: readonly Row[], by: MatchBy): readonly string[] {
  const paths: string[] = [];
  for (const [at, { parent, operation }] of rows.entries()) {
    const nth = rows
      .slice(0, at + 1)
      .filter((row) => row.parent === parent && row.operation === operation).length;
    paths.push(`${paths[parent] ?? ''}/${operation}#${by === 'path' ? 1 : nth}`);
  }
  return paths;
}

function pathOf(comparison: TraceComparison, node: number): string {
  const parent = comparison.parent[node] as number;
  const own = `${comparison.operation[node]}#${comparison.nth[node]}`;
  return `${parent < 0 ? '' : pathOf(comparison, parent)}/${own}`;
}

/** What nodes have of a trace, by path. */
function totalsByPath(
  comparison: TraceComparison,
  side: ComparedTotals,
): ReadonlyMap<string, Record<string, number>> {
  return new Map(
    Array.from({ length: comparison.count }, (_, node) => [
      pathOf(comparison, node),
      totalsAt(side, node),
    ]),
  );
}

function totalsAt({ count, errors, total, self }: ComparedTotals, at: number) {
  return {
    count: count[at] as number,
    errors: errors[at] as number,
    total: total[at] as number,
    self: self[at] as number,
  };
}

/** What nodes should have of a trace: word for word. */
function naiveTotals(rows: readonly Row[], by: MatchBy, paths: ReadonlySet<string>) {
  const own = pathsOf(rows, by);
  return new Map(
    [...paths].map((path) => [path, naiveSums(rows.filter((_, at) => own[at] === path))]),
  );
}

function naiveSums(rows: readonly Row[]) {
  const sum = (of: (row: Row) => number) => rows.reduce((before, row) => before + of(row), 0);
  return {
    count: rows.length,
    errors: sum(({ fails }) => Number(fails)),
    total: sum(({ length }) => length),
    self: sum(({ self }) => self),
  };
}

/** Nodes as `operation#nth`, with a level's indent. */
function drawn(comparison: TraceComparison): readonly string[] {
  return Array.from({ length: comparison.count }, (_, node) => {
    const indent = ' '.repeat(comparison.depth[node] as number);
    const own = `${comparison.operation[node]}#${comparison.nth[node]}`;
    return `${indent}${own} ${comparison.a.count[node]}:${comparison.b.count[node]}`;
  });
}

describe('two traces', () => {
  test('are matched call by call: the second of three with the second, and the rest is new or gone', () => {
    const a = plain([-1, 0], [0, 1], [0, 1], [0, 2], [3, 3]);
    const b = plain([-1, 0], [0, 1], [0, 3], [0, 1], [0, 1]);
    expect(drawn(compareTraces(a, b, 'call'))).toEqual([
      ...['0#1 1:1', ' 1#1 1:1', ' 3#1 0:1', ' 1#2 1:1', ' 1#3 0:1'],
      ...[' 2#1 1:0', '  3#1 1:0'],
    ]);
  });

  test('are matched by path: calls of an operation on the same path are one', () => {
    const a = plain([-1, 0], [0, 1], [1, 2], [0, 1], [3, 2]);
    const b = plain([-1, 0], [0, 1], [1, 2], [1, 2], [1, 3]);
    expect(drawn(compareTraces(a, b, 'path'))).toEqual([
      ...['0#1 1:1', ' 1#1 2:1', '  2#1 2:2', '  3#1 0:1'],
    ]);
  });

  test('have nothing in common when their roots differ', () => {
    expect(drawn(compareTraces(plain([-1, 0], [0, 1]), plain([-1, 1], [0, 1]), 'call'))).toEqual([
      ...['1#1 0:1', ' 1#1 0:1', '0#1 1:0', ' 1#1 1:0'],
    ]);
  });

  test('may be empty', () => {
    expect(compareTraces(plain(), plain(), 'call')).toMatchObject({ count: 0, levels: 0 });
    expect(drawn(compareTraces(plain(), plain([-1, 0]), 'path'))).toEqual(['0#1 0:1']);
  });

  test('have the nodes that the definition gives word for word, each with its spans’ sums', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, matchBy, (a, b, by) => {
        const comparison = compareTraces(spansOf(a), spansOf(b), by);
        const paths = new Set([...pathsOf(a, by), ...pathsOf(b, by)]);
        expect(comparison.count).toBe(paths.size);
        expect(totalsByPath(comparison, comparison.a)).toEqual(naiveTotals(a, by, paths));
        expect(totalsByPath(comparison, comparison.b)).toEqual(naiveTotals(b, by, paths));
      }),
      { numRuns: 500 },
    );
  });

  test('have each span in exactly the node of its path, the first one as that node’s first', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, matchBy, (a, b, by) => {
        const comparison = compareTraces(spansOf(a), spansOf(b), by);
        for (const [rows, side] of [
          [a, comparison.a],
          [b, comparison.b],
        ] as const) {
          const nodes = [...side.node];
          expect(nodes.map((node) => pathOf(comparison, node))).toEqual(pathsOf(rows, by));
          expect([...side.first]).toEqual(
            Array.from({ length: comparison.count }, (_, node) => nodes.indexOf(node)),
          );
        }
      }),
    );
  });

  test('stand in the order of a walk, which keeps each trace’s calls of an operation in order', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, matchBy, (a, b, by) => {
        const { count, parent, end, depth, levels, nth, operation } = compareTraces(
          spansOf(a),
          spansOf(b),
          by,
        );
        for (let node = 0; node < count; node++) {
          const above = parent[node] as number;
          expect(above).toBeLessThan(node);
          expect(depth[node]).toBe(above < 0 ? 0 : (depth[above] as number) + 1);
          let last = node + 1;
          while (last < count && (depth[last] as number) > (depth[node] as number)) last++;
          expect(end[node]).toBe(last);
          const calls = Array.from({ length: node }, (_, other) => other).filter(
            (other) => parent[other] === above && operation[other] === operation[node],
          );
          expect(nth[node]).toBe(calls.length + 1);
        }
        expect(levels).toBe(Math.max(0, ...Array.from(depth, (one) => one + 1)));
      }),
    );
  });

  test('differ in nothing when they are the same', () => {
    fc.assert(
      fc.property(rowsOf, matchBy, (rows, by) => {
        const { a, b } = compareTraces(spansOf(rows), spansOf(rows), by);
        expect(b).toEqual(a);
      }),
    );
  });

  test('have the same differences the other way round', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, matchBy, (a, b, by) => {
        const forth = compareTraces(spansOf(a), spansOf(b), by);
        const back = compareTraces(spansOf(b), spansOf(a), by);
        expect(totalsByPath(back, back.a)).toEqual(totalsByPath(forth, forth.b));
        expect(totalsByPath(back, back.b)).toEqual(totalsByPath(forth, forth.a));
      }),
    );
  });

  test('have the totals of each trace’s statistics, by operation', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, matchBy, (a, b, by) => {
        const comparison = compareTraces(spansOf(a), spansOf(b), by);
        const operations = compareOperations(comparison, OPERATIONS);
        expectStatistics(a, operations.a);
        expectStatistics(b, operations.b);
      }),
    );
  });

  test('may be chains 200,000 deep, and 200,000 calls of one span', () => {
    const count = 200_000;
    const all = (parentOf: (at: number) => number) =>
      spansOf(
        Array.from({ length: count }, (_, at) => ({
          ...{ parent: parentOf(at), operation: 0, length: 1, self: 1, fails: false },
        })),
      );
    const chain = all((at) => at - 1);
    const star = all((at) => (at === 0 ? -1 : 0));
    const ofChains = compareTraces(chain, chain, 'call');
    expect([ofChains.count, ofChains.levels]).toEqual([count, count]);
    const mixed = compareTraces(chain, star, 'call');
    expect([mixed.count, mixed.levels]).toEqual([2 * count - 2, count]);
    const merged = compareTraces(star, chain, 'path');
    expect([merged.count, merged.a.count[1], merged.b.count[1]]).toEqual([count, count - 1, 1]);
    expect(sumOf(merged.a)).toBe(count);
  });
});

function expectStatistics(rows: readonly Row[], totals: ComparedTotals): void {
  const spans = spansOf(rows);
  const times = {
    ...{ count: spans.count, start: new Float64Array(spans.count), end: spans.length },
    parent: spans.parent,
  };
  const statistics = traceStatistics({
    ...{ times, group: spans.operation, groupCount: OPERATIONS, selfTime: spans.self },
    ...{ isError: spans.marks, path: criticalPathOf(times) },
  });
  for (let operation = 0; operation < OPERATIONS; operation++) {
    expect(totalsAt(totals, operation)).toEqual(totalsAt(statistics, operation));
  }
}

function sumOf({ count }: ComparedSide): number {
  return count.reduce((sum, one) => sum + one, 0);
}
