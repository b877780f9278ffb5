// The thread that puts large traces into rows.
import { SpanBatch } from '@clew/model';
import { type AssembleAnswer, type AssembleRequest, assembleHere } from './assemble.ts';

/** What a worker has of its global scope and this one uses. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<AssembleRequest>) => void) | null;
  postMessage(message: AssembleAnswer, transfer: readonly ArrayBufferLike[]): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: { traceId, bytes } }) => {
  const { rows, timeUse } = assembleHere(traceId, new SpanBatch(bytes));
  const columns = [rows, timeUse, timeUse.times, timeUse.path].flatMap((part) =>
    Object.values(part).filter((value) => ArrayBuffer.isView(value)),
  );
  const buffers = new Set(columns.map(({ buffer }) => buffer));
  scope.postMessage({ rows, timeUse, bytes }, [...buffers, bytes.buffer]);
};
