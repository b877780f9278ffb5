// What every decoder says of the bytes it was given.

/** How one message was decoded. Spans that were refused are counted by reason; the others are in the builder. */
export interface DecodeResult {
  /** Spans appended to the builder. */
  readonly accepted: number;
  /** Spans refused: reason (protocol and field, such as `otlp: trace_id has 5 bytes`) to count. */
  readonly rejected: ReadonlyMap<string, number>;
}

/** How a file's JSON, or a part of it, was read. */
export interface ReadResult extends DecodeResult {
  /** Where in the JSON the first span stands that was refused, such as `data[0].spans[3]`; empty when none was. */
  readonly firstRejectedAt: string;
}

/** Thrown when a message as a whole can't be read; nothing of it counts then. */
export class DecodeError extends Error {
  readonly code = 'CLEW_DECODE';
}
