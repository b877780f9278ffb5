import type { Span } from '@clew/model';
import { useEffect, useState } from 'react';
import { asError } from '../app/as-error.ts';
import type { Trace } from './data/trace.ts';

/** What is known of a span that is being fetched. */
export interface SpanState {
  readonly span: Span | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** The whole span of a row; fetched with its page if it is not here. */
export function useSpan(trace: Trace, row: number): SpanState {
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState<{ readonly row: number; readonly error: Error }>();
  const [, setArrived] = useState(0);
  const span = trace.spanAt(row);
  const isMissing = span === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another try
  useEffect(() => {
    if (!isMissing) return;
    const abort = new AbortController();
    setFailed(undefined);
    trace.pages.load(trace.ordinal[row] ?? 0, abort.signal).then(
      () => setArrived((before) => before + 1),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setFailed({ row, error: asError(error) });
      },
    );
    return () => abort.abort();
  }, [trace, row, isMissing, attempt]);
  return {
    span,
    error: failed?.row === row ? failed.error : undefined,
    retry: () => setAttempt((before) => before + 1),
  };
}
