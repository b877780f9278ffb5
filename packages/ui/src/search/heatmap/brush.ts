// From a drag across the heatmap, or from keys, to the cells that are meant.
import type { HeatGrid, HeatRegion } from './heat-grid.ts';

/** A drag shorter than this is a click. */
const CLICK_PIXELS = 5;
/** One that is not even so long along an axis is not meant to narrow that axis. */
const AXIS_PIXELS = 14;

/** CSS pixels from the plot's left upper corner, or the plot's width and height. */
export interface Pixels {
  readonly x: number;
  readonly y: number;
}

/** A cell. */
export interface HeatPlace {
  readonly column: number;
  readonly row: number;
}

/** The cell at a point; the nearest one for a point outside. */
export function placeAt(grid: HeatGrid, point: Pixels, size: Pixels): HeatPlace {
  return {
    column: within(Math.floor((point.x / size.x) * grid.columns), grid.columns),
    row: within(grid.rows - 1 - Math.floor((point.y / size.y) * grid.rows), grid.rows),
  };
}

/** The cells that a drag covers; undefined when it is but a click. */
export function brushRegion(
  grid: HeatGrid,
  start: Pixels,
  end: Pixels,
  size: Pixels,
): HeatRegion | undefined {
  const [width, height] = [Math.abs(end.x - start.x), Math.abs(end.y - start.y)];
  if (Math.max(width, height) < CLICK_PIXELS) return undefined;
  const region = regionBetween(placeAt(grid, start, size), placeAt(grid, end, size));
  if (height < AXIS_PIXELS) return { ...region, bottom: 0, top: grid.rows - 1 };
  if (width < AXIS_PIXELS) return { ...region, left: 0, right: grid.columns - 1 };
  return region;
}

/** The cells of the rectangle with two cells in its corners. */
export function regionBetween(a: HeatPlace, b: HeatPlace): HeatRegion {
  return {
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
    bottom: Math.min(a.row, b.row),
    top: Math.max(a.row, b.row),
  };
}

/** The fullest cell: where the keyboard begins. */
export function fullestPlace(grid: HeatGrid): HeatPlace {
  const at = Math.max(0, grid.traces.indexOf(grid.mostTraces));
  return { column: at % grid.columns, row: Math.floor(at / grid.columns) };
}

/** Where a key leads from a cell; undefined when it is no key that moves. */
export function moveTo(
  grid: HeatGrid,
  { column, row }: HeatPlace,
  key: string,
): HeatPlace | undefined {
  switch (key) {
    case 'ArrowLeft':
      return { column: within(column - 1, grid.columns), row };
    case 'ArrowRight':
      return { column: within(column + 1, grid.columns), row };
    case 'ArrowUp':
      return { column, row: within(row + 1, grid.rows) };
    case 'ArrowDown':
      return { column, row: within(row - 1, grid.rows) };
    case 'Home':
      return { column: 0, row };
    case 'End':
      return { column: grid.columns - 1, row };
    case 'PageUp':
      return { column, row: grid.rows - 1 };
    case 'PageDown':
      return { column, row: 0 };
    default:
      return undefined;
  }
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
