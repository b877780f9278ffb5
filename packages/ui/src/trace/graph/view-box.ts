// What of a graph is seen: a place of it at `(g.x, g.y)` is `scale · g + (x, y)` in the pane.
import type { Point } from './layout/graph-layout.ts';

/** Where the graph's origin is in the pane, CSS pixels, and how large it is shown. */
export interface ViewBox {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Below this names are hard to read: a graph that does not fit at it is not shown whole at first. */
const LEAST_WHOLE = 0.68;
/** How large such a graph opens, at its first node. */
export const READABLE = 0.8;
const SMALLEST = 0.04;
const LARGEST = 3;
/** How far a node that is gone to stays from the pane's border. */
const REVEAL_MARGIN = 28;

/** All of a graph in the middle of the pane, no larger than it is. */
export function fitView(graph: Size, pane: Size): ViewBox {
  const scale = clampScale(Math.min(1, pane.width / graph.width, pane.height / graph.height));
  return {
    scale,
    x: (pane.width - graph.width * scale) / 2,
    y: (pane.height - graph.height * scale) / 2,
  };
}

/** How a graph is seen at first: all of it where it can be read so, else the part around its first node. */
export function firstView(graph: Size, pane: Size, first: Point, node: Size): ViewBox {
  const whole = fitView(graph, pane);
  if (whole.scale >= LEAST_WHOLE) return whole;
  const x = pane.width / 2 - first.x * READABLE;
  const y = pane.height / 2 - first.y * READABLE;
  const margin = ((node.width + node.height) / 8) * READABLE;
  return {
    scale: READABLE,
    x: keepWithin(x, graph.width * READABLE, pane.width, margin),
    y: keepWithin(y, graph.height * READABLE, pane.height, margin),
  };
}

/** No emptiness beside a graph that is larger than the pane; the middle for one that is not. */
function keepWithin(offset: number, graph: number, pane: number, margin: number): number {
  if (graph <= pane) return (pane - graph) / 2;
  return Math.min(margin, Math.max(pane - graph - margin, offset));
}

/** Larger or smaller around a place of the pane, which keeps what is under it. */
export function zoomAt(view: ViewBox, factor: number, { x, y }: Point): ViewBox {
  const scale = clampScale(view.scale * factor);
  const grown = scale / view.scale;
  return { scale, x: x - (x - view.x) * grown, y: y - (y - view.y) * grown };
}

/** Moved no further than it takes to have a node in view. */
export function revealNode(view: ViewBox, pane: Size, middle: Point, node: Size): ViewBox {
  const halfWidth = (node.width / 2) * view.scale + REVEAL_MARGIN;
  const halfHeight = (node.height / 2) * view.scale + REVEAL_MARGIN;
  const at = { x: middle.x * view.scale + view.x, y: middle.y * view.scale + view.y };
  return {
    scale: view.scale,
    x: view.x + moveInto(at.x - halfWidth, at.x + halfWidth, pane.width),
    y: view.y + moveInto(at.y - halfHeight, at.y + halfHeight, pane.height),
  };
}

function moveInto(from: number, to: number, size: number): number {
  if (from < 0) return -from;
  return to > size ? Math.max(size - to, -from) : 0;
}

function clampScale(scale: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, scale));
}
