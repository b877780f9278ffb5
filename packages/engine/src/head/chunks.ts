// Memory for heads: fixed-size shared chunks, so that a worker thread reads batches in place, and
// recycled, so that filling heads again and again allocates nothing.

/** Bytes in a chunk; a batch that is larger gets one of its own. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Chunks that are free for the next head. */
export class ChunkPool {
  readonly #free: SharedArrayBuffer[] = [];
  readonly #keep: number;

  /** @param keepBytes how much free memory to keep for the next head */
  constructor(keepBytes: number) {
    this.#keep = Math.floor(keepBytes / CHUNK_BYTES);
  }

  take(bytes: number): SharedArrayBuffer {
    if (bytes > CHUNK_BYTES) return new SharedArrayBuffer(bytes);
    return this.#free.pop() ?? new SharedArrayBuffer(CHUNK_BYTES);
  }

  give(chunk: SharedArrayBuffer): void {
    if (chunk.byteLength === CHUNK_BYTES && this.#free.length < this.#keep) this.#free.push(chunk);
  }
}

/** Lays runs of bytes one after another into chunks. */
export class ChunkWriter {
  readonly #pool: ChunkPool;
  readonly #chunks: SharedArrayBuffer[] = [];
  #used = CHUNK_BYTES;
  bytes = 0;

  constructor(pool: ChunkPool) {
    this.#pool = pool;
  }

  /** Copies a run to an 8-byte aligned place and gives that place. */
  copy(run: Uint8Array): Uint8Array {
    const length = (run.length + 7) & ~7;
    let chunk = this.#chunks.at(-1);
    if (chunk === undefined || this.#used + length > chunk.byteLength) {
      chunk = this.#pool.take(length);
      this.#chunks.push(chunk);
      this.#used = 0;
    }
    const place = new Uint8Array(chunk, this.#used, run.length);
    place.set(run);
    this.#used += length;
    this.bytes += length;
    return place;
  }

  /** Gives the chunks back; nothing may read them any more. */
  release(): void {
    for (const chunk of this.#chunks) this.#pool.give(chunk);
    this.#chunks.length = 0;
  }
}
