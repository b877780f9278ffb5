import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  criticalPathOf,
  selfTimesOf,
  type TraceStatistics,
  type TraceTimes,
  traceStatistics,
} from './index.ts';
import { chainOf, rowsFrom, starOf, timesOf } from './testing/times.ts';

function statisticsOf(
  times: TraceTimes,
  group: readonly number[],
  failed: readonly number[] = [],
): TraceStatistics {
  const isError = new Uint8Array(times.count);
  for (const span of failed) isError[span] = 1;
  return traceStatistics({
    times,
    group: Int32Array.from(group),
    groupCount: 3,
    isError,
    selfTime: selfTimesOf(times),
    path: criticalPathOf(times),
  });
}

/** The statistics of one group. */
function ofGroup(statistics: TraceStatistics, group: number): Record<string, number> {
  const { groupCount: _, ...columns } = statistics;
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column[group] ?? -1]),
  );
}

/** The shortest of some durations that so many percent of them do not exceed. */
function naivePercentile(durations: readonly number[], percent: number): number {
  const enough = durations.filter(
    (one) => durations.filter((other) => other <= one).length * 100 >= percent * durations.length,
  );
  return durations.length === 0 ? 0 : Math.min(...enough);
}

const zeros = {
  ...{ count: 0, errors: 0, total: 0, self: 0, minimum: 0, maximum: 0, mean: 0 },
  ...{ p50: 0, p75: 0, p95: 0, p99: 0, onPath: 0, pathShare: 0 },
};

describe('the statistics of a trace', () => {
  test('say of each group how long its spans took, and how long the trace waited for them', () => {
    // 0         10        20
    // |==   |   ==|            0: 0-12, group 0
    //    |==|                  1: 3-6, group 1
    //     |-|                  2: 4-5, group 1, beside its parent's
    //        |==|              3: 6-9, group 1, failed
    //                  |--|    4: 18-20, an orphan in no group
    const times = timesOf([
      [0, 12, -1],
      [3, 6, 0],
      [4, 5, 0],
      [6, 9, 0],
      [18, 20, -1],
    ]);
    const statistics = statisticsOf(times, [0, 1, 1, 1, -1], [3, 4]);
    expect(ofGroup(statistics, 0)).toEqual({
      ...{ count: 1, errors: 0, total: 12, self: 6, minimum: 12, maximum: 12, mean: 12 },
      ...{ p50: 12, p75: 12, p95: 12, p99: 12, onPath: 6, pathShare: 6 / 20 },
    });
    expect(ofGroup(statistics, 1)).toEqual({
      ...{ count: 3, errors: 1, total: 7, self: 7, minimum: 1, maximum: 3, mean: 7 / 3 },
      ...{ p50: 3, p75: 3, p95: 3, p99: 3, onPath: 6, pathShare: 6 / 20 },
    });
    expect(ofGroup(statistics, 2)).toEqual(zeros);
  });

  test('have percentiles that are durations of spans', () => {
    const times = timesOf(Array.from({ length: 20 }, (_, i) => [0, 20 - i, -1]));
    const { p50, p75, p95, p99 } = statisticsOf(times, Array<number>(20).fill(2));
    expect([p50[2], p75[2], p95[2], p99[2]]).toEqual([10, 15, 19, 20]);
  });

  test('are all 0 for a trace without spans, and have no share of one that took no time', () => {
    expect(ofGroup(statisticsOf(timesOf([]), []), 0)).toEqual(zeros);
    expect(ofGroup(statisticsOf(timesOf([[0, 0, -1]]), [0]), 0)).toEqual({ ...zeros, count: 1 });
  });

  test('are refused for a group that is not among those counted', () => {
    expect(() => statisticsOf(timesOf([[0, 1, -1]]), [3])).toThrow(
      new RangeError('span 0 is in group 3, but there are 3 groups'),
    );
  });

  test('are what the definitions give word for word, for any spans at all', () => {
    const seed = fc.record({
      start: fc.nat({ max: 12 }),
      duration: fc.nat({ max: 12 }),
      parent: fc.nat({ max: 60 }),
      place: fc.nat({ max: 1000 }),
    });
    const inGroup = fc.record({
      seed,
      group: fc.integer({ min: -1, max: 2 }),
      fails: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(inGroup, { maxLength: 60 }), (all) => {
        const rows = rowsFrom(all.map((one) => one.seed));
        const times = timesOf(rows);
        const groups = all.map((one) => one.group);
        const failed = [...all.keys()].filter((i) => all[i]?.fails);
        const statistics = statisticsOf(times, groups, failed);
        const selfTimes = selfTimesOf(times);
        const path = criticalPathOf(times);
        const whole =
          Math.max(...rows.map(([, end]) => end)) - Math.min(...rows.map(([start]) => start));
        for (const group of [0, 1, 2]) {
          const spans = [...rows.keys()].filter((i) => groups[i] === group);
          const durations = spans.map((i) => (times.end[i] ?? 0) - (times.start[i] ?? 0));
          const total = sumOf(durations);
          const onPath = sumOf(
            Array.from(path.span, (span, i) =>
              groups[span] === group ? (path.to[i] ?? 0) - (path.from[i] ?? 0) : 0,
            ),
          );
          expect(ofGroup(statistics, group)).toEqual({
            count: spans.length,
            errors: spans.filter((i) => failed.includes(i)).length,
            total,
            self: sumOf(spans.map((i) => selfTimes[i] ?? 0)),
            minimum: spans.length === 0 ? 0 : Math.min(...durations),
            maximum: spans.length === 0 ? 0 : Math.max(...durations),
            mean: spans.length === 0 ? 0 : total / spans.length,
            p50: naivePercentile(durations, 50),
            p75: naivePercentile(durations, 75),
            p95: naivePercentile(durations, 95),
            p99: naivePercentile(durations, 99),
            onPath,
            pathShare: onPath === 0 ? 0 : onPath / whole,
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are found for a chain 200,000 deep and for 200,000 children of one', () => {
    const count = 200_000;
    const groups = Array.from({ length: count }, (_, i) => (i === 0 ? 0 : 1));
    const chain = statisticsOf(chainOf(count), groups);
    expect([...chain.count]).toEqual([1, count - 1, 0]);
    expect([...chain.onPath]).toEqual([2, 2 * count - 2, 0]);
    const star = statisticsOf(starOf(count), groups);
    expect([...star.onPath]).toEqual([1, count - 1, 0]);
  });
});

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
