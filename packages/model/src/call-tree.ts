// The spans of a trace merged by the path of calls that led to them: the tree behind a flame graph. It is columns in
// the order of a walk, since in a trace whose operations all differ it has a node a span.
import { CallMerger } from './call-merger.ts';
import { childRunsOf, type TraceTimes } from './trace-times.ts';

/** What {@link callTreeOf} reads; each column has a value a span. */
export interface CallTreeInput {
  readonly times: TraceTimes;
  /** A number for the service and operation of each span: spans with the same number are calls of the same. */
  readonly operation: Uint32Array;
  /** Not 0 where the span failed. */
  readonly isError: Uint8Array;
  /** Nanoseconds, of `selfTimesOf`. */
  readonly selfTime: Float64Array;
}

/**
 * Calls merged by path: spans whose operations from the root on are the same are one node. Nodes stand in the order of a walk,
 * each before those below it, the heaviest (by `busy`) of siblings first. Each column has a value a node; times are nanoseconds.
 */
export interface CallTree {
  readonly count: number;
  /** Index of the node above, or −1. */
  readonly parent: Int32Array;
  /** The node after the last one below. */
  readonly end: Uint32Array;
  /** 0 for a node under none. */
  readonly depth: Uint32Array;
  /** The number that the input gave to the operation. */
  readonly operation: Uint32Array;
  /** The number of spans. */
  readonly spans: Uint32Array;
  /** The number of spans that failed. */
  readonly errors: Uint32Array;
  /** The sum of the durations. */
  readonly total: Float64Array;
  /** The sum of the self times. */
  readonly self: Float64Array;
  /**
   * The sum of the self times of the node's spans and of all spans below them: what was worked on in them and because of them.
   * A node's is its `self` and the `busy` of its children together, so that children never exceed their parent, whatever ran at
   * once: two calls of a second each that ran side by side are two busy seconds, in a parent that may have taken only one. All
   * roots together have the sum of all self times of the trace.
   */
  readonly busy: Float64Array;
  /** Index of the longest span, the first of equals, and its duration. */
  readonly longest: Uint32Array;
  readonly longestTime: Float64Array;
}

/** A call tree made of spans. */
export interface SpanCallTree extends CallTree {
  /** The node of each span. */
  readonly node: Uint32Array;
}

/** Merges the spans of a trace by path. Takes O(n log n). */
export function callTreeOf({ times, operation, isError, selfTime }: CallTreeInput): SpanCallTree {
  const { count, start, end, parent } = times;
  const order = walkOrder(times);
  const busy = Float64Array.from(selfTime);
  for (let i = count - 1; i >= 0; i--) {
    const span = order[i] as number;
    const above = parent[span] as number;
    if (above >= 0) busy[above] = (busy[above] as number) + (busy[span] as number);
  }
  const merger = new CallMerger();
  const node = new Uint32Array(count);
  // A plain loop over columns, since a trace may have a million spans.
  for (let i = 0; i < count; i++) {
    const span = order[i] as number;
    const above = parent[span] as number;
    const at = merger.node(above < 0 ? -1 : (node[above] as number), operation[span] as number);
    node[span] = at;
    const duration = (end[span] as number) - (start[span] as number);
    const failed = isError[span] === 0 ? 0 : 1;
    const self = selfTime[span] as number;
    merger.add(at, 1, failed, duration, self, busy[span] as number, span, duration);
  }
  const { tree, place } = merger.finish();
  for (let span = 0; span < count; span++) node[span] = place[node[span] as number] as number;
  return { ...tree, node };
}

/**
 * What an operation called, merged by path: one root, the operation, whose figures are those of its calls that were not made
 * within another call of it. Where it called itself, the inner calls stand below, and their time counts once.
 */
export function calleesOf(tree: CallTree, operation: number): CallTree {
  const merger = new CallMerger();
  const merged = new Int32Array(tree.count);
  for (let top = 0; top < tree.count; ) {
    if (tree.operation[top] !== operation) {
      top++;
      continue;
    }
    const end = tree.end[top] as number;
    for (let i = top; i < end; i++) {
      const above = i === top ? -1 : (merged[tree.parent[i] as number] as number);
      const at = merger.node(above, tree.operation[i] as number);
      merged[i] = at;
      addNode(merger, at, tree, i);
    }
    top = end;
  }
  return merger.finish().tree;
}

/** Callers further away than so many calls are not told apart any more. */
const MOST_CALLERS = 256;

/**
 * Who called an operation, merged by path and turned around: one root, the operation, and below each node those who called it.
 * All figures are those of the operation's calls that came that way, so the root's are the same as {@link calleesOf} has them;
 * it exceeds its callers together by the calls that nobody made. Ends {@link MOST_CALLERS} calls above the operation.
 */
export function callersOf(tree: CallTree, operation: number): CallTree {
  const merger = new CallMerger();
  for (let top = 0; top < tree.count; ) {
    if (tree.operation[top] !== operation) {
      top++;
      continue;
    }
    let at = -1;
    let above = top;
    for (let step = 0; above >= 0 && step <= MOST_CALLERS; step++) {
      at = merger.node(at, tree.operation[above] as number);
      addNode(merger, at, tree, top);
      above = tree.parent[above] as number;
    }
    top = tree.end[top] as number;
  }
  return merger.finish().tree;
}

/** The figures of the operations of a call tree; each column has a value an operation, times are nanoseconds. */
export interface OperationFigures {
  readonly spans: Uint32Array;
  readonly errors: Uint32Array;
  /** The sum of the durations. */
  readonly total: Float64Array;
  /** The sum of the self times. */
  readonly self: Float64Array;
  /** What {@link calleesOf} has for the operation: a call within a call of the same counts once. */
  readonly busy: Float64Array;
}

/** Adds the nodes of each operation up: but for `busy`, to what `traceStatistics` has for the same groups. */
export function operationFiguresOf(tree: CallTree, operationCount: number): OperationFigures {
  const spans = new Uint32Array(operationCount);
  const errors = new Uint32Array(operationCount);
  const total = new Float64Array(operationCount);
  const self = new Float64Array(operationCount);
  const busy = new Float64Array(operationCount);
  /** Where the outermost call of each operation ends that the walk is in. */
  const openTo = new Uint32Array(operationCount);
  for (let i = 0; i < tree.count; i++) {
    const operation = tree.operation[i] as number;
    spans[operation] = (spans[operation] as number) + (tree.spans[i] as number);
    errors[operation] = (errors[operation] as number) + (tree.errors[i] as number);
    total[operation] = (total[operation] as number) + (tree.total[i] as number);
    self[operation] = (self[operation] as number) + (tree.self[i] as number);
    if (i < (openTo[operation] as number)) continue;
    openTo[operation] = tree.end[i] as number;
    busy[operation] = (busy[operation] as number) + (tree.busy[i] as number);
  }
  return { spans, errors, total, self, busy };
}

function addNode(merger: CallMerger, at: number, tree: CallTree, node: number): void {
  merger.add(
    at,
    tree.spans[node] as number,
    tree.errors[node] as number,
    tree.total[node] as number,
    tree.self[node] as number,
    tree.busy[node] as number,
    tree.longest[node] as number,
    tree.longestTime[node] as number,
  );
}

/** Every span after the one above it. Nothing recurses, since a trace may be a million spans deep. */
function walkOrder(times: TraceTimes): Uint32Array {
  const { count, parent } = times;
  const { first, child } = childRunsOf(times);
  const order = new Uint32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) if ((parent[i] as number) < 0) order[length++] = i;
  for (let at = 0; at < length; at++) {
    const span = order[at] as number;
    const to = first[span + 1] as number;
    for (let i = first[span] as number; i < to; i++) order[length++] = child[i] as number;
  }
  return order;
}
