// The order of a table, and how an address says it: `duration,desc`.
import { escaped, unescaped } from '../data/view-choice.ts';

export interface GridOrder {
  readonly column: string;
  readonly isDescending: boolean;
}

const DESCENDING = 'desc';
const ASCENDING = 'asc';

export function parseOrder(text: string): GridOrder {
  const [column = '', direction] = text.split(',');
  return { column: unescaped(column), isDescending: direction === DESCENDING };
}

export function formatOrder({ column, isDescending }: GridOrder): string {
  return `${escaped(column)},${isDescending ? DESCENDING : ASCENDING}`;
}

/** The order after a column's head was pressed: the same one again turns it round. */
export function nextOrder(order: GridOrder, column: string, isLargestFirst: boolean): GridOrder {
  const isDescending = order.column === column ? !order.isDescending : isLargestFirst;
  return { column, isDescending };
}
