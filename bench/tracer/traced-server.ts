// The driver's side of http-server.ts.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Destination, Variant } from './request-tracer.ts';

const PROGRAM = fileURLToPath(new URL('http-server.ts', import.meta.url));

/** A server that runs in a process of its own. */
export class TracedServer {
  readonly port: number;
  readonly #process: ChildProcess;

  constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.port = port;
  }

  static async start(variant: Variant, { udpPort, otlpUrl }: Destination): Promise<TracedServer> {
    const child = fork(PROGRAM, [variant, String(udpPort), otlpUrl]);
    const { port } = await messageOf(child);
    return new TracedServer(child, Number(port));
  }

  /** Microseconds of CPU time that the process has used. */
  async cpuMicros(): Promise<number> {
    return await this.#ask('cpu');
  }

  /** The same, once all spans are sent. */
  async cpuMicrosWhenFlushed(): Promise<number> {
    return await this.#ask('flush');
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.send('stop');
    await ended;
  }

  async #ask(question: string): Promise<number> {
    const answered = messageOf(this.#process);
    this.#process.send(question);
    return Number((await answered)['cpuMicros']);
  }
}

/** The next message of a process. */
function messageOf(child: ChildProcess): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (message: unknown): void => {
      settle();
      resolve(message as Readonly<Record<string, unknown>>);
    };
    const onExit = (code: number | null): void => {
      settle();
      reject(new Error(`a server of the benchmark ended with ${code}`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
