// Where the time of a trace went: each span's own part of its time, and the path that the trace waited for.
import {
  type CriticalPath,
  criticalPathOf,
  longestRootOf,
  RowMark,
  selfTimesOf,
  type TraceRows,
  type TraceTimes,
} from '@clew/model';

/** The self times and the critical path of a trace, by row. */
export interface TimeUse {
  readonly times: TraceTimes;
  readonly path: CriticalPath;
  /** Nanoseconds of a span in which none of its children ran. */
  readonly self: Float64Array;
  /** `from[first[row]]` to before `from[first[row + 1]]` are the row's segments on the path, in order. */
  readonly first: Uint32Array;
  /** Nanoseconds after the trace's start. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Nanoseconds of a span that are on the path. */
  readonly onPath: Float64Array;
}

/** Computes it; half a second for a million spans. */
export function timeUseOf(
  trace: Pick<TraceRows, 'count' | 'parent' | 'offset' | 'length' | 'marks'>,
): TimeUse {
  const { count } = trace;
  const end = new Float64Array(count);
  const awaited = new Int32Array(trace.parent);
  for (let row = 0; row < count; row++) {
    end[row] = (trace.offset[row] ?? 0) + (trace.length[row] ?? 0);
    // Nobody waits for a span that only follows.
    if (((trace.marks[row] ?? 0) & RowMark.followsFrom) !== 0) awaited[row] = -1;
  }
  const times: TraceTimes = { count, start: trace.offset, end, parent: trace.parent };
  const waited: TraceTimes = { ...times, parent: awaited };
  const path = criticalPathOf(waited, longestRootOf(times));
  return { times, path, self: selfTimesOf(waited), ...pathByRow(path, count) };
}

function pathByRow(
  path: CriticalPath,
  count: number,
): Pick<TimeUse, 'first' | 'from' | 'to' | 'onPath'> {
  const first = new Uint32Array(count + 1);
  const onPath = new Float64Array(count);
  for (let i = 0; i < path.count; i++) {
    const row = path.span[i] ?? 0;
    first[row + 1] = (first[row + 1] ?? 0) + 1;
    onPath[row] = (onPath[row] ?? 0) + (path.to[i] ?? 0) - (path.from[i] ?? 0);
  }
  for (let row = 0; row < count; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0);
  const next = first.slice();
  const from = new Float64Array(path.count);
  const to = new Float64Array(path.count);
  for (let i = 0; i < path.count; i++) {
    const row = path.span[i] ?? 0;
    const at = next[row] ?? 0;
    from[at] = path.from[i] ?? 0;
    to[at] = path.to[i] ?? 0;
    next[row] = at + 1;
  }
  return { first, from, to, onPath };
}

/** A part of a row's bar that is on the path, nanoseconds after the trace's start. */
export interface PathPart {
  readonly from: number;
  readonly to: number;
}

/**
 * The parts of a row on the path; where there are more than `most`, gaps that are too narrow to be seen are closed.
 */
export function pathParts(use: TimeUse, row: number, most: number): readonly PathPart[] {
  const begin = use.first[row] ?? 0;
  const end = use.first[row + 1] ?? begin;
  const parts: { from: number; to: number }[] = [];
  const span = (use.to[end - 1] ?? 0) - (use.from[begin] ?? 0);
  const narrow = end - begin > most ? span / most : 0;
  for (let i = begin; i < end; i++) {
    const from = use.from[i] ?? 0;
    const to = use.to[i] ?? 0;
    const last = parts.at(-1);
    if (last !== undefined && from - last.to <= narrow) last.to = to;
    else parts.push({ from, to });
  }
  return parts;
}
