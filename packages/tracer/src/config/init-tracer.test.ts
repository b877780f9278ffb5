// What each key of the configuration does, seen from outside: by what arrives at an agent or a collector.
import { Socket } from 'node:dgram';
import * as opentracing from 'opentracing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BaseTracer } from '../base-tracer.ts';
import { NoopTracer } from '../noop-tracer.ts';
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import { tagsOf } from '../span-content.ts';
import { initTracer } from './init-tracer.ts';
import { keptLines, protocolOf, spansIn, startAgent, startServer } from './testing/receivers.ts';
import type { TracingConfig, TracingOptions } from './tracing-config.ts';

const everything = { type: 'const', param: 1 } as const;

/** A tracer that is closed when the test has ended. */
function tracerOf(config: TracingConfig, options: TracingOptions = {}): BaseTracer {
  const tracer = initTracer(
    { serviceName: 'shop', sampler: everything, ...config },
    { logger: keptLines(), ...options },
  );
  onTestFinished(() => tracer.close());
  return tracer;
}

/** One span of a tracer that keeps spans in memory. */
function spanOf(config: TracingConfig, options: TracingOptions = {}) {
  const reporter = new InMemoryReporter();
  const tracer = tracerOf(config, { reporter, ...options });
  tracer.startSpan('pay').finish();
  return { tracer, spans: reporter.spans, span: reporter.spans[0] };
}

/** Until the end of the test. */
function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

function headersOf(tracer: BaseTracer): Record<string, string> {
  const headers = {};
  tracer.inject(tracer.startSpan('pay'), opentracing.FORMAT_HTTP_HEADERS, headers);
  return headers;
}

describe('reporter', () => {
  test('sends spans to agentHost and agentPort, in the binary protocol as jaeger-client does', async () => {
    const agent = await startAgent(onTestFinished);
    const reporter = { agentHost: '127.0.0.1', agentPort: agent.port };
    const tracer = tracerOf({ reporter });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const packet = await agent.next();
    expect(protocolOf(packet)).toBe('binary');
    const [span] = spansIn(packet, 'binary');
    expect(span?.name).toBe('pay');
    expect(span?.resource.serviceName).toBe('shop');
  });

  test('agentProtocol compact is taken for any port', async () => {
    const agent = await startAgent(onTestFinished);
    const tracer = tracerOf({ reporter: { agentPort: agent.port, agentProtocol: 'compact' } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const packet = await agent.next();
    expect(protocolOf(packet)).toBe('compact');
    expect(spansIn(packet, 'compact').map(({ name }) => name)).toEqual(['pay']);
  });

  test.each([
    { reporter: undefined, port: 6831, protocol: 'compact' },
    { reporter: {}, port: 6831, protocol: 'compact' },
    { reporter: { agentPort: 6831 }, port: 6831, protocol: 'compact' },
    { reporter: { agentPort: 6832 }, port: 6832, protocol: 'binary' },
    { reporter: { agentPort: 6831, agentProtocol: 'binary' }, port: 6831, protocol: 'binary' },
    { reporter: { agentPort: 6832, agentProtocol: 'compact' }, port: 6832, protocol: 'compact' },
  ] as const)('$reporter sends $protocol to port $port', async ({ reporter, port, protocol }) => {
    const agent = await startAgent(onTestFinished);
    const { connect } = Socket.prototype;
    const ports: unknown[] = [];
    const spy = vi.spyOn(Socket.prototype, 'connect');
    onTestFinished(() => spy.mockRestore());
    // The well-known ports are not to be touched by tests.
    spy.mockImplementation(function (this: Socket, ...[wanted, host, done]: readonly unknown[]) {
      ports.push(wanted, host);
      Reflect.apply(connect, this, [agent.port, '127.0.0.1', done]);
    });
    const tracer = tracerOf({ ...(reporter && { reporter }) });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const packet = await agent.next();
    expect(ports).toEqual([port, '127.0.0.1']);
    expect(protocolOf(packet)).toBe(protocol);
    expect(spansIn(packet, protocol)).toHaveLength(1);
  });

  test('agentSocketType udp6 sends over IPv6', async () => {
    const agent = await startAgent(onTestFinished, 'udp6');
    const tracer = tracerOf({ reporter: { agentPort: agent.port, agentSocketType: 'udp6' } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });

  test('maxPacketSize splits what would be larger', async () => {
    const agent = await startAgent(onTestFinished);
    const tracer = tracerOf({ reporter: { agentPort: agent.port, maxPacketSize: 1000 } });
    for (let i = 0; i < 20; i++) tracer.startSpan(`pay-${i}`).finish();
    await tracer.flush();
    const names: string[] = [];
    while (names.length < 20) {
      const packet = await agent.next();
      expect(packet.length).toBeLessThanOrEqual(1000);
      names.push(...spansIn(packet, 'binary').map(({ name }) => name));
    }
    expect(names).toEqual(Array.from({ length: 20 }, (_, i) => `pay-${i}`));
  });

  test('flushIntervalMs is how long spans wait for others', async () => {
    useFakeTimers();
    const server = await startServer(onTestFinished);
    const reporter = { collectorEndpoint: server.url, flushIntervalMs: 70_000, timeoutMs: 100_000 };
    const tracer = tracerOf({ reporter });
    tracer.startSpan('first').finish();
    vi.advanceTimersByTime(69_999);
    tracer.startSpan('second').finish();
    vi.advanceTimersByTime(1);
    const { body } = await server.next();
    expect(spansIn(body, 'batch').map(({ name }) => name)).toEqual(['first', 'second']);
  });

  test.each([
    { given: '', path: '/api/traces' },
    { given: '/', path: '/api/traces' },
    { given: '/jaeger/spans?format=jaeger.thrift', path: '/jaeger/spans?format=jaeger.thrift' },
  ])('collectorEndpoint with the path "$given" posts Thrift to $path', async ({ given, path }) => {
    const server = await startServer(onTestFinished);
    const tracer = tracerOf({ reporter: { collectorEndpoint: server.url + given } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const request = await server.next();
    expect(request.path).toBe(path);
    expect(request.headers['content-type']).toBe('application/x-thrift');
    expect(request.headers.authorization).toBeUndefined();
    expect(spansIn(request.body, 'batch').map(({ name }) => name)).toEqual(['pay']);
  });

  test('otlpEndpoint posts OTLP, to /v1/traces where it has no path', async () => {
    const server = await startServer(onTestFinished);
    const tracer = tracerOf({ reporter: { otlpEndpoint: server.url } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const request = await server.next();
    expect(request.path).toBe('/v1/traces');
    expect(request.headers['content-type']).toBe('application/x-protobuf');
    expect(spansIn(request.body, 'otlp').map(({ name }) => name)).toEqual(['pay']);
  });

  test.each(['collectorEndpoint', 'otlpEndpoint'])(
    '%s sends username and password, and the headers',
    async (key) => {
      const server = await startServer(onTestFinished);
      const login = { username: 'clew', password: 'pass:word' };
      const tracer = tracerOf({
        reporter: { [key]: server.url, ...login, headers: { 'X-Tenant': 'a' } },
      });
      tracer.startSpan('pay').finish();
      await tracer.flush();
      const { headers } = await server.next();
      const credentials = Buffer.from('clew:pass:word').toString('base64');
      expect(headers.authorization).toBe(`Basic ${credentials}`);
      expect(headers['x-tenant']).toBe('a');
    },
  );

  test('timeoutMs ends a request that is not answered, and spans are sent again', async () => {
    const answers = [undefined, ''];
    const server = await startServer(onTestFinished, () => answers.shift());
    const tracer = tracerOf({ reporter: { collectorEndpoint: server.url, timeoutMs: 50 } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const [first, second] = [await server.next(), await server.next()];
    expect(second.body).toEqual(first.body);
  });

  test('maxQueueSize drops what comes when so many wait, and says so', async () => {
    useFakeTimers();
    const server = await startServer(onTestFinished, () => undefined);
    const logger = keptLines();
    const reporter = { collectorEndpoint: server.url, maxQueueSize: 10 };
    const tracer = initTracer({ serviceName: 'shop', sampler: everything, reporter }, { logger });
    // Batches have 512 spans; two are under way at once, and one may always wait.
    for (let i = 0; i < 4 * 512; i++) tracer.startSpan('pay').finish();
    expect(logger.errors).toEqual([expect.stringContaining('512 spans already wait')]);
    const closed = tracer.close();
    await vi.advanceTimersByTimeAsync(6000);
    await closed;
  });

  test('logSpans writes a line for each span, and sends it nevertheless', async () => {
    const agent = await startAgent(onTestFinished);
    const logger = keptLines();
    const tracer = tracerOf({ reporter: { agentPort: agent.port, logSpans: true } }, { logger });
    const span = tracer.startSpan('pay');
    span.finish();
    await tracer.flush();
    expect(logger.infos).toContain(`Reporting span ${span.context()}`);
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });

  test('a logger that throws loses no span', async () => {
    const agent = await startAgent(onTestFinished);
    const fail = () => {
      throw new Error('disk full');
    };
    const logger = { info: fail, warn: fail, error: fail };
    const tracer = tracerOf({ reporter: { agentPort: agent.port, logSpans: true } }, { logger });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });
});

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
    const { span } = spanOf({ sampler: { ...sampler, refreshIntervalMs: 0 } });
    expect(span && tagsOf(span)).toMatchObject(tags);
  });

  test.each([
    { type: 'const', param: 0 },
    { type: 'probabilistic', param: 0 },
    { type: 'remote', param: 0, refreshIntervalMs: 0 },
  ])('$type with 0 records nothing', (sampler) => {
    expect(spanOf({ sampler }).spans).toEqual([]);
  });

  test('ratelimiting records no more than so many traces a second', () => {
    const { tracer, spans } = spanOf({ sampler: { type: 'ratelimiting', param: 2 } });
    for (let i = 0; i < 50; i++) tracer.startSpan('pay').finish();
    expect(spans.length).toBeGreaterThanOrEqual(2);
    expect(spans.length).toBeLessThan(20);
  });

  test('a number may be a text, as programs get it from the environment', () => {
    const param = '1' as unknown as number;
    const { span } = spanOf({ sampler: { type: 'probabilistic', param } });
    expect(span && tagsOf(span)).toMatchObject({ 'sampler.param': 1 });
  });
});

describe('options', () => {
  test('tags are tags of the process, beside those that it has anyway', async () => {
    const agent = await startAgent(onTestFinished);
    const tags = { zone: 'cn-east', hostname: 'goods-7' };
    const tracer = tracerOf({ reporter: { agentPort: agent.port } }, { tags });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const [span] = spansIn(await agent.next(), 'binary');
    const found = Object.fromEntries(
      (span?.resource.attributes ?? []).map(({ key, value }) => [key, value]),
    );
    expect(found).toMatchObject({ ...tags, ip: expect.any(String) });
    expect(found['jaeger.version']).toMatch(/^Clew-Node-\d/);
  });

  test('traceId128bit gives trace ids of 32 digits, and without it they have 16', () => {
    expect(spanOf({}).span?.context().paddedTraceId).toMatch(/^[\da-f]{16}$/);
    const wide = spanOf({}, { traceId128bit: true }).span?.context().paddedTraceId;
    expect(wide).toMatch(/^[\da-f]{32}$/);
  });

  test('shareRpcSpan lets a server have the id of its client', () => {
    const { tracer, span } = spanOf({}, { shareRpcSpan: true });
    const childOf = span as opentracing.Span;
    const server = tracer.startSpan('serve', { childOf, tags: { 'span.kind': 'server' } });
    expect(server.context().toSpanId()).toBe(childOf.context().toSpanId());
  });

  test('contextKey and baggagePrefix are the names of the headers', () => {
    const tracer = tracerOf({}, { contextKey: 'x-trace', baggagePrefix: 'x-baggage-' });
    const span = tracer.startSpan('pay').setBaggageItem('user', '7');
    const headers = {};
    tracer.inject(span, opentracing.FORMAT_HTTP_HEADERS, headers);
    expect(headers).toEqual({ 'x-trace': String(span.context()), 'x-baggage-user': '7' });
  });

  test('propagation says which headers are written', () => {
    expect(Object.keys(headersOf(tracerOf({})))).toEqual(['uber-trace-id']);
    const headers = headersOf(tracerOf({}, { propagation: ['w3c', 'b3-single', 'jaeger'] }));
    expect(Object.keys(headers).sort()).toEqual(['b3', 'traceparent', 'uber-trace-id']);
  });

  test('propagation says which headers are read, the first one counting most', () => {
    const tracer = tracerOf({}, { propagation: ['w3c', 'jaeger'] });
    const old = { 'uber-trace-id': 'abc:1:0:1' };
    const both = { ...old, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const idOf = (headers: object) =>
      tracer.extract(opentracing.FORMAT_HTTP_HEADERS, headers)?.toTraceId();
    expect(idOf(old)).toBe('abc');
    expect(idOf(both)).toBe('af7651916cd43dd8448eb211c80319c');
  });

  test('metrics gets the counters of jaeger-client', () => {
    const counts: string[] = [];
    const createCounter = (name: string, tags = {}) => ({
      increment: () => counts.push(`${name} ${Object.entries(tags).join()}`),
    });
    const metrics = { createCounter, createGauge: () => ({ update() {} }) };
    spanOf({}, { metrics });
    expect(counts).toEqual([
      'jaeger:started_spans sampled,y',
      'jaeger:traces state,started,sampled,y',
      'jaeger:finished_spans ',
    ]);
  });

  test('a throttler and a baggage restriction manager of the application are asked', () => {
    const asked: string[] = [];
    const throttler = {
      isAllowed(operation: string) {
        asked.push(operation);
        return false;
      },
    };
    const baggageRestrictionManager = {
      getRestriction(service: string, key: string) {
        asked.push(`${service} ${key}`);
        return { keyAllowed: false, maxValueLength: 0 };
      },
    };
    const tracer = tracerOf({}, { throttler, baggageRestrictionManager });
    const span = tracer.startSpan('pay');
    span.setTag('sampling.priority', 1);
    span.setBaggageItem('user', '7');
    expect(asked).toEqual(['pay', 'shop user']);
    expect(span.getBaggageItem('user')).toBeUndefined();
  });

  test('a reporter of the application is told who the process is', () => {
    const reporter = new InMemoryReporter();
    const setProcess = vi.spyOn(reporter, 'setProcess');
    tracerOf({}, { reporter, tags: { zone: 'a' } });
    expect(setProcess).toHaveBeenCalledExactlyOnceWith(
      'shop',
      expect.arrayContaining([{ key: 'zone', value: 'a' }]),
    );
  });

  test('with a reporter of the application, the keys for another one are no misspellings', () => {
    const logger = keptLines();
    const reporter = new InMemoryReporter();
    tracerOf({ reporter: { agentHost: 'agent', logSpans: true } }, { logger, reporter });
    expect(logger.warnings).toEqual([]);
  });

  test('the logger learns what the tracer was made of', () => {
    const logger = keptLines();
    tracerOf({ reporter: { agentHost: '127.0.0.2', agentPort: 1 } }, { logger });
    expect(logger.infos).toEqual([
      'Initializing Clew Tracer with RemoteReporter(UdpSender(127.0.0.2:1)) and ConstSampler(always)',
    ]);
  });
});

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
      "propagation must be one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage, not 'b4'",
      { propagation: [bad('b4')] },
    ],
    [
      {},
      'propagation must be an array of one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage',
      { propagation: [] },
    ],
    [
      {},
      'propagation must be an array of one or more of jaeger, b3, b3-single, w3c, tracecontext, baggage',
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

test('keys that nobody knows are warned of, and the rest counts', () => {
  const logger = keptLines();
  const config = {
    servicename: 'shop',
    reporter: { agentHost: '127.0.0.2', agent_port: 1 },
    sampler: { ...everything, params: 1 },
  };
  const tracer = tracerOf(config, { logger });
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
  const tracer = tracerOf(config as unknown as TracingConfig);
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
  for (let i = 0; i < 2; i++) tracerOf(config, options);
  expect(options.metrics).toBe(metrics);
});
