// A stored trace's spans as Jaeger's APIs show them.
import { adjustedSpans, type Span, type SpanBatch, SpanBatchReader } from '@clew/model';

/**
 * The spans of a trace, adjusted as Jaeger does it.
 * @param maxClockSkewNanos how far clocks are set right; undefined leaves the spans as they were stored
 */
export function shownSpans(
  trace: SpanBatch,
  maxClockSkewNanos: bigint | undefined,
): Iterable<Span> {
  const spans = new SpanBatchReader(trace).spans();
  if (maxClockSkewNanos === undefined) return spans;
  return adjustedSpans([...spans], { maxDeltaNanos: maxClockSkewNanos });
}
