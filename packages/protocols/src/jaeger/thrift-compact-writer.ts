// Thrift's compact protocol, writing. Field ids are deltas to the field before; integers are zigzag varints.
// Apache Thrift, "Thrift Compact protocol encoding".
import { ThriftWriter } from './thrift-writer.ts';

/** Types of the compact protocol, as they stand in field and list headers. */
export const CompactType = {
  true: 1,
  false: 2,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

/** Writes Thrift's compact protocol. */
export class ThriftCompactWriter extends ThriftWriter {
  /** A 32-bit integer; room was reserved. */
  i32(value: number): void {
    this.varint32((value << 1) ^ (value >> 31));
  }

  /** A 64-bit integer in two parts; room was reserved. */
  override i64(high: number, low: number): void {
    const sign = high >> 31;
    this.varint64((((high << 1) | (low >>> 31)) ^ sign) >>> 0, (low << 1) ^ sign);
  }

  /** The header of a list; room was reserved. */
  listHeader(type: number, count: number): void {
    if (count < 15) {
      this.byte((count << 4) | type);
      return;
    }
    this.byte(0xf0 | type);
    this.varint32(count);
  }
}
