/** Microseconds as nanoseconds, both 64-bit numbers without sign, in two words. */
export class UnsignedMicros {
  /** The nanoseconds. */
  low = 0;
  high = 0;

  /** @returns whether 64 bits hold the nanoseconds */
  read(low: number, high: number): boolean {
    // A word times 1000 has 42 bits and is exact in a double.
    const lower = (low >>> 0) * 1000;
    const upper = (high >>> 0) * 1000 + Math.floor(lower / 0x1_0000_0000);
    this.low = lower >>> 0;
    this.high = upper >>> 0;
    return upper <= 0xffff_ffff;
  }
}
