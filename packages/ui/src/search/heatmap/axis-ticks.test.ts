import { expect, test } from 'vitest';
import { clockTicks, durationTicks } from './axis-ticks.ts';

const nanos = (millis: number) => BigInt(millis) * 1_000_000n;

test('marks of time stand at full minutes and hours of the local clock', () => {
  const from = new Date(2026, 10, 25, 9, 7, 13).getTime();
  const hour = clockTicks(nanos(from), nanos(from + 3_600_000), 8);
  expect(hour.map(({ value }) => new Date(value).getMinutes())).toEqual([10, 20, 30, 40, 50, 0]);
  expect(hour[0]?.place).toBeCloseTo(167 / 3600, 6);
  const days = clockTicks(nanos(from), nanos(from + 7 * 86_400_000), 8);
  expect(days.map(({ value }) => new Date(value).getHours())).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test('a time of a few milliseconds has marks too, each once', () => {
  const marks = clockTicks(nanos(1_795_451_100_000), nanos(1_795_451_100_003), 10);
  expect(marks.map(({ value }) => value - 1_795_451_100_000)).toEqual([0, 1, 2, 3]);
});

test('marks of durations stand at powers of ten, with twice and five times where there is room', () => {
  const edges = Float64Array.from({ length: 13 }, (_, row) => Math.round(1e6 * 10 ** (row / 6)));
  expect(durationTicks(edges, 3).map(({ value }) => value)).toEqual([1e6, 1e7, 1e8]);
  expect(durationTicks(edges, 3).map(({ place }) => place)).toEqual([0, 0.5, 1]);
  const close = durationTicks(edges, 7);
  expect(close.map(({ value }) => value)).toEqual([1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8]);
  expect(close[1]?.place).toBeCloseTo(Math.log10(2) / 2, 3);
});

test('an open row has no mark inside', () => {
  const edges = Float64Array.of(0, 1000, 1468, 2154, Number.POSITIVE_INFINITY);
  expect(durationTicks(edges, 7).map(({ value }) => value)).toEqual([1000, 2000]);
  expect(durationTicks(Float64Array.of(0, Number.POSITIVE_INFINITY), 7)).toEqual([]);
});
