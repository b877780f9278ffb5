// The whole spans of a trace, in pages by their place in the stored order: a span panel needs one page, a search
// in all attributes needs them all.
import { type SpanBatch, SpanBatchReader, type SpanView } from '@clew/model';
import type { TraceSource } from './trace-source.ts';

/** Spans of a page. */
export const PAGE_SPANS = 4096;
/** Pages that are asked for at once when all are needed. */
const PAGES_A_REQUEST = 4;

/** Thrown when the store's trace is not the one that the page shows: spans came in or went. */
export class TraceChangedError extends Error {
  readonly code = 'CLEW_TRACE_CHANGED';
}

/** Someone who waits for pages. */
interface Request {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  waiting: number;
}

/** Fetches pages when they are asked for, each once, and not when nobody waits for it any more. */
export class SpanPages {
  readonly #source: TraceSource;
  readonly #skeleton: SpanBatch;
  readonly #pages: (SpanBatchReader | undefined)[];
  readonly #requests: (Request | undefined)[] = [];
  /** Called when the store turns out to have another trace by now. */
  onChanged: (() => void) | undefined;
  #loaded = 0;

  constructor(source: TraceSource, skeleton: SpanBatch) {
    this.#source = source;
    this.#skeleton = skeleton;
    this.#pages = new Array(Math.ceil(skeleton.spanCount / PAGE_SPANS)).fill(undefined);
  }

  /** How many spans are here, of `skeleton.spanCount`. */
  get loadedCount(): number {
    return Math.min(this.#loaded * PAGE_SPANS, this.#skeleton.spanCount);
  }

  get isComplete(): boolean {
    return this.#loaded === this.#pages.length;
  }

  /** Pages in order; undefined for one that has not come. Page `i` begins with the span at `i * PAGE_SPANS`. */
  get pages(): readonly (SpanBatchReader | undefined)[] {
    return this.#pages;
  }

  /** A span by its place, if its page has come. */
  at(ordinal: number): SpanView | undefined {
    return this.#pages[Math.floor(ordinal / PAGE_SPANS)]?.span(ordinal % PAGE_SPANS);
  }

  /**
   * Sees to it that a span is here.
   * @throws {TraceChangedError} when the store has another trace by now
   */
  async load(ordinal: number, signal: AbortSignal): Promise<void> {
    await this.#loadPages(Math.floor(ordinal / PAGE_SPANS), 1, signal);
  }

  /**
   * Sees to it that every span is here.
   * @param onProgress told after each request how many spans are
   * @throws {TraceChangedError} when the store has another trace by now
   */
  async loadAll(signal: AbortSignal, onProgress: (spans: number) => void): Promise<void> {
    for (let page = 0; page < this.#pages.length; ) {
      let count = 0;
      while (count < PAGES_A_REQUEST && this.#isMissing(page + count)) count++;
      if (count > 0) {
        await this.#loadPages(page, count, signal);
        onProgress(this.loadedCount);
      }
      page += Math.max(1, count);
    }
  }

  #isMissing(page: number): boolean {
    return page < this.#pages.length && this.#pages[page] === undefined;
  }

  async #loadPages(first: number, count: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#isMissing(first)) return;
    const request = this.#requests[first] ?? this.#ask(first, count);
    request.waiting++;
    const leave = () => {
      request.waiting--;
      if (request.waiting === 0) request.abort.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      await request.done;
    } finally {
      signal.removeEventListener('abort', leave);
    }
    signal.throwIfAborted();
  }

  #ask(first: number, count: number): Request {
    const abort = new AbortController();
    const done = this.#fetch(first, count, abort.signal).finally(() => {
      if (this.#requests[first] === request) this.#requests[first] = undefined;
    });
    const request: Request = { abort, done, waiting: 0 };
    abort.signal.addEventListener('abort', () => {
      // Who asks next starts anew.
      if (this.#requests[first] === request) this.#requests[first] = undefined;
    });
    this.#requests[first] = request;
    return request;
  }

  async #fetch(first: number, count: number, signal: AbortSignal): Promise<void> {
    for (const [index, batch] of (await this.#batches(first, count, signal)).entries()) {
      if (!this.#isMissing(first + index)) continue;
      this.#check(batch, (first + index) * PAGE_SPANS);
      this.#pages[first + index] = new SpanBatchReader(batch);
      this.#loaded++;
    }
  }

  /** One batch a page. */
  #batches(first: number, count: number, signal: AbortSignal): Promise<readonly SpanBatch[]> {
    return Promise.all(
      Array.from({ length: count }, (_, index) => {
        const from = (first + index) * PAGE_SPANS;
        return this.#source.spans(from, from + PAGE_SPANS, signal);
      }),
    );
  }

  #check(batch: SpanBatch, from: number): void {
    const { spanId, spanCount } = this.#skeleton;
    const expected = Math.min(PAGE_SPANS, spanCount - from);
    let isSame = batch.spanCount === expected;
    for (let i = 0; isSame && i < expected * 8; i++) {
      isSame = batch.spanId[i] === spanId[from * 8 + i];
    }
    if (isSame) return;
    this.onChanged?.();
    throw new TraceChangedError('spans came in or went while the trace was shown');
  }
}
