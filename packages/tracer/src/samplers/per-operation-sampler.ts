import type { Span } from '../span.ts';
import {
  GuaranteedThroughputSampler,
  type GuaranteedThroughputSources,
} from './guaranteed-throughput-sampler.ts';
import { ProbabilisticSampler } from './probabilistic-sampler.ts';
import { type Sampler, type SamplingDecision, UNDECIDED } from './sampler.ts';
import { checkedProbability, checkedRate, SamplerError } from './sampler-error.ts';

/** How each operation is to be sampled: Jaeger's PerOperationSamplingStrategies. */
export interface PerOperationStrategies {
  readonly defaultSamplingProbability: number;
  readonly defaultLowerBoundTracesPerSecond: number;
  readonly perOperationStrategies: readonly {
    readonly operation: string;
    readonly probabilisticSampling: { readonly samplingRate: number };
  }[];
}

const DEFAULT_MAX_OPERATIONS = 2000;

/**
 * Samples each operation by a probability of its own, and at least so many traces a second of each. It decides by the
 * name of the first span of a trace in this process, also when that changes before something else has decided.
 */
export class PerOperationSampler implements Sampler {
  readonly #maxOperations: number;
  readonly #sources: GuaranteedThroughputSources;
  #samplers = new Map<string, GuaranteedThroughputSampler>();
  #default: ProbabilisticSampler;
  #defaultLowerBound: number;

  /**
   * @param maxOperations how many operations get a lower bound of their own; those that come later share a probability
   * @throws {SamplerError} if the strategies are malformed
   */
  constructor(
    strategies: PerOperationStrategies,
    maxOperations: number = DEFAULT_MAX_OPERATIONS,
    sources: GuaranteedThroughputSources = {},
  ) {
    checkStrategies(strategies);
    this.#maxOperations = maxOperations;
    this.#sources = sources;
    this.#default = new ProbabilisticSampler(strategies.defaultSamplingProbability, sources.random);
    this.#defaultLowerBound = strategies.defaultLowerBoundTracesPerSecond;
    this.update(strategies);
  }

  name(): string {
    return 'PerOperationSampler';
  }

  toString(): string {
    return `${this.name()}(maxOperations=${this.#maxOperations})`;
  }

  /**
   * Takes other strategies; whether they are others. An operation that is no longer among them is sampled as new ones are.
   *
   * @throws {SamplerError} if they are malformed; then nothing has changed
   */
  update(strategies: PerOperationStrategies): boolean {
    checkStrategies(strategies);
    const { defaultSamplingProbability, defaultLowerBoundTracesPerSecond: lowerBound } = strategies;
    let isChanged = this.#default.update(defaultSamplingProbability);
    if (lowerBound !== this.#defaultLowerBound) isChanged = true;
    this.#defaultLowerBound = lowerBound;
    const rates = new Map(
      strategies.perOperationStrategies
        .slice(0, this.#maxOperations)
        .map(({ operation, probabilisticSampling }) => [
          operation,
          probabilisticSampling.samplingRate,
        ]),
    );
    this.#makeRoom(rates);
    for (const [operation, sampler] of this.#samplers) {
      const rate = rates.get(operation) ?? defaultSamplingProbability;
      if (sampler.update(lowerBound, rate)) isChanged = true;
    }
    for (const [operation, rate] of rates) {
      if (this.#samplers.has(operation)) continue;
      this.#samplers.set(
        operation,
        new GuaranteedThroughputSampler(lowerBound, rate, this.#sources),
      );
      isChanged = true;
    }
    return isChanged;
  }

  isSampled(operation: string, tags: Record<string, unknown> = {}): boolean {
    return this.#samplerOf(operation).isSampled(operation, tags);
  }

  onCreateSpan(span: Span): SamplingDecision {
    if (!span.isLocalRoot) return UNDECIDED;
    // Another name may come before anything has relied on the decision.
    const { sample, tags } = this.#samplerOf(span.operationName).onCreateSpan();
    return sample ? { sample, retryable: true, tags } : UNDECIDED;
  }

  onSetOperationName(span: Span, operationName: string): SamplingDecision {
    if (!span.isLocalRoot) return UNDECIDED;
    return this.#samplerOf(operationName).onCreateSpan();
  }

  onSetTag(): SamplingDecision {
    return UNDECIDED;
  }

  close(callback?: () => void): void {
    callback?.();
  }

  #samplerOf(operation: string): GuaranteedThroughputSampler | ProbabilisticSampler {
    const known = this.#samplers.get(operation);
    if (known !== undefined) return known;
    if (this.#samplers.size >= this.#maxOperations) return this.#default;
    const { samplingRate } = this.#default;
    const sampler = new GuaranteedThroughputSampler(
      this.#defaultLowerBound,
      samplingRate,
      this.#sources,
    );
    this.#samplers.set(operation, sampler);
    return sampler;
  }

  /** Operations that a strategy names count more than those that were merely seen. */
  #makeRoom(rates: ReadonlyMap<string, number>): void {
    let size = this.#samplers.size;
    for (const operation of rates.keys()) if (!this.#samplers.has(operation)) size += 1;
    for (const operation of this.#samplers.keys()) {
      if (size <= this.#maxOperations) return;
      if (rates.has(operation)) continue;
      this.#samplers.delete(operation);
      size -= 1;
    }
  }
}

function checkStrategies(strategies: PerOperationStrategies): void {
  if (typeof strategies !== 'object' || strategies === null) {
    throw new SamplerError(`strategies must be an object, not ${strategies}`);
  }
  const { defaultSamplingProbability, defaultLowerBoundTracesPerSecond, perOperationStrategies } =
    strategies;
  checkedProbability(defaultSamplingProbability, 'defaultSamplingProbability');
  checkedRate(defaultLowerBoundTracesPerSecond, 'defaultLowerBoundTracesPerSecond');
  if (!Array.isArray(perOperationStrategies)) {
    throw new SamplerError('perOperationStrategies must be a list');
  }
  for (const strategy of perOperationStrategies) {
    const { operation, probabilisticSampling } = strategy ?? {};
    if (typeof operation !== 'string') {
      throw new SamplerError(`operation must be a text, not ${operation}`);
    }
    checkedProbability(probabilisticSampling?.samplingRate, `samplingRate of '${operation}'`);
  }
}
