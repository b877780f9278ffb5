// An application under steady load, which numbers its spans and tells what became of them.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  ConstSampler,
  JaegerHttpSender,
  OtlpHttpSender,
  RemoteReporter,
  type ReporterStats,
  type Sender,
  Tracer,
  UdpSender,
} from '@clew/tracer';
import { measureMemory } from './held-memory.ts';
import { say, task } from './program.ts';

const TICK_MILLIS = 10;

export interface ApplicationTask {
  readonly transport: 'udp' | 'jaeger-http' | 'otlp-http';
  readonly port: number;
  readonly spansPerTick: number;
  readonly maxQueueBytes: number;
  readonly timeoutMs: number;
}

/** How the application is doing. */
export interface State {
  readonly kind: 'state';
  readonly reported: number;
  readonly stats: ReporterStats;
  /** Of all that could go wrong for the application itself. */
  readonly faults: readonly string[];
  readonly held: number;
  /** The longest that the event loop was kept from its work, in milliseconds. */
  readonly longestDelay: number;
}

export interface Request {
  /** `pause` and `resume` the load, `flush`, `close`, or only tell the `state`; `measure` collects garbage before. */
  readonly kind: 'state' | 'measure' | 'pause' | 'resume' | 'flush' | 'close';
}

const { transport, port, spansPerTick, maxQueueBytes, timeoutMs } = task<ApplicationTask>();

function makeSender(): Sender {
  const http = { timeoutMs, firstPauseMs: 20 };
  switch (transport) {
    case 'udp':
      return new UdpSender({ port, protocol: 'compact' });
    case 'jaeger-http':
      return new JaegerHttpSender({ endpoint: `http://127.0.0.1:${port}/api/traces`, ...http });
    case 'otlp-http':
      return new OtlpHttpSender({ endpoint: `http://127.0.0.1:${port}/v1/traces`, ...http });
  }
}

const faults: string[] = [];
process.on('uncaughtException', (error) => faults.push(`uncaught: ${error}`));
process.on('unhandledRejection', (error) => faults.push(`unhandled: ${error}`));

const options = { bufferFlushInterval: 20, maxQueueBytes };
const reporter = new RemoteReporter(makeSender(), options);
const tracer = new Tracer('application', reporter, new ConstSampler(true));
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

let reported = 0;
let timer: NodeJS.Timeout | undefined;

function load(): void {
  for (let i = 0; i < spansPerTick; i++) {
    const span = tracer.startSpan('work');
    span.setTag('number', reported).setTag('text', 'x'.repeat(200)).finish();
    reported += 1;
  }
}

function state(held: number): void {
  const { stats } = reporter;
  const longestDelay = delay.max / 1e6;
  say({ kind: 'state', reported, stats, faults, held, longestDelay });
}

async function answer({ kind }: Request): Promise<void> {
  if (kind === 'resume') timer = setInterval(load, TICK_MILLIS);
  if (kind === 'pause') clearInterval(timer);
  if (kind === 'flush') await tracer.flush();
  if (kind === 'close') {
    clearInterval(timer);
    await tracer.close();
  }
  const held = kind === 'measure' ? (await measureMemory()).held : 0;
  // A collection keeps the loop waiting, and is not the tracer's.
  if (kind === 'measure') delay.reset();
  state(held);
  if (kind === 'close') process.disconnect();
}

process.on('message', (request: Request) => void answer(request));
say({ kind: 'ready' });
