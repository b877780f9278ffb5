// The conditions that Jaeger's search and ours have in common, as the query tree has them.
import type { SpanKind } from '@clew/model';
import type { SpanExpression, TraceExpression } from '@clew/storage';
import { ParameterError } from './parameters.ts';

/** What one and the same span must satisfy; absent is no condition. */
export interface SpanConditions {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly kind?: SpanKind | undefined;
  /** Nanoseconds. */
  readonly minDuration?: bigint | undefined;
  /** Nanoseconds; zero is no condition, as with Jaeger. */
  readonly maxDuration?: bigint | undefined;
  /** Further conditions. */
  readonly further?: readonly SpanExpression[];
}

/**
 * The condition that some span satisfies all of these; undefined when there are none.
 * @throws {ParameterError} when no duration can satisfy both bounds
 */
export function someSpan(conditions: SpanConditions): TraceExpression | undefined {
  const { service, operation, kind, minDuration = 0n, maxDuration = 0n, further = [] } = conditions;
  if (maxDuration !== 0n && maxDuration < minDuration) {
    throw new ParameterError('maxDuration', "should be greater than 'minDuration'");
  }
  const all: SpanExpression[] = [];
  if (service !== undefined) all.push({ op: 'service', is: '=', value: service });
  if (operation !== undefined) all.push({ op: 'name', is: '=', value: operation });
  if (kind !== undefined) all.push({ op: 'kind', is: '=', value: kind });
  if (minDuration > 0n) all.push({ op: 'duration', is: '>=', value: minDuration });
  if (maxDuration > 0n) all.push({ op: 'duration', is: '<=', value: maxDuration });
  all.push(...further);
  const [first] = all;
  if (first === undefined) return undefined;
  return { op: 'some', span: all.length === 1 ? first : { op: 'and', of: all } };
}
