import type { SpanBatchBuilder } from '@clew/model';

/**
 * How far a span goes: `encoded` to the bytes of the wire, `finished` to a reporter that forgets it,
 * `unsampled` is of a trace that is not recorded, `no-op` is what a tracer of nothing costs.
 */
export const MODES = ['encoded', 'finished', 'unsampled', 'no-op'] as const;
export type Mode = (typeof MODES)[number];

/** Takes encoded batches where they would go to a socket. */
export interface ByteSink {
  take(bytes: Uint8Array): void;
}

/** A tracer at work. */
export interface Subject {
  /** Traces units of work, numbered from `first`. Each candidate has its own loop: call sites see one tracer. */
  run(first: number, units: number): void;
  /** Encodes what waits for others. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** One of the tracers that are compared. */
export interface Candidate {
  readonly name: string;
  /** What it encodes to, for the reader of the table. */
  readonly format: string;
  readonly modes: readonly Mode[];
  /** Tags that it adds to a root span by itself; verification expects them. */
  readonly rootTags: Readonly<Record<string, unknown>>;
  /** @param mode one of {@link modes} */
  start(mode: Mode, sink: ByteSink): Subject;
  /** Reads one batch that a sink took. */
  decode(bytes: Uint8Array, builder: SpanBatchBuilder): void;
}
