// What each key of `sampler`, `throttler` and `baggageRestrictions` does: what is decided, and what an agent is asked.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { tagsOf } from '../span-content.ts';
import type { SpanContext } from '../span-context.ts';
import type { Tracer } from '../tracer.ts';
import { startServer } from './testing/receivers.ts';
import { Tracers } from './testing/tracers.ts';
import type { TracingConfig } from './tracing-config.ts';

const tracers = new Tracers(onTestFinished);

/** Rate limiters begin with a random balance, so that processes spread out. */
function startWithFullBuckets(): void {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.99);
  onTestFinished(() => random.mockRestore());
}

/** Until the end of the test. */
function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

describe('sampler', () => {
  test.each([
    {
      sampler: { type: 'const', param: 1 },
      tags: { 'sampler.type': 'const', 'sampler.param': true },
    },
    {
      sampler: { type: 'probabilistic', param: 1 },
      tags: { 'sampler.type': 'probabilistic', 'sampler.param': 1 },
    },
    {
      sampler: { type: 'ratelimiting', param: 5 },
      tags: { 'sampler.type': 'ratelimiting', 'sampler.param': 5 },
    },
    {
      sampler: { type: 'remote', param: 1 },
      tags: { 'sampler.type': 'probabilistic', 'sampler.param': 1 },
    },
  ])('$sampler says on spans that it decided', ({ sampler, tags }) => {
    startWithFullBuckets();
    const { span } = tracers.withSpan({ sampler: { ...sampler, refreshIntervalMs: 0 } });
    expect(span && tagsOf(span)).toMatchObject(tags);
  });

  test.each([
    { type: 'const', param: 0 },
    { type: 'probabilistic', param: 0 },
    { type: 'remote', param: 0, refreshIntervalMs: 0 },
  ])('$type with 0 records nothing', (sampler) => {
    expect(tracers.withSpan({ sampler }).spans).toEqual([]);
  });

  test('ratelimiting records no more than so many traces a second', () => {
    startWithFullBuckets();
    const { tracer, spans } = tracers.withSpan({ sampler: { type: 'ratelimiting', param: 2 } });
    for (let i = 0; i < 50; i++) tracer.startSpan('pay').finish();
    expect(spans.length).toBeGreaterThan(0);
    expect(spans.length).toBeLessThan(10);
  });

  test.each(['hostPort', 'host and port', "the agent's host and port"])(
    'remote asks the agent at %s, under samplingPath, again and again',
    async (by) => {
      const strategy = {
        strategyType: 'PROBABILISTIC',
        probabilisticSampling: { samplingRate: 1 },
      };
      const server = await startServer(onTestFinished, () => JSON.stringify(strategy));
      const addresses = {
        hostPort: { hostPort: `127.0.0.1:${server.port}`, host: '192.0.2.1', port: 1 },
        'host and port': { host: '127.0.0.1', port: server.port },
        "the agent's host and port": { port: server.port },
      };
      const address = addresses[by as keyof typeof addresses];
      const more = { samplingPath: '/strategies', refreshIntervalMs: 20 };
      const tracer = tracers.make({
        sampler: { type: 'remote', param: 0, ...address, ...more },
        reporter: { agentHost: '127.0.0.1' },
      });
      expect((await server.next()).path).toBe('/strategies?service=shop');
      expect((await server.next()).path).toBe('/strategies?service=shop');
      await vi.waitUntil(() => (tracer.startSpan('pay').context() as SpanContext).isSampled());
    },
  );

  test('without one, the agent is asked, and until it answers nearly nothing is recorded', () => {
    const { tracer, spans } = tracers.withSpan({ sampler: undefined } as unknown as TracingConfig);
    expect(String((tracer as Tracer).sampler)).toBe('RemoteSampler(serviceName=shop)');
    for (let i = 0; i < 100; i++) tracer.startSpan('pay').finish();
    expect(spans.length).toBeLessThan(10);
  });

  test('a number may be a text, as programs get it from the environment', () => {
    const param = '1' as unknown as number;
    const { span } = tracers.withSpan({ sampler: { type: 'probabilistic', param } });
    expect(span && tagsOf(span)).toMatchObject({ 'sampler.param': 1 });
  });
});

describe('throttler', () => {
  test.each(['host', "the agent's host"])(
    'asks %s for credits, as often as it says',
    async (by) => {
      useFakeTimers();
      const balances = [{ operation: 'pay', balance: 1 }];
      const server = await startServer(onTestFinished, () => JSON.stringify({ balances }));
      const host = by === 'host' ? { host: '127.0.0.1' } : {};
      const tracer = tracers.make({
        throttler: { ...host, port: server.port, refreshIntervalMs: 70_000 },
        reporter: { agentHost: '127.0.0.1' },
      });
      const isDebug = (): boolean => {
        const span = tracer.startSpan('pay').setTag('sampling.priority', 1);
        return (span.context() as SpanContext).isDebug();
      };
      expect(isDebug()).toBe(false);
      await vi.advanceTimersByTimeAsync(5000);
      expect((await server.next()).path).toMatch(
        /^\/credits\?service=shop&uuid=[\da-f-]{36}&operations=pay$/,
      );
      await vi.waitUntil(isDebug);
      await vi.advanceTimersByTimeAsync(70_000);
      expect((await server.next()).path).toMatch(/^\/credits/);
    },
  );

  test('without one, every debug trace is allowed', () => {
    const span = tracers.make({}).startSpan('pay').setTag('sampling.priority', 1);
    expect((span.context() as SpanContext).isDebug()).toBe(true);
  });
});

describe('baggageRestrictions', () => {
  test('asks hostPort which keys may be set, again and again', async () => {
    const answer = JSON.stringify([{ baggageKey: 'user', maxValueLength: 3 }]);
    const server = await startServer(onTestFinished, () => answer);
    const hostPort = `127.0.0.1:${server.port}`;
    const tracer = tracers.make({ baggageRestrictions: { hostPort, refreshIntervalMs: 20 } });
    expect((await server.next()).path).toBe('/baggageRestrictions?service=shop');
    expect((await server.next()).path).toBe('/baggageRestrictions?service=shop');
    const span = tracer.startSpan('pay');
    await vi.waitUntil(() => span.setBaggageItem('user', '12345').getBaggageItem('user') === '123');
    expect(span.setBaggageItem('other', '1').getBaggageItem('other')).toBeUndefined();
  });

  test.each([
    [true, undefined],
    [false, '7'],
  ])('denyBaggageOnInitializationFailure: %s, before there is an answer', (denies, value) => {
    const tracer = tracers.make({
      baggageRestrictions: {
        hostPort: '127.0.0.1:1',
        denyBaggageOnInitializationFailure: denies,
      },
    });
    const span = tracer.startSpan('pay').setBaggageItem('user', '7');
    expect(span.getBaggageItem('user')).toBe(value);
  });
});
