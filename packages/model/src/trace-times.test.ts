import { describe, expect, test } from 'vitest';
import { buildTraceTree, type Span, type TraceTimes, timesOfSpans, timesOfTree } from './index.ts';
import { idOf, plainSpan } from './testing/plain-span.ts';
import { durationOf } from './trace-times.ts';

/** A time of today in nanoseconds, of which a double has no exact one. */
const today = 1_790_000_000_000_000_001n;

function spanOf(id: number, parent: number, start: bigint, duration: bigint): Span {
  const parentSpanId = parent === 0 ? '' : idOf(parent);
  return { ...plainSpan, spanId: idOf(id), parentSpanId, start: today + start, duration };
}

const spans: readonly Span[] = [
  spanOf(3, 2, 7n, 1n),
  spanOf(2, 1, 5n, 10n),
  spanOf(1, 0, 3n, 9n),
  spanOf(4, 99, 0n, 0n),
];

function listsOf({ start, end, parent }: TraceTimes): readonly (readonly number[])[] {
  return [[...start], [...end], [...parent]];
}

describe('the times of a trace', () => {
  test('are exact nanoseconds after its start, in the order of the spans', () => {
    const times = timesOfSpans(spans);
    expect(times.count).toBe(4);
    expect(listsOf(times)).toEqual([
      [7, 5, 3, 0],
      [8, 15, 12, 0],
      [1, 2, -1, -1],
    ]);
  });

  test('are in the order of a timeline where they are of a tree', () => {
    expect(listsOf(timesOfTree(buildTraceTree(spans)))).toEqual([
      [0, 3, 5, 7],
      [0, 12, 15, 8],
      [-1, -1, 1, 2],
    ]);
  });

  test('have no circles, whatever was sent', () => {
    const circle = [spanOf(1, 2, 4n, 1n), spanOf(2, 1, 2n, 1n), spanOf(3, 3, 6n, 1n)];
    expect([...timesOfSpans(circle).parent]).toEqual([1, -1, -1]);
  });

  test('last from the earliest start to the latest end', () => {
    expect(durationOf(timesOfSpans(spans))).toBe(15);
    expect(durationOf(timesOfSpans(spans.slice(0, 1)))).toBe(1);
    expect(durationOf(timesOfSpans([]))).toBe(0);
  });
});
