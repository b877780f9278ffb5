// Two traces as one tree, made in a worker where that takes long enough to be felt.
import {
  type ComparedSpans,
  type ComparedTotals,
  compareOperations,
  compareTraces,
  type MatchBy,
  type TraceComparison,
} from '@clew/model';
import type { Trace } from '../../trace/data/trace.ts';
import { numberOperations, type Operation } from './number-operations.ts';

/** Two traces, compared. */
export interface Comparison {
  readonly a: Trace;
  readonly b: Trace;
  readonly tree: TraceComparison;
  /** Services and operations, by the numbers that nodes have. */
  readonly operations: readonly Operation[];
  /** What each operation comes to, by its number. */
  readonly byOperation: { readonly a: ComparedTotals; readonly b: ComparedTotals };
}

/** What the worker is sent. */
export interface CompareRequest {
  readonly a: ComparedSpans;
  readonly b: ComparedSpans;
  readonly matchBy: MatchBy;
}

/** Spans of both from which on a worker is worth its start. */
const WORTH_A_WORKER = 20_000;

export async function compare(
  a: Trace,
  b: Trace,
  matchBy: MatchBy,
  signal: AbortSignal,
): Promise<Comparison> {
  const { operations, ofA, ofB } = numberOperations(a, b);
  const request = { a: spansOf(a, ofA), b: spansOf(b, ofB), matchBy };
  const tree =
    a.count + b.count < WORTH_A_WORKER
      ? compareTraces(request.a, request.b, matchBy)
      : await compareThere(request, signal);
  return { a, b, tree, operations, byOperation: compareOperations(tree, operations.length) };
}

function spansOf(trace: Trace, operation: Int32Array): ComparedSpans {
  const { count, parent, length, marks } = trace;
  return { count, parent, length, marks, operation, self: trace.timeUse.self };
}

async function compareThere(
  request: CompareRequest,
  signal: AbortSignal,
): Promise<TraceComparison> {
  const worker = new Worker(new URL('./compare.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<TraceComparison>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<TraceComparison>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.postMessage(request);
    });
  } finally {
    worker.terminate();
  }
}
