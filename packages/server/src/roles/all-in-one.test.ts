import { createSocket } from 'node:dgram';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { type Config, effectiveConfig, type OptionKey } from '../config/index.ts';
import type { SystemAnswer } from '../query/system-answer.ts';
import { startAllInOne } from './all-in-one.ts';
import type { Running } from './running.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const healthService = loadSync(protoPath, { enums: String });

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'clew-all-in-one-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Everything on any free port, in memory. */
function configOf(flags: Partial<Record<OptionKey, string>> = {}): Config {
  const anyPort = ':0';
  return effectiveConfig({
    environment: {},
    flags: {
      storage: 'memory',
      ui: anyPort,
      queryGrpc: anyPort,
      otlpHttp: anyPort,
      otlpGrpc: anyPort,
      jaegerUdpCompact: anyPort,
      jaegerUdpBinary: anyPort,
      jaegerHttp: anyPort,
      jaegerGrpc: anyPort,
      sampling: anyPort,
      zipkin: anyPort,
      skywalkingGrpc: anyPort,
      skywalkingHttp: anyPort,
      admin: anyPort,
      ...flags,
    },
  }).config;
}

async function start(config: Config): Promise<Running> {
  const logger = pino({ level: 'silent' });
  const running = await startAllInOne(config, {
    logger,
    version: '1.2.3',
    uiDirectory: '/nowhere',
  });
  closers.push(() => running.close());
  return running;
}

function where(running: Running, what: string): string {
  return running.addresses.find((address) => address.what === what)?.where ?? '';
}

const spans = (name: string): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: '0123456789abcdef0123456789abcdef',
                spanId: '0123456789abcdef',
                name: 'buy',
                startTimeUnixNano: '1795451101190030000',
                endTimeUnixNano: '1795451101190040000',
              },
            ],
          },
        ],
      },
    ],
  });

async function send(running: Running, body: string): Promise<number> {
  const { status } = await fetch(where(running, 'OTLP over HTTP'), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  return status;
}

async function services(running: Running): Promise<unknown> {
  const api = where(running, 'web app and query API');
  return await (await fetch(`${api}/api/clew/v1/services`)).json();
}

async function system(running: Running): Promise<SystemAnswer> {
  const api = where(running, 'web app and query API');
  return (await (await fetch(`${api}/api/clew/v1/system`)).json()) as SystemAnswer;
}

async function metrics(running: Running): Promise<string> {
  return await (await fetch(`${where(running, 'health and metrics')}/metrics`)).text();
}

test('a span that was acknowledged is found, and counted at every stage', async () => {
  const running = await start(configOf());
  expect(await send(running, spans('shop'))).toBe(200);
  expect(await send(running, spans('shop'))).toBe(200);
  expect(await send(running, 'no JSON')).toBe(400);
  expect(await services(running)).toEqual({ services: ['shop'] });

  const text = await metrics(running);
  for (const line of [
    'clew_receiver_requests_total{receiver="otlp-http"} 3',
    'clew_receiver_spans_total{receiver="otlp-http"} 1',
    'clew_receiver_resent_requests_total{receiver="otlp-http"} 1',
    'clew_receiver_refused_requests_total{receiver="otlp-http",reason="malformed"} 1',
    'clew_pipeline_written_spans_total 1',
    'clew_pipeline_write_seconds_count{result="ok"} 1',
    'clew_pipeline_in_flight_bytes 0',
    'clew_store_spans{part="head"} 1',
    'clew_query_seconds_count{endpoint="/api/clew/v1/services"} 1',
    'process_cpu_user_seconds_total',
  ]) {
    expect(text).toContain(line);
  }
});

describe('the system report', () => {
  test('says that spans can not be stored, and no more once they can', async () => {
    const dataDir = temporaryDirectory();
    const running = await start(configOf({ storage: 'embedded', dataDir }));
    const log = join(dataDir, 'log');
    rmSync(log, { recursive: true });
    expect(await send(running, spans('shop'))).toBe(503);
    expect(await send(running, spans('stock'))).toBe(503);
    const { health, receivers, now } = await system(running);
    expect(health).toMatchObject({
      status: 'unhealthy',
      findings: [{ code: 'write-failed', count: 2, reason: expect.stringContaining('ENOENT') }],
    });
    expect(BigInt(health.findings[0]?.since ?? 0)).toBeLessThan(BigInt(now));
    expect(receivers[0]?.refusedRequests).toEqual([{ reason: 'store-failed', count: 2 }]);
    mkdirSync(log);
    expect(await send(running, spans('shop'))).toBe(200);
    expect((await system(running)).health.status).toBe('healthy');
  });

  test('tells of each receiver what came in, what was refused and why', async () => {
    const running = await start(configOf());
    await send(running, spans('shop'));
    await send(running, spans('shop'));
    await send(running, 'no JSON');
    await send(running, spans('shop').replace('"0123456789abcdef"', '"0000000000000000"'));
    const { receivers, storage, health, query } = await system(running);
    expect(receivers.map(({ name }) => name)).toEqual([
      'otlp-http',
      'otlp-grpc',
      'jaeger-udp-compact',
      'jaeger-udp-binary',
      'jaeger-http',
      'jaeger-grpc',
      'zipkin',
      'skywalking-grpc',
      'skywalking-http',
    ]);
    expect(receivers[0]).toMatchObject({
      protocol: 'otlp',
      transport: 'http',
      encodings: ['protobuf', 'json'],
      address: where(running, 'OTLP over HTTP'),
      requests: 4,
      spans: 1,
      resentRequests: 1,
      refusedRequests: [{ reason: 'malformed', count: 1 }],
      refusedSpans: [{ reason: 'otlp: span_id is zero', count: 1 }],
    });
    expect(receivers[0]?.bytes).toBeGreaterThan(3 * spans('shop').length);
    expect(receivers[1]).toMatchObject({ requests: 0, spans: 0, refusedRequests: [] });
    expect(storage).toMatchObject({ kind: 'memory', spans: { heads: 1 }, limitBytes: 512_000_000 });
    expect(storage.usedBytes).toBe(storage.bytes.heads);
    expect(health).toEqual({ status: 'healthy', findings: [] });
    expect(query).toEqual([]);
    const again = await system(running);
    expect(again.query).toMatchObject([{ endpoint: '/api/clew/v1/system', requests: 1 }]);
    expect(BigInt(again.query[0]?.meanDuration ?? 0)).toBeGreaterThan(0n);
  });

  test('tells of datagrams as of requests', async () => {
    const running = await start(configOf());
    const port = Number(where(running, 'Jaeger over UDP, compact').split(':')[1]);
    const socket = createSocket('udp4');
    await new Promise((sent) => socket.send('not thrift', port, '127.0.0.1', sent));
    socket.close();
    const udp = async () =>
      (await system(running)).receivers.find(({ name }) => name === 'jaeger-udp-compact');
    await expect
      .poll(udp)
      .toMatchObject({ requests: 1, refusedRequests: [{ reason: 'malformed', count: 1 }] });
  });

  test('tells where spans are kept, for how long, and what the disk has left', async () => {
    const dataDir = temporaryDirectory();
    const running = await start(configOf({ storage: 'embedded', dataDir, maxDisk: '1GB' }));
    await send(running, spans('shop'));
    const { storage, now, startedAt, uptime } = await system(running);
    expect(storage).toMatchObject({
      kind: 'embedded',
      dataDir,
      retention: String(7n * 86_400n * 1_000_000_000n),
      limitBytes: 1_000_000_000,
      usedBytes: storage.bytes.logs,
      oldestArrival: storage.newestArrival,
    });
    expect(storage.bytes.logs).toBeGreaterThan(0);
    expect(storage.disk?.freeBytes).toBeGreaterThan(0);
    expect(storage.disk?.sizeBytes).toBeGreaterThanOrEqual(storage.disk?.freeBytes ?? 0);
    const arrival = BigInt(storage.oldestArrival ?? 0);
    expect(arrival).toBeGreaterThanOrEqual(BigInt(startedAt));
    expect(BigInt(now) - BigInt(startedAt)).toBe(BigInt(uptime));
  });
});

test('datagrams are counted, malformed ones too', async () => {
  const running = await start(configOf());
  const [, port] = where(running, 'Jaeger over UDP, compact').split(':');
  const socket = createSocket('udp4');
  closers.push(() => {
    socket.close();
  });
  socket.send('no thrift', Number(port), '127.0.0.1');
  await expect
    .poll(() => metrics(running))
    .toContain('clew_udp_packets_malformed_total{receiver="jaeger-udp-compact"} 1');
  const text = await metrics(running);
  expect(text).toContain('clew_udp_packets_received_total{receiver="jaeger-udp-compact"} 1');
  expect(text).toContain(
    'clew_udp_packets_dropped_total{receiver="jaeger-udp-compact",where="backlog"} 0',
  );
});

test('it is alive, ready, and says what it is', async () => {
  const running = await start(configOf());
  const admin = where(running, 'health and metrics');
  for (const path of ['/', '/health', '/ready']) {
    expect((await fetch(`${admin}${path}`)).status).toBe(200);
  }
  const api = where(running, 'web app and query API');
  const status = await fetch(`${api}/api/clew/v1/status`);
  expect(await status.json()).toEqual({ version: '1.2.3', storage: 'memory' });
});

describe('clients are told how to sample', () => {
  const told = async (url: string): Promise<unknown> => await (await fetch(url)).json();
  const collectorUrl = (running: Running): string =>
    where(running, 'Jaeger over HTTP').replace('/traces', '/sampling?service=shop');

  test('to take every trace unless a file says otherwise', async () => {
    const running = await start(configOf());
    const every = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 1 } };
    const agentUrl = `${where(running, 'remote sampling')}?service=shop`;
    expect(await told(agentUrl)).toEqual(every);
    expect(await told(collectorUrl(running))).toEqual(every);
    const text = await metrics(running);
    expect(text).toContain('clew_sampling_requests_total{transport="http"} 1');
    expect(text).toContain('clew_sampling_requests_total{transport="collector-http"} 1');
    expect(text).toContain('clew_sampling_reloads_total{result="failed"} 0');
  });

  test('by a file', async () => {
    const samplingStrategies = join(temporaryDirectory(), 'strategies.json');
    writeFileSync(samplingStrategies, '{"default_strategy":{"type":"ratelimiting","param":3}}');
    const running = await start(configOf({ samplingStrategies }));
    expect(await told(collectorUrl(running))).toEqual({
      strategyType: 'RATE_LIMITING',
      rateLimitingSampling: { maxTracesPerSecond: 3 },
    });
  });

  test('and a file that can not be used keeps it from starting', async () => {
    const samplingStrategies = join(temporaryDirectory(), 'none.json');
    await expect(start(configOf({ samplingStrategies }))).rejects.toThrow(
      /^the sampling strategies in .*none\.json can't be used: there is no such file; .*--sampling-strategies FILE$/,
    );
  });
});

test('every port of gRPC tells of its health, and of what it has', async () => {
  const running = await start(configOf());
  const ports = [
    ['OTLP over gRPC', 'opentelemetry.proto.collector.trace.v1.TraceService'],
    ['Jaeger over gRPC', 'jaeger.api_v2.CollectorService'],
    ['Jaeger over gRPC', 'jaeger.api_v2.SamplingManager'],
    ['query API over gRPC', 'jaeger.api_v2.QueryService'],
    ['query API over gRPC', 'jaeger.api_v3.QueryService'],
  ] as const;
  for (const [what, service] of ports) {
    const port = Number(where(running, what).split(':').at(-1));
    const { Check } = healthService['grpc.health.v1.Health'] as ServiceDefinition;
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    closers.push(() => client.close());
    const answer = new Promise((resolve, reject) => {
      if (Check === undefined) return reject(new Error('no such method'));
      const { path, requestSerialize, responseDeserialize } = Check;
      client.makeUnaryRequest(
        ...([path, requestSerialize, responseDeserialize, { service }] as const),
        (error, message) => (error === null ? resolve(message) : reject(error)),
      );
    });
    expect(await answer, service).toEqual({ status: 'SERVING' });
  }
});

test('what is off is not open', async () => {
  const off = 'off';
  const running = await start(
    configOf({
      queryGrpc: off,
      otlpGrpc: off,
      jaegerUdpCompact: off,
      jaegerUdpBinary: off,
      jaegerHttp: off,
      jaegerGrpc: off,
      sampling: off,
      zipkin: off,
      skywalkingGrpc: off,
      skywalkingHttp: off,
      admin: off,
    }),
  );
  expect(running.addresses.map(({ what }) => what)).toEqual([
    'web app and query API',
    'OTLP over HTTP',
  ]);
});

test('spans are there again after a restart', async () => {
  const config = configOf({ storage: 'embedded', dataDir: join(temporaryDirectory(), 'data') });
  const first = await start(config);
  expect(await send(first, spans('shop'))).toBe(200);
  await first.close();
  const second = await start(config);
  expect(await services(second)).toEqual({ services: ['shop'] });
});

describe('what keeps it from starting is one line that says what to do', () => {
  test.each([
    ['ui', '--ui'],
    ['queryGrpc', '--query-grpc'],
    ['otlpHttp', '--otlp-http'],
    ['otlpGrpc', '--otlp-grpc'],
    ['jaegerHttp', '--jaeger-http'],
    ['jaegerGrpc', '--jaeger-grpc'],
    ['sampling', '--sampling'],
    ['zipkin', '--zipkin'],
    ['skywalkingGrpc', '--skywalking-grpc'],
    ['skywalkingHttp', '--skywalking-http'],
    ['admin', '--admin'],
  ] as const)('the port of %s is taken', async (key, flag) => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      taken.close();
    });
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(start(configOf({ [key]: `:${port}` }))).rejects.toThrow(
      `port ${port} is taken; choose another with ${flag} :PORT or off`,
    );
  });

  test('the host is not of this machine', async () => {
    await expect(start(configOf({ host: '192.0.2.1' }))).rejects.toThrow(
      'this machine has no address "192.0.2.1" for port 0; choose another with --host or --admin HOST:PORT',
    );
  });

  test('the data directory is in use', async () => {
    const config = configOf({ storage: 'embedded', dataDir: temporaryDirectory() });
    await start(config);
    await expect(start(config)).rejects.toThrow(/is in use .*--data-dir/);
  });

  test('the data directory can not be made', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    const config = configOf({ storage: 'embedded', dataDir: join(file, 'data') });
    await expect(start(config)).rejects.toThrow(
      /^the data directory .*data can't be used \(not a directory\).*--data-dir$/,
    );
  });

  test('and nothing stays open', async () => {
    const dataDir = temporaryDirectory();
    const config = configOf({ storage: 'embedded', dataDir, host: '127.0.0.1' });
    const impossible = { ...config, jaegerHttp: { host: '192.0.2.1', port: 0 } };
    await expect(start(impossible)).rejects.toThrow(/192\.0\.2\.1/);
    const running = await start(config);
    expect(await send(running, spans('shop'))).toBe(200);
  });
});
