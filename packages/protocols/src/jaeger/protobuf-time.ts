// Reads google.protobuf's Timestamp and Duration, which look alike on the wire, as nanoseconds. Hot.
import type { ProtobufReader } from '../protobuf-reader.ts';

const NANOS_PER_SECOND = 1_000_000_000;
/** A second's nanoseconds are `FACTOR_HIGH * 65536 + FACTOR_LOW`, so that products stay exact in a double. */
const FACTOR_HIGH = 15_258;
const FACTOR_LOW = 51_712;
const WORD = 0x1_0000_0000;

/** The words of the time that was read last. */
export class ProtobufTime {
  low = 0;
  high = 0;

  /** Reads the message that fills the reader's bytes up to `end`; false when it is negative or no 64 bits can hold it. */
  read(reader: ProtobufReader, end: number): boolean {
    let secondsLow = 0;
    let secondsHigh = 0;
    let nanos = 0;
    let isNanosWide = false;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x08: // seconds
          secondsLow = reader.varint(end) >>> 0;
          secondsHigh = reader.high;
          break;
        case 0x10: // nanos
          nanos = reader.varint(end) >>> 0;
          isNanosWide = reader.high !== 0;
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (isNanosWide || nanos >= NANOS_PER_SECOND || secondsHigh < 0 || secondsHigh > 4) {
      return false;
    }
    const seconds = secondsHigh * WORD + secondsLow;
    const upper = seconds * FACTOR_HIGH;
    const upperHigh = Math.floor(upper / 65536);
    const lower = (upper - upperHigh * 65536) * 65536 + seconds * FACTOR_LOW + nanos;
    const carry = Math.floor(lower / WORD);
    this.low = lower - carry * WORD;
    this.high = upperHigh + carry;
    return this.high < WORD;
  }
}
