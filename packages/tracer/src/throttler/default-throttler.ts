import type { DebugThrottler } from './debug-throttler.ts';

/** Allows all debug traces, or none. */
export class DefaultThrottler implements DebugThrottler {
  readonly #throttlesAll: boolean;

  constructor(throttleAll = false) {
    this.#throttlesAll = throttleAll;
  }

  isAllowed(): boolean {
    return !this.#throttlesAll;
  }

  setProcess(): void {}

  close(callback?: () => void): void {
    callback?.();
  }
}
