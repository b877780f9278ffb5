import { RootSampler, sampledBy } from './root-sampler.ts';
import { NOT_SAMPLED, type SamplingDecision } from './sampler.ts';
import { checkedProbability } from './sampler-error.ts';

/** Records a share of the traces. */
export class ProbabilisticSampler extends RootSampler {
  #sampled: SamplingDecision;
  readonly #random: () => number;
  #samplingRate: number;

  /**
   * @param samplingRate the share, from 0 to 1
   * @param random gives numbers from 0 to below 1
   * @throws {SamplerError} if the share is out of range
   */
  constructor(samplingRate: number, random: () => number = Math.random) {
    super();
    this.#samplingRate = checkedProbability(samplingRate, 'samplingRate');
    this.#random = random;
    this.#sampled = sampledBy('probabilistic', samplingRate);
  }

  get samplingRate(): number {
    return this.#samplingRate;
  }

  name(): string {
    return 'ProbabilisticSampler';
  }

  override toString(): string {
    return `${this.name()}(samplingRate=${this.#samplingRate})`;
  }

  /**
   * Takes another share; whether it is another.
   *
   * @throws {SamplerError} if it is out of range
   */
  update(samplingRate: number): boolean {
    checkedProbability(samplingRate, 'samplingRate');
    if (samplingRate === this.#samplingRate) return false;
    this.#samplingRate = samplingRate;
    this.#sampled = sampledBy('probabilistic', samplingRate);
    return true;
  }

  equal(other: unknown): boolean {
    return other instanceof ProbabilisticSampler && other.samplingRate === this.#samplingRate;
  }

  protected decide(): SamplingDecision {
    return this.#random() < this.#samplingRate ? this.#sampled : NOT_SAMPLED;
  }
}
