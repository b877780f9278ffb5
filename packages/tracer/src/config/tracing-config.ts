import type { BaggageRestrictionManager } from '../baggage/baggage-restriction-manager.ts';
import type { Logger } from '../logger.ts';
import type { MetricsFactory } from '../metrics/metrics.ts';
import type { PropagationFormat } from '../propagation/propagation-format.ts';
import type { Reporter } from '../reporters/reporter.ts';
import type { DebugThrottler } from '../throttler/debug-throttler.ts';

/** Which traces are recorded. Without it the agent is asked, and one of a thousand is recorded until it answers. */
export interface SamplerConfig {
  /** `const`, `probabilistic`, `ratelimiting` or `remote`. */
  readonly type?: string;
  /** 0 or 1; a probability; traces a second; or the probability until the agent has answered. */
  readonly param?: number;
  /** Where a remote sampler asks: `host:port` or an address. */
  readonly hostPort?: string;
  readonly host?: string;
  readonly port?: number;
  /** `/sampling` if left out. */
  readonly samplingPath?: string;
  /** How often a remote sampler asks, in milliseconds; a minute if left out. */
  readonly refreshIntervalMs?: number;
}

/** Where spans go: to an agent over UDP, unless one of the endpoints is given. */
export interface ReporterConfig {
  /** Writes a line for each span to the logger. */
  readonly logSpans?: boolean;
  readonly agentHost?: string;
  /** 6831 if left out. */
  readonly agentPort?: number;
  readonly agentSocketType?: 'udp4' | 'udp6';
  /** Thrift's protocol to the agent; if left out, compact for port 6831 and else binary, as jaeger-client has it. */
  readonly agentProtocol?: 'compact' | 'binary';
  /** The most bytes of a packet; 65,000 if left out. */
  readonly maxPacketSize?: number;
  /** A Jaeger collector: `http://collector:14268/api/traces`. */
  readonly collectorEndpoint?: string;
  /** An OpenTelemetry collector: `http://collector:4318/v1/traces`. */
  readonly otlpEndpoint?: string;
  /** More headers for either endpoint. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly username?: string;
  readonly password?: string;
  /** How long an endpoint may take to answer, in milliseconds; 5000 if left out. */
  readonly timeoutMs?: number;
  /** How long spans wait for others, in milliseconds; 1000 if left out. */
  readonly flushIntervalMs?: number;
  /** The most spans that wait to be sent; what comes beyond is dropped and counted. */
  readonly maxQueueSize?: number;
}

/** Where debug traces are asked for. Without it every one is allowed. */
export interface ThrottlerConfig {
  readonly host?: string;
  readonly port?: number;
  readonly refreshIntervalMs?: number;
}

/** Where baggage restrictions are asked for. Without it all keys are allowed, with values of up to 2048 characters. */
export interface BaggageRestrictionsConfig {
  readonly hostPort?: string;
  readonly refreshIntervalMs?: number;
  /** Refuses all keys until there was a first answer. */
  readonly denyBaggageOnInitializationFailure?: boolean;
}

/** What `initTracer` makes a tracer of; jaeger-client's shape, and what is new. */
export interface TracingConfig {
  readonly serviceName?: string;
  /** Gives a tracer that does nothing. */
  readonly disable?: boolean;
  readonly sampler?: SamplerConfig;
  readonly reporter?: ReporterConfig;
  readonly throttler?: ThrottlerConfig;
  readonly baggageRestrictions?: BaggageRestrictionsConfig;
}

/** What of a tracer is code, or is shared with the application; jaeger-client's shape, and what is new. */
export interface TracingOptions {
  /** Takes the spans instead of what the configuration says. */
  readonly reporter?: Reporter;
  readonly throttler?: DebugThrottler;
  readonly baggageRestrictionManager?: BaggageRestrictionManager;
  readonly metrics?: MetricsFactory;
  /** Without it, warnings and errors go to standard error as Node's own do, and nothing else is said. */
  readonly logger?: Logger;
  /** Tags of the process, on all its spans. */
  readonly tags?: Readonly<Record<string, unknown>>;
  /** Gives new traces ids of 128 bits instead of 64. */
  readonly traceId128bit?: boolean;
  /** Lets a server's span have the id of the client's, as Zipkin does. */
  readonly shareRpcSpan?: boolean;
  readonly contextKey?: string;
  readonly baggagePrefix?: string;
  /** The forms of headers to write, and to look for, the first that is found being taken; `['jaeger']` if left out. */
  readonly propagation?: readonly PropagationFormat[];
  /** What to do about a configuration that can't be used: throw (if left out), or say so and trace nothing. */
  readonly onInvalidConfig?: 'throw' | 'noop';
}
