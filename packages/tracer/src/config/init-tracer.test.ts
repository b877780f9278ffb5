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

function headersOf(tracer: BaseTracer): Record<string, string> {
  const headers = {};
  tracer.inject(tracer.startSpan('pay'), opentracing.FORMAT_HTTP_HEADERS, headers);
  return headers;
}

describe('reporter', () => {
  test('sends spans to agentHost and agentPort, in the binary protocol as jaeger-client does', async () => {
    const agent = await startAgent();
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
    const agent = await startAgent();
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
    const agent = await startAgent();
    const { connect } = Socket.prototype;
    const ports: unknown[] = [];
    const spy = vi.spyOn(Socket.prototype, 'connect');
    onTestFinished(() => spy.mockRestore());
    // The well-known ports are not to be touched by tests.
    spy.mockImplementation(function (this: Socket, wanted: number, host?: unknown, done?: unknown) {
      ports.push(wanted, host);
      connect.call(this, agent.port, '127.0.0.1', done as () => void);
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
    const agent = await startAgent('udp6');
    const tracer = tracerOf({ reporter: { agentPort: agent.port, agentSocketType: 'udp6' } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });

  test('maxPacketSize splits what would be larger', async () => {
    const agent = await startAgent();
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
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const server = await startServer();
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
    const server = await startServer();
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
    const server = await startServer();
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
      const server = await startServer();
      const login = { username: 'clew', password: 'pass:word' };
      const tracer = tracerOf({ reporter: { [key]: server.url, ...login, headers: { 'X-Tenant': 'a' } } });
      tracer.startSpan('pay').finish();
      await tracer.flush();
      const { headers } = await server.next();
      const credentials = Buffer.from('clew:pass:word').toString('base64');
      expect(headers.authorization).toBe(`Basic ${credentials}`);
      expect(headers['x-tenant']).toBe('a');
    },
  );

  test('timeoutMs ends a request that is not answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const server = await startServer(() => undefined);
    const logger = keptLines();
    const reporter = { collectorEndpoint: server.url, timeoutMs: 777 };
    const tracer = initTracer({ serviceName: 'shop', sampler: everything, reporter }, { logger });
    tracer.startSpan('pay').finish();
    const closed = tracer.close();
    // Tries and the pauses between them.
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(500);
      expect(logger.errors.join()).toContain('777 ms');
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await closed;
  });

  test('maxQueueSize drops what comes when so many wait, and says so', async () => {
    const server = await startServer(() => undefined);
    const logger = keptLines();
    const reporter = { collectorEndpoint: server.url, maxQueueSize: 10 };
    const tracer = tracerOf({ reporter }, { logger });
    // Batches have 512 spans; two are under way at once, and one always may wait.
    for (let i = 0; i < 4 * 512; i++) tracer.startSpan('pay').finish();
    expect(logger.errors).toEqual([expect.stringContaining('512 spans already wait')]);
    server.stop();
  });

  test('logSpans writes a line for each span, and sends it nevertheless', async () => {
    const agent = await startAgent();
    const logger = keptLines();
    const tracer = tracerOf({ reporter: { agentPort: agent.port, logSpans: true } }, { logger });
    const span = tracer.startSpan('pay');
    span.finish();
    await tracer.flush();
    expect(logger.infos).toContain(`Reporting span ${span.context()}`);
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });

  test('a logger that throws loses no span', async () => {
    const agent = await startAgent();
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
    { sampler: { type: 'const', param: 1 }, tags: { 'sampler.type': 'const', 'sampler.param': true } },
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
