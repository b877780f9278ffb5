import type { EncodedBatch, SpanEncoder } from '../encoding/span-encoder.ts';

/** Carries encoded batches to an agent or a collector. */
export interface Sender {
  /** Encodes spans in the form that the other side takes. */
  readonly encoder: SpanEncoder;
  /** The most bytes that a batch may have. */
  readonly maxBatchBytes: number;
  /** The most spans that a batch may have. */
  readonly maxBatchSpans: number;
  /** How many batches may be under way at once. */
  readonly maxInFlight: number;
  /** Called when it turns out that spans which seemed to be sent did not arrive. */
  onLost?: ((spans: number, error: Error) => void) | undefined;
  /**
   * Sends a batch.
   *
   * @returns how many of its spans the other side refused
   * @throws what kept it from being sent, after whatever was tried again
   */
  send(batch: EncodedBatch): Promise<number>;
  /** Sends a batch before it returns, for a process that is ending; whether that was possible. */
  sendNow(batch: EncodedBatch): boolean;
  /** Stops waiting before another try, and tries no more than once from now on. */
  hurry(): void;
  /** Gives back sockets; what is under way fails. */
  close(): void;
  toString(): string;
}
