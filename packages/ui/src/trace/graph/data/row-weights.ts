import { RowMark } from '@clew/model';
import type { Trace } from '../../data/trace.ts';

/** What of a trace is at a row and below it. */
export interface RowWeights {
  /** Nanoseconds of the critical path that it spends in the row or in what the row waits for. */
  readonly through: Float64Array;
  /** Nanoseconds of work: the self times of the row and of all rows below it. */
  readonly work: Float64Array;
}

/** Adds up what lies below each row. */
export function rowWeightsOf(trace: Trace): RowWeights {
  const { count, parent, marks, timeUse } = trace;
  const through = timeUse.onPath.slice();
  const work = timeUse.self.slice();
  // Parents stand before their children.
  for (let row = count - 1; row >= 0; row--) {
    const above = parent[row] as number;
    if (above < 0) continue;
    work[above] = (work[above] as number) + (work[row] as number);
    if (((marks[row] as number) & RowMark.followsFrom) !== 0) continue;
    through[above] = (through[above] as number) + (through[row] as number);
  }
  return { through, work };
}
