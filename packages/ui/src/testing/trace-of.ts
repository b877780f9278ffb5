// Traces in rows, as the page has them, from spans that are objects.
import { batchOf, type Span } from '@clew/model';
import { assembleHere } from '../trace/data/assemble.ts';
import { Trace } from '../trace/data/trace.ts';
import { localTrace } from '../trace/data/trace-source.ts';

/** The trace of spans, all of which are here. */
export async function traceOf(spans: readonly Span[]): Promise<Trace> {
  const inOrder = [...spans].sort((a, b) => Number(a.start - b.start));
  const source = localTrace(spans[0]?.traceId ?? '0'.repeat(32), batchOf(inOrder), {
    from: 0,
    to: inOrder.length,
  });
  const never = new AbortController().signal;
  const trace = new Trace(assembleHere(source.traceId, await source.skeleton(never)), source);
  await trace.pages.loadAll(never, () => undefined);
  return trace;
}

/** The row of the first span of a name and service. */
export function rowNamed(trace: Trace, name: string, service: string): number {
  for (let row = 0; row < trace.count; row++) {
    if (trace.nameOf(row) === name && trace.serviceOf(row) === service) return row;
  }
  return -1;
}
