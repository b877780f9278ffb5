// How much memory an input takes while it is decoded, beside the builder's first buffers, which are the same for any input. Counted is all
// that was allocated on and off the heap, garbage among it unless it was collected meanwhile, and what is still held after a collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SpanBatchBuilder } from '@clew/model';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes. */
export interface MemoryUse {
  /** When the decoder returned. */
  readonly allocated: number;
  /** After a collection: what the builder has grown by. */
  readonly held: number;
}

/** Decodes an input with a builder of its own. */
export function memoryOf(
  input: Uint8Array,
  decode: (body: Uint8Array, builder: SpanBatchBuilder) => unknown,
): MemoryUse {
  const builder = new SpanBatchBuilder();
  collectAll();
  const before = total();
  try {
    decode(input, builder);
  } catch {
    // That it is refused is fine.
  }
  const allocated = total() - before;
  collectAll();
  const held = total() - before;
  // It must be alive until here.
  if (builder.spanCount < 0) throw new Error('no spans');
  return { allocated: Math.max(0, allocated, held), held: Math.max(0, held) };
}

/** What a buffer that was collected held is given back by a thread, which the next collection waits for. */
function collectAll(): void {
  for (let left = 3; left > 0; left--) collectGarbage();
}

function total(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
