import type { GraphEdge, TraceGraph } from './trace-graph.ts';

/** Beyond so many edges that go across a graph nobody can follow one; a tree has one for each node. */
const MOST_EDGES = 60;

/**
 * The edges of a graph that are drawn: all, or where they would be a tangle for each node the one over which most time
 * was spent, and of the rest those on the critical path and with most time.
 */
export function drawnEdges({ mode, edges }: TraceGraph): readonly GraphEdge[] {
  if (mode === 'spans' || edges.length <= MOST_EDGES) return edges;
  const byWeight = [...edges].sort(
    (a, b) => Number(b.isOnPath) - Number(a.isOnPath) || b.total - a.total,
  );
  const drawn = new Set<GraphEdge>();
  const reached = new Set<number>();
  for (const edge of byWeight) {
    if (edge.from === edge.to || reached.has(edge.to)) continue;
    reached.add(edge.to);
    drawn.add(edge);
  }
  for (const edge of byWeight) {
    if (drawn.size >= MOST_EDGES) break;
    drawn.add(edge);
  }
  return edges.filter((edge) => drawn.has(edge));
}
