import { batchOf } from '@clew/model';
import { expect, test } from 'vitest';
import { orderTrace } from '../../testing/shop-traces.ts';
import { buildTrace } from './build-trace.ts';
import { pathParts, timeUseOf } from './time-use.ts';
import type { Trace } from './trace.ts';

/** A trace of rows of (parent, start, end), and which of them only follow. */
function traceOf(
  rows: readonly (readonly [parent: number, start: number, end: number])[],
  follows: readonly number[] = [],
): Trace {
  const marks = new Uint8Array(rows.length);
  for (const row of follows) marks[row] = 4;
  return {
    spans: rows.map(() => ({})),
    parent: Int32Array.from(rows, ([parent]) => parent),
    offset: Float64Array.from(rows, ([, start]) => start),
    length: Float64Array.from(rows, ([, start, end]) => end - start),
    marks,
  } as unknown as Trace;
}

/** The parts of each row as texts. */
function parts(trace: Trace, most = 100): string[] {
  const use = timeUseOf(trace);
  return trace.spans.map((_, row) =>
    pathParts(use, row, most)
      .map(({ from, to }) => `${from}-${to}`)
      .join(' '),
  );
}

test('the path goes through whatever was waited for, and the rest is self time', () => {
  const trace = traceOf([
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
  expect(parts(traceOf(rows))).toEqual(['0-50', '50-100']);
  expect(parts(traceOf(rows, [1]))).toEqual(['0-100', '']);
  expect(timeUseOf(traceOf(rows, [1])).self[0]).toBe(100);
});

test('many parts become few, and cover what they covered', () => {
  const children = Array.from({ length: 500 }, (_, i) => [0, i * 10 + 1, i * 10 + 9] as const);
  const trace = traceOf([[-1, 0, 5000], ...children]);
  const use = timeUseOf(trace);
  expect(pathParts(use, 0, 1000)).toHaveLength(501);
  const few = pathParts(use, 0, 40);
  expect(few.length).toBeLessThanOrEqual(41);
  expect([few[0]?.from, few.at(-1)?.to]).toEqual([0, 5000]);
});

test('over a real trace the path is as long as its root, and no self time exceeds its span', () => {
  const trace = buildTrace(batchOf(orderTrace('104a41e92ef1cd2e', 1_700_000_000_000_000)));
  const { onPath, self } = timeUseOf(trace);
  expect(trace.spans.length).toBeGreaterThan(5);
  expect(onPath.reduce((sum, one) => sum + one, 0)).toBeCloseTo(trace.length[0] ?? 0, 0);
  for (const [row, own] of self.entries()) {
    expect(own).toBeLessThanOrEqual(trace.length[row] ?? 0);
    expect(own).toBeGreaterThanOrEqual(0);
  }
});
