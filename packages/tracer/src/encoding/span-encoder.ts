import type { ByteWriter } from '@clew/protocols/writers';
import type { Span } from '../span.ts';

/** Who sends the spans of a batch. */
export interface Process {
  readonly serviceName: string;
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

/** A request or packet, ready to be sent. */
export interface EncodedBatch {
  readonly bytes: Uint8Array;
  /** How many spans are in it. */
  readonly spans: number;
}

/** The capacity that an encoder goes back to after it needed more. */
const USUAL_CAPACITY = 1 << 17;

/**
 * Encodes spans one after another as they finish, so that nothing of a span is kept but its bytes, and frames what has
 * gathered as one request. One class a wire format.
 */
export abstract class SpanEncoder {
  /** How many spans are in the batch. */
  count = 0;
  /** The most UTF-16 units that a value keeps; the rest is cut off. */
  valueLimit: number = Number.POSITIVE_INFINITY;
  readonly #writer: ByteWriter;
  #lastStart = 0;
  #overhead = 0;

  protected constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  /** Says who sends the spans; before the first one. */
  setProcess(process: Process): void {
    this.encodeProcess(process);
    this.#overhead = this.frame(new Uint8Array(0), 0).length + this.countBytes;
  }

  /** How many bytes the batch would take. */
  get size(): number {
    return this.#writer.length + this.#overhead;
  }

  /** Adds a finished span; what it throws leaves the batch as it was. */
  add(span: Span): void {
    this.#lastStart = this.#writer.length;
    try {
      this.encodeSpan(span);
    } catch (error) {
      this.#writer.length = this.#lastStart;
      throw error;
    }
    this.count += 1;
  }

  /** Takes back the span that was added last. */
  removeLast(): void {
    this.#writer.length = this.#lastStart;
    this.count -= 1;
  }

  /** The batch as one request; begins the next. */
  take(): EncodedBatch {
    const spans = this.count;
    const bytes = this.frame(this.#writer.bytes.subarray(0, this.#writer.length), spans);
    this.#writer.clear(USUAL_CAPACITY);
    this.#lastStart = 0;
    this.count = 0;
    return { bytes, spans };
  }

  /** All but the span that was added last as one request; that span begins the next. */
  takeAllButLast(): EncodedBatch {
    const spans = this.count - 1;
    const bytes = this.frame(this.#writer.bytes.subarray(0, this.#lastStart), spans);
    this.#writer.drop(this.#lastStart);
    this.#lastStart = 0;
    this.count = 1;
    return { bytes, spans };
  }

  /** How many bytes the number of spans, or their length, may take beyond what an empty batch has. */
  protected abstract readonly countBytes: number;
  /** Keeps what is the same in all batches. */
  protected abstract encodeProcess(process: Process): void;
  /** Appends one span to the writer. */
  protected abstract encodeSpan(span: Span): void;
  /** Puts encoded spans into a request of their own memory. */
  protected abstract frame(spans: Uint8Array, count: number): Uint8Array;
}

/** One run of bytes of several. */
export function joinBytes(...runs: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const run of runs) length += run.length;
  // Every byte is written, so that none has to be zero before.
  const joined = Buffer.allocUnsafeSlow(length);
  let offset = 0;
  for (const run of runs) {
    joined.set(run, offset);
    offset += run.length;
  }
  return joined;
}
