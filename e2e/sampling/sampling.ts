// Lets real clients ask Clew how to sample while its strategies file changes, and looks at what arrives:
//   npm run e2e:sampling
// Needs Python 3 with venv, and Go 1.24 or later; their clients are installed into a cache on the first run.
// The last line counts the checks: `N passed, N failed`.
import { equal } from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { abortable } from '../interop/abortable.ts';
import { buildGo, installPython } from '../interop/install.ts';
import { type Process, Processes } from '../interop/processes.ts';
import { Checks } from '../support/checks.ts';
import { type Addresses, ClewProcess, FREE_PORTS } from '../support/clew-process.ts';
import { interruption } from '../support/interruption.ts';
import { PHASES, type Phase } from './phases.ts';
import { rootsBetween } from './sampled-roots.ts';

/** How long everything but the installation may take. */
const PATIENCE_MILLIS = 180_000;
/** How long a client may take to follow: a second until the file is read, its own interval, its flush. */
const FOLLOW_MILLIS = 15_000;
const POLL_MILLIS = 100;
const WINDOW_MILLIS = 1_000;
/** So long ago that what was begun then has arrived. */
const ARRIVED_MILLIS = 500;
const STOP_MILLIS = 5_000;

const GO_SOURCE = fileURLToPath(new URL('go', import.meta.url));
const PYTHON_CLIENT = fileURLToPath(new URL('python/client.py', import.meta.url));
const NODE_CLIENT = fileURLToPath(new URL('node-client.ts', import.meta.url));

interface Client {
  readonly service: string;
  readonly process: Process;
}

async function startClients(
  processes: Processes,
  { jaegerUdpCompact: compact, jaegerUdpBinary: binary, sampling }: Addresses,
  signal: AbortSignal,
): Promise<readonly Client[]> {
  const [python, go] = await Promise.all([
    installPython(processes, signal),
    buildGo(processes, GO_SOURCE, 'go-sampling', signal),
  ]);
  const { host } = new URL(sampling);
  const node = [process.execPath, NODE_CLIENT];
  const commands: Readonly<Record<string, readonly string[]>> = {
    'jaeger-client-go': [go, 'jaeger-client-go', compact, host],
    'jaeger-client-python': [python, PYTHON_CLIENT, 'jaeger-client-python', compact, host],
    'jaeger-client-node': [...node, 'jaeger-client', 'jaeger-client-node', binary, host],
    'clew-tracer': [...node, '@clew/tracer', 'clew-tracer', compact, host],
  };
  return Object.entries(commands).map(([service, [command = '', ...args]]) => ({
    service,
    process: processes.start(service, command, ...args),
  }));
}

/** Waits until a second of what a client began is as the phase asks for. */
async function follows(
  queryApi: string,
  { service }: Client,
  { check }: Phase,
  signal: AbortSignal,
): Promise<void> {
  const changed = Date.now();
  for (;;) {
    const to = Date.now() - ARRIVED_MILLIS;
    const roots = await rootsBetween(queryApi, service, [to - WINDOW_MILLIS, to], signal);
    try {
      check(roots);
      return;
    } catch (error) {
      if (Date.now() - changed > FOLLOW_MILLIS) throw error;
    }
    await setTimeout(POLL_MILLIS, undefined, { signal });
  }
}

/** Another file takes the name, so that nobody reads half of one. */
async function write(path: string, file: object): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(file));
  await rename(`${path}.new`, path);
}

async function main(): Promise<void> {
  const interrupted = interruption();
  const checks = new Checks();
  const processes = new Processes();
  const root = await mkdtemp(join(tmpdir(), 'clew-sampling-'));
  const file = join(root, 'strategies.json');
  let clew: ClewProcess | undefined;
  try {
    await write(file, PHASES[0]?.file ?? {});
    const storage = ['--storage', 'memory', '--sampling-strategies', file];
    clew = new ClewProcess(['all-in-one', ...FREE_PORTS, ...storage]);
    const ready = clew.ready();
    const { addresses } = await abortable(ready, interrupted, 'clew did not become ready');
    const clients = await startClients(processes, addresses, interrupted);
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(PATIENCE_MILLIS)]);
    for (const phase of PHASES) {
      await write(file, phase.file);
      await Promise.all(
        clients.map((client) =>
          checks.check(`${client.service} samples ${phase.name}`, () =>
            follows(addresses.ui, client, phase, signal),
          ),
        ),
      );
    }
    for (const { service, process } of clients) {
      await checks.check(`${service} ends properly`, async () =>
        equal(await process.end(), 'code 0'),
      );
    }
  } catch (error) {
    checks.fail('the test runs to its end', error);
  } finally {
    await processes.end();
    if (clew !== undefined) {
      const kill = AbortSignal.timeout(STOP_MILLIS);
      kill.addEventListener('abort', () => clew?.kill());
      await clew.stop();
    }
    await rm(root, { recursive: true });
  }
  checks.finish(() => processes.said() + (clew?.stderr ? `--- clew\n${clew.stderr}` : ''));
}

await main();
