// What tracing costs, in CPU time: Clew's tracer beside jaeger-client, OpenTelemetry's SDK and a tracer
// of nothing, first in one process, then in servers that answer requests:
//   npm run bench:tracer -- [--quick] [--json FILE] [--only clew,jaeger-client] [--mode encoded]
//                           [--no-server]
// Fails when a candidate's bytes do not hold what was traced.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Candidate, MODES, type Mode } from './candidate.ts';
import { measureServers, type ServerCost } from './http-benchmark.ts';
import { loadCandidates } from './load-candidates.ts';
import { type Cost, measureMode } from './measure.ts';
import { tableOf } from './table.ts';
import { verify } from './verify.ts';

/** Batches of another size have another share of framing. */
const LEAST_SHARE = 0.97;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string' },
      mode: { type: 'string' },
      server: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  const only = values.only?.split(',');
  const modes = modesOf(values.mode);
  const candidates = await loadCandidates(only);
  const verified = await verifyAll(candidates);
  if (verified === undefined) {
    process.exitCode = 1;
    return;
  }
  const effort = values.quick
    ? { rounds: 3, roundSeconds: 0.15 }
    : { rounds: 9, roundSeconds: 0.4 };
  const costs: Cost[] = [];
  for (const mode of modes) {
    const measured = await measureMode(candidates, mode, effort);
    if (measured.length === 0) continue;
    if (mode === 'encoded') checkNothingDropped(measured, verified);
    costs.push(...measured);
    console.log(`\n${tableOf(rowsOfMode(mode, measured, candidates))}`);
  }
  const load = values.quick
    ? { rounds: 3, requests: 4000, warmUp: 4000 }
    : { rounds: 7, requests: 20_000, warmUp: 10_000 };
  const servers = values.server ? await measureServers(load, only) : [];
  if (servers.length > 0) console.log(`\n${tableOf(rowsOfServers(servers))}`);
  if (values.json !== undefined) {
    const report = { ...machine(), effort, costs, load, servers };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

function modesOf(mode: string | undefined): readonly Mode[] {
  if (mode === undefined) return MODES;
  const found = MODES.filter((one) => one === mode);
  if (found.length === 0) throw new Error(`no mode '${mode}'; there are ${MODES.join(', ')}`);
  return found;
}

/** @returns bytes a span by candidate, or undefined when one encoded something else than was traced */
async function verifyAll(
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, number> | undefined> {
  const verified = new Map<string, number>();
  let isRight = true;
  for (const candidate of candidates) {
    if (!candidate.modes.includes('encoded')) continue;
    const { differences, bytesPerSpan } = await verify(candidate);
    for (const difference of differences) console.error(`${candidate.name}: ${difference}`);
    if (differences.length > 0) isRight = false;
    else console.log(`${candidate.name}: encoded (${candidate.format}) = traced`);
    verified.set(candidate.name, bytesPerSpan);
  }
  return isRight ? verified : undefined;
}

/** @throws when a candidate sent less while it was measured than what holds all spans: it dropped some */
function checkNothingDropped(costs: readonly Cost[], verified: ReadonlyMap<string, number>): void {
  for (const { candidate, bytesPerSpan } of costs) {
    const whole = verified.get(candidate) ?? 0;
    if (bytesPerSpan < LEAST_SHARE * whole) {
      throw new Error(
        `${candidate} sent ${bytesPerSpan.toFixed(1)} bytes a span, its spans have ${whole.toFixed(1)}`,
      );
    }
  }
}

function rowsOfMode(
  mode: Mode,
  costs: readonly Cost[],
  candidates: readonly Candidate[],
): readonly (readonly string[])[] {
  const formatOf = (name: string): string =>
    candidates.find((candidate) => candidate.name === name)?.format ?? '';
  return [
    [mode, 'median µs a unit', 'best', 'bytes a span', 'heap growth a round', 'units'],
    ...costs.map((cost) => [
      mode === 'encoded' ? `${cost.candidate}, ${formatOf(cost.candidate)}` : cost.candidate,
      cost.medianMicros.toFixed(2),
      cost.bestMicros.toFixed(2),
      cost.bytesPerSpan === 0 ? '-' : cost.bytesPerSpan.toFixed(1),
      `${(cost.heapGrowthBytes / 1024).toFixed(1)} KiB`,
      `${cost.rounds.length} x ${cost.unitsPerRound}`,
    ]),
  ];
}

function rowsOfServers(servers: readonly ServerCost[]): readonly (readonly string[])[] {
  return [
    ['HTTP server', 'median µs a request', 'best', 'more than untraced', 'spans arrived'],
    ...servers.map((server) => [
      server.variant,
      server.medianMicros.toFixed(2),
      server.bestMicros.toFixed(2),
      server.overUntracedMicros === undefined ? '-' : server.overUntracedMicros.toFixed(2),
      server.expectedSpans === 0 ? '-' : `${server.arrivedSpans} of ${server.expectedSpans}`,
    ]),
  ];
}

function machine(): Readonly<Record<string, string>> {
  return {
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
    node: process.version,
    cpu: `${cpus().length} x ${cpus()[0]?.model}`,
  };
}

await main();
