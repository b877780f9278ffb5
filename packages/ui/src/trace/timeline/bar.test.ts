import { expect, test } from 'vitest';
import { barOf, placeOfTime, wholeRange } from './bar.ts';

const range = { from: 0, to: 1000 };

test('a bar lies where its span lies', () => {
  expect(barOf(0, 500, range)).toEqual({ left: 0, width: 50 });
  expect(barOf(900, 100, range)).toEqual({ left: 90, width: 10 });
  expect(barOf(0, 1000, range)).toEqual({ left: 0, width: 100 });
});

test('a bar is cut off where the range ends, and absent outside of it', () => {
  expect(barOf(500, 1000, range)).toEqual({ left: 50, width: 50 });
  expect(barOf(-500, 600, range)).toEqual({ left: 0, width: 10 });
  expect(barOf(2000, 10, range)).toBeUndefined();
});

test('a trace without length can be drawn', () => {
  expect(barOf(0, 0, wholeRange(0))).toEqual({ left: 0, width: 0 });
  expect(placeOfTime(0, wholeRange(0))).toBe(0);
});
