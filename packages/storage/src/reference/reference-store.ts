// The store that says what is right: plain objects in maps, every answer from scratch, nothing
// clever. Others are compared with it; it is for tests, not for many spans.
import {
  batchOf,
  hexEncode,
  type Span,
  type SpanBatch,
  SpanBatchReader,
  spanIdentity,
  spanObject,
  summarizeTrace,
  type TraceSummary,
} from '@clew/model';
import { matchesSpan, matchesTrace } from '../evaluate.ts';
import { decodeCursor, encodeCursor } from '../search-cursor.ts';
import {
  type AttributeKey,
  type CallContext,
  type DependencyLink,
  type EndpointLink,
  type Histogram,
  type Operation,
  type SearchPage,
  type SpanStore,
  StoreError,
} from '../span-store.ts';
import { expectPatterns } from '../text-pattern.ts';
import { compareInTrace, compareRanked, rankIn } from '../trace-order.ts';
import {
  expectHistogramQuery,
  type HistogramQuery,
  MAX_SEARCH_LIMIT,
  type TimeRange,
  type TraceQuery,
} from '../trace-query.ts';
import {
  attributeKeysOf,
  attributeValuesOf,
  operationsOf,
  remoteServicesOf,
  servicesOf,
} from './catalog.ts';
import { dependencyLinksOf } from './dependency-links.ts';
import { endpointLinksOf } from './endpoint-links.ts';
import { histogramOf } from './trace-histogram.ts';

/** A store of plain objects in memory, without bounds, that every other store agrees with. */
export class ReferenceStore implements SpanStore {
  /** By trace id, then by identity. */
  readonly #traces: Map<string, Map<string, Span>> = new Map();
  #closed = false;

  async write(batch: SpanBatch, context: CallContext): Promise<void> {
    this.#begin(context);
    if (context.tenant !== '') {
      throw new StoreError(
        'CLEW_STORE_UNSUPPORTED',
        `this store has no tenants, and so none named "${context.tenant}"; write with the empty one`,
      );
    }
    for (const view of new SpanBatchReader(batch).spans()) {
      const span = spanObject(view);
      const trace = this.#traces.get(span.traceId) ?? new Map<string, Span>();
      this.#traces.set(span.traceId, trace);
      const identity = spanIdentity(span);
      if (!trace.has(identity)) trace.set(identity, span);
    }
  }

  async flush(): Promise<void> {
    this.#expectOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async trace(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const id = hexEncode(traceId, 0, traceId.length);
    const spans = this.#read(context).find(([first]) => first?.traceId === id);
    return spans === undefined ? undefined : batchOf(spans);
  }

  async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const { limit, cursor, order = 'start' } = query;
    this.#begin(context);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SEARCH_LIMIT) {
      throw new RangeError(`a limit of ${limit}; give 1 to ${MAX_SEARCH_LIMIT}`);
    }
    expectPatterns(query.where);
    const after = cursor === undefined ? undefined : decodeCursor(order, cursor);
    if (isPast(context.deadline)) return { traces: [], partial: true };

    const found = this.#matches(query, context)
      .map((summary) => ({ ...summary, rank: rankIn(order, summary) }))
      .filter((ranked) => after === undefined || compareRanked(ranked, after) > 0)
      .sort(compareRanked);
    const page = found.slice(0, limit);
    const traces = page.map(({ rank: _, ...summary }) => summary);
    const last = page.at(-1);
    return last === undefined || found.length === page.length
      ? { traces, partial: false }
      : { traces, cursor: encodeCursor(order, last), partial: false };
  }

  async histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
    this.#begin(context);
    expectHistogramQuery(query);
    expectPatterns(query.where);
    if (isPast(context.deadline)) return { ...histogramOf([], query), partial: true };
    return histogramOf(this.#matches(query, context), query);
  }

  async services(context: CallContext): Promise<readonly string[]> {
    return servicesOf(this.#read(context).flat());
  }

  async operations(service: string, context: CallContext): Promise<readonly Operation[]> {
    return operationsOf(this.#read(context).flat(), service);
  }

  async remoteServices(service: string, context: CallContext): Promise<readonly string[]> {
    return remoteServicesOf(this.#read(context).flat(), service);
  }

  async attributeKeys(context: CallContext): Promise<readonly AttributeKey[]> {
    return attributeKeysOf(this.#read(context).flat());
  }

  async attributeValues(
    key: AttributeKey,
    limit: number,
    context: CallContext,
  ): Promise<readonly string[]> {
    return attributeValuesOf(this.#read(context).flat(), key).slice(0, limit);
  }

  async dependencies(range: TimeRange, context: CallContext): Promise<readonly DependencyLink[]> {
    return dependencyLinksOf(this.#read(context), range);
  }

  async endpointLinks(range: TimeRange, context: CallContext): Promise<readonly EndpointLink[]> {
    return endpointLinksOf(this.#read(context), range);
  }

  /** The summaries of all traces that match. */
  #matches(
    { range, where }: Pick<TraceQuery, 'range' | 'where'>,
    context: CallContext,
  ): TraceSummary[] {
    return this.#read(context)
      .filter((spans) => {
        const inRange = spans.filter((span) => startsIn(range, span));
        if (inRange.length === 0) return false;
        if (where === undefined) return true;
        return matchesTrace(where, summarizeTrace(spans), (expression) =>
          inRange.some((span) => matchesSpan(expression, span)),
        );
      })
      .map(summarizeTrace);
  }

  /** All traces that the context may see, their spans in order. */
  #read(context: CallContext): Span[][] {
    this.#begin(context);
    if (isPast(context.deadline)) {
      throw new StoreError('CLEW_STORE_TIMEOUT', 'the deadline passed before there was an answer');
    }
    if (context.tenant !== '') return [];
    return [...this.#traces.values()].map((trace) => [...trace.values()].sort(compareInTrace));
  }

  #begin({ signal }: CallContext): void {
    this.#expectOpen();
    signal?.throwIfAborted();
  }

  #expectOpen(): void {
    if (this.#closed) throw new StoreError('CLEW_STORE_CLOSED', 'this store has been closed');
  }
}

function startsIn({ from, to }: TimeRange, { start }: Span): boolean {
  return start >= from && start <= to;
}

function isPast(deadline: number | undefined): boolean {
  return deadline !== undefined && Date.now() >= deadline;
}
