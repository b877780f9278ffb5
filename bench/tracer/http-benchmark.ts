// What tracing adds to a server that answers requests: processes that differ in nothing but their tracer
// take turns, and each says how much CPU time it used.
import type { Span } from '@clew/model';
import { HttpLoad } from './http-load.ts';
import { median } from './measure.ts';
import { VARIANTS, type Variant } from './request-tracer.ts';
import { SpanSink } from './span-sink.ts';
import { TracedServer } from './traced-server.ts';
import { WORK } from './workload.ts';

const SPANS_A_REQUEST = 2;
/** Datagrams may be lost where the machine is busy; a tracer that leaves out more than this is not one. */
const LEAST_SHARE = 0.95;

/** How much load to measure with. */
export interface Load {
  readonly rounds: number;
  readonly requests: number;
  readonly warmUp: number;
}

/** What a server's requests cost. */
export interface ServerCost {
  readonly variant: Variant;
  /** Microseconds of CPU time a request, of the median round. */
  readonly medianMicros: number;
  readonly bestMicros: number;
  /** The median of what it took more than the untraced server in the same round. */
  readonly overUntracedMicros: number | undefined;
  readonly rounds: readonly number[];
  readonly expectedSpans: number;
  readonly arrivedSpans: number;
}

/** A server with its sink, and what was measured so far. */
class Contender {
  readonly variant: Variant;
  readonly rounds: number[] = [];
  readonly #server: TracedServer;
  readonly #sink: SpanSink;
  #expected = 0;
  #arrived = 0;

  constructor(variant: Variant, server: TracedServer, sink: SpanSink) {
    this.variant = variant;
    this.#server = server;
    this.#sink = sink;
  }

  static async start(variant: Variant): Promise<Contender> {
    const sink = await SpanSink.open(variant);
    return new Contender(variant, await TracedServer.start(variant, sink.destination), sink);
  }

  async warmUp(load: HttpLoad, requests: number): Promise<void> {
    await load.run(this.#server.port, requests);
    await this.#server.cpuMicrosWhenFlushed();
    this.#sink.take();
  }

  async round(load: HttpLoad, requests: number): Promise<void> {
    const before = await this.#server.cpuMicros();
    const traceIds = await load.run(this.#server.port, requests);
    const after = await this.#server.cpuMicrosWhenFlushed();
    this.rounds.push((after - before) / requests);
    if (this.variant === 'untraced') return;
    this.#expected += requests * SPANS_A_REQUEST;
    this.#arrived += this.#sink.take().filter((span) => isRight(span, traceIds)).length;
  }

  cost(untraced: readonly number[] | undefined): ServerCost {
    const { variant, rounds } = this;
    const share = this.#expected === 0 ? 1 : this.#arrived / this.#expected;
    if (share < LEAST_SHARE) {
      throw new Error(`${variant}: ${this.#arrived} of ${this.#expected} spans arrived`);
    }
    const isFirst = untraced === undefined || untraced === rounds;
    return {
      variant,
      medianMicros: median(rounds),
      bestMicros: Math.min(...rounds),
      overUntracedMicros: isFirst
        ? undefined
        : median(rounds.map((micros, i) => micros - (untraced[i] ?? Number.NaN))),
      rounds,
      expectedSpans: this.#expected,
      arrivedSpans: this.#arrived,
    };
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    this.#sink.close();
  }
}

/** @param only the variants to measure beside the untraced server; all if left out */
export async function measureServers(
  { rounds, requests, warmUp }: Load,
  only: readonly string[] | undefined,
): Promise<readonly ServerCost[]> {
  const load = new HttpLoad();
  const contenders: Contender[] = [];
  try {
    for (const variant of VARIANTS) {
      if (variant !== 'untraced' && only?.includes(variant) === false) continue;
      contenders.push(await Contender.start(variant));
    }
    for (const contender of contenders) await contender.warmUp(load, warmUp);
    for (let i = 0; i < rounds; i++) {
      for (const contender of contenders) await contender.round(load, requests);
    }
    const untraced = contenders.find(({ variant }) => variant === 'untraced')?.rounds;
    return contenders.map((contender) => contender.cost(untraced));
  } finally {
    for (const contender of contenders) await contender.stop();
    load.close();
  }
}

/** Whether a span is one that the server had to make for a request with one of these trace ids. */
function isRight(
  { name, traceId, parentSpanId, attributes }: Span,
  sent: ReadonlySet<string>,
): boolean {
  const isWork =
    (name === WORK.parent && attributes.length === 3) ||
    (name === WORK.child && attributes.length === 1);
  return isWork && sent.has(traceId) && parentSpanId !== '';
}
