// Growable typed arrays: what a builder appends to. The backing array is public because the loops
// that fill it are hot; whoever writes past `length` has called `reserve` before.

/** A growable column of bytes. */
export class ByteColumn {
  array: Uint8Array;
  length = 0;

  constructor(capacity = 1024) {
    this.array = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes without changing `length`. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.array.length) return;
    const grown = new Uint8Array(Math.max(needed, this.array.length * 2));
    grown.set(this.array.subarray(0, this.length));
    this.array = grown;
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
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
  array: Uint32Array;
  length = 0;

  constructor(capacity = 256) {
    this.array = new Uint32Array(capacity);
  }

  /** Makes room for `count` more values without changing `length`. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.array.length) return;
    const grown = new Uint32Array(Math.max(needed, this.array.length * 2));
    grown.set(this.array.subarray(0, this.length));
    this.array = grown;
  }

  push(value: number): void {
    if (this.length === this.array.length) this.reserve(1);
    this.array[this.length++] = value;
  }
}
