// Growable typed arrays: what a builder appends to. The backing array is public because the loops that fill it are hot; whoever writes past
// `length` has called `reserve` before. A buffer that is outgrown is given back at once, not when garbage is collected: else columns that
// grow would leave as much behind as they hold. So nobody keeps an array across a call that may grow it.

/** Thrown when a batch would need more memory than any honest one does. */
export class BatchTooLargeError extends Error {
  readonly code = 'CLEW_BATCH_TOO_LARGE';
}

/**
 * Bytes that one column may hold. Messages of two bytes become rows of forty: without a bound, a body
 * within its own limit could still take gigabytes.
 */
const MAX_COLUMN_BYTES = 128 * 1024 * 1024;
/** A column that an odd batch has made larger than this gives its memory back. */
const KEPT_COLUMN_BYTES = 4 * 1024 * 1024;

/** How many elements to grow to, of a width in bytes. */
function grownCapacity(needed: number, wanted: number, width: number): number {
  const most = MAX_COLUMN_BYTES / width;
  if (needed > most) {
    throw new BatchTooLargeError(
      `a request decodes to more than ${MAX_COLUMN_BYTES} bytes a column: send smaller requests`,
    );
  }
  return Math.min(most, Math.max(needed, wanted));
}

/** A growable column of bytes. */
export class ByteColumn {
  array: Uint8Array<ArrayBuffer>;
  length = 0;
  /** How many of the bytes were appended by {@link appendTight}. */
  tightLength = 0;

  constructor(capacity = 1024) {
    this.array = new Uint8Array(capacity);
  }

  /** Empties the column, keeping its memory unless that is unusually much. */
  clear(): void {
    this.length = this.tightLength = 0;
    if (this.array.byteLength > KEPT_COLUMN_BYTES) this.array = new Uint8Array(1024);
  }

  /**
   * Makes room for `count` more bytes without changing `length`.
   * @throws {BatchTooLargeError} when that is more than a column may hold
   */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.array.length) return;
    const capacity = grownCapacity(needed, this.#wanted(needed), 1);
    this.array = new Uint8Array(this.array.buffer.transfer(capacity));
  }

  /** Room for as many bytes again, but of those that were appended tightly for an eighth. */
  #wanted(needed: number): number {
    const tight = this.tightLength;
    return tight === 0 ? this.array.length * 2 : needed + Math.max(needed - tight, tight >>> 3);
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
  }

  /** Appends `source[start, end)`, and keeps less room for what may follow: for what is larger than it was on its way in. */
  appendTight(source: Uint8Array, start: number, end: number): void {
    this.tightLength += end - start;
    this.append(source, start, end);
  }

  /** Appends `source[start, end)`. */
  append(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { array } = this;
    let at = this.length;
    this.length = at + count;
    // Below some tens of bytes a loop is cheaper than making a subarray for `set`.
    if (count <= 96) for (let i = start; i < end; i++) array[at++] = source[i] as number;
    else array.set(source.subarray(start, end), at);
  }
}

/** A growable column of 32-bit unsigned integers. */
export class Uint32Column {
  array: Uint32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 256) {
    this.array = new Uint32Array(capacity);
  }

  /** Empties the column, keeping its memory unless that is unusually much. */
  clear(): void {
    this.length = 0;
    if (this.array.byteLength > KEPT_COLUMN_BYTES) this.array = new Uint32Array(256);
  }

  /**
   * Makes room for `count` more values without changing `length`.
   * @throws {BatchTooLargeError} when that is more than a column may hold
   */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.array.length) return;
    const capacity = grownCapacity(needed, this.array.length * 2, 4);
    this.array = new Uint32Array(this.array.buffer.transfer(capacity * 4));
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
  }
}
