// An edge as SVG draws it.
import type { Point } from './graph-layout.ts';

const ARROW_LENGTH = 9;
const ARROW_HALF = 4;

/** A smooth line through the points of an edge, as the `d` of a path: it touches the first and the last and rounds the rest. */
export function edgePath(points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) return '';
  const end = arrowBase(points);
  const last = points.length - 1;
  if (last < 2) return `M${at(first)}L${at(end)}`;
  let path = `M${at(first)}`;
  for (let i = 1; i < last; i++) {
    const [point, next] = [points[i] as Point, points[i + 1] as Point];
    path += `Q${at(point)} ${at(i === last - 1 ? end : middle(point, next))}`;
  }
  return path;
}

/** The head at the end of an edge, as the `points` of a polygon; it grows with the line. */
export function arrowHead(points: readonly Point[], width: number): string {
  const tip = points.at(-1);
  if (tip === undefined) return '';
  const base = arrowBase(points);
  const half = ARROW_HALF + width / 2;
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const across = { x: (-(tip.y - base.y) / length) * half, y: ((tip.x - base.x) / length) * half };
  return [
    at(tip),
    at({ x: base.x + across.x, y: base.y + across.y }),
    at({ x: base.x - across.x, y: base.y - across.y }),
  ].join(' ');
}

/** Where the line ends and the head begins. */
function arrowBase(points: readonly Point[]): Point {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? tip;
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const back = Math.min(ARROW_LENGTH, length * 0.9) / length;
  return { x: tip.x - (tip.x - before.x) * back, y: tip.y - (tip.y - before.y) * back };
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
