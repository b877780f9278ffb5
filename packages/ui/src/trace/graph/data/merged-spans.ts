// A trace of more spans than can be drawn, as a tree of call paths: siblings of one operation are one node, and so are
// their children.
import type { Trace } from '../../data/trace.ts';
import { keepLargest } from './keep-largest.ts';
import { NOTHING, operationSubject, type RowGroups } from './node-subject.ts';
import { operationsOf } from './operations.ts';
import { PairIndex } from './pair-index.ts';
import type { RowWeights } from './row-weights.ts';

const NOWHERE = -1;

/**
 * Puts each row into a node of its call path. The `most` paths with most of the critical path and of the work have a
 * node; whatever else is called below such a node shares one, with all that it calls.
 */
export function mergedSpans(trace: Trace, weights: RowWeights, most: number): RowGroups {
  const operations = operationsOf(trace, most);
  const { count, parent } = trace;
  const paths = new PairIndex();
  const pathOf = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const above = parent[row] as number;
    const pathAbove = above < 0 ? NOWHERE : (pathOf[above] as number);
    pathOf[row] = paths.number(pathAbove, operations.operation[row] as number);
  }
  // No path weighs more than the one above it, so that none is kept without those above it.
  const weight = new Float64Array(paths.size);
  for (let row = 0; row < count; row++) {
    const path = pathOf[row] as number;
    weight[path] =
      (weight[path] as number) + (weights.through[row] as number) + (weights.work[row] as number);
  }
  const kept = keepLargest(weight, most);
  const { node, keptPaths, restPaths } = nodesOfPaths(paths, kept, Math.min(paths.size, most));
  const subjectOf = operationSubject(trace, operations, 'span');
  const subjects = [
    ...keptPaths.map((path) => subjectOf(paths.secondOf(path))),
    ...restPaths.map(({ first, size }) =>
      // One alone needs no other name than its own.
      size === 1 ? subjectOf(paths.secondOf(first)) : { ...NOTHING, type: 'rest' as const, size },
    ),
  ];
  return { group: pathOf.map((path) => node[path] as number), subjects };
}

/** The paths that share a node. */
interface Rest {
  readonly first: number;
  size: number;
}

/** Numbers nodes: first those of the paths that are kept, then one for what else is below each of them. */
function nodesOfPaths(paths: PairIndex, kept: Uint8Array, keptCount: number) {
  const node = new Int32Array(paths.size);
  const keptPaths: number[] = [];
  const restPaths: Rest[] = [];
  const restBelow = new Map<number, number>();
  // A path is numbered after the one above it.
  for (let path = 0; path < paths.size; path++) {
    const above = paths.firstOf(path);
    if (kept[path] === 1) {
      node[path] = keptPaths.push(path) - 1;
      continue;
    }
    const nodeAbove = above === NOWHERE ? NOWHERE : (node[above] as number);
    let rest = nodeAbove - keptCount;
    if (rest < 0) {
      rest = restBelow.get(nodeAbove) ?? restPaths.push({ first: path, size: 0 }) - 1;
      restBelow.set(nodeAbove, rest);
    }
    (restPaths[rest] as Rest).size++;
    node[path] = keptCount + rest;
  }
  return { node, keptPaths, restPaths };
}
