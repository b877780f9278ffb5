// Where in a span's time one of its children ran: the rest is the span's own, and shows where time goes that nothing
// below accounts for.
import { RowMark } from '@clew/model';
import { hasMark, type Trace } from '../data/trace.ts';

/** Nanoseconds after the trace's start, in order and apart from each other. */
export type Intervals = Float64Array;

/** Parts of a span that are narrower than this share of it are joined: nobody could see them. */
const NARROWEST = 1 / 2000;
const MOST_REMEMBERED = 2000;

/** Finds the parts of spans that their children cover, once for each row. */
export class ChildCover {
  readonly #trace: Pick<Trace, 'end' | 'offset' | 'length' | 'marks'>;
  readonly #known = new Map<number, Intervals>();

  constructor(trace: Pick<Trace, 'end' | 'offset' | 'length' | 'marks'>) {
    this.#trace = trace;
  }

  /** Pairs of beginning and end of the parts of a row's span in which a child ran that it waited for. */
  of(row: number): Intervals {
    const known = this.#known.get(row);
    if (known !== undefined) return known;
    const found = this.#find(row);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(row, found);
    return found;
  }

  #find(row: number): Intervals {
    const { end, offset, length } = this.#trace;
    const from = offset[row] ?? 0;
    const to = from + (length[row] ?? 0);
    const gap = (to - from) * NARROWEST;
    const parts: number[] = [];
    const last = end[row] ?? 0;
    // Children come in the order of their starts.
    for (let child = row + 1; child < last; child = end[child] ?? last) {
      if (hasMark(this.#trace, child, RowMark.followsFrom)) continue;
      const begins = Math.max(from, offset[child] ?? 0);
      const ends = Math.min(to, (offset[child] ?? 0) + (length[child] ?? 0));
      if (ends <= begins) continue;
      const before = parts.length - 1;
      if (before > 0 && begins - (parts[before] ?? 0) <= gap) {
        parts[before] = Math.max(parts[before] ?? 0, ends);
      } else parts.push(begins, ends);
    }
    return Float64Array.from(parts);
  }
}
