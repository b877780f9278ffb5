/** A figure that only grows. */
export interface Counter {
  increment(delta?: number): void;
}

/** A figure that goes up and down. */
export interface Gauge {
  update(value: number): void;
}

/** Makes the tracer's metrics in the application's own system; jaeger-client's interface. */
export interface MetricsFactory {
  createCounter(name: string, tags?: Readonly<Record<string, string>>): Counter;
  createGauge(name: string, tags?: Readonly<Record<string, string>>): Gauge;
}

const noCounter: Counter = { increment() {} };
const noGauge: Gauge = { update() {} };

/** Metrics that go nowhere. */
const noMetricsFactory: MetricsFactory = {
  createCounter: () => noCounter,
  createGauge: () => noGauge,
};

/** Every metric of the tracer, under the names and tags that jaeger-client gave them. */
export class Metrics {
  readonly tracesStartedSampled: Counter;
  readonly tracesStartedNotSampled: Counter;
  readonly tracesJoinedSampled: Counter;
  readonly tracesJoinedNotSampled: Counter;
  readonly spansFinished: Counter;
  readonly spansStartedSampled: Counter;
  readonly spansStartedNotSampled: Counter;
  readonly decodingErrors: Counter;
  readonly reporterSuccess: Counter;
  readonly reporterFailure: Counter;
  readonly reporterDropped: Counter;
  readonly reporterQueueLength: Gauge;
  readonly samplerRetrieved: Counter;
  readonly samplerQueryFailure: Counter;
  readonly samplerUpdated: Counter;
  readonly samplerUpdateFailure: Counter;
  readonly baggageUpdateSuccess: Counter;
  readonly baggageUpdateFailure: Counter;
  readonly baggageTruncate: Counter;
  readonly baggageRestrictionsUpdateSuccess: Counter;
  readonly baggageRestrictionsUpdateFailure: Counter;
  readonly throttledDebugSpans: Counter;
  readonly throttlerUpdateSuccess: Counter;
  readonly throttlerUpdateFailure: Counter;

  constructor(factory: MetricsFactory = noMetricsFactory) {
    const counter = (name: string, tags?: Readonly<Record<string, string>>): Counter =>
      factory.createCounter(`jaeger:${name}`, tags);
    this.tracesStartedSampled = counter('traces', { state: 'started', sampled: 'y' });
    this.tracesStartedNotSampled = counter('traces', { state: 'started', sampled: 'n' });
    this.tracesJoinedSampled = counter('traces', { state: 'joined', sampled: 'y' });
    this.tracesJoinedNotSampled = counter('traces', { state: 'joined', sampled: 'n' });
    this.spansFinished = counter('finished_spans');
    this.spansStartedSampled = counter('started_spans', { sampled: 'y' });
    this.spansStartedNotSampled = counter('started_spans', { sampled: 'n' });
    this.decodingErrors = counter('span_context_decoding_errors');
    this.reporterSuccess = counter('reporter_spans', { result: 'ok' });
    this.reporterFailure = counter('reporter_spans', { result: 'err' });
    this.reporterDropped = counter('reporter_spans', { result: 'dropped' });
    this.reporterQueueLength = factory.createGauge('jaeger:reporter_queue_length');
    this.samplerRetrieved = counter('sampler_queries', { result: 'ok' });
    this.samplerQueryFailure = counter('sampler_queries', { result: 'err' });
    this.samplerUpdated = counter('sampler_updates', { result: 'ok' });
    this.samplerUpdateFailure = counter('sampler_updates', { result: 'err' });
    this.baggageUpdateSuccess = counter('baggage_updates', { result: 'ok' });
    this.baggageUpdateFailure = counter('baggage_updates', { result: 'err' });
    this.baggageTruncate = counter('baggage_truncations');
    this.baggageRestrictionsUpdateSuccess = counter('baggage_restrictions_updates', {
      result: 'ok',
    });
    this.baggageRestrictionsUpdateFailure = counter('baggage_restrictions_updates', {
      result: 'err',
    });
    this.throttledDebugSpans = counter('throttled_debug_spans');
    this.throttlerUpdateSuccess = counter('throttler_updates', { result: 'ok' });
    this.throttlerUpdateFailure = counter('throttler_updates', { result: 'err' });
  }
}
