// A search and its address. The names are Jaeger's where Jaeger has one, so its links work here and most of
// ours there; `kind`, `error` and repeated `tag` are Clew's.

import type { Parameters } from '../api/clew-api.ts';
import { type AddressParameters, all, first } from '../app/search-text.ts';
import { DEFAULT_LOOKBACK, parseLookback } from './time-range.ts';

export const KINDS = ['server', 'client', 'internal', 'producer', 'consumer'] as const;
export const LIMITS = [20, 50, 100, 200, 500] as const;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** What is searched for; an empty text means: not asked. */
export interface SearchState {
  /** A filter in TraceQL, beside all the others. */
  readonly q: string;
  readonly service: string;
  readonly operation: string;
  readonly kind: string;
  /** `true`, `false` or empty. */
  readonly error: string;
  /** `key=value`, `key` or `!key`. */
  readonly tags: readonly string[];
  /** As Go writes durations. */
  readonly minDuration: string;
  readonly maxDuration: string;
  /** A length that ends now, or `custom`: then start and end count. */
  readonly lookback: string;
  /** Unix microseconds. */
  readonly start: string;
  readonly end: string;
  readonly limit: number;
}

/** The newest traces of the last hour. */
export const NEW_SEARCH: SearchState = {
  q: '',
  service: '',
  operation: '',
  kind: '',
  error: '',
  tags: [],
  minDuration: '',
  maxDuration: '',
  lookback: DEFAULT_LOOKBACK,
  start: '',
  end: '',
  limit: DEFAULT_LIMIT,
};

/** The search that an address asks for, Jaeger's ways of writing it among them. */
export function readSearch(address: AddressParameters): SearchState {
  const tags = [...all(address['tag']).map(withEquals), ...jaegerTags(first(address['tags']))];
  let error = first(address['error']);
  if (error !== 'true' && error !== 'false') error = '';
  // Jaeger asks for errors by a tag; here they are a status, which every client's errors have.
  const errorTag = tags.find((tag) => tag === 'error=true' || tag === 'error=false');
  if (errorTag !== undefined) error = errorTag.slice('error='.length);

  const kind = first(address['kind']);
  const operation = first(address['operation']);
  const limit = Number(first(address['limit']));
  return {
    q: first(address['q']),
    service: first(address['service']),
    operation: operation === 'all' ? '' : operation,
    kind: KINDS.some((known) => known === kind) ? kind : '',
    error,
    tags: tags.filter((tag) => tag !== errorTag),
    minDuration: first(address['minDuration']),
    maxDuration: first(address['maxDuration']),
    ...readTime(address),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT,
  };
}

function readTime(address: AddressParameters): Pick<SearchState, 'lookback' | 'start' | 'end'> {
  const lookback = first(address['lookback']);
  if (parseLookback(lookback) !== undefined) return { lookback, start: '', end: '' };
  const start = microsOf(first(address['start']));
  const end = microsOf(first(address['end']));
  if (start === '' && end === '') return { lookback: DEFAULT_LOOKBACK, start, end };
  return { lookback: 'custom', start, end };
}

function microsOf(text: string): string {
  return /^\d{1,18}$/.test(text) ? text : '';
}

/** Jaeger also writes `tag=key:value`. */
function withEquals(tag: string): string {
  if (tag.includes('=') || tag.startsWith('!')) return tag;
  const colon = tag.indexOf(':');
  return colon <= 0 ? tag : `${tag.slice(0, colon)}=${tag.slice(colon + 1)}`;
}

function jaegerTags(text: string): readonly string[] {
  if (text === '') return [];
  try {
    const map: unknown = JSON.parse(text);
    if (typeof map !== 'object' || map === null) return [];
    return Object.entries(map).map(([key, value]) => `${key}=${String(value)}`);
  } catch {
    // An address can hold anything; what is no JSON asks for nothing.
    return [];
  }
}

const TEXTS = ['q', 'service', 'operation', 'kind', 'error', 'minDuration', 'maxDuration'] as const;

/** The address of a search, without what is as always. */
export function writeSearch(state: SearchState): Record<string, string | readonly string[]> {
  const address: Record<string, string | readonly string[]> = {};
  for (const name of TEXTS) if (state[name] !== '') address[name] = state[name];
  if (state.tags.length > 0) address['tag'] = state.tags;
  address['lookback'] = state.lookback;
  if (state.lookback === 'custom') {
    if (state.start !== '') address['start'] = state.start;
    if (state.end !== '') address['end'] = state.end;
  }
  if (state.limit !== DEFAULT_LIMIT) address['limit'] = String(state.limit);
  return address;
}

/** The API's parameters for a search that starts now. */
export function searchParameters(state: SearchState, nowMillis: number): Parameters {
  const lookback = parseLookback(state.lookback);
  const from =
    lookback === undefined ? microsToNanos(state.start) : millisToNanos(nowMillis - lookback);
  const to = lookback === undefined ? microsToNanos(state.end) : millisToNanos(nowMillis);
  return {
    q: state.q || undefined,
    service: state.service || undefined,
    operation: state.operation || undefined,
    kind: state.kind || undefined,
    error: state.error || undefined,
    tag: state.tags,
    minDuration: state.minDuration || undefined,
    maxDuration: state.maxDuration || undefined,
    from: from ?? '0',
    to: to ?? millisToNanos(nowMillis),
    limit: String(state.limit),
  };
}

function microsToNanos(micros: string): string | undefined {
  return micros === '' ? undefined : `${micros}000`;
}

function millisToNanos(millis: number): string {
  return `${Math.floor(millis)}000000`;
}
