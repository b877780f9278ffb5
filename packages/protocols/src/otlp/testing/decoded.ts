// For tests only: what a decoder makes of a body, as plain spans.
import { type Span, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import type { DecodeResult } from '../../decode-result.ts';

type Decode = (body: Uint8Array, builder: SpanBatchBuilder) => DecodeResult;

/** The result of decoding a body, and the spans that then are in the batch. */
export function decoded(decode: Decode, body: Uint8Array): DecodeResult & { spans: Span[] } {
  const builder = new SpanBatchBuilder();
  const result = decode(body, builder);
  const spans = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
  return { ...result, spans };
}
