// Long work on the page's own thread, in turns with the page.
import { nextTask, SLICE_MS } from './next-task.ts';

/** Work that can be left off at each `yield`. */
export type Work<T> = Generator<void, T>;

/** Does all of it at once: for little work. */
export function doNow<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Does it in slices of some milliseconds, between which the page has its turn. */
export async function doInTurns<T>(work: Work<T>, signal: AbortSignal): Promise<T> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() <= sliceEnd) continue;
    await nextTask();
    signal.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }
}
