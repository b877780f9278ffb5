// What became of a node or an operation from the first trace to the second.
import type { ComparedTotals } from '@clew/model';

/** In the order of their numbers in a column. */
export const CHANGES = ['same', 'slower', 'faster', 'new', 'gone'] as const;
export type Change = (typeof CHANGES)[number];

/** One row of both traces' totals. */
export interface ComparedPair {
  readonly a: ComparedTotals;
  readonly b: ComparedTotals;
}

/**
 * What became of one.
 * @param by what of it is compared: all of its time, or its own
 * @param least nanoseconds; a smaller difference is none
 */
export function changeAt(
  { a, b }: ComparedPair,
  by: 'total' | 'self',
  at: number,
  least: number,
): Change {
  if (a.count[at] === 0) return 'new';
  if (b.count[at] === 0) return 'gone';
  const difference = (b[by][at] ?? 0) - (a[by][at] ?? 0);
  if (difference === 0 || Math.abs(difference) < least) return 'same';
  return difference > 0 ? 'slower' : 'faster';
}

/** The changes of all nodes of a tree as numbers of `CHANGES`: a byte a node. */
export function changesOf(pair: ComparedPair, count: number, least: number): Uint8Array {
  const changes = new Uint8Array(count);
  for (let node = 0; node < count; node++) {
    changes[node] = CHANGES.indexOf(changeAt(pair, 'total', node, least));
  }
  return changes;
}

/** The change of a node in such a column. */
export function changeOf(changes: Uint8Array, node: number): Change {
  return CHANGES[changes[node] ?? 0] ?? 'same';
}
