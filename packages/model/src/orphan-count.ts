import { isZero } from './id.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanIdIndex } from './span-id-index.ts';
import { rowSteps, type Steps } from './steps.ts';

/** How many spans of a trace name a parent that is not in the trace. */
export function* orphanCountOf({ spanId, parentSpanId, spanCount }: SpanBatch): Steps<number> {
  const index = yield* SpanIdIndex.of(spanId);
  const parents = new Uint32Array(parentSpanId.buffer, parentSpanId.byteOffset, spanCount * 2);
  let count = 0;
  yield* rowSteps(spanCount, (from, to) => {
    for (let row = from; row < to; row++) {
      if (isZero(parentSpanId, row * 8, 8)) continue;
      if (index.find(parents[row * 2] as number, parents[row * 2 + 1] as number) < 0) count++;
    }
  });
  return count;
}
