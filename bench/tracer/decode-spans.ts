import { type Span, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';

/** The spans of encoded batches, in the order in which they were sent. */
export function decodeSpans(
  batches: readonly Uint8Array[],
  decode: (bytes: Uint8Array, builder: SpanBatchBuilder) => void,
): readonly Span[] {
  const builder = new SpanBatchBuilder();
  for (const batch of batches) decode(batch, builder);
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}
