// The chain of spans that a trace waited for. The walk uses the column of parents as its stack, since a
// trace may be a million spans deep.
import { childRunsOf, sortRun, type TraceTimes } from './trace-times.ts';

/**
 * A critical path: segments in the order of time, each of one span. Where one ends the next begins, and
 * together they cover exactly the interval of the root.
 */
export interface CriticalPath {
  /** Index of the span whose time the path explains, or −1 in a trace without spans. */
  readonly root: number;
  /** The number of segments; each column has as many values. None where the root took no time. */
  readonly count: number;
  /** Index of the segment's span: the root, or a span below it. */
  readonly span: Int32Array;
  /** Nanoseconds after the trace's start; never before the start of the segment's span. */
  readonly from: Float64Array;
  /** Nanoseconds after the trace's start, after `from`; never after the end of the segment's span. */
  readonly to: Float64Array;
}

/**
 * The critical path of a trace: at every moment of its root, the span that the root was waiting for.
 *
 * It goes from the root's end backwards. The child that ended last, but not after the point reached,
 * takes over at its end; what is between is the span's own. From the child's start the path goes on in
 * the parent, with the last child that had ended by then. Children that had not, ran beside the path and
 * are not on it. A child is cut to the part of its parent that is on the path, so what a child does
 * before or after its parent never counts. Of children that end together, the first to start takes over.
 *
 * The definition is that of Jaeger's UI (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale
 * Microservice Architectures", USENIX ATC 2022), with two differences: a child that ended at the very
 * moment when the next one started is on the path, and children that only follow from their parent, or
 * that read its messages, are cut like others instead of left out. To leave such out, give them no
 * parent and name the root. Takes O(n log n).
 *
 * @param root index of the span to explain; that of {@link longestRootOf} where it isn't given
 */
export function criticalPathOf(
  times: TraceTimes,
  root: number = longestRootOf(times),
): CriticalPath {
  if (root < 0) return { root, count: 0, ...noSegments() };
  const { count, start, end, parent } = times;
  const { first, child } = childRunsOf(times);
  /** What of each span can be on the path; known once the path has come to its parent. */
  const opens = new Float64Array(count);
  const closes = new Float64Array(count);
  /** The place after the next child to look at, from the last to the first. */
  const next = first.slice(1);
  // The child that takes over first comes last.
  const byTurn = (a: number, b: number): number =>
    (closes[a] as number) - (closes[b] as number) ||
    (opens[b] as number) - (opens[a] as number) ||
    b - a;

  // Every span but the root splits a segment of its parent, so that there are at most two a span less
  // one. They are found from the last to the first.
  const span = new Int32Array(2 * count);
  const from = new Float64Array(2 * count);
  const to = new Float64Array(2 * count);
  let at = 2 * count;

  opens[root] = start[root] as number;
  closes[root] = end[root] as number;
  let point = closes[root] as number;
  let current = root;
  let isNew = true;
  // Plain loops over columns: no span costs an allocation.
  for (;;) {
    const firstChild = first[current] as number;
    const open = opens[current] as number;
    if (isNew) {
      const close = closes[current] as number;
      const last = first[current + 1] as number;
      for (let i = firstChild; i < last; i++) {
        const one = child[i] as number;
        opens[one] = Math.max(start[one] as number, open);
        closes[one] = Math.min(end[one] as number, close);
      }
      sortRun(child, firstChild, last, byTurn);
    }
    let taking = -1;
    let i = next[current] as number;
    while (i > firstChild && taking < 0) {
      i--;
      const one = child[i] as number;
      const closed = closes[one] as number;
      // Whatever took no time within its parent explains none of it.
      if (closed <= point && (opens[one] as number) < closed) taking = one;
    }
    next[current] = i;
    const until = taking < 0 ? open : (closes[taking] as number);
    if (until < point) {
      at--;
      span[at] = current;
      from[at] = until;
      to[at] = point;
      point = until;
    }
    isNew = taking >= 0;
    if (isNew) current = taking;
    else if (current === root) break;
    else current = parent[current] as number;
  }
  return {
    root,
    count: 2 * count - at,
    span: span.slice(at),
    from: from.slice(at),
    to: to.slice(at),
  };
}

/** Index of the span under nothing that took longest, the first of equal ones; −1 without spans. */
export function longestRootOf({ count, start, end, parent }: TraceTimes): number {
  let longest = -1;
  let most = -1;
  for (let i = 0; i < count; i++) {
    const duration = (end[i] as number) - (start[i] as number);
    if ((parent[i] as number) >= 0 || duration <= most) continue;
    longest = i;
    most = duration;
  }
  return longest;
}

function noSegments(): Pick<CriticalPath, 'span' | 'from' | 'to'> {
  return { span: new Int32Array(0), from: new Float64Array(0), to: new Float64Array(0) };
}
