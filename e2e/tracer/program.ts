// Programs of this folder as child processes, which are given a task and talk in messages.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How long a program has for anything that is waited for. */
const PATIENCE_MILLIS = 120_000;

/** What a program says; the kind tells what else is in it. */
export interface Message {
  readonly kind: string;
}

/** How a program ended. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stderr: string;
}

/** A program that runs. */
export class Program {
  static readonly #running = new Set<Program>();
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #inbox: Message[] = [];
  readonly #ended: Promise<Ending>;
  #stderr = '';
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Map<string, (message: Message) => void>();

  private constructor(name: string, task: object) {
    this.#name = name;
    const env = Object.entries(process.env).filter(([key]) => !key.startsWith('JAEGER_'));
    this.#child = fork(fileURLToPath(new URL(name, import.meta.url)), [JSON.stringify(task)], {
      env: Object.fromEntries(env),
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#child.on('message', (message) => this.#take(message as Message));
    this.#ended = this.#end();
    Program.#running.add(this);
  }

  /** Starts a program. */
  static start(name: string, task: object = {}): Program {
    return new Program(name, task);
  }

  /** Kills what still runs. */
  static async killAll(): Promise<void> {
    await Promise.all([...Program.#running].map((program) => program.kill()));
  }

  /** What it said to standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Is called with each message of a kind, before any that was said later can be waited for. */
  on<M extends Message>(kind: M['kind'], listener: (message: M) => void): void {
    this.#listeners.set(kind, listener as (message: Message) => void);
  }

  /**
   * The next message of a kind; others before it are left for later.
   * @throws when the program ends before that, or takes too long
   */
  async next<M extends Message>(kind: M['kind']): Promise<M> {
    const giveUp = performance.now() + PATIENCE_MILLIS;
    for (;;) {
      const i = this.#inbox.findIndex((message) => message.kind === kind);
      if (i >= 0) return this.#inbox.splice(i, 1)[0] as M;
      const isOver = !Program.#running.has(this);
      if (isOver) throw new Error(`${this.#name} ended without '${kind}': ${this.#stderr}`);
      if (performance.now() > giveUp) throw new Error(`${this.#name} did not say '${kind}'`);
      await this.#news();
    }
  }

  /** Tells it something. */
  tell(message: Message): void {
    this.#child.send(message);
  }

  /** Tells it something, and waits for the answer. */
  async ask<M extends Message>(message: Message, kind: M['kind']): Promise<M> {
    this.tell(message);
    return await this.next<M>(kind);
  }

  /** Waits for the end. */
  ended(): Promise<Ending> {
    return this.#ended;
  }

  /** Ends it at once, wherever it is. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #end(): Promise<Ending> {
    const [code] = (await once(this.#child, 'close')) as [number | null];
    Program.#running.delete(this);
    this.#wakeAll();
    return { code, stderr: this.#stderr };
  }

  #take(message: Message): void {
    const listener = this.#listeners.get(message.kind);
    if (listener) listener(message);
    else this.#inbox.push(message);
    this.#wakeAll();
  }

  /** Waits for a message, for the end, or for a moment. */
  async #news(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      setTimeout(resolve, 1000).unref();
    });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** The task that this program was given. */
export function task<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** Says something to who started this program. */
export function say(message: Message & Readonly<Record<string, unknown>>): void {
  process.send?.(message);
}
