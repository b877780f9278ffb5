// What clients are told of sampling, in the form of Jaeger's SamplingStrategyResponse, which its JSON
// and gRPC share: https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v2/sampling.proto

/** How one service is to sample its traces. */
export interface Strategy {
  readonly strategyType: 'PROBABILISTIC' | 'RATE_LIMITING';
  /** Of a strategy of that type. */
  readonly probabilisticSampling?: Probabilistic;
  /** Of a strategy of that type. */
  readonly rateLimitingSampling?: { readonly maxTracesPerSecond: number };
  /** Counts before the others with clients that know it. */
  readonly operationSampling?: PerOperation;
}

interface Probabilistic {
  /** 0 to 1. */
  readonly samplingRate: number;
}

/** Strategies for the operations that traces begin with. */
export interface PerOperation {
  /** Of operations that are not in the list. */
  readonly defaultSamplingProbability: number;
  readonly defaultLowerBoundTracesPerSecond: number;
  readonly perOperationStrategies: readonly OperationStrategy[];
  readonly defaultUpperBoundTracesPerSecond: number;
}

/** The strategy of one operation. */
export interface OperationStrategy {
  readonly operation: string;
  readonly probabilisticSampling: Probabilistic;
}

/** The strategies of all services. */
export class Strategies {
  readonly #default: Strategy;
  readonly #services: ReadonlyMap<string, Strategy>;

  constructor(defaultStrategy: Strategy, services: ReadonlyMap<string, Strategy> = new Map()) {
    this.#default = defaultStrategy;
    this.#services = services;
  }

  /** The strategy of a service, by its exact name. */
  of(service: string): Strategy {
    return this.#services.get(service) ?? this.#default;
  }
}

/** Without a file every trace is wanted. */
export const EVERY_TRACE: Strategies = new Strategies(probabilistic(1));

/** A strategy that takes so many of all traces. */
export function probabilistic(samplingRate: number): Strategy {
  return { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate } };
}
