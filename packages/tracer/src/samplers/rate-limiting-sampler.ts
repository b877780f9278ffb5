import { RateLimiter } from './rate-limiter.ts';
import { RootSampler, sampledBy } from './root-sampler.ts';
import { NOT_SAMPLED, type SamplingDecision } from './sampler.ts';
import { checkedRate } from './sampler-error.ts';

/** Records at most so many traces a second; one every few seconds where it is less than one. */
export class RateLimitingSampler extends RootSampler {
  #sampled: SamplingDecision;
  readonly #limiter: RateLimiter;
  #maxTracesPerSecond: number;

  /**
   * @param initBalance how many it may record at once to begin with; random if left out
   * @param now milliseconds that only grow
   * @throws {SamplerError} if the rate is no number of 0 or more
   */
  constructor(maxTracesPerSecond: number, initBalance?: number, now?: () => number) {
    super();
    this.#maxTracesPerSecond = checkedRate(maxTracesPerSecond, 'maxTracesPerSecond');
    this.#limiter = new RateLimiter(
      maxTracesPerSecond,
      maxBalance(maxTracesPerSecond),
      initBalance,
      now,
    );
    this.#sampled = sampledBy('ratelimiting', maxTracesPerSecond);
  }

  get maxTracesPerSecond(): number {
    return this.#maxTracesPerSecond;
  }

  name(): string {
    return 'RateLimitingSampler';
  }

  override toString(): string {
    return `${this.name()}(maxTracesPerSecond=${this.#maxTracesPerSecond})`;
  }

  /**
   * Takes another rate; whether it is another.
   *
   * @throws {SamplerError} if it is no number of 0 or more
   */
  update(maxTracesPerSecond: number): boolean {
    checkedRate(maxTracesPerSecond, 'maxTracesPerSecond');
    if (maxTracesPerSecond === this.#maxTracesPerSecond) return false;
    this.#maxTracesPerSecond = maxTracesPerSecond;
    this.#limiter.update(maxTracesPerSecond, maxBalance(maxTracesPerSecond));
    this.#sampled = sampledBy('ratelimiting', maxTracesPerSecond);
    return true;
  }

  equal(other: unknown): boolean {
    return (
      other instanceof RateLimitingSampler && other.maxTracesPerSecond === this.#maxTracesPerSecond
    );
  }

  protected decide(): SamplingDecision {
    // A rate of 0 records nothing, not even what the bucket still holds.
    if (this.#maxTracesPerSecond === 0) return NOT_SAMPLED;
    return this.#limiter.checkCredit(1) ? this.#sampled : NOT_SAMPLED;
  }
}

/** A bucket that holds less than one trace would never record any. */
function maxBalance(maxTracesPerSecond: number): number {
  return Math.max(1, maxTracesPerSecond);
}
