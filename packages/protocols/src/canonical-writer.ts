// Writes arrays and maps as canonical bytes (see `encodeValue` of @clew/model) into a scratch that is kept, without a JavaScript value in
// between.

/** A scratch that one odd value made larger than this is not kept. */
const MAX_KEPT_SCRATCH = 1 << 20;
const FIRST_SCRATCH = 1024;

/** Appends to `bytes[0, length)`. */
export class CanonicalWriter {
  bytes: Uint8Array = new Uint8Array(FIRST_SCRATCH);
  length = 0;

  /** Starts with nothing. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > MAX_KEPT_SCRATCH) this.bytes = new Uint8Array(FIRST_SCRATCH);
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Four bytes, the least significant first. */
  word(word: number): void {
    this.#reserve(4);
    this.length += 4;
    this.#setWord(this.length - 4, word);
  }

  /** The bytes `source[start, end)`. */
  run(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const { bytes } = this;
    let at = this.length;
    for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
    this.length = at;
  }

  /** The bytes `source[start, end)` after their length. */
  sizedRun(source: Uint8Array, start: number, end: number): void {
    this.word(end - start);
    this.run(source, start, end);
  }

  /** Keeps room for the length of what is written next; give what this returns to {@link endSized}. */
  beginSized(): number {
    this.word(0);
    return this.length;
  }

  /** Fills in the length of what was written since {@link beginSized}. */
  endSized(start: number): void {
    this.#setWord(start - 4, this.length - start);
  }

  #setWord(at: number, word: number): void {
    const { bytes } = this;
    bytes[at] = word;
    bytes[at + 1] = word >>> 8;
    bytes[at + 2] = word >>> 16;
    bytes[at + 3] = word >>> 24;
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
