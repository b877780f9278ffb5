// What can't be used is refused, with where it was and why.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { NoopTracer } from '../noop-tracer.ts';
import { initTracer } from './init-tracer.ts';
import { keptLines } from './testing/receivers.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

describe('a configuration that can not be used', () => {
  const bad = <T>(value: unknown): T => value as T;
  const rows: readonly (readonly [
    config: TracingConfig,
    message: string,
    options?: TracingOptions,
  ])[] = [
    [bad('shop'), "the configuration must be an object, not 'shop'"],
    [bad(undefined), 'the configuration must be an object, not undefined'],
    [{ serviceName: '' }, 'serviceName must be given: the name of the service that is traced'],
    [{ serviceName: bad(7) }, 'serviceName must be a string, not 7'],
    [{ disable: bad('maybe') }, "disable must be true or false, not 'maybe'"],
    [{ sampler: bad('const') }, "sampler must be an object, not 'const'"],
    [{ sampler: bad([]) }, 'sampler must be an object, not an array'],
    [
      { sampler: { param: 1 } },
      'sampler.type must be given with a param: one of const, probabilistic, ratelimiting, remote',
    ],
    [
      { sampler: { type: 'always', param: 1 } },
      "sampler.type must be one of const, probabilistic, ratelimiting, remote, not 'always'",
    ],
    [{ sampler: { type: 'const' } }, 'sampler.param must be given: a number'],
    [{ sampler: { type: 'const', param: 2 } }, 'sampler.param must be a number from 0 to 1, not 2'],
    [{ sampler: { type: 'const', param: 0.5 } }, 'sampler.param must be 0 or 1, not 0.5'],
    [
      { sampler: { type: 'const', param: bad(true) } },
      'sampler.param must be a number from 0 to 1, not true',
    ],
    [
      { sampler: { type: 'probabilistic', param: 10 } },
      'sampler.param must be a number from 0 to 1, not 10',
    ],
    [
      { sampler: { type: 'probabilistic', param: bad('x') } },
      "sampler.param must be a number from 0 to 1, not 'x'",
    ],
    [
      { sampler: { type: 'probabilistic', param: Number.NaN } },
      'sampler.param must be a number from 0 to 1, not NaN',
    ],
    [
      { sampler: { type: 'ratelimiting', param: -1 } },
      'sampler.param must be a number of 0 or more, not -1',
    ],
    [
      { sampler: { type: 'remote', param: 3 } },
      'sampler.param must be a number from 0 to 1, not 3',
    ],
    [
      { sampler: { type: 'remote', port: 70_000 } },
      'sampler.port must be a number from 1 to 65535, not 70000',
    ],
    [
      { sampler: { type: 'remote', refreshIntervalMs: -1 } },
      'sampler.refreshIntervalMs must be a number of 0 or more, not -1',
    ],
    [
      { sampler: { type: 'remote', hostPort: 'agent:http' } },
      "sampler.hostPort must be like agent:5778, not 'agent:http'",
    ],
    [
      { sampler: { type: 'remote', host: 'http://agent' } },
      "sampler.host must be a host's name or address, not 'http://agent'",
    ],
    [
      { reporter: { agentHost: 'http://agent' }, sampler: { type: 'remote' } },
      "reporter.agentHost must be a host's name or address, not 'http://agent'",
    ],
    [{ throttler: { host: 'a b' } }, "throttler.host must be a host's name or address, not 'a b'"],
    [
      { baggageRestrictions: { hostPort: 'a b' } },
      "baggageRestrictions.hostPort must be like agent:5778, not 'a b'",
    ],
    [{ reporter: { agentPort: 0 } }, 'reporter.agentPort must be a number from 1 to 65535, not 0'],
    [{ reporter: { agentPort: 6831.5 } }, 'reporter.agentPort must be a port, not 6831.5'],
    [{ reporter: { agentHost: bad(127) } }, 'reporter.agentHost must be a string, not 127'],
    [
      { reporter: { agentSocketType: bad('tcp') } },
      "reporter.agentSocketType must be one of udp4, udp6, not 'tcp'",
    ],
    [
      { reporter: { agentProtocol: bad('json') } },
      "reporter.agentProtocol must be one of compact, binary, not 'json'",
    ],
    [
      { reporter: { maxPacketSize: 70_000 } },
      'reporter.maxPacketSize must be a number from 1000 to 65507, not 70000',
    ],
    [
      { reporter: { collectorEndpoint: 'collector:14268' } },
      'reporter.collectorEndpoint must begin with http:// or https://, not collector:',
    ],
    [
      { reporter: { collectorEndpoint: '/api/traces' } },
      "reporter.collectorEndpoint must be an address such as http://localhost:14268/api/traces, not '/api/traces'",
    ],
    [
      { reporter: { otlpEndpoint: 'localhost' } },
      "reporter.otlpEndpoint must be an address such as http://localhost:4318/v1/traces, not 'localhost'",
    ],
    [
      { reporter: { collectorEndpoint: 'http://a', otlpEndpoint: 'http://b' } },
      'reporter.otlpEndpoint and reporter.collectorEndpoint are both given; spans go to one',
    ],
    [
      { reporter: { headers: bad({ a: 1 }) } },
      'reporter.headers must be an object of strings, not an object',
    ],
    [
      { reporter: { headers: bad(['a']) } },
      'reporter.headers must be an object of strings, not an array',
    ],
    [
      { reporter: { flushIntervalMs: bad('soon') } },
      "reporter.flushIntervalMs must be a number of 0 or more, not 'soon'",
    ],
    [
      { reporter: { maxQueueSize: 0 } },
      'reporter.maxQueueSize must be a number of 1 or more, not 0',
    ],
    [{ reporter: { timeoutMs: -5 } }, 'reporter.timeoutMs must be a number of 1 or more, not -5'],
    [
      { reporter: { logSpans: bad('often') } },
      "reporter.logSpans must be true or false, not 'often'",
    ],
    [
      { throttler: { port: bad('http') } },
      "throttler.port must be a number from 1 to 65535, not 'http'",
    ],
    [
      { throttler: { refreshIntervalMs: 0 } },
      'throttler.refreshIntervalMs must be a number of 1 or more, not 0',
    ],
    [
      { baggageRestrictions: { refreshIntervalMs: 0 } },
      'baggageRestrictions.refreshIntervalMs must be a number of 1 or more, not 0',
    ],
    [
      { baggageRestrictions: { denyBaggageOnInitializationFailure: bad('so') } },
      "baggageRestrictions.denyBaggageOnInitializationFailure must be true or false, not 'so'",
    ],
    [
      {},
      "propagation must be one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage, sw8, not 'b4'",
      { propagation: [bad('b4')] },
    ],
    [
      {},
      'propagation must be an array of one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage, sw8',
      { propagation: [] },
    ],
    [
      {},
      'propagation must be an array of one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage, sw8',
      { propagation: bad('w3c') },
    ],
  ];

  const faults = rows.map(([config, message, options = {}]) => ({ config, message, options }));

  const complete = (config: TracingConfig): TracingConfig =>
    typeof config === 'object' ? { serviceName: 'shop', ...config } : config;

  test.each(faults)('$message', ({ config, message, options }) => {
    const refused = expect.objectContaining({
      name: 'TracerConfigError',
      code: 'CLEW_TRACER_CONFIG',
      message,
    });
    expect(() => initTracer(complete(config), options)).toThrow(refused);
  });

  test.each(faults)(
    "with onInvalidConfig 'noop' nothing is traced, since $message",
    async ({ config, message, options }) => {
      const logger = keptLines();
      const tracer = initTracer(complete(config), { ...options, onInvalidConfig: 'noop', logger });
      expect(tracer).toBeInstanceOf(NoopTracer);
      expect(logger.errors).toEqual([`nothing is traced, since ${message}`]);
      await tracer.close();
    },
  );

  test('leaves no timer behind', () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const config = { serviceName: 'shop', throttler: { port: -1 } };
    expect(() => initTracer(config)).toThrow('throttler.port');
    expect(vi.getTimerCount()).toBe(0);
  });
});
