import type { Logger } from 'pino';

const QUIET_MILLIS = 10_000;

/** Logs writes that failed, but not each one of a store that goes on failing. */
export class WriteFailureLog {
  readonly #logger: Logger;
  #quietUntil = 0;
  #unlogged = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** A write has failed. */
  report(error: unknown): void {
    const now = performance.now();
    if (now < this.#quietUntil) {
      this.#unlogged += 1;
      return;
    }
    this.#logger.error({ err: error, unlogged: this.#unlogged }, 'a batch could not be stored');
    this.#quietUntil = now + QUIET_MILLIS;
    this.#unlogged = 0;
  }
}
