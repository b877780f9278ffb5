// Milliseconds since the epoch with the monotonic clock's resolution. The offset between both clocks is looked at
// again from time to time, since the system's clock is adjusted and the monotonic one stands still while the machine
// sleeps. A trace keeps the offset it began with, so that its spans never run backwards.
import { performance } from 'node:perf_hooks';

/** How often the offset is compared with the system's clock, in milliseconds. */
const CHECK_INTERVAL_MS = 1000;
/** `Date.now` counts whole milliseconds; a smaller difference than this says nothing. */
const TOLERANCE_MS = 2;

let offset = 0;
let nextCheck = Number.NEGATIVE_INFINITY;

/** Milliseconds of the monotonic clock, with fractions. */
export function monotonicNow(): number {
  return performance.now();
}

/** The offset that a trace which starts at `now`, by {@link monotonicNow}, is to use. */
export function clockOffset(now: number): number {
  if (now >= nextCheck) checkOffset(now);
  return offset;
}

function checkOffset(now: number): void {
  if (nextCheck === Number.NEGATIVE_INFINITY) offset = performance.timeOrigin;
  nextCheck = now + CHECK_INTERVAL_MS;
  const difference = Date.now() - (offset + now);
  if (difference > TOLERANCE_MS || difference < -TOLERANCE_MS) offset += difference;
}
