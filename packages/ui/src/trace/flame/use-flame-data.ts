import { useEffect, useState } from 'react';
import { asError } from '../../app/as-error.ts';
import type { Trace } from '../data/trace.ts';
import type { Flame, FlameMode } from './flame.ts';
import { callsOf, flameOf, type TraceCalls } from './flame-data.ts';
import { doFlameTask } from './flame-tasks.ts';
import type { OperationColumn } from './operation-order.ts';

/** The merged calls of a trace; undefined until they are there. */
export function useTraceCalls(trace: Trace): TraceCalls | undefined {
  return useComputed(trace, '', callsOf);
}

/**
 * A flame graph of a trace; undefined until the first is there, and the one before until another is.
 * @param operation the one between callers and callees
 */
export function useFlame(trace: Trace, mode: FlameMode, operation = -1): Flame | undefined {
  return useComputed(trace, `${mode} ${operation}`, (one, signal) =>
    flameOf(one, mode, operation, signal),
  );
}

/** The operations by one of their figures, the largest first; undefined until they are in order. */
export function useOperationOrder(
  trace: Trace,
  { merged }: TraceCalls,
  by: OperationColumn,
): Uint32Array | undefined {
  const values = merged.figures[by];
  return useComputed(trace, `order ${by}`, (_, signal) =>
    doFlameTask({ name: 'order', takes: { values } }, values.length, signal),
  );
}

/**
 * What a computation gives for a trace and a key; it is given up when another is wanted. Until that is there, what was there for the
 * trace before stays, so that a quick walk through operations does not flicker.
 */
function useComputed<T>(
  trace: Trace,
  key: string,
  compute: (trace: Trace, signal: AbortSignal) => Promise<T>,
): T | undefined {
  const [found, setFound] = useState<{ trace: Trace; value: T }>();
  const [failure, setFailure] = useState<Error>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is computed
  useEffect(() => {
    const abort = new AbortController();
    compute(trace, abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setFound({ trace, value });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setFailure(asError(error));
      },
    );
    return () => abort.abort();
  }, [trace, key]);
  // Nothing here fails but for a fault of the app, which the page's boundary shows.
  if (failure !== undefined) throw failure;
  return found?.trace === trace ? found.value : undefined;
}
