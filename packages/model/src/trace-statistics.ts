import type { CriticalPath } from './critical-path.ts';
import { durationOf, type TraceTimes } from './trace-times.ts';

/** What {@link traceStatistics} reads; each column has a value a span. */
export interface StatisticsInput {
  readonly times: TraceTimes;
  /** The group of each span: a service, an operation, a value of an attribute. −1 for none of them. */
  readonly group: Int32Array;
  /** Groups are from 0 to before this. */
  readonly groupCount: number;
  /** Not 0 where the span failed. */
  readonly isError: Uint8Array;
  /** Nanoseconds, of `selfTimesOf`. */
  readonly selfTime: Float64Array;
  /** Of `criticalPathOf`. */
  readonly path: CriticalPath;
}

/**
 * Statistics of the groups of a trace's spans, a column each with a value a group; all 0 for a group
 * without spans. Times are nanoseconds. Percentiles are exact, by nearest rank: the shortest duration
 * that at least so many percent of the group's spans don't exceed, so always one of a span.
 */
export interface TraceStatistics {
  readonly groupCount: number;
  /** The number of spans. */
  readonly count: Uint32Array;
  /** The number of spans that failed. */
  readonly errors: Uint32Array;
  /** The sum of the durations; more than the trace's where spans stand under or beside each other. */
  readonly total: Float64Array;
  /** The sum of the self times. */
  readonly self: Float64Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly mean: Float64Array;
  readonly p50: Float64Array;
  readonly p75: Float64Array;
  readonly p95: Float64Array;
  readonly p99: Float64Array;
  /** The time for which the group's spans are on the critical path. */
  readonly onPath: Float64Array;
  /**
   * From 0 to 1: `onPath` as a share of the trace's duration, from its earliest start to its latest end.
   * The shares of all groups are less than 1 together where spans run outside of the path's root.
   */
  readonly pathShare: Float64Array;
}

/**
 * Statistics of each group of a trace's spans. Takes O(n log n).
 * @throws RangeError for a group that is not below `groupCount`
 */
export function traceStatistics(input: StatisticsInput): TraceStatistics {
  const { times, group, groupCount, isError, selfTime, path } = input;
  const column = (): Float64Array => new Float64Array(groupCount);
  const first = firstOfGroups(times.count, group, groupCount);
  const count = new Uint32Array(groupCount);
  const errors = new Uint32Array(groupCount);
  const [total, self, onPath, pathShare] = [column(), column(), column(), column()];
  const [minimum, maximum, mean] = [column(), column(), column()];
  const [p50, p75, p95, p99] = [column(), column(), column(), column()];

  // Plain loops over columns, since a trace may have a million spans.
  const durations = new Float64Array(first[groupCount] as number);
  for (let i = 0; i < times.count; i++) {
    const g = group[i] as number;
    if (g < 0) continue;
    const duration = (times.end[i] as number) - (times.start[i] as number);
    const before = count[g] as number;
    durations[(first[g] as number) + before] = duration;
    count[g] = before + 1;
    if (isError[i] !== 0) errors[g] = (errors[g] as number) + 1;
    total[g] = (total[g] as number) + duration;
    self[g] = (self[g] as number) + (selfTime[i] as number);
  }
  for (let segment = 0; segment < path.count; segment++) {
    const g = group[path.span[segment] as number] as number;
    if (g < 0) continue;
    const length = (path.to[segment] as number) - (path.from[segment] as number);
    onPath[g] = (onPath[g] as number) + length;
  }
  const whole = durationOf(times);
  for (let g = 0; g < groupCount; g++) {
    const size = count[g] as number;
    if (size === 0) continue;
    const sorted = durations.subarray(first[g], first[g + 1]).sort();
    minimum[g] = sorted[0] as number;
    maximum[g] = sorted[size - 1] as number;
    mean[g] = (total[g] as number) / size;
    p50[g] = percentile(sorted, 50);
    p75[g] = percentile(sorted, 75);
    p95[g] = percentile(sorted, 95);
    p99[g] = percentile(sorted, 99);
    if (whole > 0) pathShare[g] = (onPath[g] as number) / whole;
  }
  return {
    ...{ groupCount, count, errors, total, self, minimum, maximum, mean },
    ...{ p50, p75, p95, p99, onPath, pathShare },
  };
}

/** The place of each group's first duration when they stand by group, and of the end of the last. */
function firstOfGroups(count: number, group: Int32Array, groupCount: number): Uint32Array {
  const first = new Uint32Array(groupCount + 1);
  for (let i = 0; i < count; i++) {
    const g = group[i] as number;
    if (g >= groupCount) {
      throw new RangeError(`span ${i} is in group ${g}, but there are ${groupCount} groups`);
    }
    if (g >= 0) first[g + 1] = (first[g + 1] as number) + 1;
  }
  for (let g = 0; g < groupCount; g++) {
    first[g + 1] = (first[g + 1] as number) + (first[g] as number);
  }
  return first;
}

/** The value at a whole percentage by nearest rank, of at least one value. */
function percentile(sorted: Float64Array, percent: number): number {
  // Multiplied before divided: whole numbers are exact, and a rank that is whole stays so.
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] as number;
}
