import { type SpanBatch, SpanBatchReader } from '@clew/model';

export function jaegerTraceJson(
  trace: SpanBatch,
  _adjustments: { readonly maxClockSkewNanos: bigint } | undefined,
): Iterable<string> {
  const [first] = new SpanBatchReader(trace).spans();
  return [JSON.stringify({ traceID: first?.traceId.replace(/^0{16}/, '') })];
}
