// Between receivers and the store. Requests are decoded into one open batch, so that many small ones
// cost the store one write; the batch is handed over at the end of the event loop's turn, or when
// the write before it ends, or when it is full. A request is answered when its batch is written.
import { type BuilderOptions, type SpanBatch, SpanBatchBuilder } from '@clew/model';
import { type SpanWriter, StoreError } from '@clew/storage';
import { BufferPool } from './buffer-pool.ts';
import { type Decode, type Decoded, isDecodeError } from './decode.ts';
import { RecentBodies } from './recent-bodies.ts';

/** How a body is taken in. */
export interface IngestOptions {
  /** Whose spans. */
  readonly tenant: string;
  /** A name of the sender's protocol; bodies of different ones are never the same. */
  readonly receiver: string;
  /** Whether a body that was taken in lately is dropped, with the first one's answer. */
  readonly dedupe: boolean;
}

/** What became of a body; it is durable. */
export interface IngestResult extends Decoded {
  /** Whether the body had been taken in before. */
  readonly resent: boolean;
}

/** What became of a group of datagrams. */
export interface DatagramResult extends Decoded {
  /** Datagrams of which nothing was understood. */
  readonly malformed: number;
  /** Resolves when the spans are written; fails as the write does. */
  readonly written: Promise<void>;
}

/** What the pipeline tells of itself. */
export interface PipelineObserver {
  /** A write has ended: well, when there is no error. */
  onWrite(seconds: number, spans: number, error?: unknown): void;
  /** A decoder failed by a fault of its own over a datagram. */
  onFault(error: unknown): void;
}

/** How spans are taken in. */
export interface PipelineOptions {
  /** See `BuilderOptions`; default true. */
  readonly strictTraceIds?: boolean;
}

/** When a batch is full. */
const FULL_SPANS = 4096;
const FULL_BYTES = 1024 * 1024;
/** Full batches are handed over while others are being written, up to so many. */
const MAX_WRITES = 4;
/** A builder that a huge request has made larger is not kept. */
const MOST_KEPT_BYTES = 8 * FULL_BYTES;
/** Memory for bodies and batches that is kept for the next ones. */
const KEPT_MEMORY_BYTES = 24 * FULL_BYTES;
const RECENT_BODIES = { bodies: 4096, millis: 300_000 };

/** The batch that requests are being decoded into. */
interface OpenBatch {
  readonly tenant: string;
  readonly written: PromiseWithResolvers<void>;
}

/** Groups what receivers decode into writes. */
export class Pipeline {
  /** Memory for bodies on their way in and for batches. */
  readonly memory: BufferPool = new BufferPool(KEPT_MEMORY_BYTES);
  readonly #store: SpanWriter;
  readonly #observer: PipelineObserver;
  readonly #recent: RecentBodies<Decoded> = new RecentBodies(RECENT_BODIES);
  readonly #builderOptions: BuilderOptions;
  #builder: SpanBatchBuilder;
  #open: OpenBatch | undefined;
  #scheduled: NodeJS.Immediate | undefined;
  readonly #writes: Set<Promise<void>> = new Set();
  #closed = false;

  constructor(store: SpanWriter, observer: PipelineObserver, options: PipelineOptions = {}) {
    this.#store = store;
    this.#observer = observer;
    this.#builderOptions = { strictTraceIds: options.strictTraceIds ?? true };
    this.#builder = new SpanBatchBuilder(this.#builderOptions);
  }

  /** Batches that are being written. */
  get pendingWrites(): number {
    return this.#writes.size;
  }

  /** Spans that wait in the open batch. */
  get openSpans(): number {
    return this.#builder.spanCount;
  }

  /** Whether nothing more is taken in. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Takes in a body. Resolves when its spans are as durable as the store promises.
   * @throws what `decode` throws, then nothing of the body is kept; what the store throws
   */
  async ingest(body: Uint8Array, decode: Decode, options: IngestOptions): Promise<IngestResult> {
    this.#expectOpen();
    const { tenant, receiver, dedupe } = options;
    const key = dedupe ? this.#recent.keyOf(`${receiver}:${tenant}`, body) : '';
    const before = dedupe ? this.#recent.find(key) : undefined;
    if (before !== undefined) return { ...(await before), resent: true };

    const { decoded, written } = this.#decode(body, decode, tenant);
    const answer = written.then(() => decoded);
    if (dedupe) this.#recent.remember(key, answer);
    return { ...(await answer), resent: false };
  }

  /**
   * Takes in datagrams that stand one after another. A datagram that can't be read is counted and
   * the others are kept.
   * @param datagrams all of them
   * @param lengths how many bytes each has
   */
  ingestDatagrams(
    datagrams: Uint8Array,
    lengths: Iterable<number>,
    decode: Decode,
    tenant: string,
  ): DatagramResult {
    this.#expectOpen();
    const rejected = new Map<string, number>();
    const writes = new Set<Promise<void>>();
    let accepted = 0;
    let malformed = 0;
    let at = 0;
    for (const length of lengths) {
      const datagram = datagrams.subarray(at, at + length);
      at += length;
      try {
        const { decoded, written } = this.#decode(datagram, decode, tenant);
        accepted += decoded.accepted;
        for (const [reason, count] of decoded.rejected) {
          rejected.set(reason, (rejected.get(reason) ?? 0) + count);
        }
        writes.add(written);
      } catch (error) {
        malformed += 1;
        // Of a malformed datagram there is nobody to tell; the number is the answer.
        if (!isDecodeError(error)) this.#observer.onFault(error);
      }
    }
    const written = Promise.all(writes).then(() => undefined);
    return { accepted, rejected, malformed, written };
  }

  /** Writes what is open and waits for every write; then takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#handOver();
    await Promise.allSettled(this.#writes);
  }

  #expectOpen(): void {
    if (this.#closed) throw new StoreError('CLEW_STORE_CLOSED', 'the server is closing');
  }

  #decode(
    body: Uint8Array,
    decode: Decode,
    tenant: string,
  ): { readonly decoded: Decoded; readonly written: Promise<void> } {
    const builder = this.#builder;
    if (this.#open !== undefined && this.#open.tenant !== tenant) this.#handOver();
    const mark = builder.mark();
    let decoded: Decoded;
    try {
      decoded = decode(body, builder);
    } catch (error) {
      // What the body named stays behind, so a batch of nothing else starts afresh.
      if (this.#open === undefined) this.#startAfresh();
      else builder.rollback(mark);
      throw error;
    }
    if (decoded.accepted === 0) {
      if (this.#open === undefined) this.#startAfresh();
      return { decoded, written: Promise.resolve() };
    }
    const open = this.#open ?? this.#begin(tenant);
    this.#schedule();
    return { decoded, written: open.written.promise };
  }

  #begin(tenant: string): OpenBatch {
    const open = { tenant, written: Promise.withResolvers<void>() };
    // Those who wait see the failure; nobody may be waiting when all were datagrams.
    open.written.promise.catch(() => undefined);
    this.#open = open;
    return open;
  }

  #schedule(): void {
    const builder = this.#builder;
    const full = builder.spanCount >= FULL_SPANS || builder.byteSize >= FULL_BYTES;
    if (full && this.#writes.size < MAX_WRITES) this.#handOver();
    else if (this.#writes.size === 0 && this.#scheduled === undefined) {
      this.#scheduled = setImmediate(() => this.#handOver());
    }
  }

  #handOver(): void {
    if (this.#scheduled !== undefined) {
      clearImmediate(this.#scheduled);
      this.#scheduled = undefined;
    }
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const write = this.#write(open).then(() => {
      this.#writes.delete(write);
      this.#handOver();
    });
    this.#writes.add(write);
  }

  async #write({ tenant, written }: OpenBatch): Promise<void> {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    const spans = this.#builder.spanCount;
    let batch: SpanBatch | undefined;
    try {
      batch = this.#finish();
      await this.#store.write(batch, { tenant });
    } catch (error) {
      written.reject(error);
      this.#observer.onWrite(seconds(), spans, error);
      return;
    } finally {
      if (batch !== undefined) this.memory.giveBack(batch.bytes);
    }
    written.resolve();
    this.#observer.onWrite(seconds(), spans);
  }

  #finish(): SpanBatch {
    try {
      return this.#builder.finish((bytes) => this.memory.take(bytes));
    } finally {
      this.#startAfresh();
    }
  }

  #startAfresh(): void {
    if (this.#builder.byteSize <= MOST_KEPT_BYTES) this.#builder.clear();
    else this.#builder = new SpanBatchBuilder(this.#builderOptions);
  }
}
