// Traces that were just read: the ranges of a large one come as requests of their own, and to put a trace of a
// million spans together again for each of them would cost seconds.
import { hexEncode, type SpanBatch } from '@clew/model';
import type { CallContext, SpanReader } from '@clew/storage';

const KEPT_MILLIS = 20_000;
/** All traces together; one that is larger is kept alone. */
const KEPT_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly trace: SpanBatch;
  readonly timer: NodeJS.Timeout;
}

/** Reads traces and remembers them for a moment. */
export class RecentTraces {
  readonly #store: SpanReader;
  /** By trace id, the one used last at the end. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(store: SpanReader) {
    this.#store = store;
  }

  /** The trace as the store has it now. */
  async read(id: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const trace = await this.#store.trace(id, context);
    const key = hexEncode(id, 0, id.length);
    this.#drop(key);
    if (trace !== undefined) this.#keep(key, trace);
    return trace;
  }

  /** The trace as it was read a moment ago, else as the store has it now. */
  async remember(id: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    const key = hexEncode(id, 0, id.length);
    const known = this.#kept.get(key)?.trace;
    if (known === undefined) return await this.read(id, context);
    this.#drop(key);
    this.#keep(key, known);
    return known;
  }

  #keep(key: string, trace: SpanBatch): void {
    this.#bytes += trace.bytes.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= KEPT_BYTES) break;
      this.#drop(oldest);
    }
    const timer = setTimeout(() => this.#drop(key), KEPT_MILLIS);
    timer.unref();
    this.#kept.set(key, { trace, timer });
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    clearTimeout(kept.timer);
    this.#kept.delete(key);
    this.#bytes -= kept.trace.bytes.length;
  }
}
