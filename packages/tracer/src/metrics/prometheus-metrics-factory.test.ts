import * as promClient from 'prom-client';
import { beforeEach, expect, test } from 'vitest';
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import { Tracer } from '../tracer.ts';
import { Metrics } from './metrics.ts';
import { type PromClient, PrometheusMetricsFactory } from './prometheus-metrics-factory.ts';

beforeEach(() => {
  promClient.register.clear();
});

test('the metrics of all tracers of a process are in one registry, under their known names', async () => {
  for (const [service, isSampled] of [
    ['shop', true],
    ['stock', false],
  ] as const) {
    const metrics = new Metrics(new PrometheusMetricsFactory(promClient, 'app'));
    const sampler = new ConstSampler(isSampled);
    const tracer = new Tracer(service, new InMemoryReporter(), sampler, { metrics });
    const root = tracer.startSpan('get');
    tracer.startSpan('select', { childOf: root }).finish();
    root.finish();
  }
  const text = await promClient.register.metrics();
  expect(text).toContain('app_jaeger:traces{state="started",sampled="y"} 1');
  expect(text).toContain('app_jaeger:traces{state="started",sampled="n"} 1');
  expect(text).toContain('app_jaeger:started_spans{sampled="y"} 2');
  expect(text).toContain('app_jaeger:finished_spans 2');
});

test('a gauge follows its figure', async () => {
  const gauge = new PrometheusMetricsFactory(promClient).createGauge('queue', { kind: 'a' });
  gauge.update(5);
  gauge.update(3);
  expect(await promClient.register.metrics()).toContain('queue{kind="a"} 3');
});

test('label values go by name, whatever their order, also in a second factory', async () => {
  const labels = { state: 'started', sampled: 'y' };
  new PrometheusMetricsFactory(promClient).createCounter('traces', labels).increment();
  for (const factory of [1, 2].map(() => new PrometheusMetricsFactory(promClient))) {
    factory.createCounter('traces', { sampled: 'y', state: 'started' }).increment(2);
  }
  expect(await promClient.register.metrics()).toContain('traces{state="started",sampled="y"} 5');
});

test('without prom-client it says what is missing', () => {
  expect(() => new PrometheusMetricsFactory({} as PromClient)).toThrow('prom-client');
});
