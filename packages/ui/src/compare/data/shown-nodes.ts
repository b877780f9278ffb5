// Which nodes are left when only some changes are to be seen.
import type { TraceComparison } from '@clew/model';
import { changeOf } from './change.ts';

export const SHOWN = ['all', 'changed', 'structure'] as const;
/** All nodes, those that changed, or those that only one trace has. */
export type Shown = (typeof SHOWN)[number];

/** 1 for each node that is shown: what is asked for, and what it stands under, so that its place is seen. */
export function shownNodes(
  { count, parent }: Pick<TraceComparison, 'count' | 'parent'>,
  changes: Uint8Array,
  shown: Shown,
): Uint8Array {
  const isShown = new Uint8Array(count);
  if (shown === 'all') return isShown.fill(1);
  // Children come after their parents.
  for (let node = count - 1; node >= 0; node--) {
    if (isShown[node] !== 1 && !isAsked(changes, node, shown)) continue;
    isShown[node] = 1;
    const above = parent[node] ?? -1;
    if (above >= 0) isShown[above] = 1;
  }
  return isShown;
}

function isAsked(changes: Uint8Array, node: number, shown: Shown): boolean {
  const change = changeOf(changes, node);
  return shown === 'structure' ? change === 'new' || change === 'gone' : change !== 'same';
}
