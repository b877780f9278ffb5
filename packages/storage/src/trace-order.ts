// The two orders that every store answers in.
import { compareText, type Span, type TraceSummary } from '@clew/model';

/** Orders the spans of a trace by start, span id, kind and service. */
export function compareInTrace(a: Span, b: Span): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return (
    compareText(a.spanId, b.spanId) ||
    a.kind - b.kind ||
    compareText(a.resource.serviceName, b.resource.serviceName)
  );
}

/** Where a trace stands in a search. */
export type TracePlace = Pick<TraceSummary, 'start' | 'traceId'>;

/** Orders traces as a search gives them: by start, then by trace id as hex text, both descending. */
export function compareNewestFirst(a: TracePlace, b: TracePlace): number {
  if (a.start !== b.start) return a.start > b.start ? -1 : 1;
  return compareText(b.traceId, a.traceId);
}
