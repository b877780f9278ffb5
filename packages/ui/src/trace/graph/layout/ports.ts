// Where edges meet nodes: on the sides that face along the way of the request, beside each other in the order in which
// they come, so that none crosses another there or passes behind a neighbour.
import type { EdgeLine, LayoutEdge, LayoutRequest, Point } from './graph-layout.ts';

const BETWEEN_PORTS = 11;
/** How much of a side ports may take. */
const USED_SIDE = 0.7;

type Axis = Pick<LayoutRequest, 'direction' | 'nodeWidth' | 'nodeHeight'>;

/** One end of an edge. */
interface End {
  readonly edge: number;
  readonly isTarget: boolean;
  /** The next point of the edge, from the node on. */
  readonly next: Point;
}

/** Puts the ends of edges in their places. A loop stays as it is. */
export function withPorts(
  axis: Axis,
  nodes: readonly Point[],
  edges: readonly LayoutEdge[],
  lines: readonly EdgeLine[],
): readonly EdgeLine[] {
  const sides = new Map<string, End[]>();
  for (const [edge, { from, to }] of edges.entries()) {
    const points = lines[edge]?.points ?? [];
    if (from === to || points.length < 2) continue;
    addEnd(axis, sides, nodes, from, { edge, isTarget: false, next: points[1] as Point });
    addEnd(axis, sides, nodes, to, { edge, isTarget: true, next: points.at(-2) as Point });
  }
  const moved = lines.map(({ points }) => [...points]);
  for (const [side, ends] of sides) {
    const [node = 0, sign = 1] = side.split(' ').map(Number);
    const middle = nodes[node] ?? { x: 0, y: 0 };
    ends.sort((a, b) => across(axis, a.next) - across(axis, b.next) || a.edge - b.edge);
    const room = (axis.direction === 'LR' ? axis.nodeHeight : axis.nodeWidth) * USED_SIDE;
    const step = Math.min(BETWEEN_PORTS, room / ends.length);
    for (const [place, { edge, isTarget }] of ends.entries()) {
      const offset = (place - (ends.length - 1) / 2) * step;
      const points = moved[edge] ?? [];
      points[isTarget ? points.length - 1 : 0] = portAt(axis, middle, sign, offset);
    }
  }
  return lines.map((line, edge) => ({ ...line, points: moved[edge] ?? line.points }));
}

function addEnd(
  axis: Axis,
  sides: Map<string, End[]>,
  nodes: readonly Point[],
  node: number,
  end: End,
): void {
  const own = nodes[node] ?? { x: 0, y: 0 };
  const sign = along(axis, end.next) >= along(axis, own) ? 1 : -1;
  const key = `${node} ${sign}`;
  const ends = sides.get(key) ?? [];
  ends.push(end);
  sides.set(key, ends);
}

function portAt(axis: Axis, { x, y }: Point, sign: number, offset: number): Point {
  return axis.direction === 'LR'
    ? { x: x + (sign * axis.nodeWidth) / 2, y: y + offset }
    : { x: x + offset, y: y + (sign * axis.nodeHeight) / 2 };
}

function along({ direction }: Axis, { x, y }: Point): number {
  return direction === 'LR' ? x : y;
}

function across({ direction }: Axis, { x, y }: Point): number {
  return direction === 'LR' ? y : x;
}
