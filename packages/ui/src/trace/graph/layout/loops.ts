// Edges from a node to itself: arcs over its top, one above the other. dagre has nothing for them that keeps clear of
// the node, so it is told of a taller node with room for them.
import type { EdgeLine, LayoutEdge, Point } from './graph-layout.ts';

const FIRST_HEIGHT = 34;
const HEIGHT_STEP = 30;
const FIRST_HALF_WIDTH = 20;
const HALF_WIDTH_STEP = 14;
/** The top of a cubic arc as a share of the height of its control points. */
const ARC_TOP = 0.75;
const GAP = 3;

/** How much room the loops of each node take above it, CSS pixels; 0 for most. */
export function loopRooms(nodeCount: number, edges: readonly LayoutEdge[]): readonly number[] {
  const rooms = Array<number>(nodeCount).fill(0);
  const counts = Array<number>(nodeCount).fill(0);
  for (const { from, to, labelHeight } of edges) {
    if (from !== to) continue;
    const nth = counts[from] ?? 0;
    counts[from] = nth + 1;
    rooms[from] = arcTop(nth) + (labelHeight > 0 ? labelHeight + GAP : GAP);
  }
  return rooms;
}

/** The `nth` loop of a node. */
export function loopLine(
  node: Point,
  nodeSize: { readonly nodeWidth: number; readonly nodeHeight: number },
  nth: number,
  labelHeight: number,
): EdgeLine {
  const top = node.y - nodeSize.nodeHeight / 2;
  const middle = node.x + nodeSize.nodeWidth / 8;
  const half = Math.min(FIRST_HALF_WIDTH + HALF_WIDTH_STEP * nth, nodeSize.nodeWidth / 3);
  const height = arcTop(nth) / ARC_TOP;
  return {
    isLoop: true,
    points: [
      { x: middle - half, y: top },
      { x: middle - half, y: top - height },
      { x: middle + half, y: top - height },
      { x: middle + half, y: top },
    ],
    label: { x: middle, y: top - arcTop(nth) - GAP - labelHeight / 2 },
  };
}

function arcTop(nth: number): number {
  return (FIRST_HEIGHT + HEIGHT_STEP * nth) * ARC_TOP;
}
