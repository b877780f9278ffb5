import type { TraceStatistics } from '@clew/model';

/** The columns of the table that hold numbers, in their order. */
export const COLUMNS = [
  'count',
  'errors',
  'total',
  'self',
  'pathShare',
  'mean',
  'p50',
  'p95',
  'p99',
  'maximum',
] as const;

/** What the table can be sorted by. */
export type SortKey = (typeof COLUMNS)[number] | 'name';

/** The groups in the order of a column, the largest first; names from A to Z. */
export function sortedRows(
  statistics: TraceStatistics,
  names: readonly string[],
  by: SortKey,
): readonly number[] {
  const rows = names.map((_, index) => index);
  const byName = (a: number, b: number): number => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1);
  if (by === 'name') return rows.sort(byName);
  const column = statistics[by];
  return rows.sort((a, b) => (column[b] ?? 0) - (column[a] ?? 0) || byName(a, b));
}
