// A stored trace's spans as Jaeger's APIs show them.
import {
  adjustTrace,
  type SpanBatch,
  SpanBatchReader,
  type Steps,
  type TraceSpans,
} from '@clew/model';

/**
 * The spans of a trace, adjusted as Jaeger does it.
 * @param maxClockSkewNanos how far clocks are set right; undefined leaves the spans as they were stored
 */
export function* shownSpans(
  trace: SpanBatch,
  maxClockSkewNanos: bigint | undefined,
): Steps<TraceSpans> {
  if (maxClockSkewNanos === undefined) return new SpanBatchReader(trace);
  return yield* adjustTrace(trace, { maxDeltaNanos: maxClockSkewNanos });
}
