import type { Span } from '../span.ts';
import { type LegacySampler, NOT_SAMPLED, type Sampler, type SamplingDecision } from './sampler.ts';
import { SamplerError } from './sampler-error.ts';

/**
 * Makes a sampler of jaeger-client's first form one of today's: it is asked once, for the first span of a trace here.
 *
 * @throws {SamplerError} if it is neither
 */
export function adaptSampler(sampler: Sampler | LegacySampler): Sampler {
  if ('onCreateSpan' in sampler && typeof sampler.onCreateSpan === 'function') return sampler;
  if ('isSampled' in sampler && typeof sampler.isSampled === 'function') {
    return new AdaptedSampler(sampler);
  }
  throw new SamplerError(
    `a sampler needs onCreateSpan() or isSampled(); ${String(sampler)} has neither`,
  );
}

class AdaptedSampler implements Sampler {
  readonly #sampler: LegacySampler;

  constructor(sampler: LegacySampler) {
    this.#sampler = sampler;
  }

  toString(): string {
    return this.#sampler.toString();
  }

  onCreateSpan(span: Span): SamplingDecision {
    return this.#decide(span.operationName);
  }

  onSetOperationName(_span: Span, operationName: string): SamplingDecision {
    return this.#decide(operationName);
  }

  onSetTag(): SamplingDecision {
    return NOT_SAMPLED;
  }

  close(callback?: () => void): void {
    if (this.#sampler.close) this.#sampler.close(callback);
    else callback?.();
  }

  #decide(operationName: string): SamplingDecision {
    const tags: Record<string, unknown> = {};
    if (!this.#sampler.isSampled(operationName, tags)) return NOT_SAMPLED;
    const list = Object.entries(tags).flat() as (string | number | boolean)[];
    return { sample: true, retryable: false, tags: list };
  }
}
