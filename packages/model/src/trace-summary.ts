// What a list of traces shows of one trace, and how it follows from the trace's spans. Stores that
// keep summaries must give exactly what `summarizeTrace` gives.
import { hostOf } from './host.ts';
import type { Resource, Span } from './span.ts';
import { StatusCode } from './span-kind.ts';

/** A service's share of a trace. */
export interface ServiceShare {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** A machine's share of a trace, by the name that `hostOf` gives. */
export type HostShare = ServiceShare;

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
  /** By name; spans whose resource names no host are in none. */
  readonly hosts: readonly HostShare[];
}

/** Counts spans, and those with errors, under names. */
export class ShareCounter {
  readonly #shares: Map<string, { name: string; spanCount: number; errorCount: number }> =
    new Map();

  add(name: string, failed: boolean): void {
    let share = this.#shares.get(name);
    if (share === undefined) {
      share = { name, spanCount: 0, errorCount: 0 };
      this.#shares.set(name, share);
    }
    share.spanCount += 1;
    if (failed) share.errorCount += 1;
  }

  /** The shares by name. */
  list(): readonly ServiceShare[] {
    return [...this.#shares.values()].sort((a, b) => compareText(a.name, b.name));
  }
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
  const services = new ShareCounter();
  const hosts = new ShareCounter();
  // Spans of one batch share their resources, and finding a host means looking through attributes.
  const hostNames = new Map<Resource, string>();
  for (const span of spans) {
    if (span.start < start) start = span.start;
    if (span.start + span.duration > end) end = span.start + span.duration;
    if (compareAsRoot(span, root) < 0) root = span;
    const { resource } = span;
    const failed = span.status === StatusCode.error;
    if (failed) errorCount += 1;
    services.add(resource.serviceName, failed);
    let host = hostNames.get(resource);
    if (host === undefined) {
      host = hostOf(resource);
      hostNames.set(resource, host);
    }
    if (host !== '') hosts.add(host, failed);
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
    services: services.list(),
    hosts: hosts.list(),
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
