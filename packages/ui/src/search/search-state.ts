// A search and its address: one TraceQL text, a time, an order and a limit. What Jaeger's addresses say with
// parameters of their own becomes part of the text (address-query.ts).
import type { Parameters } from '../api/request.ts';
import { type AddressParameters, first } from '../app/search-text.ts';
import { addressQuery } from './query/address-query.ts';
import { DEFAULT_LOOKBACK, parseLookback } from './time-range.ts';

export const LIMITS = [20, 50, 100, 200, 500] as const;
/** The newest first, or the most of something first. */
export const ORDERS = ['start', 'duration', 'spans', 'errors'] as const;
type Order = (typeof ORDERS)[number];
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** The time that a search covers. */
export interface SearchTime {
  /** A length that ends now, or `custom`: then start and end count. */
  readonly lookback: string;
  /** Unix microseconds; empty for the earliest, the latest. */
  readonly start: string;
  readonly end: string;
}

/** What is searched for, and how what is found is listed. */
export interface SearchState extends SearchTime {
  /** A filter in TraceQL; empty for any trace. */
  readonly q: string;
  /** Traces on a page. */
  readonly limit: number;
  readonly order: Order;
  /** Whether the list follows what comes in. */
  readonly live: boolean;
}

/** The newest traces of the last hour. */
export const NEW_SEARCH: SearchState = {
  q: '',
  lookback: DEFAULT_LOOKBACK,
  start: '',
  end: '',
  limit: DEFAULT_LIMIT,
  order: 'start',
  live: false,
};

/** The search that an address asks for, Jaeger's ways of writing it among them. */
export function readSearch(address: AddressParameters): SearchState {
  const limit = Number(first(address['limit']));
  const order = first(address['order']);
  return {
    q: addressQuery(address),
    ...readTime(address),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT,
    order: ORDERS.find((one) => one === order) ?? 'start',
    live: first(address['live']) === 'true',
  };
}

function readTime(address: AddressParameters): SearchTime {
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

/** The address of a search, without what is as always. */
export function writeSearch(state: SearchState): Record<string, string> {
  const address: Record<string, string> = {};
  if (state.q !== '') address['q'] = state.q;
  address['lookback'] = state.lookback;
  if (state.lookback === 'custom') {
    if (state.start !== '') address['start'] = state.start;
    if (state.end !== '') address['end'] = state.end;
  }
  if (state.limit !== DEFAULT_LIMIT) address['limit'] = String(state.limit);
  if (state.order !== 'start') address['order'] = state.order;
  if (state.live) address['live'] = 'true';
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
    from: from ?? '0',
    to: to ?? millisToNanos(nowMillis),
    order: state.order === 'start' ? undefined : state.order,
    limit: String(state.limit),
  };
}

function microsToNanos(micros: string): string | undefined {
  return micros === '' ? undefined : `${micros}000`;
}

function millisToNanos(millis: number): string {
  return `${Math.floor(millis)}000000`;
}
