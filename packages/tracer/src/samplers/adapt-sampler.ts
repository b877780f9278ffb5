import type { Span } from '../span.ts';
import {
  type LegacySampler,
  NOT_SAMPLED,
  type Sampler,
  type SamplerTags,
  type SamplingDecision,
} from './sampler.ts';
import { SamplerError } from './sampler-error.ts';

/**
 * Makes a sampler of today's form of one that was written for jaeger-client. Of its first form, with `isSampled`, one
 * is asked once, for the first span of a trace here. Of its second form, which has an `apiVersion`, the decisions have
 * their tags as an object.
 *
 * @throws {SamplerError} if it is neither, nor one of today's
 */
export function adaptSampler(sampler: Sampler | LegacySampler): Sampler {
  if (typeof sampler === 'object' && sampler !== null) {
    if ('onCreateSpan' in sampler && typeof sampler.onCreateSpan === 'function') {
      return 'apiVersion' in sampler ? new SecondFormSampler(sampler) : sampler;
    }
    if ('isSampled' in sampler && typeof sampler.isSampled === 'function') {
      return new FirstFormSampler(sampler);
    }
  }
  throw new SamplerError(
    `a sampler needs onCreateSpan() or isSampled(); ${String(sampler)} has neither`,
  );
}

class FirstFormSampler implements Sampler {
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
    return { sample: true, retryable: false, tags: pairsOf(tags) };
  }
}

class SecondFormSampler implements Sampler {
  readonly #sampler: Sampler;

  constructor(sampler: Sampler) {
    this.#sampler = sampler;
  }

  toString(): string {
    return this.#sampler.toString();
  }

  onCreateSpan(span: Span): SamplingDecision {
    return withPairs(this.#sampler.onCreateSpan(span));
  }

  onSetOperationName(span: Span, operationName: string): SamplingDecision {
    return withPairs(this.#sampler.onSetOperationName(span, operationName));
  }

  onSetTag(span: Span, key: string, value: unknown): SamplingDecision {
    return withPairs(this.#sampler.onSetTag(span, key, value));
  }

  close(callback?: () => void): void {
    this.#sampler.close(callback);
  }
}

function withPairs({ sample, retryable, tags }: SamplingDecision): SamplingDecision {
  // Plain JavaScript may leave the tags out.
  return { sample, retryable, tags: tags ? pairsOf(tags) : null };
}

function pairsOf(tags: SamplerTags | Readonly<Record<string, unknown>>): SamplerTags {
  if (Array.isArray(tags)) return tags;
  return Object.entries(tags).flat() as (string | number | boolean)[];
}
