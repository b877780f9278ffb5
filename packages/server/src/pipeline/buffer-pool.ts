// Memory for bodies and batches, used again and again. Fresh buffers of some hundred kilobytes for
// every request cost more than copying them does: zeroing, page faults, and garbage collections that
// memory outside of the heap brings about.

/** Sizes are powers of two between these; what is larger is not pooled. */
const SMALLEST_BYTES = 64 * 1024;
const LARGEST_BYTES = 4 * 1024 * 1024;

/** Lends buffers and keeps those that come back. */
export class BufferPool {
  readonly #free: Map<number, ArrayBuffer[]> = new Map();
  /** Weak, so that what never comes back is garbage like any other. */
  readonly #lent: WeakSet<ArrayBufferLike> = new WeakSet();
  readonly #mostKeptBytes: number;
  #keptBytes = 0;

  /** @param mostKeptBytes how much to keep while nobody uses it */
  constructor(mostKeptBytes: number) {
    this.#mostKeptBytes = mostKeptBytes;
  }

  /** So many bytes, 8-byte aligned, with anything in them. They are the caller's until {@link giveBack}. */
  take(bytes: number): Uint8Array {
    if (bytes > LARGEST_BYTES) return new Uint8Array(bytes);
    let size = SMALLEST_BYTES;
    while (size < bytes) size *= 2;
    let buffer = this.#free.get(size)?.pop();
    if (buffer === undefined) buffer = new ArrayBuffer(size);
    else this.#keptBytes -= size;
    this.#lent.add(buffer);
    return new Uint8Array(buffer, 0, bytes);
  }

  /** Takes bytes back, which nobody may read any more. Bytes that were not lent are left alone. */
  giveBack({ buffer }: Uint8Array): void {
    if (!this.#lent.delete(buffer) || !(buffer instanceof ArrayBuffer)) return;
    const size = buffer.byteLength;
    if (this.#keptBytes + size > this.#mostKeptBytes) return;
    this.#keptBytes += size;
    const free = this.#free.get(size);
    if (free === undefined) this.#free.set(size, [buffer]);
    else free.push(buffer);
  }
}
