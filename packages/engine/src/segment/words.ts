// Arithmetic on unsigned 64-bit numbers kept as two 32-bit words, without an allocation each.

/** −1, 0 or 1, as the first number is below, equal to or above the second. */
export function compareWords(lowA: number, highA: number, lowB: number, highB: number): -1 | 0 | 1 {
  if (highA !== highB) return highA < highB ? -1 : 1;
  return lowA === lowB ? 0 : lowA < lowB ? -1 : 1;
}

/** The number that two words make. */
export function bigIntOf(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The low and the high word of a number of at most 64 bits. */
export function wordsOf(value: bigint): readonly [low: number, high: number] {
  return [Number(value & 0xffff_ffffn), Number(value >> 32n)];
}

/** A double that is not below the 64-bit number which was rounded to the given one. */
export function notBelow(rounded: number): number {
  return rounded * (1 + Number.EPSILON) + 1;
}
