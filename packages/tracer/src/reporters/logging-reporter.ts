import { type Logger, nullLogger } from '../logger.ts';
import type { Span } from '../span.ts';
import type { Reporter } from './reporter.ts';

/** Writes a line for each span to a logger. */
export class LoggingReporter implements Reporter {
  readonly #logger: Logger;

  constructor(logger: Logger = nullLogger) {
    this.#logger = logger;
  }

  name(): string {
    return 'LoggingReporter';
  }

  toString(): string {
    return this.name();
  }

  report(span: Span): void {
    this.#logger.info(`Reporting span ${span.context()}`);
  }

  async flush(): Promise<void> {}

  async close(callback?: () => void): Promise<void> {
    callback?.();
  }

  setProcess(): void {}
}
