// The frame around the decoding of a request: what was there before stays as it was when the request can't be read, the bytes are let go of,
// and memory is bounded. It costs a request some tens of nanoseconds and a span nothing.
import type { SpanBatchBuilder } from '@clew/model';
import { boundMemory } from './bounded-memory.ts';
import type { DecodeResult } from './decode-result.ts';
import type { RefusedSpans } from './refused-spans.ts';

/** Reads requests of one kind, one after another, so that its code and its memory stay warm. */
export interface RequestDecoder {
  /** The `SpanFormat` of its spans. */
  readonly format: number;
  /** Walks the bytes of a request. */
  readonly reader: {
    /** Starts at the first of these bytes. */
    open(bytes: Uint8Array): void;
    /** Lets go of them. */
    close(): void;
  };
  /** Counts the spans of a request that are refused. */
  readonly refused: RefusedSpans;
  /**
   * Appends the spans of the request that was opened.
   * @param end how many bytes it has
   * @throws {DecodeError} when it can't be read as a whole
   */
  readRequest(builder: SpanBatchBuilder, end: number): void;
}

/**
 * Appends the spans of a request.
 * @param body the request, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the body can't be read as a whole; then nothing of it is in the builder
 * @throws {BatchTooLargeError} when it would take several times its size in memory; then nothing of it is in the builder either
 */
export function decodeRequest(
  decoder: RequestDecoder,
  body: Uint8Array,
  builder: SpanBatchBuilder,
): DecodeResult {
  const { reader, refused } = decoder;
  const before = builder.mark();
  boundMemory(builder, body);
  refused.clear();
  builder.setFormat(decoder.format);
  reader.open(body);
  try {
    decoder.readRequest(builder, body.length);
  } catch (error) {
    builder.rollback(before);
    builder.dropResource();
    throw error;
  } finally {
    reader.close();
  }
  return { accepted: builder.spanCount - before.spans, rejected: refused.byReason() };
}
