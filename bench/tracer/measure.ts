// CPU time of the whole process, collections included, in rounds that take turns between candidates,
// so that what disturbs the machine disturbs all of them.
import { setImmediate as turn } from 'node:timers/promises';
import type { ByteSink, Candidate, Mode, Subject } from './candidate.ts';
import { heldBytes } from './heap.ts';

/** Units between two turns of the event loop; 512 spans, as batches of OpenTelemetry have. */
const CHUNK = 256;
/** Each candidate's turns before the first round, and how long they take: optimised code is what counts. */
const WARM_UPS = 2;
const WARM_UP_SECONDS = 0.6;

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  readonly roundSeconds: number;
}

/** What a candidate cost in a mode. */
export interface Cost {
  readonly candidate: string;
  readonly mode: Mode;
  /** Microseconds of CPU time a unit, of the median round and of the best. */
  readonly medianMicros: number;
  readonly bestMicros: number;
  readonly rounds: readonly number[];
  readonly unitsPerRound: number;
  /** Bytes on the wire a span, process and framing included; 0 where nothing is encoded. */
  readonly bytesPerSpan: number;
  /** By how much the memory that is held grew in the median round, in bytes: a leak would be in all of them. */
  readonly heapGrowthBytes: number;
}

/** Counts what is sent. */
class CountingSink implements ByteSink {
  bytes = 0;

  take(bytes: Uint8Array): void {
    this.bytes += bytes.length;
  }
}

/** A candidate in a mode, with what was measured so far. */
class Contender {
  readonly candidate: Candidate;
  readonly #sink: CountingSink = new CountingSink();
  readonly #subject: Subject;
  readonly #rounds: number[] = [];
  #units = CHUNK;
  readonly #growths: number[] = [];
  #measured = 0;

  constructor(candidate: Candidate, mode: Mode) {
    this.candidate = candidate;
    this.#subject = candidate.start(mode, this.#sink);
  }

  /** Runs for a time, and learns how many units a round is to have. */
  async warmUp(seconds: number, roundSeconds: number): Promise<void> {
    const started = performance.now();
    let units = 0;
    let elapsed = 0;
    while (elapsed < seconds * 1000) {
      await this.#work(CHUNK);
      units += CHUNK;
      elapsed = performance.now() - started;
    }
    await this.#subject.flush();
    this.#sink.bytes = 0;
    const wanted = (units * roundSeconds * 1000) / elapsed;
    this.#units = Math.max(1, Math.round(wanted / CHUNK)) * CHUNK;
  }

  async round(): Promise<void> {
    const before = heldBytes();
    const cpu = process.cpuUsage();
    await this.#work(this.#units);
    await this.#subject.flush();
    const { user, system } = process.cpuUsage(cpu);
    this.#growths.push(heldBytes() - before);
    this.#rounds.push((user + system) / this.#units);
    this.#measured += this.#units;
  }

  async #work(units: number): Promise<void> {
    for (let first = 0; first < units; first += CHUNK) {
      this.#subject.run(first, CHUNK);
      await turn();
    }
  }

  async close(mode: Mode): Promise<Cost> {
    await this.#subject.close();
    return {
      candidate: this.candidate.name,
      mode,
      medianMicros: median(this.#rounds),
      bestMicros: Math.min(...this.#rounds),
      rounds: this.#rounds,
      unitsPerRound: this.#units,
      bytesPerSpan: this.#sink.bytes / (2 * this.#measured),
      heapGrowthBytes: median(this.#growths),
    };
  }
}

/** Measures every candidate that has a mode. */
export async function measureMode(
  candidates: readonly Candidate[],
  mode: Mode,
  { rounds, roundSeconds }: Effort,
): Promise<readonly Cost[]> {
  const contenders = candidates
    .filter(({ modes }) => modes.includes(mode))
    .map((candidate) => new Contender(candidate, mode));
  for (let i = 0; i < WARM_UPS; i++) {
    for (const contender of contenders) await contender.warmUp(WARM_UP_SECONDS, roundSeconds);
  }
  for (let i = 0; i < rounds; i++) {
    for (const contender of contenders) await contender.round();
  }
  const costs: Cost[] = [];
  for (const contender of contenders) costs.push(await contender.close(mode));
  return costs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
