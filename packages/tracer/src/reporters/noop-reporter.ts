import type { Reporter } from './reporter.ts';

/** Forgets spans. */
export class NoopReporter implements Reporter {
  name(): string {
    return 'NoopReporter';
  }

  toString(): string {
    return this.name();
  }

  report(): void {}

  async flush(): Promise<void> {}

  async close(callback?: () => void): Promise<void> {
    callback?.();
  }

  setProcess(): void {}
}
