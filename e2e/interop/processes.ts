// Programs in process groups of their own, so that each can be ended with all that it started.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { abortable } from './abortable.ts';

/** How long a program has to print where it listens. */
const START_MILLIS = 20_000;
/** How long a program has to end after SIGTERM. */
const END_MILLIS = 5_000;
/** Of a program that failed, the end of what it said is shown. */
const SHOWN_CHARACTERS = 8_192;

/** All programs that were started here. */
export class Processes {
  readonly #all: Process[] = [];

  /** Starts a program; {@link Processes.end} ends it. */
  start(name: string, command: string, ...args: readonly string[]): Process {
    const process = new Process(name, command, args);
    this.#all.push(process);
    return process;
  }

  /** Ends those that still run. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map((process) => process.end()));
  }

  /** What each of them said to standard error, by name. */
  said(): string {
    return this.#all.map((process) => process.said()).join('');
  }
}

/** A program that runs. */
export class Process {
  readonly name: string;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<string>;
  #isRunning = true;
  #stdout = '';
  #stderr = '';

  constructor(name: string, command: string, args: readonly string[]) {
    this.name = name;
    // The settings of a tracer that this test happens to run in do not count.
    const env = Object.entries(process.env).filter(([key]) => !/^(JAEGER|OTEL)_/.test(key));
    this.#child = spawn(command, args, {
      env: Object.fromEntries(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#ended = this.#end();
  }

  /**
   * Waits for the line in which a server says where it is.
   * @throws when it ends before that, or takes too long
   */
  async address(signal: AbortSignal): Promise<string> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(START_MILLIS)]);
    while (!this.#stdout.includes('\n')) {
      const news = Promise.race([once(this.#child.stdout, 'data'), this.#ended]);
      await abortable(news, patience, `${this.name} did not print its address`);
      if (!this.#isRunning) throw new Error(`${this.name} ended with ${await this.#ended}`);
    }
    return (JSON.parse(this.#stdout) as { readonly address: string }).address;
  }

  /**
   * Waits for the end of a program that is to end by itself.
   * @returns what it printed
   * @throws when it fails, or takes too long
   */
  async result(signal: AbortSignal): Promise<string> {
    const ending = await abortable(this.#ended, signal, `${this.name} did not end`);
    if (ending !== 'code 0') throw new Error(`${this.name} ended with ${ending}`);
    return this.#stdout;
  }

  /**
   * Ends it if it runs: by asking, and if that does not help, at once.
   * @returns how it ended: `code 0`, for one that closed properly
   */
  async end(): Promise<string> {
    this.#signal('SIGTERM');
    const kill = setTimeout(() => this.#signal('SIGKILL'), END_MILLIS);
    const ending = await this.#ended;
    clearTimeout(kill);
    return ending;
  }

  /** What it said to standard error, under its name; empty if that is nothing. */
  said(): string {
    const text = this.#stderr.slice(-SHOWN_CHARACTERS).trimEnd();
    return text === '' ? '' : `--- ${this.name}\n${text}\n`;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (this.#isRunning && pid !== undefined) process.kill(-pid, signal);
  }

  async #end(): Promise<string> {
    try {
      const [code, signal] = (await once(this.#child, 'close')) as [number | null, string | null];
      return signal ?? `code ${code}`;
    } catch (error) {
      return String(error); // The command was not found, for example.
    } finally {
      this.#isRunning = false;
    }
  }
}
