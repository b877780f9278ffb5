// Whether the page is being printed: canvases must be drawn whole, and for paper, before the browser takes the picture.
import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

const listeners = new Set<() => void>();
let isPrinting = false;

function change(printing: boolean): void {
  isPrinting = printing;
  // The browser lays the page out as soon as this returns.
  flushSync(() => {
    for (const listener of listeners) listener();
  });
}

/** Begins to watch the browser's printing. */
export function startPrinting(): void {
  window.addEventListener('beforeprint', () => change(true));
  window.addEventListener('afterprint', () => change(false));
}

/** Calls a listener when printing begins and ends, until the function that is returned is called. */
export function subscribePrinting(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the page is being printed now. */
export function isPrintingNow(): boolean {
  return isPrinting;
}

/** Whether the page is being printed. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribePrinting, isPrintingNow);
}
