import * as opentracing from 'opentracing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordedMetrics } from '../metrics/testing/recorded-metrics.ts';
import { FakeAgent } from '../polling/testing/fake-agent.ts';
import { NoopReporter } from '../reporters/noop-reporter.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import type { SpanContext } from '../span-context.ts';
import { Tracer } from '../tracer.ts';
import { DefaultThrottler } from './default-throttler.ts';
import { RemoteThrottler } from './remote-throttler.ts';

let agent: FakeAgent;
let throttler: RemoteThrottler;
let figures: Record<string, number>;

beforeEach(async () => {
  agent = await new FakeAgent().start();
  const recorded = recordedMetrics();
  figures = recorded.figures;
  throttler = new RemoteThrottler('shop', {
    host: '127.0.0.1',
    port: agent.port,
    metrics: recorded.metrics,
    logger: { info() {}, error() {} },
  });
  throttler.setProcess({ uuid: 'u-1' });
});

afterEach(async () => {
  throttler.close();
  await agent.stop();
});

test('debug traces are allowed as far as the agent gives credits', async () => {
  expect(throttler.isAllowed('get')).toBe(false);
  agent.answerWith({ balances: [{ operation: 'get', balance: 2 }] });
  await throttler.refresh();
  expect(agent.questions).toEqual(['/credits?service=shop&uuid=u-1&operations=get']);
  expect([1, 2, 3].map(() => throttler.isAllowed('get'))).toEqual([true, true, false]);
  expect(figures).toEqual({
    'jaeger:throttled_debug_spans': 2,
    'jaeger:throttler_updates{result=ok}': 1,
  });
});

test('nothing is asked while no operation wanted credits', async () => {
  await throttler.refresh();
  expect(agent.questions).toEqual([]);
});

test.each([[{}], [null], [[]], [{ balances: 'many' }], [{ balances: [null] }]])(
  'the answer %j gives nothing and is counted',
  async (answer) => {
    throttler.isAllowed('get');
    agent.answerWith(answer);
    await throttler.refresh();
    expect(throttler.isAllowed('get')).toBe(false);
    expect(figures['jaeger:throttler_updates{result=err}']).toBe(1);
  },
);

test('credits that are no numbers, or for operations that wanted none, are left out', async () => {
  throttler.isAllowed('get');
  const balances = [
    { operation: 'get', balance: 'all' },
    { operation: 'get', balance: -5 },
    { operation: 'other', balance: 5 },
    { operation: 'get', balance: 1 },
  ];
  agent.answerWith({ balances });
  await throttler.refresh();
  expect([throttler.isAllowed('get'), throttler.isAllowed('get')]).toEqual([true, false]);
});

test('a debug id and sampling.priority start debug traces only where there are credits', async () => {
  const tracer = new Tracer('shop', new NoopReporter(), new ConstSampler(false), {
    debugThrottler: throttler,
  });
  const byId = (): SpanContext => {
    const carrier = { 'jaeger-debug-id': 'look here' };
    const context = tracer.extract(opentracing.FORMAT_TEXT_MAP, carrier);
    return tracer.startSpan('get', { childOf: context as SpanContext }).context();
  };
  const byPriority = (): SpanContext =>
    tracer.startSpan('get').setTag('sampling.priority', 1).context();
  expect([byId().isDebug(), byPriority().isDebug()]).toEqual([false, false]);
  agent.answerWith({ balances: [{ operation: 'get', balance: 2 }] });
  await throttler.refresh();
  expect([byId().isDebug(), byPriority().isDebug()]).toEqual([true, true]);
  expect([byId().isDebug(), byPriority().isDebug()]).toEqual([false, false]);
});

test('without a throttler all are allowed, or none', () => {
  expect(new DefaultThrottler().isAllowed()).toBe(true);
  expect(new DefaultThrottler(true).isAllowed()).toBe(false);
});
