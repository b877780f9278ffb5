// Where a trace's bytes come from: the server, or a file that was opened in this page.
import { batchRange, type SpanBatch, skeletonOf } from '@clew/model';
import { fetchSkeleton, fetchSpans } from '../../api/trace-parts.ts';

/** Gives a trace in parts. */
export interface TraceSource {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** Whether the trace is in a file and not in Clew's store. */
  readonly isLocal: boolean;
  /** Tells sources of one trace apart. */
  readonly key: string;
  /** The trace without attributes, in the stored order. */
  skeleton(signal: AbortSignal): Promise<SpanBatch>;
  /** Whole spans by their place in the stored order, from one to before another. */
  spans(from: number, to: number, signal: AbortSignal): Promise<SpanBatch>;
}

/** A trace of Clew's store. */
export function storedTrace(traceId: string): TraceSource {
  return {
    traceId,
    isLocal: false,
    key: 'stored',
    skeleton: (signal) => fetchSkeleton(traceId, signal),
    spans: (from, to, signal) => fetchSpans(traceId, from, to, signal),
  };
}

/**
 * A trace that is here already.
 * @param key tells it from others of the same id
 */
export function localTrace(traceId: string, batch: SpanBatch, key = 'local'): TraceSource {
  return {
    traceId,
    isLocal: true,
    key,
    skeleton: async () => skeletonOf(batch),
    spans: async (from, to) => batchRange(batch, from, to),
  };
}
