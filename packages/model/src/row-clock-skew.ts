// Clock skew on columns: the rule of `ClockSkew` in doubles, along the parents that the rows have.
import type { ChildRuns } from './trace-times.ts';

/** What {@link adjustedStarts} reads; a value a row. */
export interface SkewInput {
  /** Row of the parent, or −1; no row is above itself. */
  readonly parent: Int32Array;
  readonly children: ChildRuns;
  /** Nanoseconds, from any moment. */
  readonly start: Float64Array;
  /** Nanoseconds. */
  readonly duration: Float64Array;
  /** A number for the host of each row; 0 where it is not known. */
  readonly host: Uint32Array;
}

/**
 * The starts of rows with their hosts' clocks set right: a row that does not fit into a parent on another host, or on
 * one that is not known, is moved, and with it those below it on the same host.
 * @param maxDelta the longest move, nanoseconds; what would need a longer one stays where it is
 */
export function adjustedStarts(input: SkewInput, maxDelta: number): Float64Array {
  const { parent, children, start, duration, host } = input;
  const { first, child } = children;
  const adjusted = start.slice();
  const delta = new Float64Array(start.length);
  // Parents before children; rows below are read once their own start is known.
  const pending = new Uint32Array(start.length);
  let end = 0;
  for (let row = 0; row < parent.length; row++)
    if ((parent[row] as number) < 0) pending[end++] = row;
  for (let at = 0; at < end; at++) {
    const row = pending[at] as number;
    const above = parent[row] as number;
    if (above >= 0) {
      const isSameHost = host[row] === host[above] && host[row] !== 0;
      const move = isSameHost
        ? (delta[above] as number)
        : skewOf(
            start[row] as number,
            duration[row] as number,
            adjusted[above] as number,
            duration[above] as number,
          );
      delta[row] = move;
      if (Math.abs(move) <= maxDelta) adjusted[row] = (start[row] as number) + move;
    }
    for (let i = first[row] as number; i < (first[row + 1] as number); i++) {
      pending[end++] = child[i] as number;
    }
  }
  return adjusted;
}

/** How far a child is to be moved to fit its parent, which has been moved already. */
function skewOf(
  start: number,
  duration: number,
  parentStart: number,
  parentDuration: number,
): number {
  // Asynchronous, or the parent gave up: all that is sure is that it did not start earlier.
  if (duration > parentDuration) return Math.max(0, parentStart - start);
  if (start >= parentStart && start + duration <= parentStart + parentDuration) return 0;
  // The way there is taken to be as long as the way back.
  return parentStart + Math.trunc((parentDuration - duration) / 2) - start;
}
