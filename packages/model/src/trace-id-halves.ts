// Trace ids of 64 bits meet those of 128: spans are kept under the lower half, and get the upper one back when a trace is read.
import { hexEncode } from './id.ts';
import { SpanBatch } from './span-batch.ts';
import { Extra } from './span-batch-layout.ts';
import { rowSteps, type Steps } from './steps.ts';

const BYTES_A_STEP = 1 << 20;

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
export function* withWholeTraceId(trace: SpanBatch): Steps<SpanBatch> {
  const { extra } = trace;
  let upper: number | undefined;
  for (let i = 0; i < extra.length; i += 3) {
    if (extra[i] !== Extra.traceIdHigh) continue;
    if (upper !== undefined) return yield* withUpperHalf(trace, upper, extra[i + 2] as number);
    upper = extra[i + 2];
  }
  return trace;
}

function* withUpperHalf(trace: SpanBatch, upper: number, lower: number): Steps<SpanBatch> {
  const { bytes } = trace;
  const copied = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += BYTES_A_STEP) {
    copied.set(bytes.subarray(at, at + BYTES_A_STEP), at);
    yield;
  }
  const copy = new SpanBatch(copied);
  const half = new Uint8Array(8);
  const words = new DataView(half.buffer);
  words.setUint32(0, upper);
  words.setUint32(4, lower);
  const own = hexEncode(trace.traceId, 8, 8);
  yield* rowSteps(copy.spanCount, (from, to) => {
    for (let row = from; row < to; row++) copy.traceId.set(half, row * 16);
  });
  const { linkTraceId } = copy;
  yield* rowSteps(linkTraceId.length >>> 4, (from, to) => {
    for (let link = from; link < to; link++) {
      if (hexEncode(linkTraceId, link * 16 + 8, 8) === own) linkTraceId.set(half, link * 16);
    }
  });
  return copy;
}
