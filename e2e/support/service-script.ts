// A real server of another project, which a script of a folder of services installs, starts and stops.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
/** With downloads. */
const PATIENCE_MILLIS = 300_000;

const run = promisify(execFile);

/** One script. */
export class ServiceScript {
  readonly #path: string;
  readonly #name: string;

  /**
   * @param services the folder with the script
   * @param name of the script, without `.sh`; what it installs is kept under this name
   */
  constructor(services: string, name: string) {
    this.#path = join(services, `${name}.sh`);
    this.#name = name;
  }

  /** Runs one of its commands with variables. */
  async call(
    command: 'install' | 'start' | 'stop',
    variables: Readonly<Record<string, string>>,
  ): Promise<void> {
    await run('bash', [this.#path, command], {
      env: { ...process.env, SERVICES_HOME: join(CACHE, this.#name), ...variables },
      timeout: PATIENCE_MILLIS,
    });
  }
}
