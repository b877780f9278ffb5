// Where a page ended: the start and the id of its last trace, which order all traces.
import { StoreError, type TracePlace } from '@clew/storage';

/** The text that continues after a trace. */
export function encodeCursor({ start, traceId }: TracePlace): string {
  return `${start.toString(36)}.${traceId}`;
}

/** @throws {StoreError} for a text that {@link encodeCursor} did not write */
export function decodeCursor(cursor: string): TracePlace {
  const [, digits, traceId] = /^([0-9a-z]{1,13})\.([0-9a-f]{32})$/.exec(cursor) ?? [];
  if (digits === undefined || traceId === undefined) {
    throw new StoreError(
      'CLEW_STORE_BAD_CURSOR',
      `"${cursor.slice(0, 100)}" is no cursor of this store; start over without one`,
    );
  }
  let start = 0n;
  for (const digit of digits) start = start * 36n + BigInt(Number.parseInt(digit, 36));
  return { start, traceId };
}
