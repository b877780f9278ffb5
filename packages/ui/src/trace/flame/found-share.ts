// How much of a trace's time is in what was found.
import type { Trace } from '../data/trace.ts';

/**
 * The share of all self times of the trace that some rows and all below them have; what stands below another of them counts once.
 */
export function foundShare(
  { count, end, timeUse }: Pick<Trace, 'count' | 'end' | 'timeUse'>,
  rows: ReadonlySet<number>,
): number {
  let whole = 0;
  let found = 0;
  /** Where the outermost found row ends that the walk is in. */
  let open = 0;
  for (let row = 0; row < count; row++) {
    const self = timeUse.self[row] as number;
    if (row >= open && rows.has(row)) open = end[row] as number;
    whole += self;
    if (row < open) found += self;
  }
  return whole > 0 ? found / whole : 0;
}
