// Remembers what failed and has not succeeded since: of that a counter alone tells nothing.
import type { EngineEvent } from '@clew/engine';

/** The store retries what retention could not drop every minute: a failure that did not come back is over. */
const RETENTION_RETRY_MILLIS = 150_000;

/** Something that fails and has not succeeded since. */
export interface OngoingFailure {
  /** Unix milliseconds of the first failure. */
  readonly since: number;
  /** How often it failed. */
  readonly count: number;
  /** What the system said last. */
  readonly reason: string;
}

/** Failures that are not over. */
export class FailureWatch {
  readonly #now: () => number;
  #write: OngoingFailure | undefined;
  #sealing: OngoingFailure | undefined;
  #retention: (OngoingFailure & { readonly last: number }) | undefined;

  /** @param now Unix milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Writes, since the last one that ended well. */
  get write(): OngoingFailure | undefined {
    return this.#write;
  }

  /** Attempts to make a segment of a head. */
  get sealing(): OngoingFailure | undefined {
    return this.#sealing;
  }

  /** Attempts to drop old segments. */
  get retention(): OngoingFailure | undefined {
    const isOver = (this.#retention?.last ?? 0) < this.#now() - RETENTION_RETRY_MILLIS;
    return isOver ? undefined : this.#retention;
  }

  /** A write has ended. */
  onWrite(error: unknown): void {
    this.#write = error === undefined ? undefined : this.#next(this.#write, error);
  }

  /** The engine tells something. */
  onEvent(event: EngineEvent): void {
    if (event.type === 'sealed') this.#sealing = undefined;
    if (event.type !== 'problem') return;
    if (event.what === 'sealing') this.#sealing = this.#next(this.#sealing, event.error);
    if (event.what === 'retention') {
      this.#retention = { ...this.#next(this.retention, event.error), last: this.#now() };
    }
  }

  #next(before: OngoingFailure | undefined, error: unknown): OngoingFailure {
    const reason = error instanceof Error ? error.message : String(error);
    return { since: before?.since ?? this.#now(), count: (before?.count ?? 0) + 1, reason };
  }
}
