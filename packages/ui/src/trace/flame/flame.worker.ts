// The thread that lays out large flame graphs.
import { type FlameRequest, runFlameTask } from './flame-tasks.ts';

/** What a worker has of its global scope and this one uses. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<FlameRequest>) => void) | null;
  postMessage(message: unknown, transfer: readonly ArrayBufferLike[]): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  const answer = runFlameTask(data);
  scope.postMessage(answer, [...buffersOf(answer)]);
};

/** The memory of all columns in an answer: it is handed over in place of copied. */
function buffersOf(value: unknown, found = new Set<ArrayBufferLike>()): Set<ArrayBufferLike> {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersOf(part, found);
  }
  return found;
}
