// Fetches, so to say, what a flame graph is drawn from: it is computed once for a trace and kept.
import { useEffect, useState } from 'react';
import type { Trace } from '../data/trace.ts';
import {
  type Flame,
  type FlameMode,
  failedRows,
  leftHeavyFlame,
  sandwichFlame,
  timeFlame,
} from './flame.ts';
import { doFlameTask, type MergedCalls } from './flame-tasks.ts';
import { type Operations, operationsOf } from './operations.ts';

/** The merged calls of a trace, and their operations. */
export interface TraceCalls {
  readonly operations: Operations;
  readonly merged: MergedCalls;
}

const times = new WeakMap<Trace, Flame>();
const calls = new WeakMap<Trace, TraceCalls>();

async function timeFlameOf(trace: Trace, signal: AbortSignal): Promise<Flame> {
  const known = times.get(trace);
  if (known !== undefined) return known;
  const { count, duration, parent, end, offset, length } = trace;
  const takes = { count, duration, parent, end, offset, length };
  const flame = timeFlame(trace, await doFlameTask({ name: 'time', takes }, count, signal));
  times.set(trace, flame);
  return flame;
}

async function callsOf(trace: Trace, signal: AbortSignal): Promise<TraceCalls> {
  const known = calls.get(trace);
  if (known !== undefined) return known;
  const operations = await operationsOf(trace, signal);
  const takes = {
    times: trace.timeUse.times,
    operation: operations.ofRow,
    operationCount: operations.count,
    isError: failedRows(trace),
    selfTime: trace.timeUse.self,
  };
  const merged = await doFlameTask({ name: 'merge', takes }, trace.count, signal);
  const found = { operations, merged };
  calls.set(trace, found);
  return found;
}

async function flameOf(
  trace: Trace,
  mode: FlameMode,
  operation: number,
  signal: AbortSignal,
): Promise<Flame> {
  if (mode === 'time') return timeFlameOf(trace, signal);
  const { operations, merged } = await callsOf(trace, signal);
  const { tree, layout } = merged;
  if (mode === 'left') return leftHeavyFlame(trace, operations, tree, layout);
  const takes = { tree, operation };
  const sandwich = await doFlameTask({ name: 'sandwich', takes }, tree.count, signal);
  return sandwichFlame(trace, operations, sandwich, layout.width);
}

/** The merged calls of a trace; undefined until they are there. */
export function useTraceCalls(trace: Trace): TraceCalls | undefined {
  return useComputed(trace, '', callsOf);
}

/**
 * A flame graph of a trace; undefined until it is there.
 * @param operation the one between callers and callees
 */
export function useFlame(trace: Trace, mode: FlameMode, operation = -1): Flame | undefined {
  return useComputed(trace, `${mode} ${operation}`, (one, signal) =>
    flameOf(one, mode, operation, signal),
  );
}

/** What a computation gives for a trace and a key; it is given up when another is wanted. */
function useComputed<T>(
  trace: Trace,
  key: string,
  compute: (trace: Trace, signal: AbortSignal) => Promise<T>,
): T | undefined {
  const [found, setFound] = useState<{ trace: Trace; key: string; value: T }>();
  const [failure, setFailure] = useState<Error>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is computed
  useEffect(() => {
    const abort = new AbortController();
    compute(trace, abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setFound({ trace, key, value });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setFailure(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return () => abort.abort();
  }, [trace, key]);
  // Nothing here fails but for a fault of the app, which the page's boundary shows.
  if (failure !== undefined) throw failure;
  return found?.trace === trace && found.key === key ? found.value : undefined;
}
