// The columns of the table of operations: a number for each operation to sort by, and what is written of it.
import type { Format } from '../../format/format.ts';
import { doNow } from '../../trace/data/turns.ts';
import { textRanks } from '../../trace/grid/text-ranks.ts';
import { CHANGES, changeAt } from '../data/change.ts';
import type { Comparison } from '../data/comparison.ts';
import { differenceText } from '../data/difference-text.ts';

export const OPERATION_COLUMNS = [
  'service',
  'operation',
  'change',
  'difference',
  'selfA',
  'selfB',
  'totalA',
  'totalB',
  'countA',
  'countB',
  'errorsA',
  'errorsB',
] as const;
export type OperationColumn = (typeof OPERATION_COLUMNS)[number];

const FIGURES = {
  selfA: ['a', 'self'],
  selfB: ['b', 'self'],
  totalA: ['a', 'total'],
  totalB: ['b', 'total'],
  countA: ['a', 'count'],
  countB: ['b', 'count'],
  errorsA: ['a', 'errors'],
  errorsB: ['b', 'errors'],
} as const;

/** Whether a column's values are numbers. */
export function isFigure(column: OperationColumn): boolean {
  return column !== 'service' && column !== 'operation' && column !== 'change';
}

/**
 * What each operation is sorted by. The difference sorts by how large it is, be it more or less.
 * @param least nanoseconds; a smaller difference is no change
 */
export function sortKeys(
  { operations, byOperation }: Comparison,
  column: OperationColumn,
  least: number,
): Float64Array {
  const { a, b } = byOperation;
  switch (column) {
    case 'service':
      return doNow(textRanks(operations.map(({ service }) => service)));
    case 'operation':
      return doNow(textRanks(operations.map(({ name }) => name)));
    case 'change':
      return Float64Array.from(operations, (_, at) =>
        CHANGES.indexOf(changeAt(byOperation, 'self', at, least)),
      );
    case 'difference':
      return Float64Array.from(operations, (_, at) =>
        Math.abs((b.self[at] ?? 0) - (a.self[at] ?? 0)),
      );
    default: {
      const [side, figure] = FIGURES[column];
      return Float64Array.from(byOperation[side][figure]);
    }
  }
}

/** What a column of numbers says of an operation; a dash in a trace that does not have it. */
export function figureText(
  { byOperation }: Comparison,
  column: Exclude<OperationColumn, 'service' | 'operation' | 'change'>,
  at: number,
  format: Format,
): string {
  const { a, b } = byOperation;
  if (column === 'difference') {
    return differenceText((b.self[at] ?? 0) - (a.self[at] ?? 0), format);
  }
  const [side, figure] = FIGURES[column];
  const value = byOperation[side][figure][at] ?? 0;
  if (figure === 'count') return format.number(value);
  if (byOperation[side].count[at] === 0) return '–';
  return figure === 'errors' ? format.number(value) : format.duration(value);
}
