import { queryOptions } from '@tanstack/react-query';
import { assemble } from './data/assemble.ts';
import { Trace } from './data/trace.ts';
import type { TraceSource } from './data/trace-source.ts';

/** How long a trace that nobody looks at is kept: it may take much memory. */
const KEPT_MS = 30_000;

/** A trace in rows, ready to be shown. */
export function traceQuery(source: TraceSource) {
  return queryOptions({
    queryKey: ['trace', source.key, source.traceId],
    queryFn: async ({ signal }) => {
      const skeleton = await source.skeleton(signal);
      return new Trace(await assemble(source.traceId, skeleton, signal), source);
    },
    // A trace may still grow; a reload of the page asks again, a change of focus must not.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
    // Traces are big typed arrays: comparing them structurally would only cost.
    structuralSharing: false,
  });
}
