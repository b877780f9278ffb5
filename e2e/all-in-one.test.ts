import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanBatch, SpanBatchReader } from '@clew/model';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type CapturedClient,
  capturedClients,
  replay,
  type ShownTrace,
  shownByJaeger,
} from './support/captured-client.ts';
import {
  type Addresses,
  ClewProcess,
  FREE_PORTS,
  type RunningClew,
  runClew,
} from './support/clew-process.ts';

let root: string;
let dataDir: string;
let clew: RunningClew;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'clew-e2e-'));
  dataDir = join(root, 'shared');
  clew = await ClewProcess.start('--data-dir', dataDir);
});

afterAll(async () => {
  await clew.process.stop();
  rmSync(root, { recursive: true });
});

/** A server of a test's own. */
async function start(...flags: readonly string[]): Promise<RunningClew> {
  const running = await ClewProcess.start(...flags);
  onTestFinished(async () => {
    running.process.kill();
    await running.process.ended();
  });
  return running;
}

/** The whole of a trace that tells it from others. */
function outline({ traceID, spans, processes }: ShownTrace): unknown {
  const lines = spans.map(({ spanID, operationName, startTime, duration, processID }) =>
    [spanID, operationName, startTime, duration, processes[processID]?.serviceName].join(' '),
  );
  return { traceID, spans: lines.sort() };
}

/** What Jaeger's API answers for a trace, undefined where there is none. */
async function traceFromJaegerApi({ ui }: Addresses, traceId: string): Promise<unknown> {
  const response = await fetch(`${ui}/api/traces/${traceId}`);
  if (response.status === 404) return undefined;
  const { data } = (await response.json()) as { readonly data: readonly ShownTrace[] };
  return data.map(outline);
}

/** The names of a trace's spans as Clew's own API has them. */
async function namesFromClewApi({ ui }: Addresses, traceId: string): Promise<readonly string[]> {
  const response = await fetch(`${ui}/api/clew/v1/traces/${traceId}`);
  const batch = new SpanBatch(new Uint8Array(await response.arrayBuffer()));
  return Array.from(new SpanBatchReader(batch).spans(), (span) => span.name).sort();
}

/** Waits until everything that a client sent is shown as Jaeger showed it: UDP is not answered. */
async function expectShown(client: CapturedClient, addresses: Addresses): Promise<void> {
  for (const trace of shownByJaeger(client)) {
    await expect
      .poll(() => traceFromJaegerApi(addresses, trace.traceID), { timeout: 5_000 })
      .toEqual([outline(trace)]);
  }
}

describe('all-in-one', () => {
  test.each(capturedClients)('shows what $name sent as Jaeger does', async (client) => {
    await replay(client, clew.addresses);
    await expectShown(client, clew.addresses);
    for (const { traceID, spans } of shownByJaeger(client)) {
      const names = spans.map(({ operationName }) => operationName).sort();
      expect(await namesFromClewApi(clew.addresses, traceID)).toEqual(names);
    }
  });

  test('finds what was sent by its service, newest first', async () => {
    const [client] = capturedClients as readonly [CapturedClient, ...CapturedClient[]];
    const [trace] = shownByJaeger(client) as readonly [ShownTrace, ...ShownTrace[]];
    await replay(client, clew.addresses);
    const from = Math.min(...trace.spans.map(({ startTime }) => startTime));
    const range = `from=${from}000&to=${from + 60_000_000}000`;
    const url = `${clew.addresses.ui}/api/clew/v1/search?service=${client.name}&${range}`;
    const page = (await (await fetch(url)).json()) as { readonly traces: readonly unknown[] };
    expect(page.traces).toEqual([
      expect.objectContaining({ traceId: trace.traceID, spanCount: trace.spans.length }),
    ]);
  });

  test('serves the web app at the paths of Jaeger’s', async () => {
    for (const path of ['/', '/search', '/trace/191a80926e0836d3']) {
      const response = await fetch(`${clew.addresses.ui}${path}`);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
  });

  test('tells that it lives and what it has taken in', async () => {
    const [client] = capturedClients as readonly [CapturedClient, ...CapturedClient[]];
    await replay(client, clew.addresses);
    expect((await fetch(`${clew.addresses.admin}/health`)).status).toBe(200);
    const metrics = await (await fetch(`${clew.addresses.admin}/metrics`)).text();
    expect(metrics).toMatch(/^clew_pipeline_written_spans_total [1-9]/m);
  });

  test('sends nothing to standard error that nobody asked for', async () => {
    const quiet = await start('--data-dir', join(root, 'quiet'), '--log-level', 'warn');
    const { stderr } = await quiet.process.stop();
    expect(stderr).toBe('');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it well, and all is there afterwards',
    async (signal) => {
      const flags = ['--data-dir', join(root, signal)];
      const first = await start(...flags);
      for (const client of capturedClients) await replay(client, first.addresses);
      for (const client of capturedClients) await expectShown(client, first.addresses);
      const { code, millis } = await first.process.stop(signal);
      expect({ code, isQuick: millis < 5_000 }).toEqual({ code: 0, isQuick: true });

      const second = await start(...flags);
      for (const client of capturedClients) await expectShown(client, second.addresses);
    },
  );

  test('kill -9 loses nothing that was acknowledged', async () => {
    const flags = ['--data-dir', join(root, 'killed')];
    const acknowledged = capturedClients.filter(({ name }) => !/udp|py-/.test(name));
    const first = await start(...flags);
    for (const client of acknowledged) await replay(client, first.addresses);
    first.process.kill();
    await first.process.ended();

    const second = await start(...flags);
    for (const client of acknowledged) await expectShown(client, second.addresses);
  });
});

describe('what can’t be started ends with one line that says what to do', () => {
  /** The line, after the checks that go for every such end. */
  async function lineOf(code: number, ...args: readonly string[]): Promise<string> {
    const ending = await runClew(...args);
    expect(ending).toMatchObject({ code, stdout: '' });
    const lines = ending.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    return lines.join();
  }

  test('a data directory that another process uses', async () => {
    const line = await lineOf(3, 'all-in-one', ...FREE_PORTS, '--data-dir', dataDir);
    expect(line).toContain(dataDir);
    expect(line).toContain('--data-dir');
  });

  test.each([
    ['otlp-http', 'otlpHttp'],
    ['otlp-grpc', 'otlpGrpc'],
    ['jaeger-http', 'jaegerHttp'],
    ['jaeger-grpc', 'jaegerGrpc'],
    ['sampling', 'sampling'],
    ['zipkin', 'zipkin'],
    ['skywalking-grpc', 'skywalkingGrpc'],
    ['skywalking-http', 'skywalkingHttp'],
    ['jaeger-udp-compact', 'jaegerUdpCompact'],
    ['jaeger-udp-binary', 'jaegerUdpBinary'],
    ['ui', 'ui'],
    ['query-grpc', 'queryGrpc'],
    ['admin', 'admin'],
  ] as const)('a taken port of --%s', async (flag, key) => {
    const where = clew.addresses[key].replace(/^http:\/\//, '').replace(/\/.*/, '');
    const own = ['--data-dir', join(root, `taken-${flag}`)];
    const line = await lineOf(3, 'all-in-one', ...FREE_PORTS, ...own, `--${flag}`, where);
    expect(line).toContain(`--${flag}`);
    expect(line).toContain(where.split(':')[1]);
  });

  test('a data directory that can’t be made', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const line = await lineOf(3, 'all-in-one', ...FREE_PORTS, '--data-dir', join(file, 'data'));
    expect(line).toContain(file);
    expect(line).toContain('--data-dir');
  });

  test('an unknown flag', async () => {
    expect(await lineOf(2, 'all-in-one', '--data-dri', 'x')).toContain('--data-dir');
  });
});
