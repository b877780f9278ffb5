// The parameters of `GET /api/clew/v1/search`; docs/api.md describes them.
import type { TimeRange, TraceOrder, TraceQuery } from '@clew/storage';
import { conditionsOf, rangeOf } from './clew-conditions.ts';
import { oneOf, wholeNumber, wholeTime } from './parameter-readers.ts';
import { type Parameters, UnreadableError } from './parameters.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/**
 * Reads the parameters of a search.
 * @param nowNanos the time that a range without end ends at
 * @throws {ParameterError} when one can't be read
 */
export function clewSearch(parameters: Parameters, nowNanos: bigint): TraceQuery {
  const where = conditionsOf(parameters);
  const cursor = parameters.optional('cursor', readCursor);
  return {
    range: cursor?.range ?? rangeOf(parameters, nowNanos),
    where,
    limit: parameters.optional('limit', wholeNumber(1, MAX_LIMIT)) ?? DEFAULT_LIMIT,
    order: parameters.optional('order', order),
    cursor: cursor?.ofStore,
  };
}

const orders = {
  start: 'start',
  duration: 'duration',
  spans: 'spanCount',
  errors: 'errorCount',
} as const satisfies Readonly<Record<string, TraceOrder>>;

const orderName = oneOf('start', 'duration', 'spans', 'errors');

function order(name: string): TraceOrder {
  return orders[orderName(name)];
}

/**
 * The cursor that a client gets: the store's, and the range that it goes with, since the default range
 * moves with the clock.
 */
export function nextCursor({ range }: TraceQuery, ofStore: string): string {
  return `${range.from}.${range.to}.${ofStore}`;
}

function readCursor(cursor: string): { readonly range: TimeRange; readonly ofStore: string } {
  const [, first = '', last = '', ofStore = ''] = /^(\d+)\.(\d+)\.(.+)$/s.exec(cursor) ?? [];
  if (ofStore !== '') {
    const nanoseconds = wholeTime('nanoseconds');
    const [from, to] = [nanoseconds(first), nanoseconds(last)];
    if (from <= to) return { range: { from, to }, ofStore };
  }
  throw new UnreadableError('must be the cursor that the page before gave, with the same query');
}
