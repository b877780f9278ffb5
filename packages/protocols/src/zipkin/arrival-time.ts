// When spans came in that have no time at all and whose trace has none either.

let last = 0n;

/**
 * The present, Unix nanoseconds.
 * @param count how many nanoseconds from then on are the caller's alone
 */
export function arrivalNanos(count: number): bigint {
  const now = BigInt(Date.now()) * 1_000_000n;
  const arrival = now > last ? now : last;
  last = arrival + BigInt(count);
  return arrival;
}
