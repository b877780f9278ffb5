// The orders that every store answers in.
import { compareText, type Span, type TraceSummary } from '@clew/model';
import type { TraceOrder } from './trace-query.ts';

/** Orders the spans of a trace by start, span id, kind, service and duration. */
export function compareInTrace(a: Span, b: Span): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  const sameStart =
    compareText(a.spanId, b.spanId) ||
    a.kind - b.kind ||
    compareText(a.resource.serviceName, b.resource.serviceName);
  if (sameStart !== 0 || a.duration === b.duration) return sameStart;
  return a.duration < b.duration ? -1 : 1;
}

/** Where a trace stands among all traces, newest first. */
export type TracePlace = Pick<TraceSummary, 'start' | 'traceId'>;

/** Where a trace stands in a search of some order. */
export interface RankedPlace extends TracePlace {
  /** What the order counts. */
  readonly rank: bigint;
}

/** What an order counts of a trace. */
export function rankIn(
  order: TraceOrder,
  trace: Pick<TraceSummary, 'start' | 'duration' | 'spanCount' | 'errorCount'>,
): bigint {
  return BigInt(trace[order]);
}

/** Orders traces of one order as a search gives them: the largest first, the newest first of equals. */
export function compareRanked(a: RankedPlace, b: RankedPlace): number {
  if (a.rank !== b.rank) return a.rank > b.rank ? -1 : 1;
  return compareNewestFirst(a, b);
}

/** Orders traces by start, then by trace id as hex text, both descending. */
export function compareNewestFirst(a: TracePlace, b: TracePlace): number {
  if (a.start !== b.start) return a.start > b.start ? -1 : 1;
  return compareText(b.traceId, a.traceId);
}
