// What reading one large trace costs by each API: for how long the event loop is held, when the first byte comes, CPU and memory.
//   npm run bench:trace -- [--spans 1000000] [--only TEXT] [--json FILE]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine } from '@clew/engine';
import { batchOf, type Span } from '@clew/model';
import { bigTraceParts } from '@clew/ui/testing/big-trace.ts';
import { startServer } from '../server-process.ts';
import { tableOf } from '../tracer/table.ts';
import type { LoopHold } from './loop-watch.ts';
import { type Answer, TRACE_READS, type TraceRead } from './reads.ts';

const TRACE_ID = 'b20'.padStart(32, '0');
const SPANS_A_PART = 5_000;
/** One span in so many is written after all others, so that segments overlap in time as those of late spans do. */
const LATE = 10;

interface Figures extends Answer {
  readonly name: string;
  /** The longest stretch without a turn of the event loop. */
  readonly hold: LoopHold;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string', default: '1000000' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
    },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'clew-large-trace-'));
  await fill(dataDir, Number(values.spans));
  const figures: Figures[] = [];
  for (const read of TRACE_READS) {
    if (read.name.includes(values.only)) figures.push(await measure(dataDir, read));
  }
  rmSync(dataDir, { recursive: true });
  console.log(tableOf([HEADING, ...figures.map(rowOf)]));
  if (values.json !== undefined) {
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
    const saved = { machine, spans: Number(values.spans), figures };
    writeFileSync(values.json, `${JSON.stringify(saved, null, 2)}\n`);
  }
}

async function fill(dataDir: string, spans: number): Promise<void> {
  const engine = await openEngine({ dataDir });
  const late: Span[] = [];
  let count = 0;
  for (const part of bigTraceParts(TRACE_ID, Date.now() * 1000, spans, SPANS_A_PART)) {
    const isLate = Map.groupBy(part, () => count++ % LATE === 0);
    late.push(...(isLate.get(true) ?? []));
    await engine.write(batchOf(byProcess(isLate.get(false) ?? [])), { tenant: '' });
  }
  await engine.write(batchOf(byProcess(late)), { tenant: '' });
  await engine.flush();
  await engine.close();
}

/** Exporters send the spans of one process together. */
function byProcess(spans: readonly Span[]): readonly Span[] {
  return [...Map.groupBy(spans, ({ resource }) => resource).values()].flat();
}

/** Each read has a server of its own: nothing is warm, and the peak of memory is this read's. */
async function measure(dataDir: string, read: TraceRead): Promise<Figures> {
  const server = await startServer(dataDir, {
    receivers: ['zipkin'],
    queryGrpc: true,
    imported: new URL('./loop-watch.ts', import.meta.url).href,
  });
  await server.ask<LoopHold>();
  const before = server.cpuSeconds();
  const ports = {
    query: Number(new URL(server.query).port),
    zipkin: server.ports.zipkin ?? 0,
    grpc: server.grpc,
  };
  const answer = await read.read(ports, TRACE_ID);
  const cpuSeconds = server.cpuSeconds() - before;
  const hold = await server.ask<LoopHold>();
  const peakMb = server.peakMemoryBytes() / 1e6;
  await server.stop();
  return { name: read.name, ...answer, hold, cpuSeconds, peakMb };
}

const HEADING = [
  'read',
  'longest hold, CPU ms',
  'on the clock',
  'first byte ms',
  'all ms',
  'CPU s',
  'peak MB',
  'answer MB',
];

function rowOf({ name, hold, firstByteMs, allMs, cpuSeconds, peakMb, bytes }: Figures) {
  return [
    name,
    hold.cpuMs.toFixed(0),
    hold.clockMs.toFixed(0),
    firstByteMs.toFixed(0),
    allMs.toFixed(0),
    cpuSeconds.toFixed(1),
    peakMb.toFixed(0),
    (bytes / 1e6).toFixed(0),
  ];
}

await main();
