// What is to hold, and whether it does.
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MILLIS = 20_000;
const POLL_MILLIS = 20;
/** What is longer, in characters, is only shown where something does not hold. */
const LONG_DETAIL = 200;

/** Counts what holds and what does not, and prints each. */
export class Checks {
  passed = 0;
  failed = 0;

  /** Says whether something holds. */
  check(name: string, holds: boolean, detail: unknown = ''): void {
    if (holds) this.passed += 1;
    else this.failed += 1;
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail);
    const shown = holds && text.length > LONG_DETAIL ? '' : text;
    console.log(`${holds ? 'ok    ' : 'FAILED'}  ${name}${shown === '' ? '' : `: ${shown}`}`);
  }

  /** Says something that nothing is asked of. */
  note(text: string): void {
    console.log(`        ${text}`);
  }

  /** Waits until something holds; that it never does is a failure. */
  async until(name: string, holds: () => boolean | Promise<boolean>): Promise<boolean> {
    const giveUp = performance.now() + PATIENCE_MILLIS;
    while (!(await holds())) {
      if (performance.now() > giveUp) {
        this.check(name, false, `not within ${PATIENCE_MILLIS} ms`);
        return false;
      }
      await sleep(POLL_MILLIS);
    }
    this.check(name, true);
    return true;
  }
}

/** The median of some numbers. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** By how much the later half of some numbers lies above the earlier one; medians, so that one odd number counts for nothing. */
export function growth(numbers: readonly number[]): number {
  const half = Math.floor(numbers.length / 2);
  return median(numbers.slice(half)) - median(numbers.slice(0, half));
}

/** Bytes for people. */
export function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}

/** A count for people. */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}
