// Replays a realistic workload over HTTP against the real server and prints what that cost:
//   npm run bench -- [--spans 1000000] [--seed 1] [--quick] [--check] [--json FILE]
// `--check` fails when spans were lost or duplicated, or the workload is not what it should be.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Latency, timeSearches, timeTraces } from './latency.ts';
import { replay } from './replay.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { makeWorkload, type Workload } from './workload.ts';

/** What one run measured. Saved as JSON. */
interface Report {
  readonly commit: string;
  readonly node: string;
  readonly cpu: string;
  readonly seed: number;
  readonly workload: {
    readonly hash: string;
    readonly spans: number;
    readonly traces: number;
    readonly largestTrace: number;
    readonly lateTraces: number;
    readonly requests: number;
    readonly resentRequests: number;
    readonly bytesPerSpan: number;
  };
  readonly readyMillis: number;
  readonly spansPerSecond: number;
  /** CPU of the server, all threads, until every span is in a segment. */
  readonly cpuMicrosPerSpan: number;
  readonly peakMemoryMegabytes: number;
  readonly diskBytesPerSpan: number;
  readonly storedSpans: number;
  /** Of the traces asked for by id, spans that came twice, and that did not come. */
  readonly duplicates: number;
  readonly missing: number;
  readonly traceById: Latency;
  readonly searches: Readonly<Record<string, Latency>>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string' },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const spans = Number(values.spans ?? (values.quick ? 100_000 : 1_000_000));
  const seed = Number(values.seed);
  const workload = makeWorkload({ seed, spans });
  const dataDir = mkdtempSync(join(tmpdir(), 'clew-bench-'));
  try {
    const server = await startServer(dataDir);
    const report = await measure(server, workload, seed, dataDir);
    print(report);
    if (values.json !== undefined) {
      writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    }
    if (values.check) check(report);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  server: ServerProcess,
  workload: Workload,
  seed: number,
  dataDir: string,
): Promise<Report> {
  const cpuBefore = server.cpuSeconds();
  const started = performance.now();
  await replay(workload.bodies, server.otlp);
  const seconds = (performance.now() - started) / 1000;
  const cpuOfReplay = server.cpuSeconds() - cpuBefore;
  const peakMemory = server.peakMemoryBytes();
  const storedSpans = await server.metric('clew_pipeline_written_spans_total');
  const byId = await timeTraces(workload.known, server.query);
  const searches = await timeSearches(workload, server.query, seed);
  const cpuBeforeStop = server.cpuSeconds();
  const cpuOfSealing = (await server.stop()) - cpuBeforeStop;
  return {
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim(),
    node: process.version,
    cpu: `${cpus().length} x ${cpus()[0]?.model}`,
    seed,
    workload: {
      hash: workload.hash,
      spans: workload.spans,
      traces: workload.traces,
      largestTrace: workload.largestTrace,
      lateTraces: workload.lateTraces,
      requests: workload.bodies.length,
      resentRequests: workload.resent.size,
      bytesPerSpan: workload.bytes / workload.spans,
    },
    readyMillis: server.readyMillis,
    spansPerSecond: workload.spans / seconds,
    cpuMicrosPerSpan: ((cpuOfReplay + cpuOfSealing) * 1e6) / workload.spans,
    peakMemoryMegabytes: peakMemory / 1e6,
    diskBytesPerSpan: bytesBelow(dataDir) / workload.spans,
    storedSpans,
    duplicates: byId.duplicates,
    missing: byId.missing,
    traceById: byId.latency,
    searches,
  };
}

function bytesBelow(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

function print(report: Report): void {
  const { workload } = report;
  const line = (name: string, value: string): void => console.log(`${name.padEnd(34)} ${value}`);
  line('commit, Node', `${report.commit}, ${report.node} on ${report.cpu}`);
  line('seed, workload hash', `${report.seed}, ${workload.hash}`);
  line(
    'spans, traces, largest, late',
    `${workload.spans}, ${workload.traces}, ${workload.largestTrace}, ${workload.lateTraces}`,
  );
  line('requests, of them sent twice', `${workload.requests}, ${workload.resentRequests}`);
  line('bytes a span on the wire', workload.bytesPerSpan.toFixed(1));
  line('sent = stored', `${workload.spans} = ${report.storedSpans}`);
  line('duplicates found, missing', `${report.duplicates}, ${report.missing}`);
  line('ready after', `${report.readyMillis.toFixed(0)} ms`);
  line('spans a second', report.spansPerSecond.toFixed(0));
  line('CPU a span, sealed', `${report.cpuMicrosPerSpan.toFixed(2)} µs`);
  line('peak memory', `${report.peakMemoryMegabytes.toFixed(0)} MB`);
  line('disk a span', `${report.diskBytesPerSpan.toFixed(1)} bytes`);
  line('trace by id', textOf(report.traceById));
  for (const [name, latency] of Object.entries(report.searches)) {
    line(`search: ${name}`, textOf(latency));
  }
}

function textOf({ medianMillis, p95Millis }: Latency): string {
  return `${medianMillis.toFixed(2)} ms, p95 ${p95Millis.toFixed(2)} ms`;
}

/** @throws when the run is no proof: something was lost, came twice, or the workload is unlike real ones */
function check(report: Report): void {
  const { workload } = report;
  const problems = [
    report.storedSpans === workload.spans
      ? ''
      : `${report.storedSpans} stored of ${workload.spans}`,
    report.duplicates === 0 ? '' : `${report.duplicates} duplicates`,
    report.missing === 0 ? '' : `${report.missing} spans missing`,
    Math.abs(workload.bytesPerSpan - 300) < 30 ? '' : `${workload.bytesPerSpan} bytes a span`,
    workload.resentRequests > 0 ? '' : 'no request was sent twice',
    workload.lateTraces > 0 ? '' : 'no trace was late',
    Object.keys(report.searches).length === 10 ? '' : 'not ten searches',
  ].filter((problem) => problem !== '');
  if (problems.length > 0) throw new Error(`the run is no proof: ${problems.join('; ')}`);
}

await main();
