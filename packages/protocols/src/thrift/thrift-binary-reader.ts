// Reads Thrift's binary encoding. Hot: plain loops, no allocation for a value.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md
import {
  END_OF_STRUCT,
  MAX_SKIP_DEPTH,
  malformed,
  type ThriftReader,
  ThriftType,
} from './thrift-reader.ts';

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_VIEW: DataView = new DataView(NO_BYTES.buffer);

/** A cursor over a message in the binary encoding. */
export class ThriftBinaryReader implements ThriftReader {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  type = 0;
  elementType = 0;
  low = 0;
  high = 0;
  start = 0;
  end = 0;
  #view: DataView = NO_VIEW;

  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  close(): void {
    this.bytes = NO_BYTES;
    this.#view = NO_VIEW;
  }

  message(): number {
    const first = this.int32();
    if (first < 0) {
      if ((first & 0xffff0000) !== (0x80010000 | 0)) throw malformed('an unknown version', 0);
      this.run();
      this.int32();
      return first & 0xff;
    }
    // The old form has no version: the name's length comes first.
    this.at -= 4;
    this.run();
    const type = this.#byte();
    this.int32();
    return type;
  }

  field(_previousId: number): number {
    const type = this.#byte();
    this.type = type;
    if (type === 0) return END_OF_STRUCT;
    const { bytes } = this;
    const at = this.at;
    if (at + 2 > bytes.length) throw malformed('a field is cut off', at);
    this.at = at + 2;
    return (((bytes[at] as number) << 24) >> 16) | (bytes[at + 1] as number);
  }

  boolean(): boolean {
    return this.#byte() !== 0;
  }

  int32(): number {
    const at = this.at;
    if (at + 4 > this.bytes.length) throw malformed('a number is cut off', at);
    this.at = at + 4;
    return this.#view.getInt32(at);
  }

  int64(): void {
    const at = this.at;
    if (at + 8 > this.bytes.length) throw malformed('a number is cut off', at);
    this.high = this.#view.getInt32(at);
    this.low = this.#view.getInt32(at + 4);
    this.at = at + 8;
  }

  double(): number {
    const at = this.at;
    if (at + 8 > this.bytes.length) throw malformed('a number is cut off', at);
    this.at = at + 8;
    return this.#view.getFloat64(at);
  }

  run(): void {
    const length = this.int32();
    const { at } = this;
    if (length < 0 || length > this.bytes.length - at) throw malformed('a string is cut off', at);
    this.start = at;
    this.end = at + length;
    this.at = at + length;
  }

  list(): number {
    this.elementType = this.#byte();
    return this.#count();
  }

  skip(): void {
    this.#skipValue(this.type, 0);
  }

  skipElements(count: number): void {
    const type = this.elementType;
    for (let i = 0; i < count; i++) this.#skipValue(type, 0);
  }

  #skipValue(type: number, depth: number): void {
    switch (type) {
      case ThriftType.bool:
      case ThriftType.byte:
        this.#advance(1);
        return;
      case ThriftType.int16:
        this.#advance(2);
        return;
      case ThriftType.int32:
        this.#advance(4);
        return;
      case ThriftType.int64:
      case ThriftType.double:
        this.#advance(8);
        return;
      case ThriftType.string:
        this.#advance(this.int32());
        return;
      default:
        if (depth >= MAX_SKIP_DEPTH) throw malformed('a value nested too deep', this.at);
        this.#skipNested(type, depth + 1);
    }
  }

  #skipNested(type: number, depth: number): void {
    switch (type) {
      case ThriftType.struct:
        while (this.field(0) !== END_OF_STRUCT) this.#skipValue(this.type, depth);
        return;
      case ThriftType.list:
      case ThriftType.set: {
        const element = this.#byte();
        const count = this.#count();
        for (let i = 0; i < count; i++) this.#skipValue(element, depth);
        return;
      }
      case ThriftType.map: {
        const key = this.#byte();
        const value = this.#byte();
        const count = this.#count();
        for (let i = 0; i < count; i++) {
          this.#skipValue(key, depth);
          this.#skipValue(value, depth);
        }
        return;
      }
      default:
        throw malformed(`a value of the unknown type ${type}`, this.at);
    }
  }

  #byte(): number {
    const { at } = this;
    if (at >= this.bytes.length) throw malformed('the message is cut off', at);
    this.at = at + 1;
    return this.bytes[at] as number;
  }

  #count(): number {
    const count = this.int32();
    if (count < 0 || count > this.bytes.length - this.at) {
      throw malformed(`a list of ${count} elements`, this.at);
    }
    return count;
  }

  #advance(length: number): void {
    const { at } = this;
    if (length < 0 || length > this.bytes.length - at) throw malformed('a value is cut off', at);
    this.at = at + length;
  }
}
