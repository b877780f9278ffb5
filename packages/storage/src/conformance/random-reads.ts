// Every kind of read, with arguments from the random spans' alphabets, and what "the same answer" means.
import type { Span } from '@clew/model';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  attributeKeysOf,
  attributeValuesOf,
  operationsOf,
  remoteServicesOf,
} from '../reference/catalog.ts';
import type { ReferenceStore } from '../reference/index.ts';
import type { AttributeKey, SpanStore } from '../span-store.ts';
import {
  ALL_TIME,
  type HistogramQuery,
  MAX_SEARCH_LIMIT,
  type TimeRange,
  type TraceQuery,
} from '../trace-query.ts';
import { allPages, CONTEXT, traceOf } from './contract-check.ts';
import { randomHistogram, randomQuery, randomRange } from './random-queries.ts';
import { RANDOM_KEYS, RANDOM_SERVICES, RANDOM_TRACE_IDS } from './random-spans.ts';

/** A read with its arguments. */
export type RandomRead =
  | { readonly read: 'trace'; readonly traceId: string }
  | { readonly read: 'search'; readonly query: TraceQuery }
  | { readonly read: 'histogram'; readonly query: HistogramQuery }
  | { readonly read: 'services' | 'attributeKeys' }
  | { readonly read: 'operations' | 'remoteServices'; readonly service: string }
  | { readonly read: 'attributeValues'; readonly key: AttributeKey; readonly limit: number }
  | { readonly read: 'dependencies' | 'endpointLinks'; readonly range: TimeRange };

const scopes = ['span', 'event', 'link', 'scope', 'resource'] as const;

/** Any read; most are searches. */
export const randomRead: fc.Arbitrary<RandomRead> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ read: fc.constant('search'), query: randomQuery }) },
  { weight: 2, arbitrary: fc.record({ read: fc.constant('histogram'), query: randomHistogram }) },
  {
    weight: 1,
    arbitrary: fc.record({
      read: fc.constant('trace'),
      traceId: fc.constantFrom(...RANDOM_TRACE_IDS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      read: fc.constantFrom('dependencies', 'endpointLinks'),
      range: randomRange,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      read: fc.constant('attributeValues'),
      key: fc.record({ scope: fc.constantFrom(...scopes), key: fc.constantFrom(...RANDOM_KEYS) }),
      limit: fc.constantFrom(1, 3, 1000),
    }),
  },
);

/** Reads that together show everything that was written. */
export const everyRead: readonly RandomRead[] = [
  ...RANDOM_TRACE_IDS.map((traceId) => ({ read: 'trace', traceId }) as const),
  { read: 'search', query: { range: ALL_TIME, limit: 2 } },
  {
    read: 'histogram',
    query: { range: ALL_TIME, timeCells: 100, durationEdges: [1n, 1_000_000n] },
  },
  { read: 'services' },
  ...RANDOM_SERVICES.map((service) => ({ read: 'operations', service }) as const),
  { read: 'attributeKeys' },
  ...scopes.flatMap((scope) =>
    RANDOM_KEYS.map(
      (key) => ({ read: 'attributeValues', key: { scope, key }, limit: 100 }) as const,
    ),
  ),
  ...RANDOM_SERVICES.map((service) => ({ read: 'remoteServices', service }) as const),
  { read: 'dependencies', range: ALL_TIME },
  { read: 'endpointLinks', range: ALL_TIME },
];

/**
 * Asks both stores and compares: deeply, searches page by page. Lists that may also name what only
 * lost duplicates had must lie between what the reference store has and what was ever written.
 * @param written every span that was ever written, duplicates too
 * @throws an assertion error when the answers differ
 */
export async function compareAnswers(
  given: RandomRead,
  store: SpanStore,
  reference: ReferenceStore,
  written: readonly Span[],
): Promise<void> {
  switch (given.read) {
    case 'trace':
      expect(await traceOf(store, given.traceId)).toEqual(await traceOf(reference, given.traceId));
      break;
    case 'search':
      expect(await pagesOf(store, given.query)).toEqual(await pagesOf(reference, given.query));
      break;
    case 'histogram':
      await compareHistograms(store, reference, given.query);
      break;
    case 'services':
      expect(await store.services(CONTEXT)).toEqual(await reference.services(CONTEXT));
      break;
    case 'dependencies':
      expect(await store.dependencies(given.range, CONTEXT)).toEqual(
        await reference.dependencies(given.range, CONTEXT),
      );
      break;
    case 'endpointLinks':
      expect(await store.endpointLinks(given.range, CONTEXT)).toEqual(
        await reference.endpointLinks(given.range, CONTEXT),
      );
      break;
    case 'remoteServices':
      expectBetween(
        await store.remoteServices(given.service, CONTEXT),
        await reference.remoteServices(given.service, CONTEXT),
        remoteServicesOf(written, given.service),
      );
      break;
    case 'operations':
      expectBetween(
        await store.operations(given.service, CONTEXT),
        await reference.operations(given.service, CONTEXT),
        operationsOf(written, given.service),
      );
      break;
    case 'attributeKeys':
      expectBetween(
        await store.attributeKeys(CONTEXT),
        await reference.attributeKeys(CONTEXT),
        attributeKeysOf(written),
      );
      break;
    case 'attributeValues': {
      const { key, limit } = given;
      const values = await store.attributeValues(key, limit, CONTEXT);
      const all = attributeValuesOf(written, key);
      if (all.length <= limit) {
        expectBetween(values, await reference.attributeValues(key, limit, CONTEXT), all);
      } else {
        // Which ones is the store's choice.
        const fewest = (await reference.attributeValues(key, limit, CONTEXT)).length;
        expectBetween(values, [], all);
        expect(values.length).toBeGreaterThanOrEqual(fewest);
        expect(values.length).toBeLessThanOrEqual(limit);
      }
    }
  }
}

/** The same cells, and as many traces in them as a search gives. */
async function compareHistograms(
  store: SpanStore,
  reference: ReferenceStore,
  query: HistogramQuery,
): Promise<void> {
  const histogram = await store.histogram(query, CONTEXT);
  expect(histogram).toEqual(await reference.histogram(query, CONTEXT));
  const pages = await allPages(store, { ...query, limit: MAX_SEARCH_LIMIT });
  const traces = pages.flatMap((page) => page.traces);
  expect(histogram.traceCount).toBe(traces.length);
  expect(histogram.errorTraceCount).toBe(traces.filter((one) => one.errorCount > 0).length);
}

/** The pages of a search without their cursors, which are each store's own. */
async function pagesOf(store: SpanStore, query: TraceQuery) {
  const pages = await allPages(store, query);
  return pages.map(({ traces, partial }) => ({ traces, partial }));
}

/** Expects a list in the order of `most`, with all of `least` and nothing that `most` lacks. */
function expectBetween<Item>(
  list: readonly Item[],
  least: readonly Item[],
  most: readonly Item[],
): void {
  const has = new Set(list.map((item) => JSON.stringify(item)));
  expect(list).toEqual(most.filter((item) => has.has(JSON.stringify(item))));
  expect(least.filter((item) => !has.has(JSON.stringify(item)))).toEqual([]);
}
