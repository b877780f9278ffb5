import { expect, test } from 'vitest';
import { brushRegion, moveTo, placeAt } from './brush.ts';
import { heatGrid } from './heat-grid.ts';

const grid = heatGrid({
  from: 0n,
  to: 100n,
  timeCells: 10,
  durationEdges: [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000],
  cells: [{ time: 3, duration: 3, traceCount: 1, errorTraceCount: 0 }],
  traceCount: 1,
  errorTraceCount: 0,
  partial: false,
});
const size = { x: 1000, y: 120 };

test('the shortest durations lie at the bottom, and what is outside counts to the edge', () => {
  expect(grid.rows).toBe(6);
  expect(placeAt(grid, { x: 0, y: 119 }, size)).toEqual({ column: 0, row: 0 });
  expect(placeAt(grid, { x: 999, y: 0 }, size)).toEqual({ column: 9, row: 5 });
  expect(placeAt(grid, { x: -50, y: 500 }, size)).toEqual({ column: 0, row: 0 });
  expect(placeAt(grid, { x: 5000, y: -9 }, size)).toEqual({ column: 9, row: 5 });
});

test('a drag covers the cells between its ends, in whatever direction', () => {
  const region = { left: 1, right: 4, bottom: 2, top: 4 };
  expect(brushRegion(grid, { x: 150, y: 30 }, { x: 420, y: 70 }, size)).toEqual(region);
  expect(brushRegion(grid, { x: 420, y: 70 }, { x: 150, y: 30 }, size)).toEqual(region);
});

test('a drag along one axis leaves the other alone, and a click is no drag', () => {
  expect(brushRegion(grid, { x: 150, y: 50 }, { x: 420, y: 58 }, size)).toEqual({
    ...{ left: 1, right: 4, bottom: 0, top: 5 },
  });
  expect(brushRegion(grid, { x: 150, y: 30 }, { x: 158, y: 70 }, size)).toEqual({
    ...{ left: 0, right: 9, bottom: 2, top: 4 },
  });
  expect(brushRegion(grid, { x: 150, y: 50 }, { x: 153, y: 52 }, size)).toBeUndefined();
});

test('keys move from cell to cell and stop at the edges', () => {
  const corner = { column: 9, row: 5 };
  expect(moveTo(grid, corner, 'ArrowRight')).toEqual(corner);
  expect(moveTo(grid, corner, 'ArrowUp')).toEqual(corner);
  expect(moveTo(grid, corner, 'ArrowLeft')).toEqual({ column: 8, row: 5 });
  expect(moveTo(grid, corner, 'ArrowDown')).toEqual({ column: 9, row: 4 });
  expect(moveTo(grid, corner, 'Home')).toEqual({ column: 0, row: 5 });
  expect(moveTo(grid, corner, 'PageDown')).toEqual({ column: 9, row: 0 });
  expect(moveTo(grid, corner, 'a')).toBeUndefined();
});
