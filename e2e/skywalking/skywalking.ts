// Lets SkyWalking's real agents for Node.js and Python trace a program each, gives their segments to Clew and to a real SkyWalking, and
// holds Clew's traces against SkyWalking's, field by field:
//   npm run e2e:skywalking -- FOLDER
// FOLDER has `skywalking-oap.sh`, which installs and starts the server. Needs Python 3 with venv, npm, and Java 17; agents and server are
// installed into a cache on the first run. The last line counts the checks: `N passed, N failed`.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SpanBatch, SpanBatchReader, spanObject } from '@clew/model';
import { type OapSpan, oapSpans } from '@clew/protocols/skywalking/testing/oap-span.ts';
import { Processes } from '../interop/processes.ts';
import { Checks } from '../support/checks.ts';
import { ClewProcess } from '../support/clew-process.ts';
import { interruption } from '../support/interruption.ts';
import { installAgents } from './agents.ts';
import { OapProcess } from './oap-process.ts';
import { SegmentTee } from './segment-tee.ts';

const NODE_PROGRAM = fileURLToPath(new URL('program.cjs', import.meta.url));
const PYTHON_PROGRAM = fileURLToPath(new URL('program.py', import.meta.url));
const RUN_MILLIS = 60_000;
/** How long SkyWalking may take to show a trace. */
const SHOWN_MILLIS = 60_000;
const POLL_MILLIS = 500;

async function clewTrace(queryApi: string, id: string): Promise<readonly OapSpan[]> {
  const path = `/api/clew/v1/traces/${encodeURIComponent(id)}`;
  const response = await fetch(new URL(path, queryApi));
  equal(response.status, 200);
  const batch = new SpanBatch(new Uint8Array(await response.arrayBuffer()));
  return oapSpans([...new SpanBatchReader(batch).spans()].map(spanObject));
}

/** SkyWalking's trace, once it shows as many spans as Clew. */
async function oapTrace(oap: OapProcess, id: string, count: number): Promise<readonly OapSpan[]> {
  const begun = Date.now();
  for (;;) {
    const spans = await oap.trace(id);
    if (spans.length >= count || Date.now() - begun > SHOWN_MILLIS) return sorted(spans);
    await setTimeout(POLL_MILLIS);
  }
}

function sorted(spans: readonly OapSpan[]): readonly OapSpan[] {
  return spans.toSorted((a, b) => a.segmentId.localeCompare(b.segmentId) || a.spanId - b.spanId);
}

async function compare(
  checks: Checks,
  tee: SegmentTee,
  queryApi: string,
  oap: OapProcess,
): Promise<void> {
  const all: OapSpan[] = [];
  for (const id of tee.traceIds) {
    await checks.check(`trace ${id} is SkyWalking's`, async () => {
      const own = await clewTrace(queryApi, id);
      all.push(...own);
      deepEqual(own, await oapTrace(oap, id, own.length));
    });
  }
  const refs = all.map((span) => span.refs);
  await checks.check('there were entries, exits and local spans of both agents', () => {
    const kinds = new Set(all.map(({ serviceCode, type }) => `${serviceCode} ${type}`));
    for (const service of ['node-shop', 'py-shop']) {
      for (const type of ['Entry', 'Exit', 'Local']) ok(kinds.has(`${service} ${type}`), type);
    }
  });
  await checks.check('there was a hand-over to a thread, and a batch of messages', () => {
    ok(refs.some(([ref]) => ref?.type === 'CROSS_THREAD'));
    ok(refs.some((list) => list.length === 4));
  });
  await checks.check('agents called other services, and no call failed', () => {
    ok(tee.called.has('ManagementService'));
    deepEqual(tee.failures, []);
  });
}

async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: npm run e2e:skywalking -- FOLDER');
  const interrupted = interruption();
  const within = (millis: number): AbortSignal =>
    AbortSignal.any([interrupted, AbortSignal.timeout(millis)]);
  const checks = new Checks();
  const processes = new Processes();
  const oap = new OapProcess(resolve(folder));
  let clew: ClewProcess | undefined;
  let tee: SegmentTee | undefined;
  try {
    const agents = await installAgents(processes, interrupted);
    const [running, peer] = await Promise.all([
      ClewProcess.start('--storage', 'memory'),
      oap.start(),
    ]);
    clew = running.process;
    tee = new SegmentTee([running.addresses.skywalkingGrpc, peer]);
    const address = await tee.open();
    const programs = [
      processes.start('node', process.execPath, NODE_PROGRAM, address, agents.node),
      processes.start('python', agents.python, PYTHON_PROGRAM, address),
    ];
    for (const program of programs) {
      await checks.check(`the program in ${program.name} ends well`, () =>
        program.result(within(RUN_MILLIS)),
      );
    }
    await compare(checks, tee, running.addresses.ui, oap);
  } catch (error) {
    checks.fail('the test runs to its end', error);
  } finally {
    await processes.end();
    tee?.close();
    await clew?.stop();
    await oap.stop();
  }
  checks.finish(() => processes.said() + (clew?.stderr ? `--- clew\n${clew.stderr}` : ''));
}

await main();
