import type { MatchBy } from '@clew/model';
import { useEffect, useState } from 'react';
import type { Trace } from '../trace/data/trace.ts';
import { type Comparison, compare } from './data/comparison.ts';

/** What a comparison was made of. */
interface Made {
  readonly comparison: Comparison;
  readonly matchBy: MatchBy;
}

/** The comparison of two traces; undefined until it is there. */
export function useComparison(a: Trace, b: Trace, matchBy: MatchBy): Comparison | undefined {
  const [made, setMade] = useState<Made>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    const leave = new AbortController();
    compare(a, b, matchBy, leave.signal).then(
      (comparison) => {
        if (!leave.signal.aborted) setMade({ comparison, matchBy });
      },
      (reason: unknown) => {
        if (!leave.signal.aborted) setFailure(reason);
      },
    );
    return () => leave.abort(new DOMException('Another comparison is wanted', 'AbortError'));
  }, [a, b, matchBy]);
  // For the page's own way of showing what fails.
  if (failure !== undefined) throw failure;
  if (made?.comparison.a !== a || made.comparison.b !== b || made.matchBy !== matchBy) {
    return undefined;
  }
  return made.comparison;
}
