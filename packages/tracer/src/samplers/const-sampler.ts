import { RootSampler, sampledBy } from './root-sampler.ts';
import { NOT_SAMPLED, type SamplingDecision } from './sampler.ts';

/** Records every trace, or none. */
export class ConstSampler extends RootSampler {
  readonly decision: boolean;
  readonly #result: SamplingDecision;

  constructor(decision: boolean) {
    super();
    this.decision = decision;
    this.#result = decision ? sampledBy('const', true) : NOT_SAMPLED;
  }

  name(): string {
    return 'ConstSampler';
  }

  override toString(): string {
    return `${this.name()}(${this.decision ? 'always' : 'never'})`;
  }

  equal(other: unknown): boolean {
    return other instanceof ConstSampler && other.decision === this.decision;
  }

  protected decide(): SamplingDecision {
    return this.#result;
  }
}
