// Compiled against the packed types as an ES module and as a CommonJS module; never run.
import {
  type BaseTracer,
  ConstSampler,
  experimental,
  initTracer,
  initTracerFromEnv,
  opentracing,
  type PropagationFormat,
  RemoteReporter,
  type Reporter,
  type ReporterStats,
  type Span,
  type SpanContext,
  Tracer,
  type TracingConfig,
  type TracingOptions,
  UdpSender,
} from '@clew/tracer';
import { assertSpan, InMemoryTracer } from '@clew/tracer/testing';

const config: TracingConfig = {
  serviceName: 'typed',
  sampler: { type: 'probabilistic', param: 0.1 },
  reporter: { otlpEndpoint: 'http://127.0.0.1:4318/v1/traces', flushIntervalMs: 100 },
};
const propagation: readonly PropagationFormat[] = ['jaeger', 'b3', 'w3c'];
const options: TracingOptions = { propagation, tags: { zone: 'a' }, traceId128bit: true };

export const anyTracer: BaseTracer = initTracer(config, options);
/** What is written for OpenTracing takes it. */
export const asOpenTracing: opentracing.Tracer = initTracerFromEnv(config);

export const reporter: RemoteReporter = new RemoteReporter(new UdpSender({ port: 6831 }));
export const stats: ReporterStats = reporter.stats;
export const reporters: readonly Reporter[] = [reporter];
export const tracer: Tracer = new Tracer('typed', reporter, new ConstSampler(true));
export const span: Span = tracer.startSpan('work', { tags: { [opentracing.Tags.ERROR]: false } });
export const context: SpanContext | null = tracer.extract(opentracing.FORMAT_HTTP_HEADERS, {});
export const id: string = span.context().toTraceId();
export const answer: number = tracer.startActiveSpan('sync', () => 42);
export const promise: Promise<string> = tracer.startActiveSpan('async', async (active) => {
  return active.context().toSpanId();
});
export const closed: Promise<void> = tracer.close(() => {});
export const bound: (text: string) => number = tracer.bind((text: string) => text.length, span);
export const prioritized: object = new experimental.PrioritySampler([new ConstSampler(true)]);

const inMemory = new InMemoryTracer('typed');
assertSpan(inMemory.span('work')).isRoot().hasTag('key', 1);

// @ts-expect-error A service's name is a text.
initTracer({ serviceName: 7 });
// @ts-expect-error There is no such format.
export const wrong: PropagationFormat = 'b4';
