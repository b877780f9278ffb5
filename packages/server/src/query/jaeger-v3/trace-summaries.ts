// What version 3 of Jaeger's API says of the traces of a search without their spans.
import { orphanCountOf, parseTraceId, type TraceSummary } from '@clew/model';
import type { SpanReader, TraceQuery } from '@clew/storage';
import { type Caller, callContext, turnOf } from '../call-context.ts';
import { ENDED_EARLY, IncompleteError } from '../failure.ts';

/** What is said of one trace. */
export interface V3Summary {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The root's; empty where no span is without a parent. */
  readonly rootServiceName: string;
  readonly rootOperationName: string;
  /** Unix nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
  readonly spanCount: number;
  readonly errorSpanCount: number;
  /** Spans whose parent is not there. */
  readonly orphanSpanCount: number;
  readonly services: readonly {
    readonly name: string;
    readonly spanCount: number;
    readonly errorSpanCount: number;
  }[];
}

/**
 * The traces that a query finds. Each is read, since only its spans tell of orphans.
 * @throws {IncompleteError} when the search ended early
 */
export async function* v3Summaries(
  store: SpanReader,
  query: TraceQuery,
  caller: Caller,
): AsyncGenerator<V3Summary> {
  const page = await store.search(query, callContext(caller));
  if (page.partial) throw new IncompleteError(504, ENDED_EARLY);
  const turn = turnOf(caller);
  for (const summary of page.traces) {
    const id = parseTraceId(summary.traceId);
    const trace = id === undefined ? undefined : await store.trace(id, callContext(caller));
    const orphans = trace === undefined ? 0 : await turn.finish(orphanCountOf(trace));
    yield summaryOf(summary, orphans);
  }
}

function summaryOf(summary: TraceSummary, orphanSpanCount: number): V3Summary {
  const { traceId, start, duration, rootMissing, spanCount, errorCount, services } = summary;
  return {
    traceId,
    rootServiceName: rootMissing ? '' : summary.rootService,
    rootOperationName: rootMissing ? '' : summary.rootName,
    start,
    end: start + duration,
    spanCount,
    errorSpanCount: errorCount,
    orphanSpanCount,
    services: services.map((service) => ({
      name: service.name,
      spanCount: service.spanCount,
      errorSpanCount: service.errorCount,
    })),
  };
}
