// Runs the real server in a process of its own and reads what the system says of it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../e2e/support/free-port.ts';

const COMMAND = fileURLToPath(new URL('../packages/cli/bin/clew.js', import.meta.url));

/** A server that runs, and where it listens. */
export interface ServerProcess {
  readonly query: string;
  readonly otlp: string;
  readonly admin: string;
  /** The ports of the receivers that are open. */
  readonly ports: Readonly<Partial<Record<ReceiverFlag, number>>>;
  /** The port of the query API over gRPC; 0 where it is closed. */
  readonly grpc: number;
  /** Milliseconds from the start of the process until it was ready. */
  readonly readyMillis: number;
  /** CPU seconds that the process has used so far, all threads together. */
  cpuSeconds(): number;
  /** The most memory that the process has held, in bytes. */
  peakMemoryBytes(): number;
  /** The sum of a counter or gauge over its labels, or over those with this part in them, from the server's own metrics. */
  metric(name: string, labels?: string): Promise<number>;
  /** What a module that was loaded into it answers to a message. */
  ask<T>(): Promise<T>;
  /** Ends it as an operator would, and waits; gives the CPU seconds that it had used at the very end. */
  stop(): Promise<number>;
}

/** The flags of what takes spans in. */
const RECEIVERS = [
  ...(['otlp-http', 'otlp-grpc', 'jaeger-http', 'jaeger-grpc'] as const),
  ...(['jaeger-udp-compact', 'jaeger-udp-binary', 'zipkin'] as const),
  ...(['skywalking-grpc', 'skywalking-http'] as const),
];
export type ReceiverFlag = (typeof RECEIVERS)[number];

/** What differs from a server that takes OTLP over HTTP and keeps it on disk. */
export interface ServerOptions {
  /** The receivers that are open. */
  readonly receivers?: readonly ReceiverFlag[];
  readonly storage?: 'embedded' | 'memory';
  readonly queryGrpc?: boolean;
  /** The address of a module that is loaded into the process before its own, and answers messages. */
  readonly imported?: string;
}

/** Starts the server on free ports. */
export async function startServer(
  dataDir: string,
  { receivers = ['otlp-http'], storage = 'embedded', queryGrpc, imported }: ServerOptions = {},
): Promise<ServerProcess> {
  const [ui, admin] = await Promise.all([freePort(), freePort()]);
  const ports: Partial<Record<ReceiverFlag, number>> = {};
  for (const receiver of receivers) ports[receiver] = await freePort();
  const grpc = queryGrpc === true ? await freePort() : 0;
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...(process.env['CLEW_BENCH_NODE_FLAGS']?.split(' ') ?? []),
      ...(imported === undefined ? [] : ['--import', imported]),
      ...[COMMAND, 'all-in-one', '--data-dir', dataDir, '--log-level', 'warn'],
      ...['--storage', storage, '--ui', `127.0.0.1:${ui}`, '--admin', `127.0.0.1:${admin}`],
      ...RECEIVERS.flatMap((receiver) => {
        const port = ports[receiver];
        return [`--${receiver}`, port === undefined ? 'off' : `127.0.0.1:${port}`];
      }),
      ...['--query-grpc', grpc === 0 ? 'off' : `127.0.0.1:${grpc}`, '--sampling', 'off'],
      ...['--retention', 'off', '--max-disk', '1TB'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit', ...(imported === undefined ? [] : ['ipc' as const])] },
  );
  const address = `http://127.0.0.1:${admin}`;
  await waitUntilReady(child, `${address}/ready`);
  return {
    query: `http://127.0.0.1:${ui}`,
    otlp: `http://127.0.0.1:${ports['otlp-http']}`,
    ports,
    grpc,
    admin: address,
    readyMillis: performance.now() - started,
    cpuSeconds: () => cpuSeconds(child),
    peakMemoryBytes: () => peakMemoryBytes(child),
    metric: async (name, labels = '') =>
      sumOf(await (await fetch(`${address}/metrics`)).text(), name, labels),
    ask: async <T>() => {
      child.send('ask');
      const [answer] = await once(child, 'message');
      return answer as T;
    },
    stop: async () => {
      let last = cpuSeconds(child);
      child.kill('SIGTERM');
      while (child.exitCode === null && child.signalCode === null) {
        last = Math.max(last, cpuSeconds(child, last));
        await sleep(2);
      }
      return last;
    },
  };
}

async function waitUntilReady(child: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(10);
  }
  throw new Error('the server was not ready after 10 seconds');
}

/** Linux counts user and system time in hundredths of a second. */
function cpuSeconds({ pid }: ChildProcess, whenGone = 0): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return whenGone;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function peakMemoryBytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

function sumOf(metrics: string, name: string, labels: string): number {
  let sum = 0;
  for (const line of metrics.split('\n')) {
    const match = /^([a-z_0-9]+)(?:\{[^}]*\})? ([0-9.e+-]+)$/.exec(line);
    if (match?.[1] === name && line.includes(labels)) sum += Number(match[2]);
  }
  return sum;
}
