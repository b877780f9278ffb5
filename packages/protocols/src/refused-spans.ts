// Counts spans that are refused. Reasons are counted in metrics by their very words, so there are few of them and none
// holds anything that a client sent.

const NONE: ReadonlyMap<string, number> = new Map();

/** Counts the refused spans of one request after another. */
export class RefusedSpans {
  readonly #reasons: readonly string[];
  readonly #counts: Uint32Array;
  /** Most requests have none, and small ones should not pay for a list of nothing. */
  #isEmpty = true;

  /** @param reasons by fault: a number from 1 on; 0 is no fault */
  constructor(reasons: readonly string[]) {
    this.#reasons = reasons;
    this.#counts = new Uint32Array(reasons.length);
  }

  clear(): void {
    if (this.#isEmpty) return;
    this.#counts.fill(0);
    this.#isEmpty = true;
  }

  add(fault: number): void {
    this.#counts[fault] = (this.#counts[fault] as number) + 1;
    this.#isEmpty = false;
  }

  byReason(): ReadonlyMap<string, number> {
    if (this.#isEmpty) return NONE;
    const counts = new Map<string, number>();
    for (const [fault, reason] of this.#reasons.entries()) {
      const count = this.#counts[fault] as number;
      if (count > 0) counts.set(reason, count);
    }
    return counts;
  }
}
