// Files in memory: what the store without a data directory keeps its segments in.
import type { ReadableFile } from './file-system.ts';

/** A file that is a run of bytes. */
export class MemoryFile implements ReadableFile {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    if (offset + length > this.#bytes.length) {
      throw new RangeError(`the file ends before byte ${offset + length}`);
    }
    return this.#bytes.slice(offset, offset + length);
  }

  close(): void {
    // Nothing to let go of: the memory goes with the object.
  }
}
