// A role that runs: what it has opened, and how it ends.

/** An address that is open. */
export interface OpenAddress {
  /** What it is for. */
  readonly what: string;
  /** Where it is, as clients write it. */
  readonly where: string;
}

/** A role that runs. */
export interface Running {
  readonly addresses: readonly OpenAddress[];
  /** Resolves with an error after which the role is of no use any more. */
  readonly failed: Promise<Error>;
  /** Counts something that nobody expected. */
  countFault(): void;
  /** Stops taking in, answers what is under way and makes it durable; within 5 s. */
  close(): Promise<void>;
}

/** Closes what was opened, the last first. */
export class Closers {
  readonly #closers: (() => Promise<void>)[] = [];

  /** Remembers how to close something that was opened. */
  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /**
   * Closes everything, one after another, also when one fails.
   * @throws {AggregateError} with what failed
   */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed well');
  }
}
