import { ProbabilisticSampler } from './probabilistic-sampler.ts';
import { RateLimitingSampler } from './rate-limiting-sampler.ts';
import { RootSampler, sampledBy } from './root-sampler.ts';
import { NOT_SAMPLED, type SamplingDecision } from './sampler.ts';
import { checkedProbability, checkedRate } from './sampler-error.ts';

/** What makes the random parts of a {@link GuaranteedThroughputSampler} predictable. */
export interface GuaranteedThroughputSources {
  readonly random?: () => number;
  readonly now?: () => number;
  readonly initBalance?: number;
}

/** Records a share of the traces, and of a rare operation at least so many a second. */
export class GuaranteedThroughputSampler extends RootSampler {
  #sampled: SamplingDecision;
  readonly #probabilistic: ProbabilisticSampler;
  readonly #lowerBound: RateLimitingSampler;
  #byLowerBound: SamplingDecision;

  /** @throws {SamplerError} if one of the numbers is out of range */
  constructor(lowerBound: number, samplingRate: number, sources: GuaranteedThroughputSources = {}) {
    super();
    this.#probabilistic = new ProbabilisticSampler(samplingRate, sources.random);
    this.#lowerBound = new RateLimitingSampler(lowerBound, sources.initBalance, sources.now);
    this.#sampled = sampledBy('probabilistic', samplingRate);
    this.#byLowerBound = sampledBy('lowerbound', samplingRate);
  }

  get samplingRate(): number {
    return this.#probabilistic.samplingRate;
  }

  get lowerBound(): number {
    return this.#lowerBound.maxTracesPerSecond;
  }

  name(): string {
    return 'GuaranteedThroughputSampler';
  }

  override toString(): string {
    return `${this.name()}(samplingRate=${this.samplingRate}, lowerBound=${this.lowerBound})`;
  }

  /**
   * Takes other numbers; whether they are others.
   *
   * @throws {SamplerError} if one is out of range; then nothing has changed
   */
  update(lowerBound: number, samplingRate: number): boolean {
    checkedRate(lowerBound, 'lowerBound');
    checkedProbability(samplingRate, 'samplingRate');
    const hasNewRate = this.#probabilistic.update(samplingRate);
    if (hasNewRate) {
      this.#sampled = sampledBy('probabilistic', samplingRate);
      this.#byLowerBound = sampledBy('lowerbound', samplingRate);
    }
    return this.#lowerBound.update(lowerBound) || hasNewRate;
  }

  equal(other: unknown): boolean {
    return (
      other instanceof GuaranteedThroughputSampler &&
      other.samplingRate === this.samplingRate &&
      other.lowerBound === this.lowerBound
    );
  }

  protected decide(): SamplingDecision {
    const isChosen = this.#probabilistic.onCreateSpan().sample;
    // The bucket pays for every recorded trace, so that it bounds all of them from below and adds none.
    const isDue = this.#lowerBound.onCreateSpan().sample;
    if (isChosen) return this.#sampled;
    return isDue ? this.#byLowerBound : NOT_SAMPLED;
  }
}
