// Which traces the parameters of search and of whatever else looks at its matches ask for; docs/api.md describes them.
import type { SpanExpression, TimeRange, TraceExpression, TraceQuery } from '@clew/storage';
import { duration } from './duration-reader.ts';
import { boolean, spanKind, text, wholeTime } from './parameter-readers.ts';
import { ParameterError, type Parameters, UnreadableError } from './parameters.ts';
import { someSpan } from './span-conditions.ts';
import { tagEquals, tagExists } from './tag-condition.ts';
import { traceqlCondition } from './traceql-condition.ts';

const DEFAULT_RANGE_NANOS = 3_600_000_000_000n;

/**
 * Reads the conditions.
 * @throws {ParameterError} when one can't be read
 */
export function conditionsOf(parameters: Parameters): TraceQuery['where'] {
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
  return conditions.length > 1 ? { op: 'and', of: conditions } : conditions[0];
}

/**
 * Reads the range.
 * @param nowNanos the time that a range without end ends at
 * @throws {ParameterError} when an end can't be read, or comes before the beginning
 */
export function rangeOf(parameters: Parameters, nowNanos: bigint): TimeRange {
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
