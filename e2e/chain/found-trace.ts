// A trace as searches sum it up.
import type { Addresses } from '../support/clew-process.ts';

/** What the two summaries of a trace say, Clew's of whether it has its root and version 3 of Jaeger's of orphans. */
export interface FoundTrace {
  readonly spanCount: number;
  /** In order. */
  readonly services: readonly string[];
  readonly isRootMissing: boolean;
  readonly orphanCount: number;
}

const HOUR_MILLIS = 3_600_000;

/** Searches for the traces of a service, and gives what is said of one of them. */
export async function foundTrace(
  { ui }: Addresses,
  traceId: string,
  service: string,
  signal: AbortSignal,
): Promise<FoundTrace> {
  const search = new URLSearchParams({ service });
  const { traces } = await answer<ClewAnswer>(`${ui}/api/clew/v1/search?${search}`, signal);
  const own = traces.find((trace) => trace.traceId === traceId);
  const range = new URLSearchParams({
    'query.serviceName': service,
    'query.startTimeMin': new Date(Date.now() - HOUR_MILLIS).toISOString(),
    'query.startTimeMax': new Date(Date.now() + HOUR_MILLIS).toISOString(),
  });
  const path = `/api/v3/trace-summaries?${range}`;
  const { summaries } = await answer<V3Answer>(`${ui}${path}`, signal);
  const v3 = summaries.find((summary) => summary.traceId === traceId);
  if (own === undefined || v3 === undefined) throw new Error(`no search finds ${traceId}`);
  return {
    spanCount: own.spanCount,
    services: own.services.map(({ name }) => name).sort(),
    isRootMissing: own.rootMissing,
    orphanCount: v3.orphanSpanCount,
  };
}

interface ClewAnswer {
  readonly traces: readonly {
    readonly traceId: string;
    readonly spanCount: number;
    readonly rootMissing: boolean;
    readonly services: readonly { readonly name: string }[];
  }[];
}

interface V3Answer {
  readonly summaries: readonly { readonly traceId: string; readonly orphanSpanCount: number }[];
}

async function answer<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
