const WORD = 0x1_0000_0000;
const NANOS_PER_MILLI = 1_000_000;
/** The last millisecond of which 64 bits hold the nanoseconds. */
const MAX_MILLIS = 18_446_744_073_709;

/** A time or duration in milliseconds, and the words of its nanoseconds. */
export class UnixMillis {
  low = 0;
  high = 0;

  /** The milliseconds of an int64 in two words, or −1 when it is negative or 64 bits can't hold its nanoseconds. */
  read(low: number, high: number): number {
    if (high < 0 || high > 0xffff) return -1;
    const millis = high * WORD + (low >>> 0);
    return millis > MAX_MILLIS ? -1 : millis;
  }

  /** Sets the words from milliseconds that {@link read} gave, or from a difference of them. */
  set(millis: number): void {
    const upper = Math.floor(millis / WORD);
    // Both products are exact in a double.
    const lower = (millis - upper * WORD) * NANOS_PER_MILLI;
    this.low = lower >>> 0;
    this.high = upper * NANOS_PER_MILLI + Math.floor(lower / WORD);
  }
}
