// A part of the heatmap as a search for what is in it.
import type { SearchState } from '../search-state.ts';
import { type HeatGrid, type HeatRegion, timeOfColumn } from './heat-grid.ts';
import { narrowDuration } from './narrow-query.ts';

const NANOS_PER_MICRO = 1000n;

/** What of a search changes when it is narrowed to a region: nothing of an axis that the region has the whole of. */
export function narrowSearch(
  { q }: Pick<SearchState, 'q'>,
  grid: HeatGrid,
  region: HeatRegion,
): Partial<SearchState> {
  const { left, right, bottom, top } = region;
  const isAllTime = left === 0 && right === grid.columns - 1;
  const isAllDurations = bottom === 0 && top === grid.rows - 1;
  const start = microsFrom(timeOfColumn(grid, left));
  // Searches include their end, cells do not; and a cell may be shorter than a microsecond.
  const end = microsFrom(timeOfColumn(grid, right + 1)) - 1n;
  return {
    ...(!isAllTime && {
      lookback: 'custom',
      start: String(start),
      end: String(end < start ? start : end),
    }),
    ...(!isAllDurations && {
      // Beyond the grid there is nothing: a region that reaches its edge is open there.
      q: narrowDuration(
        q,
        bottom === 0 ? 0 : (grid.edges[bottom] ?? 0),
        top === grid.rows - 1 ? Number.POSITIVE_INFINITY : (grid.edges[top + 1] ?? 0),
      ),
    }),
  };
}

/** The first microsecond that is not before a moment. */
function microsFrom(nanos: bigint): bigint {
  return (nanos + NANOS_PER_MICRO - 1n) / NANOS_PER_MICRO;
}
