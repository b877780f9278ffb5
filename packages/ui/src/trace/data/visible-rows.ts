// Which rows are left when some spans are folded.
import { hasChildren, type Trace } from './trace.ts';

/** Rows in view order, without the descendants of folded ones. */
export function visibleRows(trace: Trace, folded: ReadonlySet<number>): Int32Array {
  const { count } = trace;
  const rows = new Int32Array(count);
  let length = 0;
  for (let row = 0; row < count; ) {
    rows[length++] = row;
    row = folded.has(row) ? Math.max(row + 1, trace.end[row] ?? 0) : row + 1;
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

/** Every row that can be folded, from a depth on. */
export function foldable(trace: Trace, fromDepth: number): Set<number> {
  const rows = new Set<number>();
  for (let row = 0; row < trace.count; row++) {
    if ((trace.depth[row] ?? 0) >= fromDepth && hasChildren(trace, row)) rows.add(row);
  }
  return rows;
}

/** The folded rows without those that hide a row. */
export function unfoldTo(
  trace: Trace,
  folded: ReadonlySet<number>,
  row: number,
): ReadonlySet<number> {
  let opened: Set<number> | undefined;
  for (let above = trace.parent[row] ?? -1; above >= 0; above = trace.parent[above] ?? -1) {
    if (!folded.has(above)) continue;
    opened ??= new Set(folded);
    opened.delete(above);
  }
  return opened ?? folded;
}
