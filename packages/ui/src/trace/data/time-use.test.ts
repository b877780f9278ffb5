import { expect, test } from 'vitest';
import { orderTrace } from '../../testing/shop-traces.ts';
import { traceOf } from '../../testing/trace-of.ts';
import { pathParts, timeUseOf } from './time-use.ts';

type Rows = Parameters<typeof timeUseOf>[0];

/** A trace of rows of (parent, start, end), and which of them only follow. */
function rowsOf(
  rows: readonly (readonly [parent: number, start: number, end: number])[],
  follows: readonly number[] = [],
): Rows {
  const marks = new Uint8Array(rows.length);
  for (const row of follows) marks[row] = 4;
  return {
    count: rows.length,
    parent: Int32Array.from(rows, ([parent]) => parent),
    offset: Float64Array.from(rows, ([, start]) => start),
    length: Float64Array.from(rows, ([, start, end]) => end - start),
    marks,
  };
}

/** The parts of each row as texts. */
function parts(trace: Rows, most = 100): string[] {
  const use = timeUseOf(trace);
  return Array.from({ length: trace.count }, (_, row) =>
    pathParts(use, row, most)
      .map(({ from, to }) => `${from}-${to}`)
      .join(' '),
  );
}

test('the path goes through whatever was waited for, and the rest is self time', () => {
  const trace = rowsOf([
    [-1, 0, 100],
    [0, 10, 40],
    [0, 30, 90],
    [2, 50, 80],
  ]);
  expect(parts(trace)).toEqual(['0-30 90-100', '', '30-50 80-90', '50-80']);
  const { self, onPath } = timeUseOf(trace);
  expect([...self]).toEqual([20, 30, 30, 30]);
  expect([...onPath]).toEqual([40, 0, 30, 30]);
});

test('a span that only follows is not waited for', () => {
  const rows = [
    [-1, 0, 100],
    [0, 50, 100],
  ] as const;
  expect(parts(rowsOf(rows))).toEqual(['0-50', '50-100']);
  expect(parts(rowsOf(rows, [1]))).toEqual(['0-100', '']);
  expect(timeUseOf(rowsOf(rows, [1])).self[0]).toBe(100);
});

test('many parts become few, and cover what they covered', () => {
  const children = Array.from({ length: 500 }, (_, i) => [0, i * 10 + 1, i * 10 + 9] as const);
  const trace = rowsOf([[-1, 0, 5000], ...children]);
  const use = timeUseOf(trace);
  expect(pathParts(use, 0, 1000)).toHaveLength(501);
  const few = pathParts(use, 0, 40);
  expect(few.length).toBeLessThanOrEqual(41);
  expect([few[0]?.from, few.at(-1)?.to]).toEqual([0, 5000]);
});

test('over a real trace the path is as long as its root, and no self time exceeds its span', async () => {
  const trace = await traceOf(orderTrace('104a41e92ef1cd2e', 1_700_000_000_000_000));
  const { onPath, self } = timeUseOf(trace);
  expect(trace.count).toBeGreaterThan(5);
  expect(onPath.reduce((sum, one) => sum + one, 0)).toBeCloseTo(trace.length[0] ?? 0, 0);
  for (const [row, own] of self.entries()) {
    expect(own).toBeLessThanOrEqual(trace.length[row] ?? 0);
    expect(own).toBeGreaterThanOrEqual(0);
  }
});
