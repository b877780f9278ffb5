// Reads from Clew what real clients have sent, by the query client of Jaeger's own module for Go, and calls every gRPC
// service by a client that learns its definitions by reflection:
//   npm run e2e:jaeger
// Needs Go 1.24 or later; what is downloaded is built into a cache on the first run.
// The last line counts the checks: `N passed, N failed`.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { abortable } from '../interop/abortable.ts';
import { buildGo, installGo } from '../interop/install.ts';
import { Processes } from '../interop/processes.ts';
import { capturedClients, replay, shownByJaeger } from '../support/captured-client.ts';
import { Checks } from '../support/checks.ts';
import { type Addresses, ClewProcess, FREE_PORTS } from '../support/clew-process.ts';
import { ask, equalTraces, type GrpcAnswers, httpTraces } from './answers.ts';
import { GenericClient } from './generic-client.ts';

const GO_SOURCE = fileURLToPath(new URL('go', import.meta.url));
const GRPCURL = 'github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4';
/** How long everything may take, with downloads. */
const PATIENCE_MILLIS = 400_000;
const POLL_MILLIS = 100;

/** A span whose times have nanoseconds, which those of the clients have not. */
const TIMED = JSON.stringify({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              ...{ traceId: '0123456789abcdef0123456789abcdef', spanId: '0123456789abcdef' },
              ...{
                startTimeUnixNano: '1795451101123456789',
                endTimeUnixNano: '1795451101123456999',
              },
            },
          ],
        },
      ],
    },
  ],
});

async function main(): Promise<void> {
  const checks = new Checks();
  const processes = new Processes();
  const root = await mkdtemp(join(tmpdir(), 'clew-jaeger-'));
  const signal = AbortSignal.timeout(PATIENCE_MILLIS);
  let clew: ClewProcess | undefined;
  try {
    const reader = await buildGo(processes, GO_SOURCE, 'jaeger-reader', signal);
    const grpcurl = await installGo(processes, GRPCURL, 'grpcurl', signal);
    clew = new ClewProcess(['all-in-one', ...FREE_PORTS, '--data-dir', join(root, 'data')]);
    const { addresses } = await abortable(clew.ready(), signal, 'clew did not become ready');
    const traceId = await sendAll(addresses, signal);
    const setting = { checks, processes, addresses, traceId, signal };
    await checkReader(reader, setting);
    await checkReflection(grpcurl, setting);
  } catch (error) {
    checks.fail('the test runs to its end', error);
  } finally {
    await processes.end();
    await clew?.stop();
    await rm(root, { recursive: true });
  }
  checks.finish(() => processes.said() + (clew?.stderr ? `--- clew\n${clew.stderr}` : ''));
}

interface Setting {
  readonly checks: Checks;
  readonly processes: Processes;
  readonly addresses: Addresses;
  readonly traceId: string;
  readonly signal: AbortSignal;
}

/** Sends what real clients have sent, and waits until it is there; gives the id of one of its traces. */
async function sendAll(addresses: Addresses, signal: AbortSignal): Promise<string> {
  for (const client of capturedClients) await replay(client, addresses);
  const headers = { 'content-type': 'application/json' };
  await fetch(addresses.otlpHttp, { method: 'POST', headers, body: TIMED, signal });
  const wanted = new Set(capturedClients.flatMap(shownByJaeger).map(({ traceID }) => traceID));
  for (;;) {
    const there = new Set((await httpTraces(addresses.ui, signal)).map(({ traceID }) => traceID));
    if ([...wanted].every((id) => there.has(id))) break;
    await setTimeout(POLL_MILLIS, undefined, { signal });
  }
  const [first = ''] = wanted;
  return first.padStart(32, '0');
}

async function checkReader(reader: string, setting: Setting): Promise<void> {
  const { checks, processes, addresses, traceId, signal } = setting;
  const { host } = new URL(addresses.queryGrpc);
  const printed = await processes.start('reader', reader, host, traceId).result(signal);
  const answers = JSON.parse(printed) as GrpcAnswers;
  const { ui } = addresses;
  const wanted = await httpTraces(ui, signal);
  const is = (name: string, check: () => unknown): Promise<void> =>
    checks.check(`Jaeger's client in Go: ${name}`, check);

  await is('the same services as over HTTP', async () =>
    deepEqual(answers.services, await ask(ui, '/api/services', signal)),
  );
  await is('the same operations as over HTTP', async () => {
    for (const service of answers.services) {
      const path = `/api/operations?service=${encodeURIComponent(service)}`;
      const operations = await ask<readonly { name: string; spanKind: string }[]>(ui, path, signal);
      const lines = operations.map(({ name, spanKind }) => `${name} ${spanKind}`);
      deepEqual(answers.operations[service] ?? [], lines);
    }
  });
  await is('a search finds the same spans as over HTTP', () => equalTraces(answers.found, wanted));
  await is('traces by their ids have the same spans', () => equalTraces(answers.read, wanted));
  await is('times have their nanoseconds', () => {
    const starts = Object.values(answers.nanos).map(BigInt);
    ok(starts.includes(1_795_451_101_123_456_789n));
    for (const { spanID, startTime } of wanted.flatMap(({ spans }) => spans)) {
      equal(Number(BigInt(answers.nanos[spanID] ?? 0) / 1000n), startTime);
    }
  });
  await is('the same calls between services as over HTTP', async () => {
    const path = `/api/dependencies?endTs=${Date.now() + 3_600_000}&lookback=${20 * 365 * 86_400_000}`;
    deepEqual(answers.dependencies ?? [], await ask(ui, path, signal));
  });
  await is('a trace is archived', () => equal(answers.archived, true));
  await is('a trace that there is not is NOT_FOUND', () => equal(answers.missing, 'NotFound'));
}

async function checkReflection(grpcurl: string, setting: Setting): Promise<void> {
  const { checks, processes, addresses, traceId, signal } = setting;
  const client = new GenericClient(processes, grpcurl, signal);
  const ports = {
    '--query-grpc': [
      addresses.queryGrpc,
      'jaeger.api_v2.QueryService',
      'jaeger.api_v3.QueryService',
    ],
    '--jaeger-grpc': [
      ...[addresses.jaegerGrpc, 'jaeger.api_v2.CollectorService', 'jaeger.api_v2.SamplingManager'],
    ],
    '--otlp-grpc': [addresses.otlpGrpc, 'opentelemetry.proto.collector.trace.v1.TraceService'],
  } as const;
  for (const [flag, [where, ...services]] of Object.entries(ports)) {
    const address = where.replace(/^http:\/\//, '');
    const all = [...services, 'grpc.health.v1.Health'];
    await checks.check(`reflection on ${flag} lists every service`, async () =>
      deepEqual((await client.list(address)).toSorted(), all.toSorted()),
    );
    for (const service of all) {
      const methods = await client.list(address, service).catch((error: unknown) => {
        checks.fail(`reflection on ${flag} lists the methods of ${service}`, error);
        return [];
      });
      // A watch does not end by itself.
      for (const method of methods.filter((name) => !name.endsWith('.Watch'))) {
        await checks.check(`${flag}: ${method} answers a client without definitions`, async () => {
          const answer = await client.call(address, method, traceId);
          if (/GetTrace|FindTraces$/.test(method)) ok(answer.includes('trace'), answer);
        });
      }
    }
  }
}

await main();
