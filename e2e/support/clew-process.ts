// Runs the real command as a child process, and reads what it prints.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../packages/cli/bin/clew.js', import.meta.url));
/** How long to wait for something that should take a second or two. */
const PATIENCE_MILLIS = 20_000;

/** What the ports are called in the list of addresses. */
const ADDRESS_NAMES = {
  ui: 'web app and query API',
  queryGrpc: 'query API over gRPC',
  otlpHttp: 'OTLP over HTTP',
  otlpGrpc: 'OTLP over gRPC',
  jaegerUdpCompact: 'Jaeger over UDP, compact',
  jaegerUdpBinary: 'Jaeger over UDP, binary',
  jaegerHttp: 'Jaeger over HTTP',
  jaegerGrpc: 'Jaeger over gRPC',
  sampling: 'remote sampling',
  zipkin: 'Zipkin',
  skywalkingGrpc: 'SkyWalking over gRPC',
  skywalkingHttp: 'SkyWalking over HTTP',
  admin: 'health and metrics',
} as const;

/** Where each port is, as the command printed it. */
export type Addresses = Readonly<Record<keyof typeof ADDRESS_NAMES, string>>;

/** Flags that put every port on a free one. */
export const FREE_PORTS: readonly string[] = [
  'ui',
  'query-grpc',
  'otlp-http',
  'otlp-grpc',
  'jaeger-udp-compact',
  'jaeger-udp-binary',
  'jaeger-http',
  'jaeger-grpc',
  'sampling',
  'zipkin',
  'skywalking-grpc',
  'skywalking-http',
  'admin',
].flatMap((name) => [`--${name}`, '127.0.0.1:0']);

/** How a process ended. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it took from the start, or from {@link ClewProcess.stop}. */
  readonly millis: number;
}

/** Runs a command of Clew's to its end. */
export async function runClew(...args: readonly string[]): Promise<Ending> {
  return await new ClewProcess(args).ended();
}

/** A command that runs. */
export class ClewProcess {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<Ending>;
  #since = performance.now();
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[]) {
    // Nothing of the environment that this test happens to run in counts.
    const env = Object.entries(process.env).filter(([name]) => !name.startsWith('CLEW_'));
    this.#child = spawn(process.execPath, [COMMAND, ...args], {
      env: Object.fromEntries(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#ended = this.#end();
  }

  /** Starts all-in-one and waits until it takes spans and questions. */
  static async start(...flags: readonly string[]): Promise<RunningClew> {
    const process = new ClewProcess(['all-in-one', ...FREE_PORTS, ...flags]);
    return { process, ...(await process.ready()) };
  }

  /** What it printed to standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /**
   * Waits until it has printed where everything is and says that it is ready.
   * @throws when it ends before that, or takes too long
   */
  async ready(): Promise<{ readonly addresses: Addresses; readonly millis: number }> {
    const addresses = await this.#until('the addresses', () => addressesIn(this.#stdout));
    const isReady = await fetch(`${addresses.admin}/ready`);
    if (isReady.status !== 200) throw new Error(`/ready answers ${isReady.status}`);
    return { addresses, millis: performance.now() - this.#since };
  }

  /** Waits for the end. */
  ended(): Promise<Ending> {
    return this.#ended;
  }

  /** Asks it to stop, and waits. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<Ending> {
    this.#since = performance.now();
    this.#child.kill(signal);
    return await this.#ended;
  }

  /** Ends it at once, wherever it is. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #end(): Promise<Ending> {
    const [code, signal] = (await once(this.#child, 'close')) as [
      number | null,
      NodeJS.Signals | null,
    ];
    const { stdout, stderr } = { stdout: this.#stdout, stderr: this.#stderr };
    return { code, signal, stdout, stderr, millis: performance.now() - this.#since };
  }

  /** Waits for something to be printed. */
  async #until<T>(what: string, find: () => T | undefined): Promise<T> {
    const giveUp = AbortSignal.timeout(PATIENCE_MILLIS);
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      const ended = await Promise.race([
        this.#ended,
        once(this.#child.stdout, 'data', { signal: giveUp }),
      ]).catch((cause: unknown) => {
        const message = `clew did not print ${what} in ${PATIENCE_MILLIS} ms: ${this.#stderr}`;
        throw new Error(message, { cause });
      });
      if ('code' in ended) throw new Error(`clew ended with ${ended.code}: ${ended.stderr}`);
    }
  }
}

/** An all-in-one that is ready. */
export interface RunningClew {
  readonly process: ClewProcess;
  readonly addresses: Addresses;
  /** How long it took until it was ready. */
  readonly millis: number;
}

/** The printed addresses, once all are there. */
function addressesIn(stdout: string): Addresses | undefined {
  const found = Object.entries(ADDRESS_NAMES).flatMap(([key, name]) => {
    const line = stdout.split('\n').find((one) => one.trimStart().startsWith(name));
    const where = line?.trim().slice(name.length).trim().split(/\s/)[0];
    return where ? [[key, where] as const] : [];
  });
  const isWhole = found.length === Object.keys(ADDRESS_NAMES).length && stdout.endsWith('\n');
  return isWhole ? (Object.fromEntries(found) as Addresses) : undefined;
}
