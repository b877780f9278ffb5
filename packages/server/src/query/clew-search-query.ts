// The parameters of `GET /api/clew/v1/search`; docs/api.md describes them.
import type {
  SpanExpression,
  TimeRange,
  TraceExpression,
  TraceOrder,
  TraceQuery,
} from '@clew/storage';
import { duration } from './duration-reader.ts';
import { boolean, oneOf, spanKind, text, wholeNumber, wholeTime } from './parameter-readers.ts';
import { ParameterError, type Parameters, UnreadableError } from './parameters.ts';
import { someSpan } from './span-conditions.ts';
import { tagEquals, tagExists } from './tag-condition.ts';
import { traceqlCondition } from './traceql-condition.ts';

const DEFAULT_RANGE_NANOS = 3_600_000_000_000n;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/**
 * Reads the parameters of a search.
 * @param nowNanos the time that a range without end ends at
 * @throws {ParameterError} when one can't be read
 */
export function clewSearch(parameters: Parameters, nowNanos: bigint): TraceQuery {
  const error = parameters.optional('error', boolean);
  const span = someSpan({
    service: parameters.optional('service', text),
    operation: parameters.optional('operation', text),
    kind: parameters.optional('kind', spanKind),
    minDuration: parameters.optional('minDuration', duration),
    maxDuration: parameters.optional('maxDuration', duration),
    further: [
      ...(error === true ? [tagEquals('error', 'true')] : []),
      ...parameters.all('tag', tagCondition),
    ],
  });
  const whole: TraceExpression[] = error === false ? [{ op: 'errorCount', is: '=', value: 0 }] : [];
  const traceql = parameters.optional('q', traceqlCondition);
  const conditions = [span, ...whole, traceql].filter((one) => one !== undefined);
  const cursor = parameters.optional('cursor', readCursor);
  return {
    range: cursor?.range ?? rangeOf(parameters, nowNanos),
    where: conditions.length > 1 ? { op: 'and', of: conditions } : conditions[0],
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

function rangeOf(parameters: Parameters, nowNanos: bigint): TimeRange {
  const nanoseconds = wholeTime('nanoseconds');
  const to = parameters.optional('to', nanoseconds) ?? nowNanos;
  const hourBefore = to > DEFAULT_RANGE_NANOS ? to - DEFAULT_RANGE_NANOS : 0n;
  const from = parameters.optional('from', nanoseconds) ?? hourBefore;
  if (from > to) throw new ParameterError('from', "must not be later than 'to'");
  return { from, to };
}

function tagCondition(tag: string): SpanExpression {
  const equals = tag.indexOf('=');
  if (equals > 0) return tagEquals(tag.slice(0, equals), tag.slice(equals + 1));
  const absent = tag.startsWith('!');
  const key = absent ? tag.slice(1) : tag;
  if (key === '' || equals === 0) {
    throw new UnreadableError('must be key=value, key (it is there) or !key (it is not)');
  }
  return absent ? { op: 'not', of: tagExists(key) } : tagExists(key);
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
