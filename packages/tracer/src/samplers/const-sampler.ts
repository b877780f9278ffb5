import type { Sampler, SamplingDecision } from './sampler.ts';

/** Records every trace, or none. */
export class ConstSampler implements Sampler {
  readonly #decision: SamplingDecision;

  constructor(decision: boolean) {
    this.#decision = Object.freeze({
      sample: decision,
      retryable: false,
      tags: decision ? Object.freeze(['sampler.type', 'const', 'sampler.param', true]) : null,
    });
  }

  get decision(): boolean {
    return this.#decision.sample;
  }

  name(): string {
    return 'ConstSampler';
  }

  toString(): string {
    return `${this.name()}(${this.decision ? 'always' : 'never'})`;
  }

  /** As jaeger-client's samplers decide; `tags` gets those of the decision. */
  isSampled(_operation: string, tags: Record<string, unknown>): boolean {
    if (this.decision) {
      tags['sampler.type'] = 'const';
      tags['sampler.param'] = true;
    }
    return this.decision;
  }

  equal(other: unknown): boolean {
    return other instanceof ConstSampler && other.decision === this.decision;
  }

  onCreateSpan(): SamplingDecision {
    return this.#decision;
  }

  onSetOperationName(): SamplingDecision {
    return this.#decision;
  }

  onSetTag(): SamplingDecision {
    return this.#decision;
  }

  close(callback?: () => void): void {
    callback?.();
  }
}
