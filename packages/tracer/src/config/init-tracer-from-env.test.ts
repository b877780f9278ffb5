// What each JAEGER_ variable does, seen from outside, and what counts more.
import * as opentracing from 'opentracing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BaseTracer } from '../base-tracer.ts';
import { NoopTracer } from '../noop-tracer.ts';
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import type { Span } from '../span.ts';
import { tagsOf } from '../span-content.ts';
import type { SpanContext } from '../span-context.ts';
import { type Environment, initTracerFromEnv } from './init-tracer-from-env.ts';
import { keptLines, spansIn, startAgent, startServer } from './testing/receivers.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

/** How a tag refers to a variable. */
const reference = (text: string): string => `\${${text}}`;

/** Records everything, of the service 'shop'. */
const BASE = {
  JAEGER_SERVICE_NAME: 'shop',
  JAEGER_SAMPLER_TYPE: 'const',
  JAEGER_SAMPLER_PARAM: '1',
};

/** A tracer that is closed when the test has ended. */
function tracerOf(
  environment: Environment,
  config?: TracingConfig,
  options?: TracingOptions,
): BaseTracer {
  const tracer = initTracerFromEnv(
    config,
    { logger: keptLines(), ...options },
    { ...BASE, ...environment },
  );
  onTestFinished(() => tracer.close());
  return tracer;
}

/** One span of a tracer that keeps spans in memory. */
function spanOf(
  environment: Environment,
  config?: TracingConfig,
  options?: TracingOptions,
): Span | undefined {
  const reporter = new InMemoryReporter();
  tracerOf(environment, config, { reporter, ...options })
    .startSpan('pay')
    .finish();
  return reporter.spans[0];
}

/** The process that an agent sees. */
async function processOf(
  environment: Environment,
  options?: TracingOptions,
): Promise<Record<string, unknown>> {
  const agent = await startAgent(onTestFinished);
  const port = String(agent.port);
  const tracer = tracerOf({ JAEGER_AGENT_PORT: port, ...environment }, {}, options);
  tracer.startSpan('pay').finish();
  await tracer.flush();
  const [span] = spansIn(await agent.next(), 'binary');
  return Object.fromEntries(
    (span?.resource.attributes ?? []).map(({ key, value }) => [key, value]),
  );
}

describe('spans go', () => {
  test.each([
    ['JAEGER_AGENT_HOST', 'JAEGER_AGENT_PORT'],
    ['JAEGER_REPORTER_AGENT_HOST', 'JAEGER_REPORTER_AGENT_PORT'],
  ])('to the agent of %s and %s', async (host, port) => {
    const agent = await startAgent(onTestFinished);
    const tracer = tracerOf({ [host]: '127.0.0.1', [port]: String(agent.port) });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const [span] = spansIn(await agent.next(), 'binary');
    expect(span?.resource.serviceName).toBe('shop');
  });

  test('over IPv6 with JAEGER_AGENT_SOCKET_TYPE udp6', async () => {
    const agent = await startAgent(onTestFinished, 'udp6');
    const port = String(agent.port);
    const tracer = tracerOf({ JAEGER_AGENT_SOCKET_TYPE: 'udp6', JAEGER_AGENT_PORT: port });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });

  test.each([
    ['JAEGER_ENDPOINT', 'JAEGER_USER', 'JAEGER_PASSWORD'],
    ['JAEGER_REPORTER_ENDPOINT', 'JAEGER_REPORTER_USER', 'JAEGER_REPORTER_PASSWORD'],
  ])('to the collector of %s with %s and %s', async (endpoint, user, password) => {
    const server = await startServer(onTestFinished);
    const tracer = tracerOf({ [endpoint]: server.url, [user]: 'clew', [password]: 'secret' });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const { path, headers, body } = await server.next();
    expect(path).toBe('/api/traces');
    expect(headers.authorization).toBe(`Basic ${Buffer.from('clew:secret').toString('base64')}`);
    expect(spansIn(body, 'batch')).toHaveLength(1);
  });

  test('to the otlpEndpoint of the configuration, whatever JAEGER_ENDPOINT says', async () => {
    const server = await startServer(onTestFinished);
    const config = { reporter: { otlpEndpoint: server.url } };
    const tracer = tracerOf({ JAEGER_ENDPOINT: 'http://127.0.0.1:1/api/traces' }, config);
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect((await server.next()).path).toBe('/v1/traces');
  });
});

test('JAEGER_REPORTER_FLUSH_INTERVAL is how long spans wait for others', async () => {
  useFakeTimers();
  const server = await startServer(onTestFinished);
  const tracer = tracerOf({
    JAEGER_ENDPOINT: server.url,
    JAEGER_REPORTER_FLUSH_INTERVAL: '70000',
    JAEGER_REPORTER_TIMEOUT: '100000',
  });
  tracer.startSpan('first').finish();
  vi.advanceTimersByTime(69_999);
  tracer.startSpan('second').finish();
  vi.advanceTimersByTime(1);
  expect(spansIn((await server.next()).body, 'batch')).toHaveLength(2);
});

test('JAEGER_REPORTER_TIMEOUT ends a request that is not answered', async () => {
  const answers = [undefined, ''];
  const server = await startServer(onTestFinished, () => answers.shift());
  const tracer = tracerOf({ JAEGER_ENDPOINT: server.url, JAEGER_REPORTER_TIMEOUT: '50' });
  tracer.startSpan('pay').finish();
  await tracer.flush();
  const [first, second] = [await server.next(), await server.next()];
  expect(second.body).toEqual(first.body);
});

test('JAEGER_REPORTER_MAX_QUEUE_SIZE drops what comes when so many wait', async () => {
  useFakeTimers();
  const server = await startServer(onTestFinished, () => undefined);
  const logger = keptLines();
  const environment = { JAEGER_ENDPOINT: server.url, JAEGER_REPORTER_MAX_QUEUE_SIZE: '10' };
  const tracer = initTracerFromEnv({}, { logger }, { ...BASE, ...environment });
  for (let i = 0; i < 4 * 512; i++) tracer.startSpan('pay').finish();
  expect(logger.errors).toEqual([expect.stringContaining('512 spans already wait')]);
  const closed = tracer.close();
  await vi.advanceTimersByTimeAsync(6000);
  await closed;
});

test.each([
  ['true', 1],
  ['1', 1],
  ['false', 0],
])('JAEGER_REPORTER_LOG_SPANS=%s logs %i spans', async (value, count) => {
  const agent = await startAgent(onTestFinished);
  const logger = keptLines();
  const environment = { JAEGER_REPORTER_LOG_SPANS: value, JAEGER_AGENT_PORT: String(agent.port) };
  tracerOf(environment, {}, { logger }).startSpan('pay').finish();
  expect(logger.infos.filter((line) => line.startsWith('Reporting span'))).toHaveLength(count);
});

test.each([
  ['const', '1', 'const', true],
  ['probabilistic', '1.0', 'probabilistic', 1],
  ['ratelimiting', '2.5', 'ratelimiting', 2.5],
  ['remote', '1', 'probabilistic', 1],
])('JAEGER_SAMPLER_TYPE=%s with JAEGER_SAMPLER_PARAM=%s decides', (type, param, tag, value) => {
  // Rate limiters begin with a random balance.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.99);
  onTestFinished(() => random.mockRestore());
  const span = spanOf({
    JAEGER_SAMPLER_TYPE: type,
    JAEGER_SAMPLER_PARAM: param,
    JAEGER_SAMPLER_REFRESH_INTERVAL: '0',
  });
  expect(span && tagsOf(span)).toMatchObject({ 'sampler.type': tag, 'sampler.param': value });
});

describe('a remote sampler asks', () => {
  const rate = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 1 } };

  test.each([
    ['JAEGER_SAMPLER_MANAGER_HOST_PORT', 'http://127.0.0.1:{port}/sampling', '/sampling'],
    ['JAEGER_SAMPLER_MANAGER_HOST_PORT', '127.0.0.1:{port}', '/strategies'],
    ['JAEGER_SAMPLING_ENDPOINT', 'http://127.0.0.1:{port}/sampling', '/sampling'],
    ['JAEGER_SAMPLER_PORT', '{port}', '/strategies'],
  ])('where %s=%s says', async (name, value, path) => {
    const server = await startServer(onTestFinished, () => JSON.stringify(rate));
    const tracer = tracerOf({
      JAEGER_SAMPLER_TYPE: 'remote',
      JAEGER_SAMPLER_PARAM: '0',
      JAEGER_SAMPLER_REFRESH_INTERVAL: '20',
      JAEGER_SAMPLER_SAMPLING_PATH: '/strategies',
      JAEGER_SAMPLER_HOST: '127.0.0.1',
      [name]: value.replace('{port}', String(server.port)),
    });
    expect((await server.next()).path).toBe(`${path}?service=shop`);
    await vi.waitUntil(() => (tracer.startSpan('pay').context() as SpanContext).isSampled());
  });

  test('even if nothing but its address is given', async () => {
    const server = await startServer(onTestFinished, () => JSON.stringify(rate));
    const environment = {
      JAEGER_SERVICE_NAME: 'shop',
      JAEGER_SAMPLER_MANAGER_HOST_PORT: server.url,
      JAEGER_SAMPLER_REFRESH_INTERVAL: '20',
    };
    const tracer = initTracerFromEnv({}, { logger: keptLines() }, environment);
    onTestFinished(() => tracer.close());
    expect((await server.next()).path).toBe('/sampling?service=shop');
  });
});

describe('JAEGER_TAGS', () => {
  test('are tags of the process', async () => {
    const JAEGER_TAGS = ' zone = cn-east , query=a=b,empty=,, version=1.2 ';
    const tags = { zone: 'cn-east', query: 'a=b', empty: '', version: '1.2' };
    expect(await processOf({ JAEGER_TAGS })).toMatchObject(tags);
  });

  test('may take values from other variables, with defaults', async () => {
    const JAEGER_TAGS = [
      `pod=${reference('POD')}, node=${reference('NODE:none')}`,
      `unset=${reference('UNSET:http://a:1/b')}`,
      `blank=${reference('BLANK:filled')}, none=${reference('NONE')}`,
    ].join();
    expect(await processOf({ JAEGER_TAGS, POD: 'pod-7', NODE: 'node-3', BLANK: '' })).toMatchObject(
      {
        ...{ pod: 'pod-7', node: 'node-3', unset: 'http://a:1/b', blank: 'filled', none: '' },
      },
    );
  });

  test('give way to tags of the options, and do not where these are undefined', async () => {
    const JAEGER_TAGS = 'zone=env';
    expect(await processOf({ JAEGER_TAGS }, { tags: { zone: 'code' } })).toMatchObject({
      zone: 'code',
    });
    const none = { tags: undefined } as unknown as TracingOptions;
    expect(await processOf({ JAEGER_TAGS }, none)).toMatchObject({ zone: 'env' });
  });
});

test.each([
  ['true', 32],
  ['1', 32],
  ['false', 16],
  ['', 16],
])('JAEGER_TRACEID_128BIT=%s gives trace ids of %i digits', (JAEGER_TRACEID_128BIT, digits) => {
  expect(spanOf({ JAEGER_TRACEID_128BIT })?.context().paddedTraceId).toHaveLength(digits);
});

test.each([
  ['jaeger', ['uber-trace-id']],
  ['w3c, jaeger', ['traceparent', 'uber-trace-id']],
  ['B3', ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid']],
])('JAEGER_PROPAGATION=%s writes these headers: %j', (JAEGER_PROPAGATION, names) => {
  const tracer = tracerOf({ JAEGER_PROPAGATION });
  const headers = {};
  tracer.inject(tracer.startSpan('pay'), opentracing.FORMAT_HTTP_HEADERS, headers);
  expect(
    Object.keys(headers)
      .map((name) => name.toLowerCase())
      .sort(),
  ).toEqual(names);
});

describe('tracing is turned off', () => {
  test.each([
    { JAEGER_DISABLED: 'true' },
    { JAEGER_DISABLED: 'TRUE' },
    { JAEGER_DISABLED: '1' },
    { JAEGER_DISABLE: 'true' },
  ])('by %j, whatever else is wrong', async (environment) => {
    const tracer = tracerOf({ ...environment, JAEGER_TAGS: 'no', JAEGER_PROPAGATION: 'no' });
    expect(tracer).toBeInstanceOf(NoopTracer);
    await tracer.close();
  });

  test('by the variable even if the configuration says false, as jaeger-client has it', () => {
    expect(tracerOf({ JAEGER_DISABLED: 'true' }, { disable: false })).toBeInstanceOf(NoopTracer);
  });

  test('by the configuration even if the variable says false', () => {
    expect(tracerOf({ JAEGER_DISABLED: 'false' }, { disable: true })).toBeInstanceOf(NoopTracer);
  });
});

describe('the configuration counts more than variables', () => {
  test('key by key', () => {
    const config = { serviceName: 'goods', sampler: { type: 'probabilistic' } };
    const span = spanOf({ JAEGER_SAMPLER_TYPE: 'const', JAEGER_SAMPLER_PARAM: '1' }, config);
    expect(span?.serviceName).toBe('goods');
    expect(span && tagsOf(span)).toMatchObject({
      'sampler.type': 'probabilistic',
      'sampler.param': 1,
    });
  });

  test('but not where it has undefined', () => {
    const config = {
      serviceName: undefined,
      sampler: { type: undefined },
      reporter: undefined,
    } as unknown as TracingConfig;
    const span = spanOf({ JAEGER_AGENT_HOST: '127.0.0.1' }, config);
    expect(span?.serviceName).toBe('shop');
    expect(span && tagsOf(span)).toMatchObject({ 'sampler.type': 'const' });
  });

  test('and so do the options', () => {
    const environment = { JAEGER_TRACEID_128BIT: 'true', JAEGER_PROPAGATION: 'b3' };
    const options = { traceId128bit: false, propagation: ['w3c'] } as const;
    const tracer = tracerOf(environment, {}, options);
    const span = tracer.startSpan('pay');
    const headers = {};
    tracer.inject(span, opentracing.FORMAT_HTTP_HEADERS, headers);
    expect(span.context().toTraceId().length).toBeLessThanOrEqual(16);
    expect(Object.keys(headers)).toEqual(['traceparent']);
  });

  test('and the configuration object is not changed', () => {
    const config = Object.freeze({ reporter: Object.freeze({ logSpans: false }) });
    spanOf({ JAEGER_AGENT_HOST: '127.0.0.1' }, config);
    expect(config).toEqual({ reporter: { logSpans: false } });
  });
});

test.each([
  ['JAEGER_SAMPLER_HOST', '127.0.0.1', 'JAEGER_SAMPLER_MANAGER_HOST_PORT'],
  ['JAEGER_SAMPLER_PORT', '5778', 'JAEGER_SAMPLER_MANAGER_HOST_PORT'],
  ['JAEGER_REPORTER_ENDPOINT', 'http://127.0.0.1:1', 'JAEGER_ENDPOINT'],
  ['JAEGER_REPORTER_USER', 'clew', 'JAEGER_USER'],
  ['JAEGER_REPORTER_PASSWORD', 'secret', 'JAEGER_PASSWORD'],
  ['JAEGER_REPORTER_AGENT_HOST', '127.0.0.1', 'JAEGER_AGENT_HOST'],
  ['JAEGER_REPORTER_AGENT_PORT', '6831', 'JAEGER_AGENT_PORT'],
  ['JAEGER_DISABLE', 'false', 'JAEGER_DISABLED'],
])('%s works, with a warning that names its successor', (name, value, successor) => {
  const logger = keptLines();
  tracerOf({ [name]: value }, {}, { logger });
  expect(logger.warnings).toEqual([`the variable ${name} is deprecated; use ${successor}`]);
});

describe('a variable that can not be used', () => {
  const formats = 'one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage, sw8';
  const faults: readonly (readonly [name: string, value: string, reason: string])[] = [
    ['JAEGER_DISABLED', 'maybe', "must be true or false, not 'maybe'"],
    [
      'JAEGER_SAMPLER_TYPE',
      'always',
      "must be one of const, probabilistic, ratelimiting, remote, not 'always'",
    ],
    ['JAEGER_SAMPLER_PARAM', 'all', "must be a number from 0 to 1, not 'all'"],
    ['JAEGER_SAMPLER_PARAM', '0.5', 'must be 0 or 1, not 0.5'],
    ['JAEGER_SAMPLER_PORT', 'x', "must be a number from 1 to 65535, not 'x'"],
    ['JAEGER_SAMPLER_REFRESH_INTERVAL', '1m', "must be a number of 0 or more, not '1m'"],
    ['JAEGER_REPORTER_LOG_SPANS', 'some', "must be true or false, not 'some'"],
    ['JAEGER_REPORTER_FLUSH_INTERVAL', '1s', "must be a number of 0 or more, not '1s'"],
    ['JAEGER_REPORTER_MAX_QUEUE_SIZE', '0', "must be a number of 1 or more, not '0'"],
    ['JAEGER_REPORTER_TIMEOUT', '5s', "must be a number of 1 or more, not '5s'"],
    [
      'JAEGER_ENDPOINT',
      'collector',
      "must be an address such as http://localhost:14268/api/traces, not 'collector'",
    ],
    ['JAEGER_REPORTER_ENDPOINT', 'ftp://a', 'must begin with http:// or https://, not ftp:'],
    ['JAEGER_AGENT_PORT', 'udp', "must be a number from 1 to 65535, not 'udp'"],
    ['JAEGER_REPORTER_AGENT_PORT', '6831.5', 'must be a port, not 6831.5'],
    ['JAEGER_AGENT_SOCKET_TYPE', 'tcp', "must be one of udp4, udp6, not 'tcp'"],
    ['JAEGER_TAGS', 'a=1,b', "must be like key=value,key2=value2; 'b' is not"],
    ['JAEGER_TAGS', '=1', "must be like key=value,key2=value2; '=1' is not"],
    ['JAEGER_PROPAGATION', 'w3c,b4', `must be ${formats}, not 'w3c,b4'`],
    ['JAEGER_PROPAGATION', ',', `must be ${formats}, not ','`],
    ['JAEGER_TRACEID_128BIT', 'yes', "must be true or false, not 'yes'"],
  ];

  test.each(faults)('%s=%s is refused by name: %s', (name, value, reason) => {
    const refused = expect.objectContaining({
      name: 'TracerConfigError',
      message: `${name} ${reason}`,
      key: name,
    });
    const environment = { ...BASE, [name]: value };
    expect(() => initTracerFromEnv({}, { logger: keptLines() }, environment)).toThrow(refused);
  });

  test.each(faults)("%s=%s traces nothing with onInvalidConfig 'noop'", (name, value, reason) => {
    const logger = keptLines();
    const tracer = tracerOf({ [name]: value }, {}, { logger, onInvalidConfig: 'noop' });
    expect(tracer).toBeInstanceOf(NoopTracer);
    expect(logger.errors).toEqual([`nothing is traced, since ${name} ${reason}`]);
  });

  test.each([
    ['JAEGER_SAMPLER_MANAGER_HOST_PORT', "must be like agent:5778, not 'a b'"],
    ['JAEGER_AGENT_HOST', "must be a host's name or address, not 'a b'"],
  ])('%s is refused by name where a remote sampler asks there', (name, reason) => {
    const environment = { ...BASE, JAEGER_SAMPLER_TYPE: 'remote', [name]: 'a b' };
    expect(() => initTracerFromEnv({}, {}, environment)).toThrow(`${name} ${reason}`);
  });

  test('what the configuration has wrong is named by its key', () => {
    const config = { sampler: { type: 'const', param: 7 } };
    expect(() => initTracerFromEnv(config, {}, BASE)).toThrow('sampler.param must be');
    const text = { sampler: 'const' } as unknown as TracingConfig;
    expect(() => initTracerFromEnv(text, {}, BASE)).toThrow('sampler must be an object');
  });

  test('a service without a name is refused', () => {
    expect(() => initTracerFromEnv({}, {}, {})).toThrow('serviceName must be given');
  });
});

test('without an environment of its own it reads that of the process', () => {
  vi.stubEnv('JAEGER_SERVICE_NAME', 'from-process');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const reporter = new InMemoryReporter();
  const tracer = initTracerFromEnv({ sampler: { type: 'const', param: 1 } }, { reporter });
  onTestFinished(() => tracer.close());
  tracer.startSpan('pay').finish();
  expect(reporter.spans[0]?.serviceName).toBe('from-process');
});

/** Until the end of the test. */
function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}
