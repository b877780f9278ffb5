// Sends requests through servers that real clients of Jaeger, Zipkin, OpenTelemetry, SkyWalking and Clew trace, each of which
// hands on the headers of the next, and asks Clew by every API whether each request became one trace:
//   npm run e2e:chain
// Needs Python 3 with venv, and npm; SkyWalking's agents are installed into a cache on the first run.
// The last line counts the checks: `N passed, N failed`.
import { deepEqual, equal } from 'node:assert/strict';
import { urlOf } from '../interop/chain.ts';
import { Processes } from '../interop/processes.ts';
import { type Hop, sendTo } from '../interop/relay.ts';
import { wideId } from '../interop/shown-trace.ts';
import { installAgents } from '../skywalking/agents.ts';
import { Checks } from '../support/checks.ts';
import { ClewProcess } from '../support/clew-process.ts';
import { interruption } from '../support/interruption.ts';
import { foundTrace } from './found-trace.ts';
import { type ClientName, type Servers, startServers } from './servers.ts';
import { lineOf, shownBy } from './shown-spans.ts';

/** How long everything but the installation may take. */
const PATIENCE_MILLIS = 90_000;

/** The ways of requests, from client to client. */
const ways: readonly (readonly ClientName[])[] = [
  // Jaeger's, Zipkin's, W3C's and SkyWalking's headers.
  ['jaeger', 'zipkin', 'otel', 'clew', 'node-skywalking', 'clew', 'python-skywalking'],
  // SkyWalking's, Jaeger's, Zipkin's and W3C's.
  ['node-skywalking', 'clew', 'jaeger', 'zipkin', 'otel', 'clew', 'python-skywalking'],
];
/** Two spans at each server, a server's and a client's, but one at the last. */
function expectedLine(way: readonly ClientName[], servers: Servers): readonly string[] {
  return way
    .flatMap((name) => ['server', 'client'].map((kind) => `${servers[name].service} ${kind}`))
    .slice(0, -1);
}

async function checkWay(
  way: readonly ClientName[],
  servers: Servers,
  { checks, clew, signal }: { checks: Checks; clew: ClewProcess; signal: AbortSignal },
): Promise<void> {
  const name = way.join(' → ');
  const url = urlOf(way.map((client, i) => ({ ...servers[client], operation: `stop-${i}` })));
  let hops: readonly Hop[] = [];
  await checks.check(`${name}: every client sees the same trace`, async () => {
    hops = await sendTo(url, {}, signal);
    deepEqual(
      hops.map(({ service }) => service),
      way.map((client) => servers[client].service),
    );
    equal(new Set(hops.map(({ traceId }) => wideId(traceId))).size, 1);
  });
  const traceId = wideId(hops[0]?.traceId ?? '');
  const expected = expectedLine(way, servers);
  const { addresses } = await clew.ready();
  for (const [api, read] of shownBy(addresses)) {
    await checks.check(`${name}: ${api} shows one tree of ${expected.length} spans`, async () => {
      const spans = await read(traceId, expected.length, signal);
      deepEqual(lineOf(spans), expected);
    });
  }
  const services = [...new Set(way.map((client) => servers[client].service))].sort();
  await checks.check(`${name}: a search by each service finds it without orphans`, async () => {
    for (const service of services) {
      const found = await foundTrace(addresses, traceId, service, signal);
      deepEqual(found, {
        ...{ spanCount: expected.length, services, isRootMissing: false, orphanCount: 0 },
      });
    }
  });
}

async function main(): Promise<void> {
  const interrupted = interruption();
  const checks = new Checks();
  const processes = new Processes();
  let clew: ClewProcess | undefined;
  try {
    const agents = await installAgents(processes, interrupted);
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE_MILLIS)]);
    const running = await ClewProcess.start('--storage', 'memory');
    clew = running.process;
    const servers = await startServers(processes, agents, running.addresses, signal);
    for (const way of ways) await checkWay(way, servers, { checks, clew, signal });
  } catch (error) {
    checks.fail('the test runs to its end', error);
  } finally {
    await processes.end();
    await clew?.stop();
  }
  checks.finish(() => processes.said() + (clew?.stderr ? `--- clew\n${clew.stderr}` : ''));
}

await main();
