// What a list of traces shows of one trace, and how it follows from the trace's spans. Stores that
// keep summaries must give exactly what `summarizeTrace` gives.
import type { Span } from './span.ts';
import { StatusCode } from './span-kind.ts';

/** A service's share of a trace. */
export interface ServiceShare {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** One trace in a list. */
export interface TraceSummary {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** The earliest start of a span, Unix nanoseconds. */
  readonly start: bigint;
  /** From the earliest start to the latest end, nanoseconds. */
  readonly duration: bigint;
  /** The root: the earliest span without a parent or, where there is none, the earliest span. */
  readonly rootService: string;
  readonly rootName: string;
  /** Whether no span is without a parent: the root has not come, or never will. */
  readonly rootMissing: boolean;
  readonly spanCount: number;
  readonly errorCount: number;
  /** By name. */
  readonly services: readonly ServiceShare[];
}

/**
 * Summarizes the spans of one trace, which must be at least one and without duplicates.
 */
export function summarizeTrace(spans: readonly Span[]): TraceSummary {
  const [first] = spans;
  if (first === undefined) throw new RangeError('a trace has at least one span');
  let root = first;
  let start = first.start;
  let end = first.start + first.duration;
  let errorCount = 0;
  const services = new Map<string, { name: string; spanCount: number; errorCount: number }>();
  for (const span of spans) {
    if (span.start < start) start = span.start;
    if (span.start + span.duration > end) end = span.start + span.duration;
    if (compareAsRoot(span, root) < 0) root = span;
    const name = span.resource.serviceName;
    const share = services.get(name) ?? { name, spanCount: 0, errorCount: 0 };
    share.spanCount += 1;
    if (span.status === StatusCode.error) {
      share.errorCount += 1;
      errorCount += 1;
    }
    services.set(name, share);
  }
  return {
    traceId: first.traceId,
    start,
    duration: end - start,
    rootService: root.resource.serviceName,
    rootName: root.name,
    rootMissing: root.parentSpanId !== '',
    spanCount: spans.length,
    errorCount,
    services: [...services.values()].sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Orders spans by their claim to be the root: without parent first, then earlier, then by span id, kind and service. */
function compareAsRoot(a: Span, b: Span): number {
  const orphanA = a.parentSpanId === '' ? 0 : 1;
  const orphanB = b.parentSpanId === '' ? 0 : 1;
  if (orphanA !== orphanB) return orphanA - orphanB;
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return (
    compareText(a.spanId, b.spanId) ||
    a.kind - b.kind ||
    compareText(a.resource.serviceName, b.resource.serviceName)
  );
}

/** Orders texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
