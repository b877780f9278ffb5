// Trace ids of 64 bits meet those of 128: spans are kept under the lower half, and get the upper one back when a trace is read.
import { hexEncode } from './id.ts';
import { SpanBatch } from './span-batch.ts';
import { Extra } from './span-batch-layout.ts';

/** The lower half of a trace id as an id of its own. */
export function lowerHalfOf(traceId: Uint8Array): Uint8Array {
  const half = new Uint8Array(16);
  half.set(traceId.subarray(8), 8);
  return half;
}

/**
 * The trace with the upper half of its longest id on all spans, and on the links between them.
 * @param trace the spans of one trace, kept under the lower half of its id
 * @returns the same batch where no span had a longer id
 */
export function withWholeTraceId(trace: SpanBatch): SpanBatch {
  const { extra } = trace;
  let upper: number | undefined;
  for (let i = 0; i < extra.length; i += 3) {
    if (extra[i] !== Extra.traceIdHigh) continue;
    if (upper !== undefined) return withUpperHalf(trace, upper, extra[i + 2] as number);
    upper = extra[i + 2];
  }
  return trace;
}

function withUpperHalf(trace: SpanBatch, upper: number, lower: number): SpanBatch {
  const copy = new SpanBatch(trace.bytes.slice());
  const half = new Uint8Array(8);
  const words = new DataView(half.buffer);
  words.setUint32(0, upper);
  words.setUint32(4, lower);
  const own = hexEncode(trace.traceId, 8, 8);
  for (let at = 0; at < copy.traceId.length; at += 16) copy.traceId.set(half, at);
  const { linkTraceId } = copy;
  for (let at = 0; at < linkTraceId.length; at += 16) {
    if (hexEncode(linkTraceId, at + 8, 8) === own) linkTraceId.set(half, at);
  }
  return copy;
}
