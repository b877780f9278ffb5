// An edge as SVG draws it: through all of its points, along the way of the request at each of them.
import type { Direction, EdgeLine, Point } from './graph-layout.ts';

const ARROW_LENGTH = 9;
const ARROW_HALF = 4;

/** The line of an edge, as the `d` of a path. It ends where its head begins. */
export function edgePath({ points, isLoop }: EdgeLine, direction: Direction): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const base = arrowBase(points, isLoop, direction);
  if (isLoop) return `M${at(first)}C${at(rest[0])} ${at(rest[1])} ${at(base)}`;
  let path = `M${at(first)}`;
  let before = first;
  for (const [index, point] of rest.entries()) {
    const end = index === rest.length - 1 ? base : point;
    const [from, to] = bends(before, end, direction);
    path += `C${at(from)} ${at(to)} ${at(end)}`;
    before = end;
  }
  return path;
}

/** The head at the end of an edge, as the `points` of a polygon; it grows with the line. */
export function arrowHead(
  { points, isLoop }: EdgeLine,
  direction: Direction,
  width: number,
): string {
  const tip = points.at(-1);
  if (tip === undefined) return '';
  const { x, y } = arrowBase(points, isLoop, direction);
  const half = ARROW_HALF + width / 2;
  const sides =
    x === tip.x
      ? [
          { x: x - half, y },
          { x: x + half, y },
        ]
      : [
          { x, y: y - half },
          { x, y: y + half },
        ];
  return [tip, ...sides].map(at).join(' ');
}

/** Where the line ends and the head begins. */
function arrowBase(points: readonly Point[], isLoop: boolean, direction: Direction): Point {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  if (isLoop) return { x: tip.x, y: tip.y - ARROW_LENGTH };
  const before = points.at(-2) ?? tip;
  return direction === 'LR'
    ? { x: tip.x - Math.sign(tip.x - before.x) * ARROW_LENGTH, y: tip.y }
    : { x: tip.x, y: tip.y - Math.sign(tip.y - before.y) * ARROW_LENGTH };
}

/** The control points between two points of a line. */
function bends(from: Point, to: Point, direction: Direction): readonly [Point, Point] {
  if (direction === 'LR') {
    const x = (from.x + to.x) / 2;
    return [
      { x, y: from.y },
      { x, y: to.y },
    ];
  }
  const y = (from.y + to.y) / 2;
  return [
    { x: from.x, y },
    { x: to.x, y },
  ];
}

function at({ x, y }: Point = { x: 0, y: 0 }): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
