// How the pipeline and the receivers see a decoder: they know no encodings.
import type { SpanBatchBuilder } from '@clew/model';

/** What a decoder made of a body. */
export interface Decoded {
  /** Spans appended. */
  readonly accepted: number;
  /** Spans refused, by reason; there are few reasons. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** Appends the spans of a body; throws an error with the code `CLEW_DECODE` when the body as a whole can't be read. */
export type Decode = (body: Uint8Array, builder: SpanBatchBuilder) => Decoded;

/** Whether an error says that a body can't be read, by fault of its sender. */
export function isDecodeError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'CLEW_DECODE';
}
