import { expect, test } from 'vitest';
import { shareOfTime, timeAtShare } from './time-range.ts';

test('a moment has its place in what is shown, and a place its moment', () => {
  const range = { from: 100, to: 300 };
  expect(shareOfTime(150, range)).toBe(0.25);
  expect(shareOfTime(50, range)).toBe(-0.25);
  expect(timeAtShare(0.25, range)).toBe(150);
});
