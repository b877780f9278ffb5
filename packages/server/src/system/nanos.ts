/** Milliseconds as the API writes nanoseconds: decimal text. */
export function nanosOfMillis(millis: number): string {
  return String(BigInt(Math.round(millis * 1000)) * 1000n);
}
