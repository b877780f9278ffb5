import type { LocalTrace } from '../local-trace.ts';
import type { Span } from '../span.ts';
import { adaptSampler } from './adapt-sampler.ts';
import {
  type LegacySampler,
  NOT_SAMPLED,
  type Sampler,
  type SamplingDecision,
  UNDECIDED,
} from './sampler.ts';

/** Asks several samplers in turn: the first that wants to record decides; one whose no is final is not asked again. */
export class PrioritySampler implements Sampler {
  readonly #samplers: readonly Sampler[];
  /** Which samplers have decided, for each trace that is open. */
  readonly #decided = new WeakMap<LocalTrace, boolean[]>();

  constructor(samplers: readonly (Sampler | LegacySampler)[]) {
    this.#samplers = samplers.map(adaptSampler);
  }

  name(): string {
    return 'PrioritySampler';
  }

  toString(): string {
    return `${this.name()}(${this.#samplers.join(',')})`;
  }

  onCreateSpan(span: Span): SamplingDecision {
    return this.#ask(span, (sampler) => sampler.onCreateSpan(span));
  }

  onSetOperationName(span: Span, operationName: string): SamplingDecision {
    return this.#ask(span, (sampler) => sampler.onSetOperationName(span, operationName));
  }

  onSetTag(span: Span, key: string, value: unknown): SamplingDecision {
    return this.#ask(span, (sampler) => sampler.onSetTag(span, key, value));
  }

  close(callback?: () => void): void {
    let open = this.#samplers.length;
    if (open === 0) callback?.();
    for (const sampler of this.#samplers) {
      sampler.close(() => {
        open -= 1;
        if (open === 0) callback?.();
      });
    }
  }

  #ask({ trace }: Span, question: (sampler: Sampler) => SamplingDecision): SamplingDecision {
    const decided = this.#decided.get(trace) ?? this.#samplers.map(() => false);
    this.#decided.set(trace, decided);
    for (const [i, sampler] of this.#samplers.entries()) {
      if (decided[i] === true) continue;
      const decision = question(sampler);
      if (!decision.retryable) decided[i] = true;
      if (decision.sample) return decision;
    }
    return decided.includes(false) ? UNDECIDED : NOT_SAMPLED;
  }
}
