// One promise of the storage contract as a function, and the calls that such functions are made of.
import { batchOf, parseTraceId, type Span, SpanBatchReader, spanObject } from '@clew/model';
import type { CallContext, SearchPage, SpanStore } from '../span-store.ts';
import { ALL_TIME, type TimeRange, type TraceExpression, type TraceQuery } from '../trace-query.ts';

/** A promise of the contract. */
export interface ContractCheck {
  /** What holds, as the end of a sentence that begins with "a store". */
  readonly promise: string;
  /**
   * Resolves when an empty store keeps the promise.
   * @throws an assertion error when it does not
   */
  readonly holds: (store: SpanStore) => Promise<void>;
}

/** The context of calls that ask for nothing special. */
export const CONTEXT: CallContext = { tenant: '' };

/** Writes spans as one batch. */
export async function write(store: SpanStore, ...spans: readonly Span[]): Promise<void> {
  await store.write(batchOf(spans), CONTEXT);
}

/** The bytes of a trace id in hex. */
export function traceIdBytes(traceId: string): Uint8Array {
  const bytes = parseTraceId(traceId);
  if (bytes === undefined) throw new RangeError(`"${traceId}" is no trace id`);
  return bytes;
}

/** The spans of a trace, none when the store has no such trace. */
export async function traceOf(store: SpanStore, traceId: string): Promise<Span[]> {
  const batch = await store.trace(traceIdBytes(traceId), CONTEXT);
  return batch === undefined ? [] : [...new SpanBatchReader(batch).spans()].map(spanObject);
}

/** One page of a search over all time, large enough for most checks. */
export async function search(
  store: SpanStore,
  query: Partial<TraceQuery> = {},
): Promise<SearchPage> {
  return store.search({ range: ALL_TIME, limit: 1000, ...query }, CONTEXT);
}

/** The ids of the traces that satisfy a condition, newest first. */
export async function matches(
  store: SpanStore,
  where?: TraceExpression,
  range: TimeRange = ALL_TIME,
): Promise<string[]> {
  const { traces } = await search(store, { where, range });
  return traces.map((one) => one.traceId);
}

/**
 * All pages of a search.
 * @throws when a page leads to itself, or there seems to be no end of pages
 */
export async function allPages(store: SpanStore, query: TraceQuery): Promise<SearchPage[]> {
  const pages = [await store.search(query, CONTEXT)];
  for (let cursor = pages[0]?.cursor; cursor !== undefined; ) {
    const page = await store.search({ ...query, cursor }, CONTEXT);
    pages.push(page);
    if (page.cursor === cursor || pages.length > 5000) {
      throw new Error(
        `the pages of a search do not end: the next of "${cursor}" is "${page.cursor}"`,
      );
    }
    cursor = page.cursor;
  }
  return pages;
}
