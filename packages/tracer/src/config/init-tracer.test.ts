// What holds for a configuration as a whole.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { NoopTracer } from '../noop-tracer.ts';
import { initTracer } from './init-tracer.ts';
import { keptLines, spansIn, startAgent } from './testing/receivers.ts';
import { everything, headersOf, Tracers } from './testing/tracers.ts';
import type { TracingConfig } from './tracing-config.ts';

const tracers = new Tracers(onTestFinished);

describe('disable', () => {
  test.each([true, 'true'])(
    'with %s gives a tracer that does nothing and can be closed',
    async (value) => {
      const tracer = initTracer({ disable: value as boolean });
      expect(tracer).toBeInstanceOf(NoopTracer);
      expect(headersOf(tracer)).toEqual({});
      expect(tracer.startActiveSpan('pay', (span) => span.context())).toBeDefined();
      const done = vi.fn();
      await tracer.close(done);
      expect(done).toHaveBeenCalledOnce();
    },
  );

  test('counts more than what is wrong elsewhere', () => {
    const config = { disable: true, sampler: { type: 'sometimes' } };
    expect(initTracer(config)).toBeInstanceOf(NoopTracer);
  });
});

test('keys that nobody knows are warned of, and the rest counts', () => {
  const logger = keptLines();
  const config = {
    servicename: 'shop',
    reporter: { agentHost: '127.0.0.2', agent_port: 1 },
    sampler: { ...everything, params: 1 },
  };
  const tracer = tracers.make(config, { logger });
  expect(logger.warnings).toEqual([
    'the configuration has unknown keys: servicename, sampler.params, reporter.agent_port',
  ]);
  expect(tracer.startSpan('pay').context().toTraceId()).not.toBe('');
});

test("what is null, undefined or '' is left out", async () => {
  const agent = await startAgent(onTestFinished);
  const config = {
    serviceName: 'shop',
    disable: null,
    sampler: { ...everything, hostPort: '', port: undefined },
    reporter: {
      ...{ agentHost: '', agentPort: agent.port, agentSocketType: '' },
      ...{ collectorEndpoint: '', username: '', password: null, timeoutMs: '' },
    },
    throttler: false,
    baggageRestrictions: null,
  };
  const tracer = tracers.make(config as unknown as TracingConfig);
  tracer.startSpan('pay').finish();
  await tracer.flush();
  expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
});

test('the configuration and the options are not changed', () => {
  const config = Object.freeze({ serviceName: 'shop', sampler: Object.freeze({ ...everything }) });
  const metrics = {
    createCounter: () => ({ increment() {} }),
    createGauge: () => ({ update() {} }),
  };
  const options = Object.freeze({ metrics, tags: Object.freeze({ zone: 'a' }) });
  for (let i = 0; i < 2; i++) tracers.make(config, options);
  expect(options.metrics).toBe(metrics);
});
