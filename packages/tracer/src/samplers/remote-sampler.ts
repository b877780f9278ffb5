import { type Logger, processLogger, safeLogger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { type AgentAddress, agentUrl } from '../polling/agent-url.ts';
import { AnswerError } from '../polling/answer-error.ts';
import { HttpPoller } from '../polling/http-poller.ts';
import type { Span } from '../span.ts';
import { adaptSampler } from './adapt-sampler.ts';
import { PerOperationSampler, type PerOperationStrategies } from './per-operation-sampler.ts';
import { ProbabilisticSampler } from './probabilistic-sampler.ts';
import { RateLimitingSampler } from './rate-limiting-sampler.ts';
import type { LegacySampler, Sampler, SamplingDecision } from './sampler.ts';
import { SamplerError } from './sampler-error.ts';

const INITIAL_SAMPLING_RATE = 0.001;
const DEFAULT_REFRESH_INTERVAL_MS = 60_000;
const DEFAULT_SAMPLING_PATH = '/sampling';

/** What a {@link RemoteSampler} asks, and what it does until there is an answer. */
export interface RemoteSamplerOptions extends AgentAddress {
  /** Decides until the first answer; one of a thousand if left out. */
  readonly sampler?: Sampler | LegacySampler | undefined;
  readonly samplingPath?: string | undefined;
  /** The pause between two questions, in milliseconds; a minute if left out, never if 0. */
  readonly refreshInterval?: number | undefined;
  readonly maxOperations?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Called with the sampler that counts after each good answer. */
  readonly onSamplerUpdate?: ((sampler: Sampler) => void) | undefined;
  readonly metrics?: Metrics | undefined;
  readonly logger?: Logger | undefined;
}

/** Jaeger's SamplingStrategyResponse, as agents write it in JSON. */
interface StrategyResponse {
  readonly strategyType?: unknown;
  readonly probabilisticSampling?: { readonly samplingRate?: unknown } | null;
  readonly rateLimitingSampling?: { readonly maxTracesPerSecond?: unknown } | null;
  readonly operationSampling?: PerOperationStrategies | null;
}

/** Asks an agent how to sample. What it answered last counts until it has a better answer, also when it is gone. */
export class RemoteSampler implements Sampler {
  readonly #serviceName: string;
  readonly #maxOperations: number | undefined;
  readonly #onSamplerUpdate: ((sampler: Sampler) => void) | undefined;
  readonly #metrics: Metrics;
  readonly #logger: Required<Logger>;
  readonly #poller: HttpPoller;
  #sampler: Sampler;

  constructor(serviceName: string, options: RemoteSamplerOptions = {}) {
    this.#serviceName = serviceName;
    this.#maxOperations = options.maxOperations;
    this.#onSamplerUpdate = options.onSamplerUpdate;
    this.#metrics = options.metrics ?? new Metrics();
    this.#logger = options.logger ? safeLogger(options.logger) : processLogger;
    this.#sampler = adaptSampler(
      options.sampler ?? new ProbabilisticSampler(INITIAL_SAMPLING_RATE),
    );
    const url = agentUrl(options, options.samplingPath ?? DEFAULT_SAMPLING_PATH);
    url.searchParams.set('service', serviceName);
    this.#poller = new HttpPoller({
      url: () => url,
      intervalMs: options.refreshInterval ?? DEFAULT_REFRESH_INTERVAL_MS,
      timeoutMs: options.timeoutMs,
      onAnswer: (answer) => this.#take(answer),
      onError: (error) => {
        if (error instanceof AnswerError) {
          this.#metrics.samplerRetrieved.increment(1);
          this.#refuse(error);
          return;
        }
        this.#metrics.samplerQueryFailure.increment(1);
        this.#logger.error(`no sampling strategy for '${serviceName}': ${error.message}`);
      },
    });
  }

  /** The sampler that counts now. */
  get sampler(): Sampler {
    return this.#sampler;
  }

  name(): string {
    return 'RemoteSampler';
  }

  toString(): string {
    return `${this.name()}(serviceName=${this.#serviceName})`;
  }

  /** Asks now; resolves when the answer counts, or was refused. */
  async refresh(): Promise<void> {
    await this.#poller.poll();
  }

  onCreateSpan(span: Span): SamplingDecision {
    return this.#sampler.onCreateSpan(span);
  }

  onSetOperationName(span: Span, operationName: string): SamplingDecision {
    return this.#sampler.onSetOperationName(span, operationName);
  }

  onSetTag(span: Span, key: string, value: unknown): SamplingDecision {
    return this.#sampler.onSetTag(span, key, value);
  }

  close(callback?: () => void): void {
    this.#poller.close();
    this.#sampler.close(callback);
  }

  #take(answer: unknown): void {
    this.#metrics.samplerRetrieved.increment(1);
    try {
      if (this.#update(answer as StrategyResponse)) this.#metrics.samplerUpdated.increment(1);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    this.#onSamplerUpdate?.(this.#sampler);
  }

  #refuse(error: unknown): void {
    this.#metrics.samplerUpdateFailure.increment(1);
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.error(
      `the sampling strategy for '${this.#serviceName}' can't be used, the one before counts: ${reason}`,
    );
  }

  /** Whether something has changed. */
  #update(response: StrategyResponse | null): boolean {
    const { strategyType, probabilisticSampling, rateLimitingSampling, operationSampling } =
      response ?? {};
    const sampler = this.#sampler;
    if (operationSampling) {
      if (sampler instanceof PerOperationSampler) return sampler.update(operationSampling);
      this.#sampler = new PerOperationSampler(operationSampling, this.#maxOperations);
      return true;
    }
    // The enum's numbers are what some servers write.
    if (rateLimitingSampling && (strategyType === 'RATE_LIMITING' || strategyType === 1)) {
      const rate = rateLimitingSampling.maxTracesPerSecond as number;
      if (sampler instanceof RateLimitingSampler) return sampler.update(rate);
      this.#sampler = new RateLimitingSampler(rate);
      return true;
    }
    if (probabilisticSampling && isProbabilistic(strategyType)) {
      const rate = probabilisticSampling.samplingRate as number;
      if (sampler instanceof ProbabilisticSampler) return sampler.update(rate);
      this.#sampler = new ProbabilisticSampler(rate);
      return true;
    }
    throw new SamplerError(`it has no strategy: ${JSON.stringify(response).slice(0, 200)}`);
  }
}

/** It is the enum's zero, which some servers leave out. */
function isProbabilistic(strategyType: unknown): boolean {
  return strategyType === 'PROBABILISTIC' || strategyType === 0 || strategyType === undefined;
}
