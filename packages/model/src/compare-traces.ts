// Two traces as one tree: their spans are matched by path, the services and operations from the root down. No span and
// no node is an object, so that two traces of a million spans take a second or two.
import { RowMark, type TraceRows } from './trace-rows.ts';

/** The spans of one of the traces, by row as `TraceRows` has them: parents before children, siblings by start. */
export interface ComparedSpans extends Pick<TraceRows, 'count' | 'parent' | 'length' | 'marks'> {
  /** A number for the service and operation of each row, which stands for the same in both traces. */
  readonly operation: Int32Array;
  /** Nanoseconds, of `selfTimesOf`. */
  readonly self: Float64Array;
}

/**
 * Which spans are the same. By `call`: the first call of an operation is compared with the first one under the same
 * parent, the second with the second. By `path`: all calls of an operation on the same path are one.
 */
export type MatchBy = 'call' | 'path';

/** What one of the traces has, by node or by operation. Times are nanoseconds. */
export interface ComparedTotals {
  /** The number of spans; 0 for what only the other trace has. */
  readonly count: Uint32Array;
  /** The number of spans that failed. */
  readonly errors: Uint32Array;
  /** The sum of the durations. */
  readonly total: Float64Array;
  /** The sum of the self times. */
  readonly self: Float64Array;
}

/** What one of the traces has, by node. */
export interface ComparedSide extends ComparedTotals {
  /** The first row of each node, or −1. */
  readonly first: Int32Array;
  /** The node of each row: every span is in exactly one. */
  readonly node: Int32Array;
}

/**
 * Nodes in the order of a walk: parents before children; siblings in the first trace's order, with what only the second
 * one has after what precedes it there.
 */
export interface TraceComparison {
  readonly count: number;
  /** Levels of nesting. */
  readonly levels: number;
  /** The parent of each node, or −1. */
  readonly parent: Int32Array;
  /** The node after the last descendant. */
  readonly end: Uint32Array;
  readonly depth: Uint32Array;
  /** The number of each node's service and operation. */
  readonly operation: Int32Array;
  /** From 1: which of the calls of its operation under the same parent a node is; always 1 by `path`. */
  readonly nth: Uint32Array;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
}

const NONE = -1;

/** Matches the spans of two traces. Takes time and memory in proportion to their number. */
export function compareTraces(
  a: ComparedSpans,
  b: ComparedSpans,
  matchBy: MatchBy,
): TraceComparison {
  const tree = new MatchTree(a.count + b.count, matchBy);
  const nodesOfA = tree.add(a);
  const nodesOfB = tree.add(b);
  const { place, ...nodes } = tree.walk();
  return {
    ...nodes,
    a: sideOf(a, nodesOfA, place, nodes.count),
    b: sideOf(b, nodesOfB, place, nodes.count),
  };
}

/** What each operation comes to in each trace, wherever it was called from. */
export function compareOperations(
  comparison: TraceComparison,
  operationCount: number,
): { readonly a: ComparedTotals; readonly b: ComparedTotals } {
  const { operation } = comparison;
  return {
    a: totalsByOperation(comparison.a, operation, operationCount),
    b: totalsByOperation(comparison.b, operation, operationCount),
  };
}

/** The tree of nodes while it is built. Columns are by node in the order of creation; some have the root's before. */
class MatchTree {
  readonly #matchBy: MatchBy;
  #count = 0;
  readonly #parent: Int32Array;
  readonly #operation: Int32Array;
  readonly #nth: Uint32Array;
  readonly #firstChild: Int32Array;
  readonly #nextSibling: Int32Array;
  /** The next call of the same operation under the same parent. */
  readonly #nextCall: Int32Array;
  /** By first call: the last one. */
  readonly #lastCall: Int32Array;
  /** By first call: the one that the next span is matched with. */
  readonly #turn: Int32Array;
  /** By parent: the child furthest to the end of those that this trace's spans were matched with; a new one follows it. */
  readonly #furthest: Int32Array;
  /** Grows along siblings; the same for what was put in between them later. */
  readonly #rank: Int32Array;
  /** First calls by parent and operation, with open addressing. */
  readonly #slots: Int32Array;

  constructor(capacity: number, matchBy: MatchBy) {
    this.#matchBy = matchBy;
    const column = (length = capacity): Int32Array => new Int32Array(length).fill(NONE);
    this.#parent = column();
    this.#operation = column();
    this.#nth = new Uint32Array(capacity);
    this.#nextSibling = column();
    this.#nextCall = column();
    this.#lastCall = column();
    this.#turn = column();
    this.#firstChild = column(capacity + 1);
    this.#furthest = column(capacity + 1);
    this.#rank = column();
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.#slots = column(size);
  }

  /** Puts in the spans of a trace; gives the node of each row. */
  add(spans: ComparedSpans): Int32Array {
    this.#furthest.fill(NONE);
    for (let node = 0; node < this.#count; node++) this.#turn[node] = node;
    const nodes = new Int32Array(spans.count);
    for (let row = 0; row < spans.count; row++) {
      const above = spans.parent[row] as number;
      const parent = above < 0 ? NONE : (nodes[above] as number);
      const node = this.#nodeFor(parent, spans.operation[row] as number);
      const before = this.#furthest[parent + 1] as number;
      if (before === NONE || (this.#rank[node] as number) > (this.#rank[before] as number)) {
        this.#furthest[parent + 1] = node;
      }
      nodes[row] = node;
    }
    return nodes;
  }

  #nodeFor(parent: number, operation: number): number {
    const slot = this.#slotOf(parent, operation);
    const first = this.#slots[slot] as number;
    if (first === NONE) {
      const node = this.#append(parent, operation, 1);
      this.#slots[slot] = node;
      this.#lastCall[node] = node;
      return node;
    }
    if (this.#matchBy === 'path') return first;
    const turn = this.#turn[first] as number;
    if (turn !== NONE) {
      this.#turn[first] = this.#nextCall[turn] as number;
      return turn;
    }
    const last = this.#lastCall[first] as number;
    const node = this.#append(parent, operation, (this.#nth[last] as number) + 1);
    this.#nextCall[last] = node;
    this.#lastCall[first] = node;
    return node;
  }

  /** Where the first call of an operation under a parent stands, or would stand. */
  #slotOf(parent: number, operation: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(operation, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (;;) {
      const node = this.#slots[slot] as number;
      if (node === NONE) return slot;
      if (this.#parent[node] === parent && this.#operation[node] === operation) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #append(parent: number, operation: number, nth: number): number {
    const node = this.#count++;
    this.#parent[node] = parent;
    this.#operation[node] = operation;
    this.#nth[node] = nth;
    const before = this.#furthest[parent + 1] as number;
    const after =
      before === NONE
        ? (this.#firstChild[parent + 1] as number)
        : (this.#nextSibling[before] as number);
    this.#nextSibling[node] = after;
    if (before === NONE) this.#firstChild[parent + 1] = node;
    else this.#nextSibling[before] = node;
    if (after === NONE) this.#rank[node] = node;
    else if (before !== NONE) this.#rank[node] = this.#rank[before] as number;
    this.#furthest[parent + 1] = node;
    return node;
  }

  /** The nodes in the order of a walk, and the place of each there. */
  walk(): Omit<TraceComparison, 'a' | 'b'> & { readonly place: Int32Array } {
    const count = this.#count;
    const place = new Int32Array(count);
    const parent = new Int32Array(count);
    const end = new Uint32Array(count);
    const depth = new Uint32Array(count);
    const operation = new Int32Array(count);
    const nth = new Uint32Array(count);
    let levels = 0;
    let at = 0;
    let level = 0;
    let node = this.#firstChild[0] as number;
    while (node !== NONE) {
      const above = this.#parent[node] as number;
      place[node] = at;
      parent[at] = above === NONE ? NONE : (place[above] as number);
      depth[at] = level;
      operation[at] = this.#operation[node] as number;
      nth[at] = this.#nth[node] as number;
      at++;
      levels = Math.max(levels, level + 1);
      const child = this.#firstChild[node + 1] as number;
      if (child !== NONE) {
        node = child;
        level++;
        continue;
      }
      end[place[node] as number] = at;
      while (this.#nextSibling[node] === NONE && this.#parent[node] !== NONE) {
        node = this.#parent[node] as number;
        level--;
        end[place[node] as number] = at;
      }
      node = this.#nextSibling[node] as number;
    }
    return { count, levels, parent, end, depth, operation, nth, place };
  }
}

function sideOf(
  spans: ComparedSpans,
  created: Int32Array,
  place: Int32Array,
  nodeCount: number,
): ComparedSide {
  const node = new Int32Array(spans.count);
  const first = new Int32Array(nodeCount).fill(NONE);
  const totals = emptyTotals(nodeCount);
  const { count, errors, total, self } = totals;
  for (let row = 0; row < spans.count; row++) {
    const at = place[created[row] as number] as number;
    node[row] = at;
    if (first[at] === NONE) first[at] = row;
    count[at] = (count[at] as number) + 1;
    total[at] = (total[at] as number) + (spans.length[row] as number);
    self[at] = (self[at] as number) + (spans.self[row] as number);
    if (((spans.marks[row] as number) & RowMark.error) !== 0) {
      errors[at] = (errors[at] as number) + 1;
    }
  }
  return { ...totals, first, node };
}

function totalsByOperation(
  side: ComparedSide,
  operation: Int32Array,
  operationCount: number,
): ComparedTotals {
  const totals = emptyTotals(operationCount);
  const { count, errors, total, self } = totals;
  for (let node = 0; node < operation.length; node++) {
    const at = operation[node] as number;
    count[at] = (count[at] as number) + (side.count[node] as number);
    errors[at] = (errors[at] as number) + (side.errors[node] as number);
    total[at] = (total[at] as number) + (side.total[node] as number);
    self[at] = (self[at] as number) + (side.self[node] as number);
  }
  return totals;
}

function emptyTotals(size: number): ComparedTotals {
  return {
    count: new Uint32Array(size),
    errors: new Uint32Array(size),
    total: new Float64Array(size),
    self: new Float64Array(size),
  };
}
