import * as opentracing from 'opentracing';
import { type Baggage, NO_BAGGAGE } from './baggage/baggage.ts';
import { hex64, parseHex, withoutLeadingZeros } from './hex.ts';
import { Flags, LocalTrace } from './local-trace.ts';

/** The parts of a context that came in from another process, or are written by hand. */
export interface SpanContextFields {
  /** Up to 32 hexadecimal digits; none for a context that only carries baggage, a debug id or a decision. */
  readonly traceId?: string;
  /** Up to 16 hexadecimal digits. */
  readonly spanId?: string;
  /** Up to 16 hexadecimal digits. */
  readonly parentId?: string | null;
  /** Bits of {@link Flags}; left out where the sender has not decided, so that the next span does. */
  readonly flags?: number;
  readonly baggage?: Baggage;
  /** What `jaeger-debug-id` said. */
  readonly debugId?: string;
  /** What `tracestate` said. */
  readonly traceState?: string;
}

/**
 * What identifies a span to its children, here and in other processes. It never changes: setting a baggage item gives
 * the span a new context. Only the sampling decision, which all spans of a trace in this process share, may still be
 * open; it is made at the latest when a context is injected.
 *
 * OpenTracing 1.1, "SpanContext"; the members beyond that are jaeger-client's.
 */
export class SpanContext extends opentracing.SpanContext {
  /** What the spans of this trace share. */
  readonly trace: LocalTrace;
  /** The span id in two parts; both 0 if there is none. */
  readonly spanHigh: number;
  readonly spanLow: number;
  /** The parent's span id in two parts; both 0 if there is none. */
  readonly parentHigh: number;
  readonly parentLow: number;
  /** The baggage items, by key. Frozen. */
  readonly baggage: Baggage;
  /** What the header `jaeger-debug-id` said, or ''. */
  readonly debugId: string;
  readonly #isRemote: boolean;

  constructor(
    trace: LocalTrace,
    spanHigh: number,
    spanLow: number,
    parentHigh: number,
    parentLow: number,
    baggage: Baggage,
    debugId = '',
    isRemote = false,
  ) {
    super();
    this.trace = trace;
    this.spanHigh = spanHigh;
    this.spanLow = spanLow;
    this.parentHigh = parentHigh;
    this.parentLow = parentLow;
    this.baggage = baggage;
    this.debugId = debugId;
    this.#isRemote = isRemote;
  }

  /**
   * The context that another process sent.
   *
   * @returns undefined if an id is not hexadecimal, too long, or zero where it must not be
   */
  static remote(fields: SpanContextFields): SpanContext | undefined {
    const { traceId, spanId, parentId, flags, baggage, debugId, traceState } = fields;
    const hasIds = traceId !== undefined && spanId !== undefined;
    const trace = hasIds ? parseHex(traceId, 4) : [0, 0, 0, 0];
    const span = hasIds ? parseHex(spanId, 2) : [0, 0];
    const parent = parentId ? parseHex(parentId, 2) : [0, 0];
    if (trace === undefined || span === undefined || parent === undefined) return undefined;
    const [t0 = 0, t1 = 0, t2 = 0, t3 = 0] = trace;
    const [spanHigh = 0, spanLow = 0] = span;
    const [parentHigh = 0, parentLow = 0] = parent;
    if (hasIds && ((t0 | t1 | t2 | t3) === 0 || (spanHigh | spanLow) === 0)) return undefined;
    return new SpanContext(
      new LocalTrace(t0, t1, t2, t3, flags ?? 0, flags !== undefined, Number.NaN, traceState ?? ''),
      spanHigh,
      spanLow,
      parentHigh,
      parentLow,
      baggage ?? NO_BAGGAGE,
      debugId,
      true,
    );
  }

  /** Whether it names a span; without one it only carries baggage, a debug id or a decision for the next root. */
  get isValid(): boolean {
    return hasIds(this);
  }

  /** Whether it came from another process. */
  isRemote(): boolean {
    return this.#isRemote;
  }

  /** Whether all it says is that the next root is to be recorded under a debug id. */
  isDebugIDContainerOnly(): boolean {
    return !this.isValid && this.debugId !== '';
  }

  /** Whether the trace is recorded. */
  isSampled(): boolean {
    return (this.trace.flags & Flags.sampled) !== 0;
  }

  /** Whether the trace is to be recorded and kept under all circumstances. */
  isDebug(): boolean {
    return (this.trace.flags & Flags.debug) !== 0;
  }

  /** Whether the trace is meant for storing only, without indexing. */
  isFirehose(): boolean {
    return (this.trace.flags & Flags.firehose) !== 0;
  }

  /** Whether the sampling decision can no longer change. */
  get samplingFinalized(): boolean {
    return this.trace.isFinal;
  }

  /** The bits that travel along; see {@link Flags}. */
  get flags(): number {
    return this.trace.flags;
  }

  /** The `tracestate` that came in with the trace, or ''. */
  get traceState(): string {
    return this.trace.traceState;
  }

  /** The trace id in hexadecimal digits, without the zeros it starts with; '' if there is none. */
  override toTraceId(): string {
    return this.traceIdStr ?? '';
  }

  /** The span id in hexadecimal digits, without the zeros it starts with; '' if there is none. */
  override toSpanId(): string {
    return this.spanIdStr ?? '';
  }

  get traceIdStr(): string | null {
    const { id0, id1, id2, id3 } = this.trace;
    if ((id0 | id1 | id2 | id3) === 0) return null;
    return withoutLeadingZeros(hex64(id0, id1) + hex64(id2, id3));
  }

  get spanIdStr(): string | null {
    return idText(this.spanHigh, this.spanLow);
  }

  get parentIdStr(): string | null {
    return idText(this.parentHigh, this.parentLow);
  }

  /** The trace id as 16 hexadecimal digits if its high half is zero, else as 32. */
  get paddedTraceId(): string {
    const { id0, id1, id2, id3 } = this.trace;
    return (id0 | id1) === 0 ? hex64(id2, id3) : hex64(id0, id1) + hex64(id2, id3);
  }

  /** The trace id in 8 or 16 bytes, the highest first; null if there is none. */
  get traceId(): Buffer | null {
    return this.traceIdStr === null ? null : Buffer.from(this.paddedTraceId, 'hex');
  }

  /** The span id in 8 bytes, the highest first; null if there is none. */
  get spanId(): Buffer | null {
    return idBytes(this.spanHigh, this.spanLow);
  }

  /** The parent's span id in 8 bytes, the highest first; null if there is none. */
  get parentId(): Buffer | null {
    return idBytes(this.parentHigh, this.parentLow);
  }

  /** This context with one more baggage item. */
  withBaggageItem(key: string, value: string): SpanContext {
    const baggage = Object.freeze(
      Object.assign(Object.create(null), this.baggage, { [key]: value }),
    );
    return new SpanContext(
      this.trace,
      this.spanHigh,
      this.spanLow,
      this.parentHigh,
      this.parentLow,
      baggage,
      this.debugId,
      this.#isRemote,
    );
  }

  /** The baggage items as pairs of key and value. OpenTracing 1.1, "Iterate through all baggage items". */
  baggageItems(): Iterable<readonly [string, string]> {
    return Object.entries(this.baggage);
  }

  /** `trace:span:parent:flags`, as the header `uber-trace-id` has it. */
  override toString(): string {
    const flags = this.trace.flags.toString(16);
    return `${this.toTraceId()}:${this.toSpanId()}:${this.parentIdStr ?? '0'}:${flags}`;
  }

  /** Reads what {@link toString} writes; null if it is something else. */
  static fromString(text: string): SpanContext | null {
    const [traceId, spanId, parentId, flags, ...more] = text.split(':');
    if (traceId === undefined || spanId === undefined || parentId === undefined) return null;
    if (flags === undefined || !/^[\da-f]{1,2}$/i.test(flags) || more.length > 0) return null;
    if (parentId === '') return null;
    return (
      SpanContext.remote({ traceId, spanId, parentId, flags: Number.parseInt(flags, 16) }) ?? null
    );
  }

  /** A context of ids in hexadecimal digits, as jaeger-client made them. */
  static withStringIds(
    traceId: string,
    spanId: string,
    parentId: string | null,
    flags: number,
    baggage: Baggage = NO_BAGGAGE,
    debugId = '',
  ): SpanContext | null {
    const fields = { traceId, spanId, parentId, flags, baggage, debugId };
    return SpanContext.remote(fields) ?? null;
  }

  /** A context of ids in bytes, as jaeger-client made them. */
  static withBinaryIds(
    traceId: Buffer,
    spanId: Buffer,
    parentId: Buffer | null,
    flags: number,
    baggage: Baggage = NO_BAGGAGE,
    debugId = '',
  ): SpanContext | null {
    return SpanContext.withStringIds(
      traceId.toString('hex'),
      spanId.toString('hex'),
      parentId?.toString('hex') ?? null,
      flags,
      baggage,
      debugId,
    );
  }
}

/** Whether something names a span of a trace. */
export function hasIds(of: Pick<SpanContext, 'trace' | 'spanHigh' | 'spanLow'>): boolean {
  const { id0, id1, id2, id3 } = of.trace;
  return (id0 | id1 | id2 | id3) !== 0 && (of.spanHigh | of.spanLow) !== 0;
}

function idText(high: number, low: number): string | null {
  return (high | low) === 0 ? null : withoutLeadingZeros(hex64(high, low));
}

function idBytes(high: number, low: number): Buffer | null {
  if ((high | low) === 0) return null;
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(high, 0);
  bytes.writeInt32BE(low, 4);
  return bytes;
}
