import type { Steps } from '@clew/model';

/** How long work on the page's own thread may go on before the page has its turn, milliseconds. */
export const SLICE_MS = 8;

/** Resolves in a task of its own, after the page had its turn. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Does all steps of a piece of work, with the page's turns in between. */
export async function inTasks<T>(steps: Steps<T>): Promise<T> {
  for (let began = performance.now(); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < SLICE_MS) continue;
    await nextTask();
    began = performance.now();
  }
}
