// The last ten minutes of writes as bars: rates instead of counts, a round top, one path for all bars of a kind.
import type { RecentWrites } from '../api/system-answer.ts';

/** How many bars there is room for: ten minutes. */
export const INTERVALS = 120;
const INTERVALS_A_MINUTE = 12;
/** The least height of a bar that is not nothing, of 100. */
const LEAST_HEIGHT = 2;

/** Spans a second in one interval. */
export interface IntervalRate {
  /** Unix milliseconds. */
  readonly start: number;
  readonly stored: number;
  readonly failed: number;
}

/** The intervals, oldest first, as rates. */
export function intervalsOf({
  end,
  interval,
  stored,
  failed,
}: RecentWrites): readonly IntervalRate[] {
  const millis = Number(interval) / 1e6;
  const first = Number(end / 1_000_000n) - stored.length * millis;
  const all = stored.map((spans, index) => ({
    start: first + index * millis,
    stored: (spans * 1000) / millis,
    failed: ((failed[index] ?? 0) * 1000) / millis,
  }));
  return all.slice(-INTERVALS);
}

/** The rate at the top of the axis: 1, 2 or 5 times a power of ten, and not below any bar. */
export function topOf(intervals: readonly IntervalRate[]): number {
  const most = intervals.reduce((max, { stored, failed }) => Math.max(max, stored + failed), 0);
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power;
}

/**
 * All bars of a kind as the path of an SVG of {@link INTERVALS} by 100, the last bar at its right edge; what was not stored stands
 * on what was.
 */
export function barsPath(
  intervals: readonly IntervalRate[],
  top: number,
  kind: 'stored' | 'failed',
): string {
  const offset = INTERVALS - intervals.length;
  const height = (rate: number): number =>
    rate === 0 ? 0 : Math.max(LEAST_HEIGHT, (rate / top) * 100);
  return intervals
    .map((interval, index) => {
      const own = height(interval[kind]);
      if (own === 0) return '';
      const bottom = 100 - (kind === 'failed' ? height(interval.stored) : 0);
      return `M${offset + index + 0.1} ${bottom}v${-own}h0.8v${own}z`;
    })
    .join('');
}

/** The means of whole minutes, the newest first, for those who read instead of look. */
export function byMinute(intervals: readonly IntervalRate[]): readonly IntervalRate[] {
  const minutes: IntervalRate[] = [];
  for (let end = intervals.length; end > 0; end -= INTERVALS_A_MINUTE) {
    const part = intervals.slice(Math.max(0, end - INTERVALS_A_MINUTE), end);
    const mean = (kind: 'stored' | 'failed'): number =>
      part.reduce((sum, interval) => sum + interval[kind], 0) / part.length;
    minutes.push({ start: part[0]?.start ?? 0, stored: mean('stored'), failed: mean('failed') });
  }
  return minutes;
}
