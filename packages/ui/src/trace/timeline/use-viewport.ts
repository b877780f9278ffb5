import { useCallback, useSyncExternalStore } from 'react';
import type { Viewport } from './viewport.ts';

/** A part of what a viewport shows; the component is drawn anew when that part changes. */
export function useViewport<T>(viewport: Viewport, read: (viewport: Viewport) => T): T {
  return useSyncExternalStore(
    useCallback((listener) => viewport.subscribe(listener), [viewport]),
    () => read(viewport),
  );
}
