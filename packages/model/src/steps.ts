// Work on a large trace in steps, between which others have a turn: what drives it decides how many follow each other.

/** Work that may be interrupted: each `next` does a step of some milliseconds at most, the last one gives the result. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** How many rows a step goes through, where a row costs no more than some microseconds. */
export const ROWS_A_STEP = 1024;

/** Does all steps one after another, for what is small and for who has nothing else to do. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Goes through rows in steps.
 * @param rows how many there are
 * @param work does those from one to before another
 */
export function* rowSteps(rows: number, work: (from: number, to: number) => void): Steps<void> {
  for (let from = 0; from < rows; from += ROWS_A_STEP) {
    work(from, Math.min(rows, from + ROWS_A_STEP));
    yield;
  }
}
