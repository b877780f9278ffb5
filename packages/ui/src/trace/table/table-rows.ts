// Which rows of a trace the table shows, and what they come to together.
import { type RowTest, rowTest } from '../data/span-conditions.ts';
import { isError, type Trace } from '../data/trace.ts';
import type { Work } from '../data/turns.ts';
import { leastNanos, type TableChoice } from './table-choice.ts';

/** Rows after which work may be left off. */
const STEP = 4096;

/** The rows that a choice leaves, in the order of the tree. */
export function* chosenRows(
  trace: Trace,
  choice: Pick<TableChoice, 'onlyErrors' | 'onlyFound' | 'least' | 'conditions'>,
  matches: ReadonlySet<number>,
): Work<Int32Array> {
  const { onlyErrors, onlyFound, conditions } = choice;
  const least = leastNanos(choice) ?? 0;
  const isWanted: RowTest | undefined =
    conditions.length === 0 ? undefined : yield* rowTest(trace, conditions);
  const rows = new Int32Array(trace.count);
  let count = 0;
  for (let row = 0; row < trace.count; row++) {
    if (row % STEP === 0) yield;
    if (onlyErrors && !isError(trace, row)) continue;
    if (onlyFound && !matches.has(row)) continue;
    if ((trace.length[row] as number) < least) continue;
    if (isWanted !== undefined && !isWanted(row)) continue;
    rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** Nanoseconds. */
export interface RowSums {
  readonly total: number;
  readonly self: number;
}

/** The durations and the self times of rows, added up. */
export function sumsOf(trace: Trace, rows: Int32Array): RowSums {
  let total = 0;
  let self = 0;
  for (const row of rows) {
    total += trace.length[row] as number;
    self += trace.timeUse.self[row] as number;
  }
  return { total, self };
}
