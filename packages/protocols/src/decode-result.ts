// What every decoder says of the bytes it was given.

/** How one message was decoded. Spans that were refused are counted by reason; the others are in the builder. */
export interface DecodeResult {
  /** Spans appended to the builder. */
  readonly accepted: number;
  /** Spans refused: reason (protocol and field, such as `otlp: trace_id has 5 bytes`) to count. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** Thrown when a message as a whole can't be read; nothing of it counts then. */
export class DecodeError extends Error {
  readonly code = 'CLEW_DECODE';
}
