// What a flame graph shows, whichever way it is laid: boxes, and what is known of each.
import type { SpanCallTree } from '@clew/model';
import { isError, type Trace } from '../data/trace.ts';
import type { FlameLayout } from './flame-layout.ts';
import type { Operations } from './operations.ts';
import type { CallFigures, SandwichLayout } from './tree-layout.ts';

/** The ways to lay a flame graph; names are those of the address. */
export const FLAME_MODES = ['time', 'left', 'sandwich'] as const;
export type FlameMode = (typeof FLAME_MODES)[number];

/** The figures of a box; times are nanoseconds. */
interface BoxFigures {
  readonly spans: number;
  readonly errors: number;
  /** The sum of the durations. */
  readonly total: number;
  /** The sum of the self times. */
  readonly self: number;
  /** What the box is wide for: a span's duration by time, else `CallTree.busy`. */
  readonly weight: number;
  /** The weight as a share of the whole trace's: of its duration by time, else of all self times. */
  readonly share: number;
  /** Row of the longest of its spans. */
  readonly longest: number;
}

/** A flame graph of a trace. */
export interface Flame {
  readonly mode: FlameMode;
  readonly layout: FlameLayout;
  /** Index into the trace's services, a box each. */
  readonly service: Uint32Array;
  /** 1 for a box that has a span that failed. */
  readonly failed: Uint8Array;
  /** How many boxes failed before each place of the layout's order by level. */
  readonly failedBefore: Uint32Array;
  /** The level of the operation that has callers above and callees below it, if there is one. */
  readonly middle?: number;
  nameOf(box: number): string;
  figuresOf(box: number): BoxFigures;
  /** The box that a row's span is in, or −1. */
  boxOf(row: number): number;
  /** 1 for each box that has one of some rows. */
  boxesWith(rows: ReadonlySet<number>): Uint8Array;
}

/** Each span at its time: boxes are rows. */
export function timeFlame(trace: Trace, layout: FlameLayout): Flame {
  const failed = failedRows(trace);
  return {
    mode: 'time',
    layout,
    service: trace.service,
    failed,
    failedBefore: countBefore(layout, failed),
    nameOf: (row) => trace.nameOf(row),
    figuresOf: (row) => {
      const length = trace.length[row] ?? 0;
      return {
        spans: 1,
        errors: failed[row] ?? 0,
        total: length,
        self: trace.timeUse.self[row] ?? 0,
        weight: length,
        share: trace.duration > 0 ? length / trace.duration : 1,
        longest: row,
      };
    },
    boxOf: (row) => row,
    boxesWith: (rows) => {
      const found = new Uint8Array(trace.count);
      for (const row of rows) found[row] = 1;
      return found;
    },
  };
}

/** Spans merged by path, the heaviest at the left: boxes are nodes. */
export function leftHeavyFlame(
  trace: Trace,
  operations: Operations,
  tree: SpanCallTree,
  layout: FlameLayout,
): Flame {
  return {
    ...mergedFlame(trace, operations, tree, layout, layout.width),
    mode: 'left',
    boxOf: (row) => tree.node[row] ?? -1,
    boxesWith: (rows) => {
      const found = new Uint8Array(tree.count);
      for (const row of rows) found[tree.node[row] ?? 0] = 1;
      return found;
    },
  };
}

/**
 * Callers above an operation and callees below. What is found marks the boxes of the operations it is in.
 * @param whole all self times of the trace, nanoseconds
 */
export function sandwichFlame(
  trace: Trace,
  operations: Operations,
  layout: SandwichLayout,
  whole: number,
): Flame {
  const { figures } = layout;
  return {
    ...mergedFlame(trace, operations, figures, layout, whole),
    mode: 'sandwich',
    middle: layout.middle,
    boxOf: (row) => (operations.ofRow[row] === figures.operation[0] ? 0 : -1),
    boxesWith: (rows) => {
      const isFound = new Uint8Array(operations.count);
      for (const row of rows) isFound[operations.ofRow[row] ?? 0] = 1;
      const found = new Uint8Array(layout.count);
      for (let box = 0; box < layout.count; box++) {
        found[box] = isFound[figures.operation[box] ?? 0] ?? 0;
      }
      return found;
    },
  };
}

function mergedFlame(
  trace: Trace,
  operations: Operations,
  figures: CallFigures,
  layout: FlameLayout,
  whole: number,
): Omit<Flame, 'mode' | 'boxOf' | 'boxesWith'> {
  const service = new Uint32Array(layout.count);
  const failed = new Uint8Array(layout.count);
  for (let box = 0; box < layout.count; box++) {
    service[box] = operations.service[figures.operation[box] ?? 0] ?? 0;
    failed[box] = (figures.errors[box] ?? 0) > 0 ? 1 : 0;
  }
  return {
    layout,
    service,
    failed,
    failedBefore: countBefore(layout, failed),
    nameOf: (box) => trace.nameText(operations.name[figures.operation[box] ?? 0] ?? 0),
    figuresOf: (box) => {
      const weight = figures.busy[box] ?? 0;
      return {
        spans: figures.spans[box] ?? 0,
        errors: figures.errors[box] ?? 0,
        total: figures.total[box] ?? 0,
        self: figures.self[box] ?? 0,
        weight,
        share: whole > 0 ? weight / whole : 1,
        longest: figures.longest[box] ?? 0,
      };
    },
  };
}

/** 1 for each row whose span failed. */
export function failedRows(trace: Trace): Uint8Array {
  const failed = new Uint8Array(trace.count);
  for (let row = 0; row < trace.count; row++) failed[row] = isError(trace, row) ? 1 : 0;
  return failed;
}

/** How many boxes are marked before each place of the order by level, so that a run of boxes can be asked at once. */
export function countBefore({ ordered }: FlameLayout, marked: Uint8Array): Uint32Array {
  const before = new Uint32Array(ordered.length + 1);
  for (let place = 0; place < ordered.length; place++) {
    before[place + 1] = (before[place] as number) + (marked[ordered[place] as number] as number);
  }
  return before;
}
