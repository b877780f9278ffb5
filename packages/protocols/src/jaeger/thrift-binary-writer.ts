// Thrift's binary protocol, writing: numbers have fixed widths, the highest byte first.
// Apache Thrift, "Thrift Binary protocol encoding".
import { SHORT_TEXT } from '../byte-writer.ts';
import { ThriftWriter } from './thrift-writer.ts';

/** Types of the binary protocol, as they stand in field and list headers. */
export const BinaryType = {
  bool: 2,
  double: 4,
  i32: 8,
  i64: 10,
  binary: 11,
  struct: 12,
  list: 15,
} as const;

/** Writes Thrift's binary protocol. */
export class ThriftBinaryWriter extends ThriftWriter {
  /** The header of a field; room was reserved. Field ids are below 256. */
  field(type: number, id: number): void {
    const { bytes, length } = this;
    bytes[length] = type;
    bytes[length + 1] = 0;
    bytes[length + 2] = id;
    this.length = length + 3;
  }

  /** A 64-bit integer in two parts; room was reserved. */
  override i64(high: number, low: number): void {
    this.int32BigEndian(high);
    this.int32BigEndian(low);
  }

  /** A text after its length; reserves its room and that of a few numbers. */
  string(value: string): void {
    const count = value.length;
    this.reserve(4 + count * 3);
    if (count > SHORT_TEXT) {
      this.#encodedString(value);
      return;
    }
    const { bytes, length } = this;
    for (let i = 0; i < count; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) {
        this.#encodedString(value);
        return;
      }
      bytes[length + 4 + i] = code;
    }
    this.int32BigEndian(count);
    this.length = length + 4 + count;
  }

  #encodedString(value: string): void {
    const start = this.length;
    this.length = start + 4;
    const written = this.encodedText(value);
    this.length = start;
    this.int32BigEndian(written);
    this.length = start + 4 + written;
  }

  /** The header of a list; room was reserved. */
  listHeader(type: number, count: number): void {
    this.byte(type);
    this.int32BigEndian(count);
  }
}
