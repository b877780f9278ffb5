// A real Zipkin server, installed and started by the script of a folder of services.
import { freePort } from '../support/free-port.ts';
import { ServiceScript } from '../support/service-script.ts';

/** Zipkin's server, as a script runs it. */
export class ZipkinProcess {
  readonly #script: ServiceScript;
  #port = 0;

  /** @param services the folder with `zipkin.sh` */
  constructor(services: string) {
    this.#script = new ServiceScript(services, 'zipkin');
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

  async #call(
    command: 'install' | 'start' | 'stop',
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.#script.call(command, {
      ...{ ZIPKIN_PORT: String(this.#port), ZIPKIN_HEAP: '384m', STORAGE_TYPE: 'mem' },
      ...environment,
    });
  }
}
