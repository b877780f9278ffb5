// Where the nodes and edges of a graph stand: in columns along the way of the request, as Sugiyama and others lay graphs
// out, which dagre does. A page asks for it in `layout.worker.ts`.
import { Graph, layout } from '@dagrejs/dagre';
import { loopLine, loopRooms } from './loops.ts';
import { withPorts } from './ports.ts';

/** Which way calls go: `LR`: callees stand right of their callers; `TB`: below. */
export type Direction = 'LR' | 'TB';

/** Sizes are CSS pixels at a zoom of one. */
export interface LayoutRequest {
  readonly direction: Direction;
  readonly nodeCount: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly edges: readonly LayoutEdge[];
}

/** An edge to lay out. */
export interface LayoutEdge {
  readonly from: number;
  readonly to: number;
  /** Room for its label; 0 for none. */
  readonly labelWidth: number;
  readonly labelHeight: number;
}

/** A place in the graph. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an edge runs. */
export interface EdgeLine {
  /** From the border of one node to that of the other; of a loop the control points of its arc. */
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly label: Point;
  readonly isLoop: boolean;
}

/** Where everything stands; in the order of the request. */
export interface GraphLayout {
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  /** The middle of each node. */
  readonly nodes: readonly Point[];
  readonly edges: readonly EdgeLine[];
}

const BETWEEN_NODES = 18;
const BETWEEN_EDGES = 12;
const BETWEEN_RANKS = 56;
const MARGIN = 24;

/** Lays a graph out. Takes tenths of a second for some hundreds of nodes. */
export function layoutGraph(request: LayoutRequest): GraphLayout {
  const { direction, nodeCount, nodeWidth, nodeHeight, edges } = request;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: BETWEEN_NODES,
    edgesep: BETWEEN_EDGES,
    ranksep: BETWEEN_RANKS,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  const rooms = loopRooms(nodeCount, edges);
  for (const [node, room] of rooms.entries()) {
    graph.setNode(String(node), { width: nodeWidth, height: nodeHeight + room });
  }
  for (const [index, { from, to, labelWidth, labelHeight }] of edges.entries()) {
    if (from === to) continue;
    const label = { width: labelWidth, height: labelHeight, labelpos: 'c' as const };
    graph.setEdge(String(from), String(to), label, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const nodes = rooms.map((room, node) => {
    const { x, y } = pointOf(graph.node(String(node)));
    return { x, y: y + room / 2 };
  });
  const loops = Array<number>(nodeCount).fill(0);
  const lines = edges.map(({ from, to, labelHeight }, index): EdgeLine => {
    if (from === to) {
      const nth = loops[from] ?? 0;
      loops[from] = nth + 1;
      return loopLine(nodes[from] ?? { x: 0, y: 0 }, request, nth, labelHeight);
    }
    const { points = [], ...label } = graph.edge(String(from), String(to), String(index));
    const middle = points[Math.floor(points.length / 2)] ?? {};
    return {
      points: points.map(pointOf),
      label: pointOf(label.x === undefined ? middle : label),
      isLoop: false,
    };
  });
  return { direction, width, height, nodes, edges: withPorts(request, nodes, edges, lines) };
}

function pointOf({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point {
  return { x, y };
}
