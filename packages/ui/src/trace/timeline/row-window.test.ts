import { expect, test } from 'vitest';
import { rowWindow, scrollToShow } from './row-window.ts';

test('only rows near the view are drawn', () => {
  expect(rowWindow(0, 260, 26, 20_000, 5)).toEqual({ first: 0, end: 15 });
  expect(rowWindow(26_000, 260, 26, 20_000, 5)).toEqual({ first: 995, end: 1015 });
  expect(rowWindow(519_740, 260, 26, 20_000, 5)).toEqual({ first: 19_985, end: 20_000 });
});

test('a list that became shorter than its scroll position draws nothing, and no nonsense', () => {
  expect(rowWindow(26_000, 260, 26, 3, 5)).toEqual({ first: 3, end: 3 });
  expect(rowWindow(0, 260, 26, 0, 5)).toEqual({ first: 0, end: 0 });
});

test('showing a row scrolls no further than needed', () => {
  expect(scrollToShow(3, 0, 260, 26, false)).toBe(0);
  expect(scrollToShow(10, 0, 260, 26, false)).toBe(26);
  expect(scrollToShow(2, 100, 260, 26, false)).toBe(52);
  expect(scrollToShow(100, 0, 260, 26, true)).toBe(2600 - 117);
});
