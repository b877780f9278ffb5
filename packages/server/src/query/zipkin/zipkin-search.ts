// The parameters of Zipkin's `GET /api/v2/traces`. What they mean is after Zipkin 3.5, QueryRequest and InMemoryStorage.
import {
  ALL_TIME,
  type CallContext,
  MAX_SEARCH_LIMIT,
  type SpanExpression,
  type SpanReader,
  type TraceExpression,
  type TraceQuery,
} from '@clew/storage';
import { tagEquals, tagExists } from '../tag-condition.ts';
import { ZipkinRefusal } from './zipkin-failure.ts';
import { servicesNamed } from './zipkin-names.ts';
import type { ZipkinParameters } from './zipkin-parameters.ts';

/** A day: how far Zipkin looks back when nobody says. */
const DEFAULT_LOOKBACK_MILLIS = 86_400_000n;
const DEFAULT_LIMIT = 10n;
const LARGEST_INT = (1n << 31n) - 1n;
/** Further terms stay part of the last, as with Zipkin. */
const MAX_TERMS = 100;
/** What a pattern may have beside a quoted name, and how long it may be. */
const MAX_QUOTED_LENGTH = 240;

/** What a search asks for. */
export interface ZipkinSearch {
  readonly serviceName: string | undefined;
  readonly spanName: string | undefined;
  readonly remoteServiceName: string | undefined;
  /** By key; the empty text asks for an annotation or a tag's presence. */
  readonly terms: ReadonlyMap<string, string>;
  /** Nanoseconds. */
  readonly minDuration: bigint | undefined;
  /** Nanoseconds. */
  readonly maxDuration: bigint | undefined;
  readonly range: TraceQuery['range'];
  readonly limit: number;
}

/**
 * Reads the parameters of a search.
 * @param nowMillis the time that a range without end ends at
 * @throws {ZipkinRefusal} when one can't be read
 */
export function zipkinSearch(parameters: ZipkinParameters, nowMillis: number): ZipkinSearch {
  const endTs = parameters.positive('endTs') ?? BigInt(nowMillis);
  const limit = parameters.positive('limit') ?? DEFAULT_LIMIT;
  if (limit > LARGEST_INT) throw new ZipkinRefusal(400, `For input string: "${limit}"`);
  const lookback = parameters.positive('lookback') ?? DEFAULT_LOOKBACK_MILLIS;
  const minDuration = parameters.positive('minDuration');
  const maxDuration = parameters.text('maxDuration');
  if (minDuration === undefined && maxDuration !== undefined && maxDuration !== '') {
    throw new ZipkinRefusal(400, 'maxDuration is only valid with minDuration');
  }
  const longest = parameters.positive('maxDuration');
  if (minDuration !== undefined && longest !== undefined && longest < minDuration) {
    throw new ZipkinRefusal(400, 'maxDuration < minDuration');
  }
  const spanName = nameOf(parameters, 'spanName');
  return {
    serviceName: nameOf(parameters, 'serviceName'),
    spanName: spanName === 'all' ? undefined : spanName,
    remoteServiceName: nameOf(parameters, 'remoteServiceName'),
    terms: termsOf(parameters.text('annotationQuery') ?? ''),
    minDuration: minDuration === undefined ? undefined : minDuration * 1000n,
    // Spans have nanoseconds, the parameter has not: what shows as the same microsecond is still within.
    maxDuration: longest === undefined ? undefined : longest * 1000n + 999n,
    range: rangeOf(endTs, lookback),
    limit: Math.min(Number(limit), MAX_SEARCH_LIMIT),
  };
}

/** The range of an end and how far to look back, both in milliseconds; the end's last nanosecond is within. */
export function rangeOf(
  endTs: bigint,
  lookback: bigint = DEFAULT_LOOKBACK_MILLIS,
): TraceQuery['range'] {
  const from = endTs > lookback ? (endTs - lookback) * 1_000_000n : 0n;
  const to = endTs * 1_000_000n + 999_999n;
  return { from, to: to > ALL_TIME.to ? ALL_TIME.to : to };
}

/**
 * The query of a search: every condition on some span of the service, maybe each on another one.
 * @returns undefined when nothing can match
 */
export async function traceQuery(
  store: SpanReader,
  search: ZipkinSearch,
  context: CallContext,
): Promise<TraceQuery | undefined> {
  const { serviceName, spanName, remoteServiceName, minDuration, maxDuration } = search;
  const services =
    serviceName === undefined ? undefined : await servicesNamed(store, serviceName, context);
  if (services?.length === 0) return undefined;
  const conditions: SpanExpression[] = [];
  if (spanName !== undefined) {
    const known =
      services &&
      (await namesIn(services, async (service) =>
        (await store.operations(service, context)).map(({ name }) => name),
      ));
    conditions.push(sameName({ op: 'name' }, spanName, known));
  }
  if (remoteServiceName !== undefined) {
    const known =
      services && (await namesIn(services, (service) => store.remoteServices(service, context)));
    const field = { op: 'attribute', scope: 'span', key: 'peer.service' } as const;
    conditions.push(sameName(field, remoteServiceName, known));
  }
  for (const [key, value] of search.terms) conditions.push(termCondition(key, value));
  if (minDuration !== undefined) conditions.push(durationCondition(minDuration, maxDuration));
  return { range: search.range, limit: search.limit, where: ofServices(services, conditions) };
}

function ofServices(
  services: readonly string[] | undefined,
  conditions: readonly SpanExpression[],
): TraceExpression | undefined {
  if (services === undefined) {
    if (conditions.length === 0) return undefined;
    return allOf(conditions.map((span) => ({ op: 'some', span })));
  }
  const own = anyOf(services.map((value) => ({ op: 'service', is: '=', value })));
  if (conditions.length === 0) return { op: 'some', span: own };
  return allOf(
    conditions.map((one) => ({ op: 'some', span: { op: 'and', of: [own, one] } }) as const),
  );
}

function durationCondition(min: bigint, max: bigint | undefined): SpanExpression {
  const shortest = { op: 'duration', is: '>=', value: min } as const;
  if (max === undefined) return shortest;
  return { op: 'and', of: [shortest, { op: 'duration', is: '<=', value: max }] };
}

/** A span has an annotation of the term, or a tag. */
function termCondition(key: string, value: string): SpanExpression {
  if (value !== '') return tagEquals(key, value);
  return anyOf([{ op: 'eventName', is: '=', value: key }, tagExists(key)]);
}

/** A span's field is a name, in whatever case. @param known the names that there are; undefined: nobody asked */
function sameName(
  field: { readonly op: 'name' } | { readonly op: 'attribute'; scope: 'span'; key: string },
  wanted: string,
  known: readonly string[] | undefined,
): SpanExpression {
  if (known !== undefined) {
    const same = known.filter((name) => name.toLowerCase() === wanted);
    return anyOf(same.map((value) => ({ ...field, is: '=', value })));
  }
  // One that is too long for a pattern is looked for as Zipkin's spans have it.
  if (wanted.length > MAX_QUOTED_LENGTH) return { ...field, is: '=', value: wanted };
  return { ...field, is: '=~', value: `(?i)${quoted(wanted)}` };
}

async function namesIn(
  services: readonly string[],
  namesOf: (service: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const service of services) for (const name of await namesOf(service)) names.add(name);
  return [...names];
}

function nameOf(parameters: ZipkinParameters, name: string): string | undefined {
  return parameters.text(name)?.toLowerCase() || undefined;
}

/** The terms of an annotation query such as `error and http.method=GET`. */
function termsOf(query: string): ReadonlyMap<string, string> {
  const terms = new Map<string, string>();
  const parts = query === '' ? [] : query.split(' and ');
  const last = parts.slice(MAX_TERMS - 1);
  const all = last.length > 1 ? [...parts.slice(0, MAX_TERMS - 1), last.join(' and ')] : parts;
  for (const part of all) {
    const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(part) ?? [];
    const trimmed = key.trim();
    // Of one key the last value counts, and a value before none.
    if (value !== undefined) terms.set(trimmed, value.trim());
    else if (!terms.has(trimmed)) terms.set(trimmed, '');
  }
  terms.delete('');
  return terms;
}

/** A text as a pattern that matches it alone. */
function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function anyOf(conditions: readonly SpanExpression[]): SpanExpression {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : { op: 'or', of: conditions };
}

function allOf(conditions: readonly TraceExpression[]): TraceExpression {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : { op: 'and', of: conditions };
}
