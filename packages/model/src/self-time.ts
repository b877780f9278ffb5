import { childRunsOf, sortRun, type TraceTimes } from './trace-times.ts';

/**
 * The self time of every span, nanoseconds: how much of its duration none of its children ran. That is
 * its duration without the union of its children's intervals, each cut to the span's own; children may
 * overlap each other, and start before or end after their parent.
 *
 * The definition is that of Jaeger's trace statistics. Children of all kinds count alike, those too that
 * only follow from their parent. Takes O(n log n).
 */
export function selfTimesOf(times: TraceTimes): Float64Array {
  const { count, start, end } = times;
  const { first, child } = childRunsOf(times);
  const byStart = (a: number, b: number): number => (start[a] as number) - (start[b] as number);
  const self = new Float64Array(count);
  // A plain loop over columns, since a trace may have a million spans. Gaps are added up rather than
  // children taken off, so that rounding never makes a self time negative.
  for (let i = 0; i < count; i++) {
    const from = first[i] as number;
    const to = first[i + 1] as number;
    sortRun(child, from, to, byStart);
    const close = end[i] as number;
    let reached = start[i] as number;
    let own = 0;
    for (let at = from; at < to && reached < close; at++) {
      const one = child[at] as number;
      const begins = Math.min(start[one] as number, close);
      if (begins > reached) own += begins - reached;
      reached = Math.max(reached, begins, Math.min(end[one] as number, close));
    }
    self[i] = own + (close - reached);
  }
  return self;
}
