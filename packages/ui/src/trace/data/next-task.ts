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
