import type { TraceStatistics } from '@clew/model';

/** The columns of numbers, in their order. */
export const NUMBER_COLUMNS = [
  'count',
  'errors',
  'total',
  'self',
  'pathShare',
  'mean',
  'minimum',
  'p50',
  'p75',
  'p95',
  'p99',
  'maximum',
] as const;
export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** What a column is named in a file, with its unit. */
export function fileNameOf(column: NumberColumn): string {
  if (column === 'count' || column === 'errors') return column;
  return column === 'pathShare' ? 'criticalPathShare' : `${column}Nanos`;
}

/** A column's values added up over all groups. */
export function sumOf(statistics: TraceStatistics, column: NumberColumn): number {
  let sum = 0;
  for (const value of statistics[column]) sum += value;
  return sum;
}
