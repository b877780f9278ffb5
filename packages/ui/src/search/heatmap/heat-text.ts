// What a heatmap's cells say in words.
import type { TFunction } from 'i18next';
import { type Format, precisionOf } from '../../format/format.ts';
import { countRegion, type HeatGrid, type HeatRegion, timeOfColumn } from './heat-grid.ts';

/** A region in words. */
export interface HeatText {
  readonly time: string;
  readonly duration: string;
  readonly counts: string;
}

export function heatText(
  t: TFunction,
  format: Format,
  grid: HeatGrid,
  region: HeatRegion,
): HeatText {
  const { traces, errors } = countRegion(grid, region);
  return {
    time: timeText(format, grid, region.left, region.right),
    duration: durationsText(t, format, grid, region.bottom, region.top),
    counts: countsText(t, format, traces, errors),
  };
}

/** From the beginning of one column to the end of another. */
export function timeText(format: Format, grid: HeatGrid, left: number, right: number): string {
  const millisOf = (column: number) => Number(timeOfColumn(grid, column) / 1_000_000n);
  const step = Number((grid.to - grid.from) / BigInt(grid.columns)) / 1e6;
  // A column of 36 seconds ends at no full minute, and one of two hours at no full day.
  const precision = precisionOf(Math.min(step / 10, 60_000));
  return format.timeSpan(millisOf(left), millisOf(right + 1), precision);
}

/** The durations of some rows. */
export function durationsText(
  t: TFunction,
  format: Format,
  grid: HeatGrid,
  bottom: number,
  top: number,
): string {
  const from = grid.edges[bottom] ?? 0;
  const to = grid.edges[top + 1] ?? Number.POSITIVE_INFINITY;
  if (bottom === 0 && top === grid.rows - 1) return t('heat.anyDuration');
  // Several rows up to the edge, beyond which there is nothing, are meant to be open there.
  const several = top > bottom;
  if (from === 0 || (several && bottom === 0)) {
    return t('heat.below', { duration: format.duration(to) });
  }
  if (!Number.isFinite(to) || (several && top === grid.rows - 1)) {
    return t('heat.above', { duration: format.duration(from) });
  }
  return `${format.duration(from)} – ${format.duration(to)}`;
}

/** "12 traces, 3 with errors". */
export function countsText(t: TFunction, format: Format, traces: number, errors: number): string {
  if (traces === 0) return t('heat.none');
  const all = t('heat.total', { count: traces, number: format.number(traces) });
  if (errors === 0) return all;
  return t('heat.counts', {
    traces: all,
    errors: t('heat.withErrors', { count: errors, number: format.number(errors) }),
  });
}
