import { expect, test } from 'vitest';
import { drawHeat } from './draw-heat.ts';
import { heatGrid } from './heat-grid.ts';

const grid = heatGrid({
  from: 0n,
  to: 99n,
  timeCells: 10,
  durationEdges: [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000],
  cells: [
    { time: 0, duration: 1, traceCount: 40, errorTraceCount: 0 },
    { time: 3, duration: 3, traceCount: 4, errorTraceCount: 1 },
    { time: 9, duration: 6, traceCount: 1, errorTraceCount: 1 },
  ],
  traceCount: 45,
  errorTraceCount: 2,
  partial: false,
});
const colors = {
  traces: Array.from({ length: 7 }, (_, step) => `traces ${step}`),
  errors: Array.from({ length: 7 }, (_, step) => `errors ${step}`),
};

/** The rectangles that are drawn on 100 by 60 pixels: color, left, top, width, height. */
function drawn(errorsOnly: boolean, scale = 1) {
  const rectangles: (readonly [string, number, number, number, number])[] = [];
  const context = {
    fillStyle: '',
    getTransform: () => ({ a: scale }),
    fillRect: (left: number, top: number, width: number, height: number) => {
      if (height > 0) rectangles.push([context.fillStyle, left, top, width, height]);
    },
  };
  drawHeat(context as unknown as CanvasRenderingContext2D, grid, {
    ...{ width: 100, height: 60, colors, errorsOnly },
  });
  return rectangles;
}

test('a cell has the color of its count, and its lower part is the share of errors', () => {
  expect(drawn(false)).toEqual([
    ['traces 6', 0, 50, 9, 9],
    ['traces 2', 30, 30, 9, 7],
    ['errors 6', 30, 37, 9, 2],
    ['errors 6', 90, 0, 9, 9],
  ]);
});

test('of errors alone nothing else is drawn', () => {
  expect(drawn(true)).toEqual([
    ['errors 6', 30, 30, 9, 9],
    ['errors 6', 90, 0, 9, 9],
  ]);
});

test('edges lie on pixels of the screen', () => {
  for (const [, ...edges] of drawn(false, 1.5)) {
    for (const edge of edges) expect(edge * 1.5).toBeCloseTo(Math.round(edge * 1.5), 6);
  }
});
