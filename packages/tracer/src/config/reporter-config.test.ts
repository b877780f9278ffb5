// What each key of `reporter` does, seen by what arrives at an agent or a collector.
import { Socket } from 'node:dgram';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { initTracer } from './init-tracer.ts';
import { keptLines, protocolOf, spansIn, startAgent, startServer } from './testing/receivers.ts';
import { everything, Tracers } from './testing/tracers.ts';

const tracers = new Tracers(onTestFinished);

/** Until the end of the test. */
function useFakeTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

describe('reporter', () => {
  test('sends spans to agentHost and agentPort, in the binary protocol as jaeger-client does', async () => {
    const agent = await startAgent(onTestFinished);
    const reporter = { agentHost: '127.0.0.1', agentPort: agent.port };
    const tracer = tracers.make({ reporter });
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
    const tracer = tracers.make({ reporter: { agentPort: agent.port, agentProtocol: 'compact' } });
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
    const tracer = tracers.make({ ...(reporter && { reporter }) });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    const packet = await agent.next();
    expect(ports).toEqual([port, '127.0.0.1']);
    expect(protocolOf(packet)).toBe(protocol);
    expect(spansIn(packet, protocol)).toHaveLength(1);
  });

  test('agentSocketType udp6 sends over IPv6', async () => {
    const agent = await startAgent(onTestFinished, 'udp6');
    const tracer = tracers.make({ reporter: { agentPort: agent.port, agentSocketType: 'udp6' } });
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });

  test('maxPacketSize splits what would be larger', async () => {
    const agent = await startAgent(onTestFinished);
    const tracer = tracers.make({ reporter: { agentPort: agent.port, maxPacketSize: 1000 } });
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
    const tracer = tracers.make({ reporter });
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
    const tracer = tracers.make({ reporter: { collectorEndpoint: server.url + given } });
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
    const tracer = tracers.make({ reporter: { otlpEndpoint: server.url } });
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
      const tracer = tracers.make({
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
    const tracer = tracers.make({ reporter: { collectorEndpoint: server.url, timeoutMs: 50 } });
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
    const tracer = tracers.make(
      { reporter: { agentPort: agent.port, logSpans: true } },
      { logger },
    );
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
    const tracer = tracers.make(
      { reporter: { agentPort: agent.port, logSpans: true } },
      { logger },
    );
    tracer.startSpan('pay').finish();
    await tracer.flush();
    expect(spansIn(await agent.next(), 'binary')).toHaveLength(1);
  });
});
