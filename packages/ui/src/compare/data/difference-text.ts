import type { Format } from '../../format/format.ts';

/** From so many times on a factor says it better than percents. */
const FACTOR = 2;
/** Below this share tenths of a percent say something. */
const EXACT_SHARE = 0.1;

/** A difference of durations: `+38 ms`, `−4 µs`; `0` for none. */
export function differenceText(nanos: number, format: Format): string {
  if (nanos === 0) return '0';
  return nanos > 0 ? `+${format.duration(nanos)}` : format.duration(nanos);
}

/** How something stands to what it was: `3.2×`, `+40%`, `−69%`; nothing where it was or became nothing. */
export function ratioText(before: number, after: number, format: Format): string {
  if (before === 0 || after === 0 || before === after) return '';
  const factor = after / before;
  if (factor >= FACTOR) return `${format.rate(factor)}×`;
  const share = Math.abs(factor - 1);
  const percent = format.percent(share < EXACT_SHARE ? share : Math.round(share * 100) / 100);
  return factor > 1 ? `+${percent}` : `−${percent}`;
}

/** A difference of counts: `+3`, `−1`, `0`. */
export function countText(difference: number, format: Format): string {
  if (difference === 0) return '0';
  return `${difference > 0 ? '+' : '−'}${format.number(Math.abs(difference))}`;
}
