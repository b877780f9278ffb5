// What both of Thrift's protocols write alike.
import { ByteWriter } from '../byte-writer.ts';

const TWO_TO_THE_32 = 2 ** 32;

/** Writes one of Thrift's protocols. */
export abstract class ThriftWriter extends ByteWriter {
  /** A 64-bit integer in two parts; room was reserved. */
  abstract i64(high: number, low: number): void;

  /** A safe integer as a 64-bit integer; room was reserved. */
  i64OfNumber(value: number): void {
    const high = Math.floor(value / TWO_TO_THE_32);
    this.i64(high | 0, (value - high * TWO_TO_THE_32) | 0);
  }

  /** A bigint within 64 bits as a 64-bit integer; room was reserved. */
  i64OfBigInt(value: bigint): void {
    this.i64(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
  }
}
