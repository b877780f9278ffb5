import type { SpanBatch } from './span-batch.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';
import type { Steps } from './steps.ts';
import { copySteps } from './trace-order.ts';

/** The spans of a batch from one index to before another, as a batch of their own. */
export function* batchRange(batch: SpanBatch, from: number, to: number): Steps<SpanBatch> {
  const builder = new SpanBatchBuilder();
  const count = Math.max(0, Math.min(to, batch.spanCount) - from);
  yield* builder.reserving(count);
  yield* copySteps(batch, builder, count, (index) => from + index);
  return yield* builder.finishing();
}
