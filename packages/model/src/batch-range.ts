import { SpanCopier } from './copy-span.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';

/** The spans of a batch from one index to before another, as a batch of their own. */
export function batchRange(batch: SpanBatch, from: number, to: number): SpanBatch {
  const builder = new SpanBatchBuilder();
  const copier = new SpanCopier(batch, builder);
  for (let index = from; index < Math.min(to, batch.spanCount); index++) copier.copy(index);
  return builder.finish();
}
