// What flame graphs of a trace are drawn from: computed when it is first wanted, and kept with the trace.
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

/** The calls of a trace merged by path. */
export async function callsOf(trace: Trace, signal: AbortSignal): Promise<TraceCalls> {
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

/**
 * A flame graph of a trace.
 * @param operation the one between callers and callees in a sandwich
 */
export async function flameOf(
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
