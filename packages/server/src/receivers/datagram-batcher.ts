// Gathers datagrams in a few large buffers, so that one message between threads carries many. What
// comes faster than the other side gives buffers back waits here, and beyond a bound is dropped.

/** Datagrams that stand one after another at the start of a buffer. */
export interface DatagramChunk {
  readonly buffer: ArrayBuffer;
  readonly lengths: Uint16Array<ArrayBuffer>;
  /** Datagrams that were dropped since the last chunk was posted. */
  readonly dropped: number;
}

/** Bounds of a {@link DatagramBatcher}. */
export interface BatcherBounds {
  /** A buffer; no datagram may be larger. */
  readonly chunkBytes: number;
  /** Buffers there may be in all. */
  readonly maxChunks: number;
  /** Buffers that the other side may hold. */
  readonly maxPosted: number;
}

/** Batches the datagrams of one socket. */
export class DatagramBatcher {
  readonly #bounds: BatcherBounds;
  readonly #post: (chunk: DatagramChunk) => void;
  readonly #free: ArrayBuffer[] = [];
  readonly #ready: Omit<DatagramChunk, 'dropped'>[] = [];
  #allocated = 0;
  #posted = 0;
  #open: Uint8Array<ArrayBuffer> | undefined;
  #lengths: number[] = [];
  #used = 0;
  #dropped = 0;

  /** @param post gives a chunk to the other side, which gives its buffer back by {@link takeBack} */
  constructor(bounds: BatcherBounds, post: (chunk: DatagramChunk) => void) {
    this.#bounds = bounds;
    this.#post = post;
  }

  /** Whether nothing waits and nothing is with the other side. */
  get isIdle(): boolean {
    return this.#posted === 0 && this.#ready.length === 0 && this.#lengths.length === 0;
  }

  /** Copies a datagram, or drops it when there is no room. */
  add(datagram: Uint8Array): void {
    if (this.#open !== undefined && this.#used + datagram.length > this.#bounds.chunkBytes) {
      this.#seal();
    }
    this.#open ??= this.#allocate();
    if (this.#open === undefined) {
      this.#dropped += 1;
      return;
    }
    this.#open.set(datagram, this.#used);
    this.#used += datagram.length;
    this.#lengths.push(datagram.length);
  }

  /** Posts what there is, as far as the other side may hold it. */
  flush(): void {
    if (this.#posted + this.#ready.length < this.#bounds.maxPosted) this.#seal();
    this.#postReady();
  }

  /** Takes back a buffer that was posted. */
  takeBack(buffer: ArrayBuffer): void {
    this.#posted -= 1;
    this.#free.push(buffer);
    this.flush();
  }

  #seal(): void {
    if (this.#open === undefined || this.#lengths.length === 0) return;
    const { buffer } = this.#open;
    this.#ready.push({ buffer, lengths: Uint16Array.from(this.#lengths) });
    this.#open = undefined;
    this.#lengths = [];
    this.#used = 0;
    this.#postReady();
  }

  #postReady(): void {
    while (this.#posted < this.#bounds.maxPosted) {
      const chunk = this.#ready.shift();
      if (chunk === undefined) return;
      this.#posted += 1;
      this.#post({ ...chunk, dropped: this.#dropped });
      this.#dropped = 0;
    }
  }

  #allocate(): Uint8Array<ArrayBuffer> | undefined {
    const free = this.#free.pop();
    if (free !== undefined) return new Uint8Array(free);
    if (this.#allocated === this.#bounds.maxChunks) return undefined;
    this.#allocated += 1;
    return new Uint8Array(this.#bounds.chunkBytes);
  }
}
