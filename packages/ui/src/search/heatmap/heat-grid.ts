// The cells of a histogram as a dense grid, cut to the rows of durations that have something.
import type { Histogram } from '../../api/answers.ts';

/** So many rows there are at least, so that a lone one is not a wall of colour. */
const LEAST_ROWS = 6;

/** Columns of time from the left, rows of duration from the shortest. */
export interface HeatGrid {
  readonly columns: number;
  readonly rows: number;
  /** Traces of each cell, at `row * columns + column`. */
  readonly traces: Uint32Array;
  /** Those of them that have errors. */
  readonly errors: Uint32Array;
  /** The most that a cell has. */
  readonly mostTraces: number;
  readonly mostErrors: number;
  /** The whole time, Unix nanoseconds. */
  readonly from: bigint;
  readonly to: bigint;
  /**
   * Where each row begins and the last one ends, nanoseconds: one more than there are rows. Zero or infinity where
   * that row is open.
   */
  readonly edges: Float64Array;
}

/** Some of a grid's cells; all four are of cells that belong to it. */
export interface HeatRegion {
  readonly left: number;
  readonly right: number;
  /** The row of the shortest durations. */
  readonly bottom: number;
  readonly top: number;
}

/** The grid of a histogram. */
export function heatGrid(histogram: Histogram): HeatGrid {
  const { timeCells: columns, durationEdges, cells } = histogram;
  let first = durationEdges.length;
  let last = 0;
  for (const { duration } of cells) {
    first = Math.min(first, duration);
    last = Math.max(last, duration);
  }
  first = Math.min(first, last);
  // Room is added on both sides in turn, within what the edges tell.
  while (last - first + 1 < LEAST_ROWS && (first > 0 || last < durationEdges.length)) {
    if (last < durationEdges.length) last += 1;
    if (first > 0 && last - first + 1 < LEAST_ROWS) first -= 1;
  }
  const rows = last - first + 1;
  const traces = new Uint32Array(rows * columns);
  const errors = new Uint32Array(rows * columns);
  let mostTraces = 0;
  let mostErrors = 0;
  for (const cell of cells) {
    const at = (cell.duration - first) * columns + cell.time;
    traces[at] = cell.traceCount;
    errors[at] = cell.errorTraceCount;
    mostTraces = Math.max(mostTraces, cell.traceCount);
    mostErrors = Math.max(mostErrors, cell.errorTraceCount);
  }
  const edges = Float64Array.from({ length: rows + 1 }, (_, index) => {
    const edge = first + index - 1;
    return edge < 0 ? 0 : (durationEdges[edge] ?? Number.POSITIVE_INFINITY);
  });
  const { from, to } = histogram;
  return { columns, rows, traces, errors, mostTraces, mostErrors, from, to, edges };
}

/** The first nanosecond of a column; for the number of columns the first one after the range, whose end is part of it. */
export function timeOfColumn({ from, to, columns }: HeatGrid, column: number): bigint {
  const count = BigInt(columns);
  return from + (BigInt(column) * (to - from + 1n) + count - 1n) / count;
}

/** How many traces a region has, and how many of them have errors. */
export function countRegion(
  grid: HeatGrid,
  region: HeatRegion,
): { readonly traces: number; readonly errors: number } {
  let traces = 0;
  let errors = 0;
  for (let row = region.bottom; row <= region.top; row++) {
    for (let column = region.left; column <= region.right; column++) {
      traces += grid.traces[row * grid.columns + column] ?? 0;
      errors += grid.errors[row * grid.columns + column] ?? 0;
    }
  }
  return { traces, errors };
}
