// The thread that compares large traces.
import { compareTraces, type TraceComparison } from '@clew/model';
import type { CompareRequest } from './comparison.ts';

/** What a worker has of its global scope and this one uses. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<CompareRequest>) => void) | null;
  postMessage(message: TraceComparison, transfer: readonly ArrayBufferLike[]): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: { a, b, matchBy } }) => {
  const tree = compareTraces(a, b, matchBy);
  const columns = [tree, tree.a, tree.b].flatMap((part) =>
    Object.values(part).filter((value) => ArrayBuffer.isView(value)),
  );
  scope.postMessage(
    tree,
    columns.map(({ buffer }) => buffer),
  );
};
