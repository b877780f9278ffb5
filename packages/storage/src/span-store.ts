// The contract between Clew and whatever keeps its spans.
import type { SpanBatch, SpanKind, TraceSummary } from '@clew/model';
import type { AttributeScope, HistogramQuery, TimeRange, TraceQuery } from './trace-query.ts';

/** What every call carries. */
export interface CallContext {
  /**
   * Whose spans; the empty text is the only tenant of a store without tenants, which finds nothing
   * for any other and refuses to write for it (`CLEW_STORE_UNSUPPORTED`).
   */
  readonly tenant: string;
  /**
   * Ends the call early with the signal's reason. A write keeps nothing when the signal was aborted
   * before it; one that is ended later may have been kept.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * When a read has to answer, in Unix milliseconds: a search or a histogram then gives what it has,
   * marked partial, and every other read throws `CLEW_STORE_TIMEOUT`. Writes have no deadline.
   */
  readonly deadline?: number | undefined;
}

/** Why a store refuses a call. */
export type StoreErrorCode =
  /** Nothing more is taken in for now; the sender should try again later. */
  | 'CLEW_STORE_FULL'
  /** The write could not be made durable; nothing was acknowledged. */
  | 'CLEW_STORE_WRITE_FAILED'
  | 'CLEW_STORE_CLOSED'
  | 'CLEW_STORE_UNSUPPORTED'
  | 'CLEW_STORE_BAD_CURSOR'
  | 'CLEW_STORE_TIMEOUT';

/** Thrown by every call of a store that fails for a reason the caller can act on. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  /** For refusals that pass: after how many milliseconds to try again. */
  readonly retryAfterMillis: number | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { readonly retryAfterMillis?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterMillis = options.retryAfterMillis;
  }
}

/** Takes spans in. */
export interface SpanWriter {
  /**
   * Keeps a batch. Resolves when it is as durable as the store promises; spans that the store has
   * already, by identity, change nothing: the first written wins, also within one batch.
   * The batch's bytes are the store's to read until the promise settles, and not after that.
   * @throws {StoreError} when nothing of the batch was kept
   */
  write(batch: SpanBatch, context: CallContext): Promise<void>;

  /** Resolves when all that was written before is durable and in its final place. */
  flush(): Promise<void>;
}

/** A page of a search. */
export interface SearchPage {
  readonly traces: readonly TraceSummary[];
  /** For the next page; absent when this was the last. */
  readonly cursor?: string;
  /** Whether the search ended early, so that there may be matches which it did not see. */
  readonly partial: boolean;
}

/** How many traces there are in one cell of time and duration, and how many of them have spans with errors. */
export type HistogramCell = readonly [
  timeIndex: number,
  durationIndex: number,
  traceCount: number,
  errorTraceCount: number,
];

/** How many traces match, by when they started and how long they took. */
export interface Histogram {
  /** The cells that have traces, by time and then by duration. */
  readonly cells: readonly HistogramCell[];
  /** The sums over all cells. */
  readonly traceCount: number;
  readonly errorTraceCount: number;
  /** Whether counting ended early, so that there may be matches which were not counted. */
  readonly partial: boolean;
}

/** An operation of a service. */
export interface Operation {
  readonly name: string;
  readonly kind: SpanKind;
}

/** An attribute key and where it stands. */
export interface AttributeKey {
  readonly scope: Exclude<AttributeScope, 'any'>;
  readonly key: string;
}

/** How often one service called another. */
export interface DependencyLink {
  readonly parent: string;
  readonly child: string;
  /**
   * Spans of the child whose parent span is of the parent service, both named and not the same. Where
   * several other spans of the trace have the parent's id, the first client in the order of the
   * trace is the parent, or without a client the first span. The parent may start outside of the range.
   */
  readonly callCount: number;
}

/** How often one service called another by what spans say of both ends of a call, and how often that failed. */
export interface EndpointLink extends DependencyLink {
  /** Calls of spans with the status error. */
  readonly errorCount: number;
}

/**
 * Gives spans back. Whatever was acknowledged before a call is seen by it. What is sorted is sorted by
 * UTF-16 code unit, as `compareText` of `@clew/model` does. `operations`, `remoteServices`, `attributeKeys` and
 * `attributeValues` may also list what only a span had that lost to another of its identity.
 */
export interface SpanReader {
  /** All spans of a trace without duplicates, in order of (start, span id, kind, service, duration); undefined when there are none. */
  trace(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined>;

  /**
   * A page of traces in the query's order. Paging newest first while spans are written misses no trace
   * that was there and matched all the time, and gives none twice but one whose start has moved to an
   * earlier time meanwhile. In every other order a trace that has grown past the last page meanwhile is missed.
   * @throws {StoreError} `CLEW_STORE_BAD_CURSOR` for a cursor that this store did not give, or gave in another order
   * @throws {PatternError} for a regular expression that can't be read or is too large
   */
  search(query: TraceQuery, context: CallContext): Promise<SearchPage>;

  /**
   * Counts all traces that a search with the same range and conditions gives on all of its pages.
   * @throws {PatternError} for a regular expression that can't be read or is too large
   */
  histogram(query: HistogramQuery, context: CallContext): Promise<Histogram>;

  /** The names of all services, sorted; the empty name is left out. */
  services(context: CallContext): Promise<readonly string[]>;

  /** The operations of a service, sorted by name and kind. */
  operations(service: string, context: CallContext): Promise<readonly Operation[]>;

  /**
   * The services that spans of a service name as their other end (`remoteServiceOf` of `@clew/model`), sorted. Where these
   * are more than thousands, which ones is the store's choice.
   */
  remoteServices(service: string, context: CallContext): Promise<readonly string[]>;

  /** The attribute keys in use, sorted by key and scope. */
  attributeKeys(context: CallContext): Promise<readonly AttributeKey[]>;

  /**
   * Up to `limit` values of an attribute in use, as texts (`valueText`), sorted: strings, numbers and
   * booleans only. Where there are more, which ones is the store's choice.
   */
  attributeValues(
    key: AttributeKey,
    limit: number,
    context: CallContext,
  ): Promise<readonly string[]>;

  /** The calls between services of spans that start in a range, sorted by parent and child. */
  dependencies(range: TimeRange, context: CallContext): Promise<readonly DependencyLink[]>;

  /**
   * The calls between services as Zipkin counts them (`eachEndpointCall` of `@clew/model`), sorted by parent and child:
   * of all spans of every trace that has a span which starts in a range. Where a call has no span at one end, that end
   * is the remote service of the other.
   */
  endpointLinks(range: TimeRange, context: CallContext): Promise<readonly EndpointLink[]>;
}

/** Keeps spans and gives them back. */
export interface SpanStore extends SpanWriter, SpanReader {
  /**
   * Flushes and lets go of files, threads and connections. Every call that comes later is refused with
   * `CLEW_STORE_CLOSED`, but closing again does nothing.
   */
  close(): Promise<void>;
}
