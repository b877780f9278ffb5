import { hexEncode } from './id.ts';

/** The columns of a builder that starts are found in. */
export interface TraceStartColumns {
  /** 16 bytes a row. */
  readonly traceId: Uint8Array;
  /** Two words a row, the lower first. */
  readonly start: Uint32Array;
}

/**
 * Gives rows the earliest start of another row of their trace, or one that is given, where there is none. Each starts a
 * nanosecond after that and after the one before it, so that two that say the same of themselves are not taken for one.
 * @param rows which, in ascending order
 * @param otherwise Unix nanoseconds
 * @param from the first row that is looked at
 * @param count how many rows there are
 */
export function startWithTraces(
  { traceId, start }: TraceStartColumns,
  rows: readonly number[],
  otherwise: bigint,
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
  for (const [index, row] of rows.entries()) {
    if (row >= count) continue;
    const best = earliest.get(idOf(row)) ?? -1;
    const nanos = (best < 0 ? otherwise : startOf(start, best)) + BigInt(index + 1);
    start[row * 2] = Number(BigInt.asUintN(32, nanos));
    start[row * 2 + 1] = Number(BigInt.asUintN(32, nanos >> 32n));
  }
}

function startOf(start: Uint32Array, row: number): bigint {
  return (BigInt(start[row * 2 + 1] as number) << 32n) | BigInt(start[row * 2] as number);
}

function isBefore(start: Uint32Array, row: number, other: number): boolean {
  const high = start[row * 2 + 1] as number;
  const otherHigh = start[other * 2 + 1] as number;
  if (high !== otherHigh) return high < otherHigh;
  return (start[row * 2] as number) < (start[other * 2] as number);
}
