// Which rows are left when some spans are folded. What is folded is a byte a row: a set of a million numbers would
// take fifty times as much.
import { hasChildren, type Trace } from './trace.ts';

/** Nothing is folded. */
export function nothingFolded(trace: Pick<Trace, 'count'>): Uint8Array {
  return new Uint8Array(trace.count);
}

/** Rows in view order, without the descendants of folded ones. */
export function visibleRows(trace: Pick<Trace, 'count' | 'end'>, folded: Uint8Array): Int32Array {
  const { count, end } = trace;
  const rows = new Int32Array(count);
  let length = 0;
  for (let row = 0; row < count; ) {
    rows[length++] = row;
    row = folded[row] === 1 ? Math.max(row + 1, end[row] ?? 0) : row + 1;
  }
  return rows.subarray(0, length);
}

/** Where a row stands in view order; −1 when it is folded away. */
export function positionOf(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = rows[middle] as number;
    if (found === row) return middle;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Every row that can be folded, from a depth on, as folded. */
export function allFolded(
  trace: Pick<Trace, 'count' | 'end' | 'depth'>,
  fromDepth: number,
): Uint8Array {
  const folded = new Uint8Array(trace.count);
  for (let row = 0; row < trace.count; row++) {
    if ((trace.depth[row] ?? 0) >= fromDepth && hasChildren(trace, row)) folded[row] = 1;
  }
  return folded;
}

/** What is folded with one row the other way. */
export function toggled(folded: Uint8Array, row: number): Uint8Array {
  const after = folded.slice();
  after[row] = folded[row] === 1 ? 0 : 1;
  return after;
}

/** What is folded without what hides a row. */
export function unfoldTo(
  trace: Pick<Trace, 'parent'>,
  folded: Uint8Array,
  row: number,
): Uint8Array {
  let opened: Uint8Array | undefined;
  for (let above = trace.parent[row] ?? -1; above >= 0; above = trace.parent[above] ?? -1) {
    if (folded[above] !== 1) continue;
    opened ??= folded.slice();
    opened[above] = 0;
  }
  return opened ?? folded;
}
