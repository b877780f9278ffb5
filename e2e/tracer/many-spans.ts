// Sends spans without end to an agent, and says what it holds on the way.
import { ConstSampler, RemoteReporter, type ReporterStats, Tracer, UdpSender } from '@clew/tracer';
import { type Memory, measureMemory } from './held-memory.ts';
import { say, task } from './program.ts';

/** So many spans start in one turn of the event loop. */
const A_TURN = 200;
const SAMPLES = 20;

export interface ManySpansTask {
  readonly port: number;
  readonly spans: number;
}

export interface ManySpansResult {
  readonly kind: 'result';
  readonly spans: number;
  readonly stats: ReporterStats;
  readonly memory: readonly Memory[];
  readonly exitListeners: number;
  readonly millis: number;
}

const { port, spans } = task<ManySpansTask>();
const reporter = new RemoteReporter(new UdpSender({ port, protocol: 'compact' }));
const tracer = new Tracer('many', reporter, new ConstSampler(true));

/** A request with a call of its own, as most spans are. */
function trace(number: number): void {
  const parent = tracer.startSpan('GET /course');
  parent.setTag('http.status_code', 200);
  const child = tracer.startSpan('select', { childOf: parent });
  child.setTag('db.statement', 'SELECT title FROM course WHERE id = ?');
  if (number % 10 === 0) child.log({ event: 'retry', number });
  child.finish();
  parent.finish();
}

let reported = 0;
const memory: Memory[] = [];
const start = performance.now();
for (let sample = 1; sample <= SAMPLES; sample++) {
  const goal = (spans * sample) / SAMPLES;
  while (reported < goal) {
    for (let i = 0; i < A_TURN; i += 2) trace(reported + i);
    reported += A_TURN;
    await new Promise((resolve) => setImmediate(resolve));
  }
  memory.push(await measureMemory());
}
await tracer.close();
const result: ManySpansResult = {
  kind: 'result',
  spans: reported,
  stats: reporter.stats,
  memory,
  exitListeners: process.listenerCount('exit') + process.listenerCount('beforeExit'),
  millis: performance.now() - start,
};
say({ ...result });
process.disconnect();
