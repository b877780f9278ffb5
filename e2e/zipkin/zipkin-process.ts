// A real Zipkin server, installed and started by the script of a folder of services.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HOME = fileURLToPath(new URL('../../node_modules/.cache/zipkin', import.meta.url));
/** With downloads. */
const PATIENCE_MILLIS = 300_000;

const run = promisify(execFile);

/** Zipkin's server, as a script runs it. */
export class ZipkinProcess {
  readonly #script: string;
  #port = 0;

  /** @param services the folder with `zipkin.sh` */
  constructor(services: string) {
    this.#script = join(services, 'zipkin.sh');
  }

  /** Installs what is not there yet. */
  async install(): Promise<void> {
    await this.#call('install', {});
  }

  /**
   * Starts a server that keeps nothing, on a free port.
   * @returns its address
   */
  async start(environment: Readonly<Record<string, string>>): Promise<string> {
    this.#port = await freePort();
    await this.#call('start', environment);
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Ends it, if it runs. */
  async stop(): Promise<void> {
    if (this.#port !== 0) await this.#call('stop', {});
    this.#port = 0;
  }

  async #call(command: string, environment: Readonly<Record<string, string>>): Promise<void> {
    await run('bash', [this.#script, command], {
      env: {
        ...process.env,
        ...{ SERVICES_HOME: HOME, ZIPKIN_PORT: String(this.#port), ZIPKIN_HEAP: '384m' },
        ...{ STORAGE_TYPE: 'mem', ...environment },
      },
      timeout: PATIENCE_MILLIS,
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
