// Times of traces that tests write by hand or make up.
import type { TraceTimes } from '../trace-times.ts';

/** When a span starts and ends, and the index of its parent or −1. */
export type Row = readonly [start: number, end: number, parent: number];

export function timesOf(rows: readonly Row[]): TraceTimes {
  return {
    count: rows.length,
    start: Float64Array.from(rows, ([start]) => start),
    end: Float64Array.from(rows, ([, end]) => end),
    parent: Int32Array.from(rows, ([, , parent]) => parent),
  };
}

/** Any numbers that `rowsFrom` makes a span of. */
export interface RowSeed {
  readonly start: number;
  readonly duration: number;
  /** Which of the spans before it is the parent, or none of them. */
  readonly parent: number;
  /** Where it comes among the others. */
  readonly place: number;
}

/** Spans without circles, with parents before and after their children. */
export function rowsFrom(seeds: readonly RowSeed[]): readonly Row[] {
  const order = [...seeds.keys()].sort((a, b) => (seeds[a]?.place ?? 0) - (seeds[b]?.place ?? 0));
  const index = new Map(order.map((seed, i) => [seed, i]));
  return order.map((i) => {
    const { start, duration, parent } = seeds[i] as RowSeed;
    return [start, start + duration, index.get((parent % (i + 1)) - 1) ?? -1];
  });
}

/** A chain: each span is the only child of the one before, and starts and ends one within it. */
export function chainOf(count: number): TraceTimes {
  return timesOf(Array.from({ length: count }, (_, i) => [i, 2 * count - i, i - 1]));
}

/** A star: every span but the first is its child; one starts when another ends, the last one first. */
export function starOf(count: number): TraceTimes {
  return timesOf(
    Array.from({ length: count }, (_, i) =>
      i === 0 ? [0, count, -1] : [count - i - 1, count - i, 0],
    ),
  );
}
