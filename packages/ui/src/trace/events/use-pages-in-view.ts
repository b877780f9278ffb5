// Fetches the spans of what is in view, and lets go of what has left it.

import { useCallback, useEffect, useRef, useState } from 'react';
import { asError } from '../../app/as-error.ts';
import { PAGE_SPANS } from '../data/span-pages.ts';
import type { Trace } from '../data/trace.ts';

/** What has come, and how to ask for more. */
export interface PagesInView {
  /** Grows with each page that comes. */
  readonly arrived: number;
  readonly error: Error | undefined;
  readonly retry: () => void;
  /** Told which rows' spans are in view. */
  readonly show: (rows: Iterable<number>) => void;
}

export function usePagesInView(trace: Trace): PagesInView {
  const [arrived, setArrived] = useState(0);
  const [error, setError] = useState<Error>();
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const show = useCallback(
    (rows: Iterable<number>) => {
      const missing = new Map<number, number>();
      for (const row of rows) {
        const ordinal = trace.ordinal[row] ?? 0;
        const page = Math.floor(ordinal / PAGE_SPANS);
        if (trace.pages.pages[page] === undefined) missing.set(page, ordinal);
      }
      const before = abort.current;
      const now = new AbortController();
      abort.current = now;
      for (const ordinal of missing.values()) {
        trace.pages.load(ordinal, now.signal).then(
          () => setArrived((count) => count + 1),
          (cause: unknown) => {
            if (now.signal.aborted) return;
            setError(asError(cause));
          },
        );
      }
      // After the new ones were asked for, so that what is still wanted goes on.
      before?.abort();
    },
    [trace],
  );
  return { arrived, error, retry: () => setError(undefined), show };
}
