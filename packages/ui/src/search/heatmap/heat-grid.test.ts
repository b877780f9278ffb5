import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Histogram } from '../../api/answers.ts';
import { COLOR_STEPS, colorStep } from './color-step.ts';
import { countRegion, heatGrid, timeOfColumn } from './heat-grid.ts';
import { narrowSearch } from './narrow-search.ts';

const EDGES = Array.from({ length: 55 }, (_, index) => Math.round(1000 * 10 ** (index / 6)));
const FROM = 1_795_451_100_000_000_000n;

/** A histogram of 100 parts of an hour, of cells `[time, duration, traces, errors]`. */
function histogram(cells: readonly (readonly [number, number, number, number])[]): Histogram {
  return {
    from: FROM,
    to: FROM + 3_600_000_000_000n,
    timeCells: 100,
    durationEdges: EDGES,
    cells: cells.map(([time, duration, traceCount, errorTraceCount]) => {
      return { time, duration, traceCount, errorTraceCount };
    }),
    traceCount: cells.reduce((sum, cell) => sum + cell[2], 0),
    errorTraceCount: cells.reduce((sum, cell) => sum + cell[3], 0),
    partial: false,
  };
}

test('every trace is in the grid, whatever rows are cut away', () => {
  const cell = fc
    .tuple(fc.nat(99), fc.nat(55), fc.integer({ min: 1, max: 1e6 }), fc.nat(1e6))
    .map(([time, row, traces, errors]) => [time, row, traces, errors % (traces + 1)] as const);
  fc.assert(
    fc.property(fc.uniqueArray(cell, { selector: ([time, row]) => `${time}.${row}` }), (cells) => {
      const given = histogram(cells);
      const grid = heatGrid(given);
      const all = { left: 0, right: grid.columns - 1, bottom: 0, top: grid.rows - 1 };
      expect(countRegion(grid, all)).toEqual({
        traces: given.traceCount,
        errors: given.errorTraceCount,
      });
      expect(grid.edges).toHaveLength(grid.rows + 1);
      for (const [time, row, traces] of cells) {
        const at = grid.edges.indexOf(row === 0 ? 0 : (EDGES[row - 1] ?? -1));
        expect(grid.traces[at * grid.columns + time]).toBe(traces);
      }
    }),
  );
});

test('rows that have nothing are cut, but for some room', () => {
  expect(heatGrid(histogram([[5, 20, 1, 0]])).rows).toBe(6);
  expect(heatGrid(histogram([[5, 0, 1, 0]])).rows).toBe(6);
  expect(heatGrid(histogram([[5, 55, 1, 0]])).rows).toBe(6);
  const spread = heatGrid(
    histogram([
      [5, 10, 1, 0],
      [6, 30, 1, 1],
    ]),
  );
  expect(spread.rows).toBe(21);
  expect(spread.edges[0]).toBe(EDGES[9]);
  expect(spread.edges[21]).toBe(EDGES[30]);
});

test('columns divide the time without a gap', () => {
  const grid = heatGrid(histogram([[0, 1, 1, 0]]));
  expect(timeOfColumn(grid, 0)).toBe(grid.from);
  expect(timeOfColumn(grid, 1)).toBe(FROM + 36_000_000_001n);
  expect(timeOfColumn(grid, 100)).toBe(grid.to + 1n);
  // As the server has it: the column of a moment is the whole part of its share.
  const columnOf = (time: bigint) => ((time - grid.from) * 100n) / (grid.to - grid.from + 1n);
  for (let column = 1; column <= 100; column++) {
    expect(columnOf(timeOfColumn(grid, column))).toBe(BigInt(column));
    expect(columnOf(timeOfColumn(grid, column) - 1n)).toBe(BigInt(column - 1));
  }
});

test('a region becomes a time and bounds of the duration, and an axis taken whole stays as it is', () => {
  const grid = heatGrid(
    histogram([
      [5, 7, 1, 0],
      [6, 18, 1, 1],
    ]),
  );
  const whole = { left: 0, right: 99, bottom: 0, top: grid.rows - 1 };
  expect(narrowSearch({ q: '' }, grid, whole)).toEqual({});
  expect(narrowSearch({ q: '{ .a = 1 }' }, grid, { ...whole, left: 1, right: 2 })).toEqual({
    lookback: 'custom',
    start: '1795451136000001',
    end: '1795451208000000',
  });
  expect(narrowSearch({ q: '' }, grid, { ...whole, left: 50 }).end).toBe('1795454700000000');
  expect(narrowSearch({ q: '{ .a = 1 }' }, grid, { ...whole, bottom: 1, top: 5 })).toEqual({
    q: '{ .a = 1 && trace:duration >= 14678ns && trace:duration < 100us }',
  });
  expect(narrowSearch({ q: '' }, grid, { ...whole, top: 5 }).q).toBe('{ trace:duration < 100us }');
  expect(narrowSearch({ q: '' }, grid, { ...whole, bottom: 6 }).q).toBe(
    '{ trace:duration >= 100us }',
  );
});

test('a cell shorter than a microsecond still asks for a time that ends after it begins', () => {
  const short = heatGrid({ ...histogram([[5, 7, 1, 0]]), to: FROM + 20_000n });
  const cell = { left: 5, right: 5, bottom: 0, top: short.rows - 1 };
  const { start, end } = narrowSearch({ q: '' }, short, cell);
  expect(start).toBe('1795451100000002');
  expect(end).toBe(start);
});

test('colours rise with the count, from the first to the last', () => {
  expect(colorStep(1, 1)).toBe(COLOR_STEPS - 1);
  expect(colorStep(1, 1000)).toBe(0);
  expect(colorStep(1000, 1000)).toBe(COLOR_STEPS - 1);
  expect(colorStep(32, 1000)).toBe(3);
});
