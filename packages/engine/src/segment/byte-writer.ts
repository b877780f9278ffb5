// Appends numbers and runs to a growable array: what segment frames are written with.

/** A growable run of bytes. Numbers are little-endian. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /** What was written, as a view that the next write may change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Makes room for `count` bytes, counts them as written and returns where they begin. */
  skip(count: number): number {
    const at = this.length;
    const needed = at + count;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
    }
    this.length = needed;
    return at;
  }

  u8(value: number): void {
    const at = this.skip(1);
    this.bytes[at] = value;
  }

  u32(value: number): void {
    this.setU32(this.skip(4), value);
  }

  /** Overwrites four bytes that were written before. */
  setU32(at: number, value: number): void {
    const { bytes } = this;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }

  /** An unsigned 32-bit number in one to five bytes, seven bits each. */
  varint(value: number): void {
    let left = value >>> 0;
    let at = this.skip(5);
    while (left >= 0x80) {
      this.bytes[at++] = left | 0x80;
      left >>>= 7;
    }
    this.bytes[at++] = left;
    this.length = at;
  }

  append(source: Uint8Array, start: number, end: number): void {
    let at = this.skip(end - start);
    if (end - start <= 48) {
      const { bytes } = this;
      for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
    } else this.bytes.set(source.subarray(start, end), at);
  }
}

/** Reads what a {@link ByteWriter} wrote. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  u8(): number {
    return this.bytes[this.at++] as number;
  }

  u32(): number {
    const { bytes, at } = this;
    this.at = at + 4;
    return (
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)) >>>
      0
    );
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  }

  /** The next `length` bytes, not copied. */
  run(length: number): Uint8Array {
    const run = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return run;
  }
}
