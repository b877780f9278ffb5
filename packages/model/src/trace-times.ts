// When the spans of a trace ran and which stands under which, as columns: all that it takes to explain
// where the time went. A page has these columns anyway, and a million spans are no objects here.
import type { Span } from './span.ts';
import { buildTraceTree, type TraceNode, type TraceTree } from './trace-tree.ts';

/** The times of a trace's spans; a span is its index in the columns. */
export interface TraceTimes {
  /** The number of spans; each column has as many values. */
  readonly count: number;
  /** Nanoseconds after the trace's start. */
  readonly start: Float64Array;
  /** Nanoseconds after the trace's start; never before the span's own start. */
  readonly end: Float64Array;
  /**
   * Index of the parent, or −1 for whatever stands under nothing. Parents may come after their
   * children; no span is above itself.
   */
  readonly parent: Int32Array;
}

/** The times of a tree; the span at an index is that of `tree.nodes` there. */
export function timesOfTree(tree: TraceTree): TraceTimes {
  const index = new Map<TraceNode, number>();
  for (const [i, node] of tree.nodes.entries()) index.set(node, i);
  return fill(tree.nodes, (node) => index.get(node));
}

/**
 * The times of the spans of one trace in the order in which they are given, each under the parent that
 * `buildTraceTree` gives it.
 */
export function timesOfSpans(spans: readonly Span[]): TraceTimes {
  const index = new Map<Span, number>();
  for (const [i, span] of spans.entries()) index.set(span, i);
  return fill(buildTraceTree(spans).nodes, ({ span }) => index.get(span));
}

function fill(
  nodes: readonly TraceNode[],
  indexOf: (node: TraceNode) => number | undefined,
): TraceTimes {
  const count = nodes.length;
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  const parent = new Int32Array(count).fill(-1);
  let first = nodes[0]?.span.start ?? 0n;
  for (const { span } of nodes) if (span.start < first) first = span.start;
  for (const node of nodes) {
    const i = indexOf(node) ?? -1;
    // Unix nanoseconds are too large for a double; the distance from the trace's start is not.
    start[i] = Number(node.span.start - first);
    end[i] = Number(node.span.start + node.span.duration - first);
    if (node.parent !== undefined) parent[i] = indexOf(node.parent) ?? -1;
  }
  return { count, start, end, parent };
}

/** From the earliest start of a span to the latest end, nanoseconds; 0 for no spans. */
export function durationOf({ count, start, end }: TraceTimes): number {
  let earliest = count === 0 ? 0 : Infinity;
  let latest = 0;
  for (let i = 0; i < count; i++) {
    earliest = Math.min(earliest, start[i] as number);
    latest = Math.max(latest, end[i] as number);
  }
  return latest - earliest;
}

/** The children of every span, one run of indices after the other. */
export interface ChildRuns {
  /** `child[first[i]]` to before `child[first[i + 1]]` are the children of span `i`. */
  readonly first: Uint32Array;
  readonly child: Uint32Array;
}

/** Lists the children of every span, by index. */
export function childRunsOf({ count, parent }: Pick<TraceTimes, 'count' | 'parent'>): ChildRuns {
  // Counted one place further on, so that placing the children moves each start to where it belongs.
  const first = new Uint32Array(count + 2);
  for (let i = 0; i < count; i++) {
    const above = parent[i] as number;
    if (above >= 0) first[above + 2] = (first[above + 2] as number) + 1;
  }
  for (let i = 2; i < first.length; i++) {
    first[i] = (first[i] as number) + (first[i - 1] as number);
  }
  const child = new Uint32Array(first[count + 1] as number);
  for (let i = 0; i < count; i++) {
    const above = parent[i] as number;
    if (above < 0) continue;
    const at = first[above + 1] as number;
    child[at] = i;
    first[above + 1] = at + 1;
  }
  return { first: first.subarray(0, count + 1), child };
}

/** Up to this length, sorting by insertion costs less than a view and a call. */
const SHORT_RUN = 16;

/** Sorts the values from one place to before another; most runs are short or in order already. */
export function sortRun(
  values: Uint32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): void {
  if (to - from > SHORT_RUN) {
    let i = from + 1;
    while (i < to && compare(values[i - 1] as number, values[i] as number) <= 0) i++;
    if (i < to) values.subarray(from, to).sort(compare);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = values[i] as number;
    let at = i;
    for (; at > from && compare(values[at - 1] as number, value) > 0; at--) {
      values[at] = values[at - 1] as number;
    }
    values[at] = value;
  }
}
