import { useDeferredValue, useEffect, useState } from 'react';
import { asError } from '../app/as-error.ts';
import { findSpans } from './data/find-spans.ts';
import type { Trace } from './data/trace.ts';

interface Found {
  readonly query: string;
  readonly rows: readonly number[];
  readonly matches: ReadonlySet<number>;
  /** Why nothing could be found out. */
  readonly error: Error | undefined;
}

const NOTHING: Found = { query: '', rows: [], matches: new Set(), error: undefined };

/** What is looked for in a trace, and the rows that have it. */
export interface Find extends Omit<Found, 'query'> {
  readonly text: string;
  readonly isBusy: boolean;
  readonly setText: (text: string) => void;
  /** Which match a row is; −1 when it is none. */
  readonly indexOf: (row: number) => number;
  /** The next match after a row, or the one before for a step of −1, around the end; −1 when there is none. */
  readonly step: (row: number, step: number) => number;
}

export function useFind(trace: Trace, initial: string): Find {
  const [text, setText] = useState(initial);
  const [found, setFound] = useState(NOTHING);
  const query = useDeferredValue(text);
  // A link of another view may name what to look for.
  useEffect(() => setText(initial), [initial]);

  useEffect(() => {
    if (query === '') {
      setFound(NOTHING);
      return;
    }
    const abort = new AbortController();
    findSpans(trace, query, abort.signal).then(
      (rows) => {
        if (!abort.signal.aborted)
          setFound({ query, rows, matches: new Set(rows), error: undefined });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFound({ ...NOTHING, query, error: asError(error) });
      },
    );
    return () => abort.abort();
  }, [trace, query]);

  const { rows, matches, error } = found;
  return {
    text,
    rows,
    matches,
    error,
    isBusy: found.query !== text,
    setText,
    indexOf: (row) => (matches.has(row) ? rows.indexOf(row) : -1),
    step: (row, step) => {
      if (step > 0) return rows.find((match) => match > row) ?? rows[0] ?? -1;
      return rows.findLast((match) => match < row) ?? rows.at(-1) ?? -1;
    },
  };
}
