import type { TraceComparison } from '@clew/model';

/** What counts calls in a comparison. */
interface Counted extends Pick<TraceComparison, 'nth'> {
  readonly a: Pick<TraceComparison['a'], 'count'>;
  readonly b: Pick<TraceComparison['b'], 'count'>;
}

/** What a node says of calls in few letters: `#2` for the second one, `3 → 9` for how many were merged. */
export function nodeCalls(tree: Counted, node: number): string {
  const before = tree.a.count[node] ?? 0;
  const after = tree.b.count[node] ?? 0;
  if (before > 1 || after > 1) return `${before} → ${after}`;
  const nth = tree.nth[node] ?? 1;
  return nth > 1 ? `#${nth}` : '';
}
