/** Bits of the flags that travel with a span context. */
export const Flags = { sampled: 1, debug: 2, firehose: 8 } as const;

/**
 * What the spans of one trace share in this process: the trace id, the sampling decision, W3C's trace state, and the
 * offset between the monotonic clock and the epoch. Ids are 32-bit integers (signed, so that V8 keeps them unboxed).
 */
export class LocalTrace {
  /** The four parts of the 128-bit trace id, highest first; the first two are 0 in a 64-bit trace id. */
  readonly id0: number;
  readonly id1: number;
  readonly id2: number;
  readonly id3: number;
  /** See {@link Flags}. */
  flags: number;
  /** Whether the sampling decision can no longer change. */
  isFinal: boolean;
  /** Milliseconds to add to the monotonic clock to get milliseconds since the epoch. */
  readonly clockOffset: number;
  /** The `tracestate` header that came in, or ''. */
  readonly traceState: string;

  constructor(
    id0: number,
    id1: number,
    id2: number,
    id3: number,
    flags: number,
    isFinal: boolean,
    clockOffset: number,
    traceState: string,
  ) {
    this.id0 = id0;
    this.id1 = id1;
    this.id2 = id2;
    this.id3 = id3;
    this.flags = flags;
    this.isFinal = isFinal;
    this.clockOffset = clockOffset;
    this.traceState = traceState;
  }
}
