// Spans of the last minutes by the time of their write, so that whoever looks after something happened sees when it began. A ring
// of sums: it costs two additions a write and needs no timer.
import type { RecentWrites as RecentWritesAnswer } from '../query/system-answer.ts';
import { nanosOfMillis } from './nanos.ts';

const INTERVAL_MILLIS = 5_000;
/** Ten minutes. */
const INTERVALS = 120;
/** One more, in which spans are being counted. */
const SLOTS = INTERVALS + 1;

/** Counts spans by intervals of five seconds. */
export class RecentWrites {
  readonly #stored: Float64Array = new Float64Array(SLOTS);
  readonly #failed: Float64Array = new Float64Array(SLOTS);
  readonly #first: number;
  /** The number of the interval that is being counted: it lies at its remainder. */
  #current: number;

  /** @param now Unix milliseconds at which it begins to count */
  constructor(now: number) {
    this.#first = intervalOf(now);
    this.#current = this.#first;
  }

  /** A write has ended. */
  add(now: number, spans: number, isStored: boolean): void {
    this.#advance(now);
    const column = isStored ? this.#stored : this.#failed;
    const slot = this.#current % SLOTS;
    column[slot] = (column[slot] ?? 0) + spans;
  }

  /** The intervals that are over. */
  read(now: number): RecentWritesAnswer {
    this.#advance(now);
    const from = Math.max(this.#first, this.#current - INTERVALS);
    const stored: number[] = [];
    const failed: number[] = [];
    for (let interval = from; interval < this.#current; interval++) {
      stored.push(this.#stored[interval % SLOTS] ?? 0);
      failed.push(this.#failed[interval % SLOTS] ?? 0);
    }
    return {
      end: nanosOfMillis(this.#current * INTERVAL_MILLIS),
      interval: nanosOfMillis(INTERVAL_MILLIS),
      ...{ stored, failed },
    };
  }

  /** Goes on to the interval of a time; a clock that is set back goes on in the same one. */
  #advance(now: number): void {
    const interval = intervalOf(now);
    const cleared = Math.min(interval - this.#current, SLOTS);
    for (let i = 0; i < cleared; i++) {
      this.#stored[(interval - i) % SLOTS] = 0;
      this.#failed[(interval - i) % SLOTS] = 0;
    }
    this.#current = Math.max(this.#current, interval);
  }
}

function intervalOf(millis: number): number {
  return Math.floor(millis / INTERVAL_MILLIS);
}
