// Bytes that grow at the end. Hot path: encoders call `reserve` once for what they are about to write and then write
// without further checks. For Node alone: its Buffer writes a long text in a quarter of the time of TextEncoder, which
// needs a view for each text.
import { Buffer } from 'node:buffer';

/** Texts up to this length are written character by character, which beats a call into the runtime. */
export const SHORT_TEXT = 28;
/** Runs longer than this are copied by a call into the runtime. */
const LONG_RUN = 96;
/** What a number, with the header before it, takes at most in any of the encodings. */
const NUMBER_BYTES = 24;

/** A growing run of bytes. */
export class ByteWriter {
  /** The memory written to; only the first `length` bytes count. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes were written. */
  length = 0;
  #view: DataView;
  #buffer: Buffer;

  /** @param capacity bytes to begin with */
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.bytes.buffer);
    this.#buffer = Buffer.from(this.bytes.buffer);
  }

  /** Makes room for `count` bytes and a few numbers more. */
  reserve(count: number): void {
    if (this.length + count + NUMBER_BYTES > this.bytes.length) this.#grow(count);
  }

  #grow(count: number): void {
    const wanted = this.length + count + NUMBER_BYTES;
    const grown = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.#use(grown);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    this.#buffer = Buffer.from(bytes.buffer);
  }

  /** One byte; room was reserved. */
  byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  /** An unsigned 32-bit integer, seven bits a byte, the lowest first; room was reserved. */
  varint32(value: number): void {
    const { bytes } = this;
    let { length } = this;
    let rest = value;
    while ((rest & ~0x7f) !== 0) {
      bytes[length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[length++] = rest;
    this.length = length;
  }

  /** An unsigned 64-bit integer in two parts, seven bits a byte, the lowest first; room was reserved. */
  varint64(high: number, low: number): void {
    const { bytes } = this;
    let { length } = this;
    let restLow = low;
    let restHigh = high;
    while (restHigh !== 0 || (restLow & ~0x7f) !== 0) {
      bytes[length++] = (restLow & 0x7f) | 0x80;
      restLow = (restLow >>> 7) | (restHigh << 25);
      restHigh >>>= 7;
    }
    bytes[length++] = restLow;
    this.length = length;
  }

  /** A double, the highest byte first; room was reserved. */
  doubleBigEndian(value: number): void {
    this.#view.setFloat64(this.length, value, false);
    this.length += 8;
  }

  /** A double, the lowest byte first; room was reserved. */
  doubleLittleEndian(value: number): void {
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A 32-bit integer, the highest byte first; room was reserved. */
  int32BigEndian(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = value >>> 16;
    bytes[length + 2] = value >>> 8;
    bytes[length + 3] = value;
    this.length = length + 4;
  }

  /** Bytes as they are. */
  raw(run: Uint8Array): void {
    this.reserve(run.length);
    this.bytes.set(run, this.length);
    this.length += run.length;
  }

  /** A few bytes as they are: for so few, a loop beats a call into the runtime. */
  shortRaw(run: Uint8Array): void {
    this.reserve(run.length);
    const { bytes, length } = this;
    for (let i = 0; i < run.length; i++) bytes[length + i] = run[i] as number;
    this.length = length + run.length;
  }

  /** The bytes `source[start, end)`; room was reserved. */
  run(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let at = this.length;
    this.length = at + end - start;
    // Up to some tens of bytes a loop is cheaper than making a subarray for `set`.
    if (end - start > LONG_RUN) bytes.set(source.subarray(start, end), at);
    else for (let i = start; i < end; i++) bytes[at++] = source[i] as number;
  }

  /** A text in UTF-8 after its length as a varint; reserves its room and that of a few numbers. */
  lengthAndText(value: string): void {
    const count = value.length;
    this.reserve(count * 3);
    if (count > SHORT_TEXT) {
      this.#lengthAndEncodedText(value);
      return;
    }
    const { bytes } = this;
    let { length } = this;
    bytes[length++] = count;
    for (let i = 0; i < count; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) {
        this.#lengthAndEncodedText(value);
        return;
      }
      bytes[length++] = code;
    }
    this.length = length;
  }

  #lengthAndEncodedText(value: string): void {
    const start = this.length;
    const guess = varint32Size(value.length);
    this.length = start + guess;
    const written = this.encodedText(value);
    const needed = varint32Size(written);
    if (needed !== guess) {
      this.bytes.copyWithin(start + needed, start + guess, start + guess + written);
    }
    this.length = start;
    this.varint32(written);
    this.length = start + needed + written;
  }

  /** A text in UTF-8 without its length; room was reserved. Returns how many bytes it took. */
  encodedText(value: string): number {
    const written = this.#buffer.write(value, this.length);
    this.length += written;
    return written;
  }

  /** Forgets the bytes before `to`; what came after them moves to the front. */
  drop(to: number): void {
    this.bytes.copyWithin(0, to, this.length);
    this.length -= to;
  }

  /** Forgets everything, and gives memory back when more than `capacity` bytes of it were needed once. */
  clear(capacity: number): void {
    this.length = 0;
    if (this.bytes.length > capacity) this.#use(new Uint8Array(capacity));
  }
}

/** How many bytes an unsigned 32-bit integer takes as a varint. */
export function varint32Size(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest !== 0; rest >>>= 7) size += 1;
  return size;
}
