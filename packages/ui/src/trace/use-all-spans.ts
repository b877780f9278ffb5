import { useEffect, useState } from 'react';
import { asError } from '../app/as-error.ts';
import type { Trace } from './data/trace.ts';

/** How far the spans of a trace have come. */
export interface AllSpansState {
  readonly isComplete: boolean;
  /** Spans that are here. */
  readonly count: number;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** Fetches all whole spans of a trace while they are wanted: for views that need every attribute. */
export function useAllSpans(trace: Trace, isWanted = true): AllSpansState {
  const { pages } = trace;
  const [count, setCount] = useState(pages.loadedCount);
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<Error>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another try
  useEffect(() => {
    if (!isWanted || pages.isComplete) return;
    const abort = new AbortController();
    setError(undefined);
    pages.loadAll(abort.signal, setCount).catch((cause: unknown) => {
      if (abort.signal.aborted) return;
      setError(asError(cause));
    });
    return () => abort.abort();
  }, [pages, isWanted, attempt]);
  return {
    isComplete: pages.isComplete,
    count,
    error,
    retry: () => setAttempt((before) => before + 1),
  };
}
