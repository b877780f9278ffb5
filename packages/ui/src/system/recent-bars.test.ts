import { expect, test } from 'vitest';
import { barsPath, byMinute, intervalsOf, topOf } from './recent-bars.ts';

const END = 1_795_451_160_000n;

/** Intervals of five seconds that end at END. */
const recent = (stored: readonly number[], failed: readonly number[] = stored.map(() => 0)) =>
  intervalsOf({ end: END * 1_000_000n, interval: 5_000_000_000n, stored, failed });

test('counts are told as rates, with the time at which their interval began', () => {
  expect(recent([10, 0], [0, 5])).toEqual([
    { start: Number(END) - 10_000, stored: 2, failed: 0 },
    { start: Number(END) - 5_000, stored: 0, failed: 1 },
  ]);
});

test('the top of the axis is round and above every bar', () => {
  const top = (...stored: readonly number[]) => topOf(recent(stored));
  expect([top(), top(0), top(3), top(10), top(11), top(60), top(1_170)]).toEqual([
    1, 1, 1, 2, 5, 20, 500,
  ]);
  expect(topOf(recent([5], [6]))).toBe(5);
});

test('bars end at the right edge, and what was not stored stands on what was', () => {
  const intervals = recent([0, 50], [0, 50]);
  expect(barsPath(intervals, 20, 'stored')).toBe('M119.1 100v-50h0.8v50z');
  expect(barsPath(intervals, 20, 'failed')).toBe('M119.1 50v-50h0.8v50z');
});

test('little is still seen', () => {
  expect(barsPath(recent([1]), 1000, 'stored')).toContain('v-2h');
});

test('minutes are means, the newest first, the oldest perhaps not whole', () => {
  const minutes = byMinute(recent([600, ...new Array(12).fill(60)]));
  expect(minutes).toEqual([
    { start: Number(END) - 60_000, stored: 12, failed: 0 },
    { start: Number(END) - 65_000, stored: 120, failed: 0 },
  ]);
});
