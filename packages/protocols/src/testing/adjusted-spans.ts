// Spans of a trace as they are shown, for tests that have the spans as they came.
import {
  adjustTrace,
  atOnce,
  batchOf,
  type ClockSkewOptions,
  orderedTrace,
  type Span,
} from '@clew/model';

/** The spans of one trace, put in order and adjusted. */
export function adjustedSpans(spans: Iterable<Span>, options: ClockSkewOptions): readonly Span[] {
  const batch = atOnce(orderedTrace(batchOf(spans)));
  return [...atOnce(adjustTrace(batch, options)).spans()];
}
