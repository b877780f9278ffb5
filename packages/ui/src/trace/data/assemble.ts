// From a skeleton to rows, in a worker where that takes long enough to be felt.
import { assembleTrace, SpanBatch } from '@clew/model';
import { timeUseOf } from './time-use.ts';
import type { AssembledTrace } from './trace.ts';

/** Spans from which on a worker is worth its start. */
const WORTH_A_WORKER = 5_000;

/** What the worker is sent. */
export interface AssembleRequest {
  readonly traceId: string;
  readonly bytes: Uint8Array;
}

/** What the worker answers; it gives the bytes back. */
export interface AssembleAnswer extends Pick<AssembledTrace, 'rows' | 'timeUse'> {
  readonly bytes: Uint8Array;
}

/** Puts a skeleton into rows. */
export async function assemble(
  traceId: string,
  skeleton: SpanBatch,
  signal: AbortSignal,
): Promise<AssembledTrace> {
  if (skeleton.spanCount < WORTH_A_WORKER) return assembleHere(traceId, skeleton);
  const { rows, timeUse, bytes } = await assembleThere({ traceId, bytes: skeleton.bytes }, signal);
  return { traceId, rows, timeUse, skeleton: new SpanBatch(bytes) };
}

/** Puts a skeleton into rows in this thread. */
export function assembleHere(traceId: string, skeleton: SpanBatch): AssembledTrace {
  const rows = assembleTrace(traceId, skeleton);
  return { traceId, skeleton, rows, timeUse: timeUseOf(rows) };
}

async function assembleThere(
  request: AssembleRequest,
  signal: AbortSignal,
): Promise<AssembleAnswer> {
  const worker = new Worker(new URL('./assemble.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<AssembleAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<AssembleAnswer>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      // Bytes that begin elsewhere than their buffer would move with it.
      const bytes = request.bytes.byteOffset === 0 ? request.bytes : request.bytes.slice();
      worker.postMessage({ ...request, bytes }, [bytes.buffer]);
    });
  } finally {
    worker.terminate();
  }
}
