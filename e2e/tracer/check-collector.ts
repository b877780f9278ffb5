// A collector that is busy, hangs, dies and comes back, under load.
import type { ApplicationTask, Request, State } from './application.ts';
import { type Checks, count, mib } from './checks.ts';
import type { Acknowledged, CollectorReady, CollectorTask, Mode, SetMode } from './collector.ts';
import { Program } from './program.ts';

/** Small, so that a collector that is away soon means spans that are dropped. */
const MAX_QUEUE_BYTES = 256 << 10;
/** What a process may hold beyond its queue: batches under way, and what the runtime needs. */
const HELD_BYTES = 32 << 20;

/** A collector and the application that sends to it. */
class Pair {
  readonly application: Program;
  readonly port: number;
  #collector: Program;
  /** How often each span was acknowledged. */
  readonly #acknowledged = new Map<number, number>();

  private constructor(collector: Program, port: number, application: Program) {
    this.#collector = collector;
    this.port = port;
    this.application = application;
    this.#count(collector);
  }

  static async start(task: Omit<ApplicationTask, 'port'>, mode: Mode): Promise<Pair> {
    const [collector, port] = await startCollector(0, mode);
    const all: ApplicationTask = { ...task, port };
    const application = Program.start('application.ts', all);
    await application.next('ready');
    return new Pair(collector, port, application);
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  get acknowledgedTwice(): number {
    return [...this.#acknowledged.values()].filter((times) => times > 1).length;
  }

  async ask(kind: Request['kind']): Promise<State> {
    return await this.application.ask<State>({ kind }, 'state');
  }

  async setMode(mode: Mode): Promise<void> {
    const message: SetMode = { kind: 'mode', mode };
    await this.#collector.ask<SetMode>(message, 'mode');
  }

  async killCollector(): Promise<void> {
    await this.#collector.kill();
  }

  async restartCollector(): Promise<void> {
    const [collector] = await startCollector(this.port, 'takes');
    this.#collector = collector;
    this.#count(collector);
  }

  /** Waits until all that was acknowledged so far is counted. */
  async settle(): Promise<void> {
    await this.setMode('takes');
  }

  #count(collector: Program): void {
    collector.on<Acknowledged>('acknowledged', ({ numbers }) => {
      for (const number of numbers) {
        this.#acknowledged.set(number, (this.#acknowledged.get(number) ?? 0) + 1);
      }
    });
  }
}

/** Takes a collector through its bad days. */
export async function checkCollector(
  checks: Checks,
  transport: 'jaeger-http' | 'otlp-http',
  kills: number,
): Promise<void> {
  const task = { transport, spansPerTick: 20, maxQueueBytes: MAX_QUEUE_BYTES, timeoutMs: 300 };
  const pair = await Pair.start(task, 'takes');
  await pair.ask('resume');
  const arrive = async (when: string): Promise<void> => {
    const before = pair.acknowledged;
    await checks.until(`${transport}: spans arrive ${when}`, () => pair.acknowledged > before);
  };
  const lose = async (when: string): Promise<void> => {
    const before = (await pair.ask('state')).stats;
    await checks.until(`${transport}: spans are counted as failed or dropped ${when}`, async () => {
      const { failed, dropped } = (await pair.ask('state')).stats;
      return failed > before.failed || dropped > before.dropped;
    });
    const { held, stats } = await pair.ask('measure');
    checks.check(`${transport}: what waits is bounded`, held < HELD_BYTES, {
      held: mib(held),
      queued: stats.queued,
    });
  };

  await arrive('at first');
  await pair.setMode('busy');
  await lose('while it is busy');
  await pair.setMode('takes');
  await arrive('after it was busy');
  await pair.setMode('hangs');
  await lose('while it hangs');
  await pair.setMode('takes');
  await arrive('after it hung');
  // Killed while it hangs, it acknowledges nothing that nobody hears of: the counts below are exact.
  await pair.setMode('hangs');
  await pair.killCollector();
  await lose('while it is gone');
  await pair.restartCollector();
  await arrive('after it is back');
  await pair.ask('pause');
  const { reported, stats } = await pair.ask('flush');
  await pair.settle();
  const exact = {
    reported,
    ...stats,
    acknowledged: pair.acknowledged,
    twice: pair.acknowledgedTwice,
  };
  const isExact = stats.sent === exact.acknowledged && exact.twice === 0;
  checks.check(`${transport}: what was acknowledged is what counts as sent`, isExact, exact);
  checks.check(`${transport}: every span is counted once`, isWhole(reported, stats), exact);

  await pair.ask('resume');
  for (let i = 1; i <= kills; i++) {
    await arrive(`before kill ${i} while it answers`);
    await pair.killCollector();
    await pair.restartCollector();
  }
  await arrive('after the last kill');
  await pair.ask('pause');
  const end = await pair.ask('close');
  await pair.settle();
  await pair.killCollector();
  const ending = await pair.application.ended();
  const counts = { reported: end.reported, ...end.stats, acknowledged: pair.acknowledged };
  checks.check(
    `${transport}: nothing counts as sent that was not acknowledged`,
    end.stats.sent <= pair.acknowledged,
    counts,
  );
  checks.check(
    `${transport}: every span is counted once after all`,
    isWhole(end.reported, end.stats),
  );
  checks.check(`${transport}: none waits after closing`, end.stats.queued === 0);
  checks.check(
    `${transport}: nothing is thrown into the application`,
    end.faults.length === 0,
    end.faults,
  );
  checks.check(`${transport}: it ends by itself`, ending.code === 0, ending);
}

/** A collector that does not answer until it is told to: the application goes on. */
export async function checkSlowCollector(checks: Checks): Promise<void> {
  const task = {
    transport: 'otlp-http',
    spansPerTick: 50,
    maxQueueBytes: MAX_QUEUE_BYTES,
    timeoutMs: 60_000,
  } as const;
  const pair = await Pair.start(task, 'waits');
  await pair.ask('resume');
  await checks.until(
    'a slow collector: the application goes on until its queue is full',
    async () => {
      return (await pair.ask('state')).stats.dropped > 0;
    },
  );
  const waiting = await pair.ask('pause');
  checks.check('nothing was acknowledged so far', pair.acknowledged === 0, waiting.stats);
  checks.note(
    `longest time that the event loop was kept: ${waiting.longestDelay.toFixed(1)} ms, over ${count(waiting.reported)} spans`,
  );
  await pair.setMode('takes');
  const { reported, stats } = await pair.ask('flush');
  await pair.settle();
  const all = stats.sent === pair.acknowledged && stats.sent + stats.dropped === reported;
  checks.check('then all that waited is sent', all && stats.queued === 0, stats);
  await pair.ask('close');
  await pair.killCollector();
  await pair.application.ended();
}

async function startCollector(port: number, mode: Mode): Promise<readonly [Program, number]> {
  const task: CollectorTask = { port, mode };
  const collector = Program.start('collector.ts', task);
  return [collector, (await collector.next<CollectorReady>('ready')).port];
}

function isWhole(reported: number, { sent, failed, dropped, queued }: State['stats']): boolean {
  return sent + failed + dropped + queued === reported;
}
