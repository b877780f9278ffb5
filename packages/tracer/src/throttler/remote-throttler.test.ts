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

test('operations that do not fit into one question are asked for in turn', async () => {
  const operations = Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(300)}`);
  for (const operation of operations) throttler.isAllowed(operation);
  agent.answer = (response) => {
    const query = new URL(agent.questions.at(-1) ?? '', 'http://agent').searchParams;
    const balances = query.getAll('operations').map((operation) => ({ operation, balance: 1 }));
    response.end(JSON.stringify({ balances }));
  };
  for (let i = 0; i < 5; i++) await throttler.refresh();
  expect(Math.max(...agent.questions.map((question) => question.length))).toBeLessThan(9000);
  expect(operations.every((operation) => throttler.isAllowed(operation))).toBe(true);
});

test('however many operations want credits, 2000 get some', async () => {
  const operations = Array.from({ length: 2500 }, (_, i) => String(i));
  for (const operation of operations) throttler.isAllowed(operation);
  agent.answerWith({ balances: operations.map((operation) => ({ operation, balance: 1 })) });
  await throttler.refresh();
  expect(operations.filter((operation) => throttler.isAllowed(operation))).toHaveLength(2000);
});

test('without a uuid nothing is asked, and it says so', async () => {
  throttler.setProcess({ uuid: '' });
  throttler.isAllowed('get');
  await throttler.refresh();
  expect(agent.questions).toEqual([]);
  expect(figures['jaeger:throttler_updates{result=err}']).toBe(1);
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
