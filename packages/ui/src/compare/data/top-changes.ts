// What made the difference: operations by how much more or less time of their own they took.
import { type Change, type ComparedPair, changeAt } from './change.ts';

/** An operation that changed. */
export interface TopChange {
  /** Its number. */
  readonly operation: number;
  readonly change: Change;
  /** Nanoseconds of self time, more than before. */
  readonly difference: number;
}

/**
 * The operations that contribute most to the difference, the largest first. By self time, so that none is blamed for what it called.
 * @param least nanoseconds; what is new or gone counts also below it
 */
export function topChanges(
  pair: ComparedPair,
  operationCount: number,
  least: number,
  most: number,
): readonly TopChange[] {
  const found: TopChange[] = [];
  for (let operation = 0; operation < operationCount; operation++) {
    const change = changeAt(pair, 'self', operation, least);
    if (change === 'same') continue;
    const difference = (pair.b.self[operation] ?? 0) - (pair.a.self[operation] ?? 0);
    found.push({ operation, change, difference });
  }
  return found
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || a.operation - b.operation)
    .slice(0, most);
}
