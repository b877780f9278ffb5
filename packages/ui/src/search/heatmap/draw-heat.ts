// The cells of a heatmap on a canvas. Edges lie on whole pixels of the screen, so that nothing is blurred.
import { colorStep } from './color-step.ts';
import type { HeatColors } from './heat-color.ts';
import type { HeatGrid } from './heat-grid.ts';

/** From so many CSS pixels a cell is wide or high, there is a gap to the next. */
const GAP_FROM = 5;
/** One error among thousands is still seen: its part of a cell has at least so many CSS pixels. */
const LEAST_ERROR_PART = 2;

/** How a grid is drawn. */
export interface HeatLook {
  /** CSS pixels, which are the units of the context. */
  readonly width: number;
  readonly height: number;
  readonly colors: HeatColors;
  /** Whether only traces with errors count. */
  readonly errorsOnly: boolean;
}

/** Draws every cell that has something; the lower part of a cell is its share of traces with errors. */
export function drawHeat(context: CanvasRenderingContext2D, grid: HeatGrid, look: HeatLook): void {
  const { width, height, colors, errorsOnly } = look;
  const { columns, rows } = grid;
  const scale = context.getTransform().a;
  const snap = (length: number) => Math.round(length * scale) / scale;
  const gapX = width / columns >= GAP_FROM ? snap(1) : 0;
  const gapY = height / rows >= GAP_FROM ? snap(1) : 0;
  for (let row = 0; row < rows; row++) {
    const top = snap(((rows - 1 - row) * height) / rows);
    const cellHeight = snap(((rows - row) * height) / rows) - top - gapY;
    for (let column = 0; column < columns; column++) {
      const traces = grid.traces[row * columns + column] ?? 0;
      const errors = grid.errors[row * columns + column] ?? 0;
      if (traces === 0 || (errorsOnly && errors === 0)) continue;
      const left = snap((column * width) / columns);
      const cellWidth = snap(((column + 1) * width) / columns) - left - gapX;
      const share = errorsOnly ? 1 : errors / traces;
      const part = Math.max(LEAST_ERROR_PART, share * cellHeight);
      const errorHeight = errors === 0 ? 0 : snap(Math.min(cellHeight, part));
      context.fillStyle = colors.traces[colorStep(traces, grid.mostTraces)] ?? '';
      context.fillRect(left, top, cellWidth, cellHeight - errorHeight);
      if (errors === 0) continue;
      context.fillStyle = colors.errors[colorStep(errors, grid.mostErrors)] ?? '';
      context.fillRect(left, top + cellHeight - errorHeight, cellWidth, errorHeight);
    }
  }
}
