import { inspect } from 'node:util';

/** Counts what holds and what does not. */
export class Checks {
  #passed = 0;
  #failed = 0;

  get failed(): number {
    return this.#failed;
  }

  /** Counts a check, and tells of it. A failure does not keep others from being made. */
  async check(name: string, check: () => unknown): Promise<void> {
    try {
      await check();
      this.#passed++;
      console.log(`ok: ${name}`);
    } catch (error) {
      this.fail(name, error);
    }
  }

  /** Counts a failure. */
  fail(name: string, error: unknown): void {
    this.#failed++;
    const text = error instanceof Error && !error.cause ? error.message : inspect(error);
    console.log(`FAILED: ${name}\n${text}`);
  }

  /**
   * Prints the counts, and lets the process end with 1 when something failed.
   * @param more what else may help to find out why
   */
  finish(more: () => string = () => ''): void {
    if (this.#failed > 0) {
      console.log(more());
      process.exitCode = 1;
    }
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
  }
}
