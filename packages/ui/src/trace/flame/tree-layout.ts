// Merged calls as boxes, as wide as the time they kept busy (`CallTree.busy`), siblings side by side.
import type { CallTree } from '@clew/model';
import { type FlameLayout, withLevels } from './flame-layout.ts';

/** A call tree from the top down, the heaviest at the left. Boxes are its nodes. */
export function leftHeavyLayoutOf(tree: CallTree): FlameLayout {
  const { count, parent, end, depth } = tree;
  const { left, right, width } = placesOf(tree);
  return withLevels({ count, width, parent, end, level: depth, left, right });
}

/** The figures of merged calls, a box each. */
export type CallFigures = Pick<
  CallTree,
  'operation' | 'spans' | 'errors' | 'total' | 'self' | 'busy' | 'longest'
>;

/** An operation with its callers above and its callees below it. */
export interface SandwichLayout extends FlameLayout {
  readonly figures: CallFigures;
  /** The level of the operation. */
  readonly middle: number;
  /** Boxes before this are the callers' nodes, the first one the operation itself; from here on they are the callees' nodes without their first. */
  readonly callerCount: number;
}

/** Two trees that have the same operation as their root. */
export function sandwichLayoutOf(callers: CallTree, callees: CallTree): SandwichLayout {
  const callerCount = callers.count;
  const count = callerCount + Math.max(0, callees.count - 1);
  const above = placesOf(callers);
  const below = placesOf(callees);
  let middle = 0;
  for (let i = 0; i < callerCount; i++) middle = Math.max(middle, callers.depth[i] as number);
  const parent = new Int32Array(count);
  const end = new Uint32Array(count);
  const level = new Uint32Array(count);
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  for (let i = 0; i < callerCount; i++) {
    parent[i] = callers.parent[i] as number;
    end[i] = i === 0 ? count : (callers.end[i] as number);
    level[i] = middle - (callers.depth[i] as number);
    left[i] = above.left[i] as number;
    right[i] = above.right[i] as number;
  }
  const shift = callerCount - 1;
  for (let i = 1; i < callees.count; i++) {
    const up = callees.parent[i] as number;
    parent[i + shift] = up === 0 ? 0 : up + shift;
    end[i + shift] = (callees.end[i] as number) + shift;
    level[i + shift] = middle + (callees.depth[i] as number);
    left[i + shift] = below.left[i] as number;
    right[i + shift] = below.right[i] as number;
  }
  const boxes = { count, width: above.width, parent, end, level, left, right };
  const joined = (column: 'busy' | 'total' | 'self') => {
    const values = new Float64Array(count);
    values.set(callers[column]);
    values.set(callees[column].subarray(1), callerCount);
    return values;
  };
  const joinedCounts = (column: 'operation' | 'spans' | 'errors' | 'longest') => {
    const values = new Uint32Array(count);
    values.set(callers[column]);
    values.set(callees[column].subarray(1), callerCount);
    return values;
  };
  const figures: CallFigures = {
    operation: joinedCounts('operation'),
    spans: joinedCounts('spans'),
    errors: joinedCounts('errors'),
    longest: joinedCounts('longest'),
    total: joined('total'),
    self: joined('self'),
    busy: joined('busy'),
  };
  return { ...withLevels(boxes), middle, callerCount, figures };
}

function placesOf({ count, parent, busy }: CallTree) {
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  /** Where the next child of a node begins. */
  const next = new Float64Array(count);
  let width = 0;
  for (let i = 0; i < count; i++) {
    const above = parent[i] as number;
    const from = above < 0 ? width : (next[above] as number);
    let to = from + (busy[i] as number);
    // Sums of many may differ in their last digit.
    if (above >= 0) to = Math.min(to, right[above] as number);
    left[i] = from;
    right[i] = to;
    next[i] = from;
    if (above < 0) width = to;
    else next[above] = to;
  }
  return { left, right, width };
}
