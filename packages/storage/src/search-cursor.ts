// A cursor for stores that find their place again by what orders traces: the place of the last trace given, as base64url of JSON.
import { StoreError } from './span-store.ts';
import type { TracePlace } from './trace-order.ts';

/** The text that continues a search after a trace. */
export function encodeCursor({ start, traceId }: TracePlace): string {
  return Buffer.from(JSON.stringify({ start: start.toString(), traceId })).toString('base64url');
}

/** @throws {StoreError} for a text that {@link encodeCursor} did not write */
export function decodeCursor(cursor: string): TracePlace {
  const place = parse(Buffer.from(cursor, 'base64url').toString());
  // Writing it again shows whatever the lenient decoding let pass.
  if (place === undefined || encodeCursor(place) !== cursor) {
    throw new StoreError(
      'CLEW_STORE_BAD_CURSOR',
      `"${cursor.slice(0, 100)}" is no cursor of this store; start over without one`,
    );
  }
  return place;
}

function parse(json: string): TracePlace | undefined {
  const match = /^\{"start":"(\d{1,20})","traceId":"([0-9a-f]{32})"\}$/.exec(json);
  const [, start, traceId] = match ?? [];
  if (start === undefined || traceId === undefined) return undefined;
  return { start: BigInt(start), traceId };
}
