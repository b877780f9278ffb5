// One data directory through all the crashes that happen to it.
import { mkdir } from 'node:fs/promises';
import { ClewProcess, type RunningClew } from '../support/clew-process.ts';
import { findAll } from './answers.ts';
import { Ledger } from './ledger.ts';
import { readMetric } from './metric.ts';
import { Workload, type WorkloadShape } from './workload.ts';

/** Coming up takes longer after a crash, since logs are read, but not without bound. */
const MAX_START_MILLIS = 10_000;
const MAX_STOP_MILLIS = 5_000;
/** How many losses are worth reading. */
const MAX_LOSSES = 10;
/** How often one asks anew where retention is at work. */
const ASKED_AGAIN = 2;

/** What distinguishes one data directory from another. */
export interface HistoryOptions {
  readonly name: string;
  readonly dataDir: string;
  readonly seed: string;
  readonly shape: WorkloadShape;
  /** From how many bytes on old spans are dropped; absent: never. */
  readonly maxDiskBytes?: number;
}

/** What is there of what was asked for. */
export interface Verdict {
  /** Acknowledged spans that retention did not drop. */
  readonly acknowledged: number;
  /** Of these, how many are there. */
  readonly found: number;
  /** Acknowledged spans that retention dropped. */
  readonly dropped: number;
  /** What is lost, damaged, there twice, or there though it was never sent; and what the store complains of. */
  readonly problems: readonly string[];
}

/** A data directory, what was sent to it, and the server on it. */
export class History {
  readonly name: string;
  readonly dataDir: string;
  readonly maxDiskBytes: number | undefined;
  readonly workload: Workload;
  readonly ledger: Ledger = new Ledger();
  #server: RunningClew | undefined;
  #slowestStartMillis = 0;

  constructor({ name, dataDir, seed, shape, maxDiskBytes }: HistoryOptions) {
    this.name = name;
    this.dataDir = dataDir;
    this.maxDiskBytes = maxDiskBytes;
    this.workload = new Workload(`${seed} ${name}`, Date.now() * 1000, shape);
  }

  get slowestStartMillis(): number {
    return this.#slowestStartMillis;
  }

  /** The server, which is started unless it runs. */
  async server(): Promise<RunningClew> {
    if (this.#server === undefined) {
      await mkdir(this.dataDir, { recursive: true });
      const server = await ClewProcess.start(...this.#flags());
      this.#server = server;
      this.#slowestStartMillis = Math.max(this.#slowestStartMillis, server.millis);
      if (server.millis > MAX_START_MILLIS) {
        throw new Error(`it took ${Math.round(server.millis)} ms to be ready`);
      }
    }
    return this.#server;
  }

  /** Starts a server that is to be killed before it is ready. */
  startUnattended(): ClewProcess {
    return new ClewProcess(['all-in-one', ...this.#flags()]);
  }

  /** Kills the server without any warning. */
  kill(): void {
    this.#server?.process.kill();
  }

  /**
   * Waits for the killed server's end.
   * @throws when it ended by itself
   */
  async buried(): Promise<void> {
    const ending = await this.#server?.process.ended();
    this.#server = undefined;
    if (ending !== undefined && ending.signal !== 'SIGKILL') {
      throw new Error(`the server ended by itself with ${ending.code}: ${ending.stderr}`);
    }
  }

  /** Stops the server as an operator does. */
  async stop(): Promise<void> {
    const server = await this.server();
    const ending = await server.process.stop();
    this.#server = undefined;
    if (ending.code !== 0 || ending.millis > MAX_STOP_MILLIS) {
      const millis = Math.round(ending.millis);
      throw new Error(`SIGTERM ended it with ${ending.code} after ${millis} ms: ${ending.stderr}`);
    }
  }

  /** Ends the server whatever it does. */
  async discard(): Promise<void> {
    this.kill();
    await this.#server?.process.ended();
    this.#server = undefined;
  }

  /** Holds what the server answers for some requests against what was sent. */
  async check(numbers: readonly number[]): Promise<Verdict> {
    let verdict = await this.#ask(numbers);
    // Retention may have dropped what was found a moment before. What is lost is so however often one asks.
    let left = this.maxDiskBytes === undefined ? 0 : ASKED_AGAIN;
    for (; left > 0 && verdict.problems.length > 0; left--) verdict = await this.#ask(numbers);
    return verdict;
  }

  async #ask(numbers: readonly number[]): Promise<Verdict> {
    const { addresses } = await this.server();
    const { workload, ledger } = this;
    const findings = await findAll({ url: addresses.ui, workload, ledger }, numbers);
    const { acknowledged, found, missing, firstFoundAt } = findings;
    const problems = [...findings.problems];
    // Retention drops the oldest arrivals first. What was sent after something that is still there
    // was acknowledged arrived later than that, so retention can't be why it is missing.
    const lost = missing.filter(
      ({ request }) => this.maxDiskBytes === undefined || request.sentAt > firstFoundAt,
    );
    for (const { request, spans } of lost.slice(0, MAX_LOSSES)) {
      const { number, sender } = request;
      problems.push(
        `request ${number} of sender ${sender} was acknowledged and lacks ${spans} spans`,
      );
    }
    const lostSpans = lost.reduce((sum, { spans }) => sum + spans, 0);
    const dropped = acknowledged - found - lostSpans;
    if (dropped > 0) {
      const kept = await this.keptBytes();
      if (kept < (this.maxDiskBytes ?? 0) / 2) {
        problems.push(`retention left only ${kept} of the ${this.maxDiskBytes} bytes that may be`);
      }
    }
    const failures = await readMetric(addresses.admin, 'clew_store_problems_total');
    if (failures > 0) problems.push(`the store reports ${failures} failures; its log says more`);
    return { acknowledged: acknowledged - dropped, found, dropped, problems };
  }

  /** The bytes that count for retention, as the server says. */
  async keptBytes(): Promise<number> {
    const { addresses } = await this.server();
    const segments = await readMetric(addresses.admin, 'clew_store_bytes{part="segments"}');
    return segments + (await readMetric(addresses.admin, 'clew_store_bytes{part="log"}'));
  }

  #flags(): readonly string[] {
    const maxDisk = this.maxDiskBytes === undefined ? 'off' : String(this.maxDiskBytes);
    return [
      ...['--data-dir', this.dataDir],
      ...['--retention', 'off'],
      ...['--max-disk', maxDisk],
      ...['--log-level', 'warn'],
    ];
  }
}
