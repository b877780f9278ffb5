// A cursor for stores that find their place again by what orders traces: the place of the last trace given, as base64url of JSON.
import { StoreError } from './span-store.ts';
import type { RankedPlace } from './trace-order.ts';
import { TRACE_ORDERS, type TraceOrder } from './trace-query.ts';

/** The text that continues a search of an order after a trace. */
export function encodeCursor(order: TraceOrder, { rank, start, traceId }: RankedPlace): string {
  // Newest first the start is all there is to count.
  const ranked = order === 'start' ? {} : { order, rank: rank.toString() };
  return Buffer.from(JSON.stringify({ ...ranked, start: start.toString(), traceId })).toString(
    'base64url',
  );
}

/** @throws {StoreError} for a text that {@link encodeCursor} did not write for this order */
export function decodeCursor(order: TraceOrder, cursor: string): RankedPlace {
  const place = parse(Buffer.from(cursor, 'base64url').toString());
  // Writing it again shows whatever the lenient decoding let pass.
  if (place === undefined || encodeCursor(place.order, place) !== cursor) {
    throw new StoreError(
      'CLEW_STORE_BAD_CURSOR',
      `"${cursor.slice(0, 100)}" is no cursor of this store; start over without one`,
    );
  }
  if (place.order !== order) {
    throw new StoreError(
      'CLEW_STORE_BAD_CURSOR',
      `the cursor is of a search in order of ${place.order}, not of ${order}; start over without one`,
    );
  }
  return place;
}

const CURSOR =
  /^\{(?:"order":"([a-zA-Z]+)","rank":"(\d{1,20})",)?"start":"(\d{1,20})","traceId":"([0-9a-f]{32})"\}$/;

function parse(json: string): (RankedPlace & { readonly order: TraceOrder }) | undefined {
  const [, named, rank, start, traceId] = CURSOR.exec(json) ?? [];
  const order = named === undefined ? 'start' : TRACE_ORDERS.find((one) => one === named);
  if (order === undefined || start === undefined || traceId === undefined) return undefined;
  return { order, rank: BigInt(rank ?? start), start: BigInt(start), traceId };
}
