// Keeps a long read from holding up everything else in the process.
import { setImmediate } from 'node:timers/promises';
import type { Steps } from '@clew/model';
import { type CallContext, StoreError } from '@clew/storage';

/** How long a read may compute at a stretch, in milliseconds. */
export const SLICE_MILLIS = 8;

/** Gives the event loop its turn in between, and tells when a read has to end. */
export class Turn {
  readonly #context: CallContext;
  #sliceEnd = performance.now() + SLICE_MILLIS;

  constructor(context: CallContext) {
    this.#context = context;
    context.signal?.throwIfAborted();
  }

  /** Whether it is time to ask {@link mayGoOn}; for pieces of work so small that awaiting each costs more. */
  get isOver(): boolean {
    return performance.now() >= this.#sliceEnd;
  }

  /**
   * To be called between two pieces of work.
   * @returns false when the deadline has passed
   * @throws the signal's reason when the caller has gone away
   */
  async mayGoOn(): Promise<boolean> {
    const { deadline } = this.#context;
    if (deadline !== undefined && Date.now() > deadline) return false;
    await this.pause();
    return true;
  }

  /**
   * The same for work that has to be finished whatever the deadline.
   * @throws the signal's reason when the caller has gone away
   */
  async pause(): Promise<void> {
    if (!this.isOver) return;
    await setImmediate();
    this.#context.signal?.throwIfAborted();
    this.#sliceEnd = performance.now() + SLICE_MILLIS;
  }

  /**
   * Does all steps of a piece of work, with turns in between and whatever the deadline: with a trace that was found, what there is
   * to do is bounded, and a busy machine is no reason to throw away what was done.
   * @throws the signal's reason when the caller has gone away
   */
  async finish<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (this.isOver) await this.pause();
    }
  }
}

/** The error of a read that has to be complete and ran out of time. */
export function timeout(): StoreError {
  return new StoreError(
    'CLEW_STORE_TIMEOUT',
    'the read took longer than it was given: ask for less, or for a shorter time',
  );
}
