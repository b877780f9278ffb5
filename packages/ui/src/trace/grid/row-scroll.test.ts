import { expect, test } from 'vitest';
import {
  areaHeight,
  isStuck,
  type ListScroll,
  MOST_HEIGHT,
  placedAt,
  rowsInView,
  scrolledTo,
  topToShow,
} from './row-scroll.ts';

const ROW = 30;
const view = { viewHeight: 600 };
const short = { ...view, height: 20_000 * ROW };
const long = { ...view, height: 1_000_000 * ROW };
const start: ListScroll = { top: 0, scrollTop: 0 };

test('a list that fits is scrolled as its element is', () => {
  expect(areaHeight(short)).toBe(short.height);
  expect(scrolledTo(start, 123_456, short)).toEqual({ top: 123_456, scrollTop: 123_456 });
  expect(placedAt(-5, short)).toEqual(start);
});

test('in a list of a million rows a wheel moves by pixels and a scroll bar by proportion', () => {
  expect(areaHeight(long)).toBe(MOST_HEIGHT);
  expect(scrolledTo(start, 100, long).top).toBe(100);
  const dragged = scrolledTo(start, (MOST_HEIGHT - 600) / 2, long);
  expect(dragged.top).toBeCloseTo((long.height - 600) / 2);
  expect(scrolledTo(start, MOST_HEIGHT - 600, long).top).toBe(long.height - 600);
});

test('small steps alone pass every row of a long list to its very ends', () => {
  let at = placedAt(long.height - 600 - 300_000, long);
  let steps = 0;
  for (; at.top < long.height - 600; steps++) {
    const before = at.top;
    at = scrolledTo(at, Math.min(MOST_HEIGHT - 600, at.scrollTop + 100), long);
    expect(at.top - before).toBeLessThanOrEqual(100);
    if (isStuck(at, long)) at = placedAt(at.top, long);
    expect(steps).toBeLessThan(3_001);
  }
  expect(at.top).toBe(long.height - 600);
});

test('rows in view are those that the view touches, and some around them', () => {
  expect(rowsInView(0, 600, ROW, 1_000_000, 5)).toEqual({ first: 0, end: 25 });
  expect(rowsInView(long.height - 600, 600, ROW, 1_000_000, 5).end).toBe(1_000_000);
  expect(rowsInView(900, 600, ROW, 3, 5)).toEqual({ first: 3, end: 3 });
});

test('a row is shown with as little movement as it takes', () => {
  expect(topToShow(5 * ROW, 0, 600, ROW, true)).toBe(0);
  expect(topToShow(30 * ROW, 0, 600, ROW, false)).toBe(31 * ROW - 600);
  expect(topToShow(2 * ROW, 300, 600, ROW, false)).toBe(60);
  expect(topToShow(100 * ROW, 0, 600, ROW, true)).toBe(3000 - 285);
});
