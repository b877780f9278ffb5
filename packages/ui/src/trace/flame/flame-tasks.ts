// What takes long for a large trace and is done in a worker then.
import {
  type CallTree,
  type CallTreeInput,
  calleesOf,
  callersOf,
  callTreeOf,
  type OperationFigures,
  operationFiguresOf,
  type SpanCallTree,
} from '@clew/model';
import type { FlameLayout } from './flame-layout.ts';
import { type TimedRows, timeLayoutOf } from './time-layout.ts';
import { leftHeavyLayoutOf, type SandwichLayout, sandwichLayoutOf } from './tree-layout.ts';

/** Each task with what it takes and gives. */
export interface FlameTasks {
  readonly time: { readonly takes: TimedRows; readonly gives: FlameLayout };
  readonly merge: {
    readonly takes: CallTreeInput & { readonly operationCount: number };
    readonly gives: MergedCalls;
  };
  readonly sandwich: {
    readonly takes: { readonly tree: CallTree; readonly operation: number };
    readonly gives: SandwichLayout;
  };
  /** Indices by their values, the largest first, equal ones as they come. */
  readonly order: {
    readonly takes: { readonly values: Float64Array | Uint32Array };
    readonly gives: Uint32Array;
  };
}
export type FlameTaskName = keyof FlameTasks;

/** The calls of a trace merged by path. */
export interface MergedCalls {
  readonly tree: SpanCallTree;
  readonly layout: FlameLayout;
  readonly figures: OperationFigures;
}

const TASKS: {
  readonly [Name in FlameTaskName]: (takes: FlameTasks[Name]['takes']) => FlameTasks[Name]['gives'];
} = {
  time: timeLayoutOf,
  merge: (input) => {
    const tree = callTreeOf(input);
    return {
      tree,
      layout: leftHeavyLayoutOf(tree),
      figures: operationFiguresOf(tree, input.operationCount),
    };
  },
  sandwich: ({ tree, operation }) =>
    sandwichLayoutOf(callersOf(tree, operation), calleesOf(tree, operation)),
  order: ({ values }) => {
    const order = new Uint32Array(values.length);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
  },
};

/** What a worker is sent. */
export interface FlameRequest<Name extends FlameTaskName = FlameTaskName> {
  readonly name: Name;
  readonly takes: FlameTasks[Name]['takes'];
}

/** Does a task in this thread. */
export function runFlameTask<Name extends FlameTaskName>({
  name,
  takes,
}: FlameRequest<Name>): FlameTasks[Name]['gives'] {
  return TASKS[name](takes);
}

/** Boxes from which on a worker is worth its start. */
const WORTH_A_WORKER = 20_000;

/**
 * Does a task, in a worker where it is large.
 * @param size how many spans or nodes it is about
 */
export async function doFlameTask<Name extends FlameTaskName>(
  request: FlameRequest<Name>,
  size: number,
  signal: AbortSignal,
): Promise<FlameTasks[Name]['gives']> {
  if (size < WORTH_A_WORKER) return runFlameTask(request);
  const worker = new Worker(new URL('./flame.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<FlameTasks[Name]['gives']>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FlameTasks[Name]['gives']>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.postMessage(request);
    });
  } finally {
    worker.terminate();
  }
}
