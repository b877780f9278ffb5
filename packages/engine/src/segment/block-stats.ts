// What can be said of a block without reading it, gathered while it is written. Hot.
import type { BlockFooter } from './segment-format.ts';
import { bigIntOf, compareWords } from './words.ts';

/** Extremes of a block's times. Words are compared here for every span, so they are plain fields. */
export class BlockStats {
  errors = 0;
  kinds = 0;
  #minStartLow = 0xffff_ffff;
  #minStartHigh = 0xffff_ffff;
  #maxStartLow = 0;
  #maxStartHigh = 0;
  #minDurationLow = 0xffff_ffff;
  #minDurationHigh = 0xffff_ffff;
  #maxDurationLow = 0;
  #maxDurationHigh = 0;
  #lastFragmentLow = 0;
  #lastFragmentHigh = 0;

  start(low: number, high: number): void {
    if (compareWords(low, high, this.#minStartLow, this.#minStartHigh) < 0) {
      this.#minStartLow = low;
      this.#minStartHigh = high;
    }
    if (compareWords(low, high, this.#maxStartLow, this.#maxStartHigh) > 0) {
      this.#maxStartLow = low;
      this.#maxStartHigh = high;
    }
  }

  duration(low: number, high: number): void {
    if (compareWords(low, high, this.#minDurationLow, this.#minDurationHigh) < 0) {
      this.#minDurationLow = low;
      this.#minDurationHigh = high;
    }
    if (compareWords(low, high, this.#maxDurationLow, this.#maxDurationHigh) > 0) {
      this.#maxDurationLow = low;
      this.#maxDurationHigh = high;
    }
  }

  fragment(low: number, high: number): void {
    if (compareWords(low, high, this.#lastFragmentLow, this.#lastFragmentHigh) > 0) {
      this.#lastFragmentLow = low;
      this.#lastFragmentHigh = high;
    }
  }

  texts(): Pick<
    BlockFooter,
    'minStart' | 'maxStart' | 'minDuration' | 'maxDuration' | 'lastFragmentStart'
  > {
    return {
      minStart: String(bigIntOf(this.#minStartLow, this.#minStartHigh)),
      maxStart: String(bigIntOf(this.#maxStartLow, this.#maxStartHigh)),
      minDuration: String(bigIntOf(this.#minDurationLow, this.#minDurationHigh)),
      maxDuration: String(bigIntOf(this.#maxDurationLow, this.#maxDurationHigh)),
      lastFragmentStart: String(bigIntOf(this.#lastFragmentLow, this.#lastFragmentHigh)),
    };
  }
}
