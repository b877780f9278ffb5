import { hexEncode } from './id.ts';

/** The columns of a builder that starts are found in. */
export interface TraceStartColumns {
  /** 16 bytes a row. */
  readonly traceId: Uint8Array;
  /** Two words a row, the lower first. */
  readonly start: Uint32Array;
}

/**
 * Gives rows the earliest start of another row of their trace, or zero where there is none.
 * @param rows which, in ascending order
 * @param from the first row that is looked at
 * @param count how many rows there are
 */
export function startWithTraces(
  { traceId, start }: TraceStartColumns,
  rows: readonly number[],
  from: number,
  count: number,
): void {
  const idOf = (row: number): string => hexEncode(traceId, row * 16, 16);
  const earliest = new Map<string, number>();
  for (const row of rows) if (row < count) earliest.set(idOf(row), -1);
  let next = 0;
  for (let row = from; row < count; row++) {
    if (rows[next] === row) {
      next++;
      continue;
    }
    const id = idOf(row);
    const best = earliest.get(id);
    if (best === undefined) continue;
    if (best < 0 || isBefore(start, row, best)) earliest.set(id, row);
  }
  for (const row of rows) {
    const best = row < count ? (earliest.get(idOf(row)) ?? -1) : -1;
    if (best < 0) continue;
    start[row * 2] = start[best * 2] as number;
    start[row * 2 + 1] = start[best * 2 + 1] as number;
  }
}

function isBefore(start: Uint32Array, row: number, other: number): boolean {
  const high = start[row * 2 + 1] as number;
  const otherHigh = start[other * 2 + 1] as number;
  if (high !== otherHigh) return high < otherHigh;
  return (start[row * 2] as number) < (start[other * 2] as number);
}
