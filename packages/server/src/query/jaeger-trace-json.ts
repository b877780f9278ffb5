// A stored trace as Jaeger's JSON.
import { adjustTrace, type SpanBatch, SpanBatchReader } from '@clew/model';
import { writeJaegerTrace } from '@clew/protocols/jaeger';

/**
 * The pieces of a trace's JSON.
 * @param maxClockSkewNanos how far clocks are set right; undefined leaves the spans as they were stored
 */
export function jaegerTraceJson(
  trace: SpanBatch,
  maxClockSkewNanos: bigint | undefined,
): Iterable<string> {
  const spans = [...new SpanBatchReader(trace).spans()];
  return maxClockSkewNanos === undefined
    ? writeJaegerTrace(spans, 'as-sent')
    : writeJaegerTrace(adjustTrace(spans, { maxDeltaNanos: maxClockSkewNanos }));
}
