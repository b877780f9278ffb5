// How spans become messages of Protocol Buffers that are sent one after another: none grows beyond a bound but for a
// span that is larger alone.
import { hexDecodeInto } from '@clew/model';
import { ProtobufWriter } from './protobuf-writer.ts';

/** A message is given once the spans in it are this long. */
const MESSAGE_BYTES = 1 << 16;

/** Writes messages of spans, one after another into the same memory. */
export class SpanMessageWriter extends ProtobufWriter {
  constructor() {
    super(2 * MESSAGE_BYTES);
  }

  /**
   * Whether the message is long enough to be given.
   * @param head how many of its bytes stand before the spans and in every message: they may be as many again
   */
  isFull(head: number): boolean {
    return this.length - head >= Math.max(MESSAGE_BYTES, head);
  }

  /** The message, and a new one begins. */
  take(): Uint8Array<ArrayBuffer> {
    const message = this.bytes.slice(0, this.length);
    this.clear(4 * MESSAGE_BYTES);
    return message;
  }

  /** A bytes field from an id in hex of `size` bytes; nothing when it is the empty text. */
  idField(tag: number, id: string, size: number): void {
    if (id === '') return;
    this.reserve(size + 2);
    this.byte(tag);
    this.byte(size);
    hexDecodeInto(id, this.bytes, this.length, size);
    this.length += size;
  }

  /** A text field; nothing when it is empty. */
  textField(tag: number, value: string): void {
    if (value !== '') this.stringField(tag, value);
  }

  /** A varint field of up to 32 bits; nothing when it is 0. */
  countField(tag: number, value: number): void {
    if (value === 0) return;
    this.reserve(6);
    this.byte(tag);
    this.varint32(value);
  }

  /** A varint field of 64 bits, also of a negative number. */
  int64Field(tag: number, value: bigint): void {
    this.reserve(11);
    this.byte(tag);
    this.varint64(highWord(value), lowWord(value));
  }

  /** A fixed64 field. */
  fixed64Field(tag: number, value: bigint): void {
    this.reserve(9);
    this.byte(tag);
    this.fixed64(highWord(value), lowWord(value));
  }
}

function highWord(value: bigint): number {
  return Number(BigInt.asUintN(32, value >> 32n));
}

function lowWord(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}
