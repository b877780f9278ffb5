// Opens and closes tracers, and forgets some. Says what is left of them.
import { readdirSync } from 'node:fs';
import {
  type BaseTracer,
  ConstSampler,
  initTracer,
  RemoteReporter,
  type ReporterStats,
  Tracer,
  UdpSender,
} from '@clew/tracer';
import { measureMemory } from './held-memory.ts';
import { say, task } from './program.ts';

/** So many are open at once. */
const AT_ONCE = 100;
const SAMPLES = 20;

export interface ManyTracersTask {
  readonly port: number;
  readonly tracers: number;
  readonly forgotten: number;
}

/** What a process holds that tracers may have left behind. */
interface Leftovers {
  readonly resources: readonly string[];
  readonly exitListeners: number;
  readonly beforeExitListeners: number;
  /** Also sockets that do not keep the process alive; empty where the system does not tell. */
  readonly files: number;
}

export interface ManyTracersResult {
  readonly kind: 'result';
  readonly before: Leftovers;
  readonly after: Leftovers;
  readonly stats: ReporterStats;
  readonly held: readonly number[];
  /** Tracers that something still holds: closed ones, and forgotten ones. */
  readonly alive: number;
  readonly aliveForgotten: number;
  readonly millis: number;
}

const { port, tracers, forgotten } = task<ManyTracersTask>();
const stats = { sent: 0, failed: 0, dropped: 0, queued: 0 };

function leftovers(): Leftovers {
  return {
    resources: process.getActiveResourcesInfo().sort(),
    exitListeners: process.listenerCount('exit'),
    beforeExitListeners: process.listenerCount('beforeExit'),
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
  };
}

/** Opens a tracer, finishes a span, and closes it, the way the number says. */
async function live(number: number): Promise<WeakRef<BaseTracer>> {
  const reporter = new RemoteReporter(new UdpSender({ port, protocol: 'compact' }));
  const tracer = new Tracer('many', reporter, new ConstSampler(true));
  await tracer.startActiveSpan(`span ${number % 10}`, async (span) => {
    span.setTag('number', number);
    await new Promise((resolve) => setImmediate(resolve));
  });
  switch (number % 3) {
    case 0:
      await tracer.close();
      break;
    case 1:
      await new Promise<void>((resolve) => {
        void tracer.close(resolve);
      });
      break;
    default:
      await Promise.all([tracer.flush(), tracer.close(), tracer.close(), tracer.close()]);
  }
  for (const key of ['sent', 'failed', 'dropped', 'queued'] as const) {
    stats[key] += reporter.stats[key];
  }
  return new WeakRef<BaseTracer>(tracer);
}

async function liveAll(total: number): Promise<readonly WeakRef<BaseTracer>[]> {
  const references: WeakRef<BaseTracer>[] = [];
  for (let i = 0; i < total; i += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, total - i) }, (_, j) => i + j);
    references.push(...(await Promise.all(numbers.map(live))));
  }
  return references;
}

/** A tracer without spans that nobody closes. */
function forget(number: number): WeakRef<BaseTracer> {
  const reporter =
    number % 2 === 0 ? { agentPort: port } : { otlpEndpoint: 'http://127.0.0.1:9/v1/traces' };
  const sampler = { type: 'const', param: number % 4 < 2 ? 1 : 0 };
  return new WeakRef(initTracer({ serviceName: 'forgotten', sampler, reporter }));
}

function aliveOf(references: readonly WeakRef<BaseTracer>[]): number {
  return references.filter((reference) => reference.deref() !== undefined).length;
}

const before = leftovers();
const start = performance.now();
const held: number[] = [];
let references: readonly WeakRef<BaseTracer>[] = [];
let forgottenOnes: readonly WeakRef<BaseTracer>[] = [];
for (let i = 0; i < SAMPLES; i++) {
  references = await liveAll(tracers / SAMPLES);
  forgottenOnes = Array.from({ length: forgotten / SAMPLES }, (_, j) => forget(j));
  held.push((await measureMemory()).held);
}
const millis = performance.now() - start;
await measureMemory();
const result: ManyTracersResult = {
  kind: 'result',
  before,
  after: leftovers(),
  stats,
  held,
  alive: aliveOf(references),
  aliveForgotten: aliveOf(forgottenOnes),
  millis,
};
say({ ...result });
process.disconnect();
