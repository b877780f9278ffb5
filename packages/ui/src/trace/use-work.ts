import { useEffect, useMemo, useState } from 'react';
import { doInTurns, doNow, type Work } from './data/turns.ts';

/** How far work has come. */
export interface WorkState<T> {
  /** What came of it, or of the work before it while it goes on; undefined until anything has come. */
  readonly value: T | undefined;
  readonly isBusy: boolean;
}

/**
 * Does work for a component: at once where it is little, else in turns with the page, and no longer than it is wanted.
 * @param work a new function when something else is wanted; undefined while it can't be done
 */
export function useWork<T>(work: (() => Work<T>) | undefined, isLittle: boolean): WorkState<T> {
  const now = useMemo(
    () => (isLittle && work !== undefined ? { value: doNow(work()) } : undefined),
    [work, isLittle],
  );
  const [done, setDone] = useState<{ readonly work: () => Work<T>; readonly value: T }>();
  useEffect(() => {
    if (isLittle || work === undefined) return;
    const abort = new AbortController();
    doInTurns(work(), abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setDone({ work, value });
      },
      // It ends early only when something else is wanted.
      () => undefined,
    );
    return () => abort.abort();
  }, [work, isLittle]);
  if (isLittle) return { value: now?.value, isBusy: now === undefined };
  return { value: done?.value, isBusy: done === undefined || done.work !== work };
}
