// Where a trace's bytes come from: the server, or a file that was opened in this page.
import type { SpanBatch, TraceRange } from '@clew/model';
import { fetchSkeleton, fetchSpans } from '../../api/trace-parts.ts';
import { inTasks } from './next-task.ts';

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
 * @param range where the trace's spans are in the batch
 * @param key tells it from others of the same id
 */
export function localTrace(
  traceId: string,
  batch: SpanBatch,
  { from, to }: Pick<TraceRange, 'from' | 'to'>,
  key = 'local',
): TraceSource {
  return {
    traceId,
    isLocal: true,
    key,
    skeleton: async () => {
      const { batchRange, skeletonOf } = await parts();
      return inTasks(skeletonOf(await inTasks(batchRange(batch, from, to))));
    },
    spans: async (first, end) => {
      const { batchRange } = await parts();
      return inTasks(batchRange(batch, from + first, Math.min(from + end, to)));
    },
  };
}

/** Loaded when they are needed: the first page has to do without what cuts batches. */
function parts(): Promise<typeof import('./local-parts.ts')> {
  return import('./local-parts.ts');
}
