// The contract between Clew and whatever keeps its spans.
import type { SpanBatch, SpanKind, TraceSummary } from '@clew/model';
import type { AttributeScope, TimeRange, TraceQuery } from './trace-query.ts';

/** What every call carries. */
export interface CallContext {
  /** Whose spans; the empty text is the only tenant of a store without tenants. */
  readonly tenant: string;
  /** Ends the call early with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** When a read has to answer, in Unix milliseconds: a search gives what it has, marked partial. */
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
   * already, by identity, change nothing.
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
  /** Spans of the child whose parent span is the parent service's. */
  readonly callCount: number;
}

/** Gives spans back. Whatever was acknowledged before a call is seen by it. */
export interface SpanReader {
  /** All spans of a trace without duplicates, in order of (start, span id, kind, service); undefined when there are none. */
  trace(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined>;

  /** A page of traces, newest first by (start, trace id), both descending. */
  search(query: TraceQuery, context: CallContext): Promise<SearchPage>;

  /** The names of all services, sorted. */
  services(context: CallContext): Promise<readonly string[]>;

  /** The operations of a service, sorted by name and kind. */
  operations(service: string, context: CallContext): Promise<readonly Operation[]>;

  /** The attribute keys in use, sorted by key and scope. */
  attributeKeys(context: CallContext): Promise<readonly AttributeKey[]>;

  /** Up to `limit` values of an attribute in use, as texts, sorted. */
  attributeValues(
    key: AttributeKey,
    limit: number,
    context: CallContext,
  ): Promise<readonly string[]>;

  /** The calls between services of spans that start in a range, sorted by parent and child. */
  dependencies(range: TimeRange, context: CallContext): Promise<readonly DependencyLink[]>;
}

/** Keeps spans and gives them back. */
export interface SpanStore extends SpanWriter, SpanReader {
  /** Flushes and lets go of files, threads and connections. */
  close(): Promise<void>;
}
