// A stored trace as Jaeger's JSON.
import type { SpanBatch, Steps } from '@clew/model';
import { writeJaegerTrace } from '@clew/protocols/jaeger';
import { shownSpans } from './shown-spans.ts';

/**
 * The pieces of a trace's JSON.
 * @param maxClockSkewNanos how far clocks are set right; undefined leaves the spans as they were stored
 */
export function* jaegerTraceJson(
  trace: SpanBatch,
  maxClockSkewNanos: bigint | undefined,
): Steps<Iterable<string>> {
  const order = maxClockSkewNanos === undefined ? 'as-sent' : 'sorted';
  return writeJaegerTrace((yield* shownSpans(trace, maxClockSkewNanos)).spans(), order);
}
