// The parameters of Jaeger's `GET /api/traces`, as its `query_parser.go` reads them.
import { NO_SERVICE_NAME } from '@clew/protocols/jaeger';
import { ALL_TIME, MAX_SEARCH_LIMIT, type TraceQuery } from '@clew/storage';
import { duration, lookback } from './duration-reader.ts';
import { type GivenTraceId, givenTraceId } from './given-trace-id.ts';
import { boolean, shown, text, wholeNumber, wholeTime } from './parameter-readers.ts';
import {
  ParameterError,
  type ParameterReader,
  type Parameters,
  UnreadableError,
} from './parameters.ts';
import { someSpan } from './span-conditions.ts';
import { tagEquals } from './tag-condition.ts';

/** Two days: how far Jaeger looks back when nobody says. */
const DEFAULT_LOOKBACK_NANOS = 172_800_000_000_000n;
/** How many traces a search gives when nobody says. */
export const DEFAULT_LIMIT = 100;

/** What a search asks for. */
export interface JaegerSearch {
  /** Where there are any, these traces are meant, and the query is not. */
  readonly traceIds: readonly GivenTraceId[];
  readonly query: TraceQuery;
  /** Whether the traces are wanted as they were stored, without adjustments. */
  readonly raw: boolean;
}

/**
 * Reads the parameters of a search. Unlike with Jaeger the service is optional, and `lookback` counts
 * where there is no `start`.
 * @param nowNanos the time that a range without end ends at
 * @throws {ParameterError} when one can't be read
 */
export function jaegerSearch(parameters: Parameters, nowNanos: bigint): JaegerSearch {
  const microseconds = wholeTime('microseconds');
  const to = parameters.optional('end', microseconds) ?? nowNanos;
  const back = parameters.optional('lookback', lookback) ?? DEFAULT_LOOKBACK_NANOS;
  const from = parameters.optional('start', microseconds) ?? (to > back ? to - back : 0n);
  if (from > to) throw new ParameterError('start', "must not be later than 'end'");
  const limit = parameters.optional('limit', wholeNumber(1, MAX_SEARCH_LIMIT)) ?? DEFAULT_LIMIT;
  return {
    traceIds: parameters.all('traceID', givenTraceId),
    query: jaegerTraceQuery({
      from,
      to: endOfMicrosecond(to),
      limit,
      service: parameters.optional('service', jaegerService),
      operation: parameters.optional('operation', text),
      minDuration: parameters.optional('minDuration', duration),
      maxDuration: parameters.optional('maxDuration', duration),
      tags: tagsOf(parameters),
    }),
    raw: parameters.optional('raw', boolean) ?? false,
  };
}

/** What a search of any of Jaeger's APIs can ask for; absent is no condition. */
export interface JaegerConditions {
  /** Unix nanoseconds, both included. */
  readonly from: bigint;
  readonly to: bigint;
  readonly limit: number;
  readonly service: string | undefined;
  readonly operation: string | undefined;
  /** Nanoseconds. */
  readonly minDuration: bigint | undefined;
  readonly maxDuration: bigint | undefined;
  /** All of them must be had by one span. */
  readonly tags: ReadonlyMap<string, string>;
}

/**
 * The query for what one of Jaeger's APIs asks for.
 * @throws {ParameterError} when no duration can satisfy both bounds
 */
export function jaegerTraceQuery(conditions: JaegerConditions): TraceQuery {
  const { from, to, limit, tags, ...rest } = conditions;
  const further = [...tags].map(([key, value]) => tagEquals(key, value));
  return { range: { from, to }, where: someSpan({ ...rest, further }), limit };
}

/** The range that a search has whose end, or start, is not given: the last two days. */
export function rangeOr(
  from: bigint | undefined,
  to: bigint = BigInt(Date.now()) * 1_000_000n,
): { readonly from: bigint; readonly to: bigint } {
  return { from: from ?? (to > DEFAULT_LOOKBACK_NANOS ? to - DEFAULT_LOOKBACK_NANOS : 0n), to };
}

/** Reads a service's name: Jaeger has one for the spans of services that have none. */
export const jaegerService: ParameterReader<string> = (name) =>
  name === NO_SERVICE_NAME ? '' : name;

/** Spans have nanoseconds, `end` has not: what shows as the same microsecond is still within. */
function endOfMicrosecond(time: bigint): bigint {
  const end = time - (time % 1000n) + 999n;
  return end > ALL_TIME.to ? ALL_TIME.to : end;
}

/** All the tags that are asked for; of a key that is given twice the last counts, as with Jaeger. */
function tagsOf(parameters: Parameters): ReadonlyMap<string, string> {
  return new Map([
    ...parameters.all('tag', keyAndValue),
    ...parameters.all('tags', jsonTags).flat(),
  ]);
}

type Tag = readonly [key: string, value: string];

function keyAndValue(tag: string): Tag {
  const colon = tag.indexOf(':');
  if (colon < 0) throw new UnreadableError(`must be key:value, not ${shown(tag)}`);
  return [tag.slice(0, colon), tag.slice(colon + 1)];
}

/** Reads tags from a JSON object of texts, numbers and booleans. */
export function jsonTags(json: string): readonly Tag[] {
  const tags = parseJson(json);
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) {
    throw new UnreadableError(`must be a JSON object of tags, not ${shown(json)}`);
  }
  return Object.entries(tags).map(([key, value]): Tag => {
    // Jaeger takes texts only; a number or a boolean is just as clear.
    if (typeof value === 'object') {
      throw new UnreadableError(`has a value for ${shown(key)} that is no text`);
    }
    return [key, String(value)];
  });
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableError(`must be a JSON object of tags, not ${shown(json)}`);
  }
}
