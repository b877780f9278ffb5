// Sends requests through servers that different clients trace, each with the headers that it knows, and asks Clew
// whether every request became one trace:
//   npm run e2e:interop
// Needs Python 3 with venv, and Go 1.24 or later; their clients are installed into a cache on the first run.
// The last line counts the checks: `N passed, N failed`.
import { deepEqual, equal } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../support/checks.ts';
import { ClewProcess, FREE_PORTS } from '../support/clew-process.ts';
import { interruption } from '../support/interruption.ts';
import { abortable } from './abortable.ts';
import { checkHops, checkShown, type Journey } from './chain.ts';
import { install } from './install.ts';
import { journeyFromGo, journeyFromZipkin } from './journeys.ts';
import { Processes } from './processes.ts';
import { type Servers, startServers, TRACE_ID_BITS } from './servers.ts';
import { traceIdsOf, wideId } from './shown-trace.ts';

/** How long everything but the installation may take. */
const PATIENCE_MILLIS = 90_000;
const STOP_MILLIS = 5_000;

/** Makes a request, and checks what became of it. */
async function checkJourney(
  name: string,
  start: () => Promise<Journey>,
  { checks, queryApi, signal }: { checks: Checks; queryApi: string; signal: AbortSignal },
): Promise<Journey | undefined> {
  signal.throwIfAborted();
  let journey: Journey;
  try {
    journey = await start();
  } catch (error) {
    checks.fail(`${name}: the request is answered`, error);
    return undefined;
  }
  await checks.check(`${name}: every hop sees the trace and its baggage`, () => checkHops(journey));
  await checks.check(`${name}: Clew shows one trace with every span below its parent`, () =>
    checkShown(queryApi, journey, signal),
  );
  return journey;
}

async function checkJourneys(
  servers: Servers,
  processes: Processes,
  setting: { checks: Checks; queryApi: string; zipkin: string; signal: AbortSignal },
): Promise<void> {
  const { checks, queryApi, zipkin, signal } = setting;
  const journeys: (Journey | undefined)[] = [];
  for (const bits of TRACE_ID_BITS) {
    const start = (): Promise<Journey> => journeyFromGo(servers, bits, signal);
    journeys.push(await checkJourney(`from Go, ${bits} bits`, start, setting));
  }
  for (const form of ['multi', 'single'] as const) {
    for (const bits of TRACE_ID_BITS) {
      const start = (): Promise<Journey> =>
        journeyFromZipkin(servers, processes, [form, bits], zipkin, signal);
      journeys.push(await checkJourney(`from Zipkin, B3 ${form}, ${bits} bits`, start, setting));
    }
  }
  for (const { service, process } of Object.values(servers)) {
    signal.throwIfAborted();
    // Ending sends what was not sent yet.
    await checks.check(`${service} ends properly`, async () =>
      equal(await process.end(), 'code 0'),
    );
    await checks.check(`${service} has spans in no other trace`, async () => {
      deepEqual(await traceIdsOf(queryApi, service, signal), traceIdsThrough(service, journeys));
    });
  }
}

function traceIdsThrough(
  service: string,
  journeys: readonly (Journey | undefined)[],
): readonly string[] {
  return journeys
    .flatMap((journey) => (journey?.stops.some((stop) => stop.service === service) ? journey : []))
    .map(({ hops }) => wideId(hops[0]?.traceId ?? ''))
    .sort();
}

async function stop(clew: ClewProcess): Promise<void> {
  const kill = setTimeout(() => clew.kill(), STOP_MILLIS);
  await clew.stop();
  clearTimeout(kill);
}

async function main(): Promise<void> {
  const interrupted = interruption();
  const checks = new Checks();
  const processes = new Processes();
  const root = await mkdtemp(join(tmpdir(), 'clew-interop-'));
  let clew: ClewProcess | undefined;
  try {
    const installed = await install(processes, interrupted);
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE_MILLIS)]);
    clew = new ClewProcess(['all-in-one', ...FREE_PORTS, '--data-dir', join(root, 'data')]);
    const { addresses } = await abortable(clew.ready(), signal, 'clew did not become ready');
    const servers = await startServers(processes, installed, addresses, signal);
    const { ui, zipkin } = addresses;
    await checkJourneys(servers, processes, { checks, queryApi: ui, zipkin, signal });
  } catch (error) {
    checks.fail('the test runs to its end', error);
  } finally {
    await processes.end();
    if (clew) await stop(clew);
    await rm(root, { recursive: true });
  }
  checks.finish(() => processes.said() + (clew?.stderr ? `--- clew\n${clew.stderr}` : ''));
}

await main();
