// What an application imports. The names that jaeger-client has are here under the same names.
import { initTracer } from './config/init-tracer.ts';
import { initTracerFromEnv } from './config/init-tracer-from-env.ts';
import { PrioritySampler } from './samplers/priority-sampler.ts';
import { TagEqualsSampler } from './samplers/tag-equals-sampler.ts';

export * as opentracing from 'opentracing';
export type { Baggage } from './baggage/baggage.ts';
export type {
  BaggageRestrictionManager,
  Restriction,
} from './baggage/baggage-restriction-manager.ts';
export { DefaultBaggageRestrictionManager } from './baggage/default-baggage-restriction-manager.ts';
export { RemoteBaggageRestrictionManager } from './baggage/remote-baggage-restriction-manager.ts';
export { BaseTracer, type StartSpanOptions } from './base-tracer.ts';
export { TracerConfigError } from './config/config-error.ts';
export type {
  BaggageRestrictionsConfig,
  ReporterConfig,
  SamplerConfig,
  ThrottlerConfig,
  TracingConfig,
  TracingOptions,
} from './config/tracing-config.ts';
export type { EncodedBatch, Process } from './encoding/span-encoder.ts';
export { SpanEncoder } from './encoding/span-encoder.ts';
export { Flags, LocalTrace } from './local-trace.ts';
export type { Logger } from './logger.ts';
export { type Counter, type Gauge, Metrics, type MetricsFactory } from './metrics/metrics.ts';
export { PrometheusMetricsFactory } from './metrics/prometheus-metrics-factory.ts';
export { NoopTracer } from './noop-tracer.ts';
export { B3SingleCodec, ZipkinB3TextMapCodec } from './propagation/b3-codec.ts';
export { BinaryCodec } from './propagation/binary-codec.ts';
export { CompositePropagator } from './propagation/composite-propagator.ts';
export {
  type PropagationFormat,
  PropagationFormatError,
} from './propagation/propagation-format.ts';
export type { Carrier, Propagator } from './propagation/propagator.ts';
export { TextMapCodec, type TextMapCodecOptions } from './propagation/text-map-codec.ts';
export { TraceContextCodec } from './propagation/trace-context-codec.ts';
export { W3CBaggageCodec } from './propagation/w3c-baggage-codec.ts';
export { CompositeReporter } from './reporters/composite-reporter.ts';
export { InMemoryReporter } from './reporters/in-memory-reporter.ts';
export { LoggingReporter } from './reporters/logging-reporter.ts';
export { NoopReporter } from './reporters/noop-reporter.ts';
export {
  RemoteReporter,
  type RemoteReporterOptions,
  type ReporterStats,
} from './reporters/remote-reporter.ts';
export type { Reporter } from './reporters/reporter.ts';
export { ConstSampler } from './samplers/const-sampler.ts';
export { GuaranteedThroughputSampler } from './samplers/guaranteed-throughput-sampler.ts';
export { PerOperationSampler } from './samplers/per-operation-sampler.ts';
export { ProbabilisticSampler } from './samplers/probabilistic-sampler.ts';
export { RateLimitingSampler } from './samplers/rate-limiting-sampler.ts';
export { RemoteSampler } from './samplers/remote-sampler.ts';
export type {
  LegacySampler,
  Sampler,
  SamplerTags,
  SamplingDecision,
} from './samplers/sampler.ts';
export { HttpSender, type HttpSenderOptions } from './senders/http-sender.ts';
export { JaegerHttpSender } from './senders/jaeger-http-sender.ts';
export { OtlpHttpSender } from './senders/otlp-http-sender.ts';
export type { Sender } from './senders/sender.ts';
export { UdpSender, type UdpSenderOptions } from './senders/udp-sender.ts';
export { Span } from './span.ts';
export { logsOf, type SpanLog, tagsOf } from './span-content.ts';
export { SpanContext, type SpanContextFields } from './span-context.ts';
export type { SpanReference } from './span-reference.ts';
export { TestUtils } from './test-utils.ts';
export type { DebugThrottler } from './throttler/debug-throttler.ts';
export { DefaultThrottler } from './throttler/default-throttler.ts';
export { RemoteThrottler } from './throttler/remote-throttler.ts';
export { Tracer, type TracerOptions } from './tracer.ts';
export { UnsupportedFormatError } from './unsupported-format-error.ts';
export { VERSION } from './version.ts';
export { initTracer, initTracerFromEnv };

/** jaeger-client's class of one static method. */
export const Configuration: { readonly initTracer: typeof initTracer } = { initTracer };

/** jaeger-client's samplers that decide by priority and by tags. */
export const experimental: {
  readonly PrioritySampler: typeof PrioritySampler;
  readonly TagEqualsSampler: typeof TagEqualsSampler;
} = { PrioritySampler, TagEqualsSampler };
