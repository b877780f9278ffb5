// Where the arrow keys lead in a graph: along its edges with and against the calls, and beside them within a column.
import type { GraphEdge } from './data/trace-graph.ts';
import type { Direction, GraphLayout, Point } from './layout/graph-layout.ts';

/** What a key does. */
export type Step = 'forward' | 'back' | 'before' | 'after' | 'first' | 'last';

const ACROSS: Readonly<Record<string, Step>> = {
  ArrowRight: 'forward',
  ArrowLeft: 'back',
  ArrowUp: 'before',
  ArrowDown: 'after',
  Home: 'first',
  End: 'last',
};
const DOWN: Readonly<Record<string, Step>> = {
  ArrowDown: 'forward',
  ArrowUp: 'back',
  ArrowLeft: 'before',
  ArrowRight: 'after',
  Home: 'first',
  End: 'last',
};

/** The step of a key in a graph that is laid out in a direction. */
export function stepOf(key: string, direction: Direction): Step | undefined {
  return (direction === 'LR' ? ACROSS : DOWN)[key];
}

/** The node that a step leads to; the same one where it leads nowhere. */
export function nextNode(
  graph: { readonly edges: readonly Pick<GraphEdge, 'from' | 'to'>[] },
  layout: Pick<GraphLayout, 'nodes' | 'direction'>,
  from: number,
  step: Step,
): number {
  const places = layout.nodes.map((point) => (layout.direction === 'LR' ? point : turned(point)));
  const own = places[from];
  if (own === undefined) return from;
  switch (step) {
    case 'first':
      return outermost(places, -1);
    case 'last':
      return outermost(places, 1);
    case 'forward':
      return nearest(
        places,
        own,
        graph.edges.flatMap((edge) => (edge.from === from && edge.to !== from ? [edge.to] : [])),
        from,
      );
    case 'back':
      return nearest(
        places,
        own,
        graph.edges.flatMap((edge) => (edge.to === from && edge.from !== from ? [edge.from] : [])),
        from,
      );
    default:
      return beside(places, from, step === 'before' ? -1 : 1);
  }
}

function turned({ x, y }: Point): Point {
  return { x: y, y: x };
}

/** The first node of the first column, or the last of the last. */
function outermost(places: readonly Point[], sign: number): number {
  return [...places.keys()].reduce((best, node) => {
    const [a, b] = [places[node] as Point, places[best] as Point];
    return sign * (a.x - b.x || a.y - b.y) > 0 ? node : best;
  }, 0);
}

/** Of some nodes the one that lies nearest across the columns, so that a walk goes straight on. */
function nearest(
  places: readonly Point[],
  own: Point,
  among: readonly number[],
  otherwise: number,
): number {
  let best = otherwise;
  let least = Number.POSITIVE_INFINITY;
  for (const node of among) {
    const distance = Math.abs((places[node]?.y ?? 0) - own.y);
    if (distance < least) [best, least] = [node, distance];
  }
  return best;
}

/** The next node in the same column, or at its end the nearest end of the column beyond. */
function beside(places: readonly Point[], from: number, sign: number): number {
  const order = [...places.keys()].sort((a, b) => {
    const [one, other] = [places[a] as Point, places[b] as Point];
    return one.x - other.x || one.y - other.y || a - b;
  });
  return order[order.indexOf(from) + sign] ?? from;
}
