// Where the heatmap's axes have their marks: round moments of the reader's clock, and round durations.
import { ticks } from '../../trace/timeline/ticks.ts';

const NANOS_PER_MILLI = 1_000_000n;
const DECADE_FACTORS = [1, 2, 5] as const;

/** A mark, and its place as a share of the axis from its beginning. */
export interface AxisTick {
  /** Unix milliseconds, or nanoseconds of a duration. */
  readonly value: number;
  readonly place: number;
}

/**
 * Round moments between two, at most so many of them: full minutes, hours or days of the clock on the reader's wall, also
 * where it is put forward or back between.
 */
export function clockTicks(from: bigint, to: bigint, most: number): readonly AxisTick[] {
  const midnight = new Date(Number(from / NANOS_PER_MILLI));
  midnight.setHours(0, 0, 0, 0);
  const base = BigInt(midnight.getTime()) * NANOS_PER_MILLI;
  const length = Number(to - from);
  const found: AxisTick[] = [];
  for (const nanos of ticks(Number(from - base), Number(to - base), most)) {
    const moment = new Date(midnight);
    moment.setMilliseconds(nanos / 1e6);
    const value = moment.getTime();
    const place = Number(BigInt(value) * NANOS_PER_MILLI - from) / length;
    if (place >= 0 && place <= 1 && value !== found.at(-1)?.value) found.push({ value, place });
  }
  return found;
}

/**
 * Round durations along the rows of a grid, from the shortest: powers of ten and, where there is room, twice and five
 * times them.
 * @param edges of the rows, as a `HeatGrid` has them
 * @param most about so many
 */
export function durationTicks(edges: Float64Array, most: number): readonly AxisTick[] {
  const bounded = edges.filter((edge) => edge > 0 && Number.isFinite(edge));
  const least = bounded[0];
  const greatest = bounded.at(-1);
  if (least === undefined || greatest === undefined) return [];
  const decades = Math.log10(greatest / least);
  const factors = decades * DECADE_FACTORS.length <= most ? DECADE_FACTORS : [1];
  const found: AxisTick[] = [];
  for (let power = 10 ** Math.floor(Math.log10(least) + 1e-9); power <= greatest; power *= 10) {
    for (const factor of factors) {
      const value = factor * power;
      const place = placeOfDuration(edges, value);
      if (place !== undefined) found.push({ value, place });
    }
  }
  return found;
}

/** Where a duration lies along the rows; undefined when it lies in none, or in an open one. */
function placeOfDuration(edges: Float64Array, nanos: number): number | undefined {
  const rows = edges.length - 1;
  for (let row = 0; row < rows; row++) {
    const from = edges[row] ?? 0;
    const to = edges[row + 1] ?? 0;
    if (nanos === from) return row / rows;
    if (nanos === to) return (row + 1) / rows;
    if (nanos < from || nanos > to || from === 0 || !Number.isFinite(to)) continue;
    return (row + Math.log(nanos / from) / Math.log(to / from)) / rows;
  }
  return undefined;
}
