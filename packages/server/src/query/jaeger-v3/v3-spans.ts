// What spans have in version 3 of the API beside what they have everywhere.
import { type Span, type SpanBatch, type Steps, spanObject } from '@clew/model';
import { groupedSpans } from '@clew/protocols/otlp';
import { shownSpans } from '../shown-spans.ts';

/** The attribute by which Jaeger tells of warnings where spans are OpenTelemetry's. */
const WARNINGS_KEY = '@jaeger@warnings';

/**
 * The spans of a trace in the order in which OTLP writes them, with their warnings as an attribute: OpenTelemetry has no field
 * for them.
 * @param maxClockSkewNanos as for {@link shownSpans}
 */
export function* v3Spans(
  trace: SpanBatch,
  maxClockSkewNanos: bigint | undefined,
): Steps<Iterable<Span>> {
  return withWarnings(yield* groupedSpans(yield* shownSpans(trace, maxClockSkewNanos)));
}

function* withWarnings(spans: Iterable<Span>): Generator<Span> {
  for (const span of spans) {
    const { warnings, attributes } = span;
    yield warnings.length === 0
      ? span
      : {
          ...spanObject(span),
          attributes: [...attributes, { key: WARNINGS_KEY, value: warnings }],
        };
  }
}
