// The right half of the timeline: bars against time, with what is special about them.
import { RowMark } from '@clew/model';
import type { TextFitter } from '../../canvas/fit-text.ts';
import { pathParts } from '../data/time-use.ts';
import { hasMark, isError } from '../data/trace.ts';
import { positionOf } from '../data/visible-rows.ts';
import { barsOf, type Scene } from './scene.ts';
import { shareOfTime } from './time-range.ts';
import { ROW_HEIGHT } from './viewport.ts';

const BAR_TOP = 7;
const BAR_HEIGHT = 12;
const LEAST_WIDTH = 3;
const RADIUS = 3;
const PATH_TOP = 20;
const PATH_HEIGHT = 3;
const MOST_EVENTS = 200;
const MOST_PATH_PARTS = 400;
const LABEL_SPACE = 7;
/** How much of a bar's color is left where its children run: the rest is its own time. */
const COVERED = 0.42;
const DIMMED = 0.3;

/** Pixels of the range in view. */
interface Place {
  readonly left: number;
  readonly width: number;
}

/** Draws the bar of the row whose top is at `y`. */
export function paintBar(
  context: CanvasRenderingContext2D,
  scene: Scene,
  fitter: TextFitter,
  row: number,
  y: number,
): void {
  const { trace, viewport, layout, matches } = scene;
  const bars = barsOf(layout);
  const { range } = viewport;
  const offset = trace.offset[row] ?? 0;
  const length = trace.length[row] ?? 0;
  const xOf = (time: number): number => bars.left + shareOfTime(time, range) * bars.width;
  const from = xOf(offset);
  const to = xOf(offset + length);
  const end = bars.left + bars.width;
  if (to < bars.left || from > end) {
    paintBeyond(context, scene, to < bars.left ? bars.left : end, to < bars.left ? -1 : 1, y);
    return;
  }
  const left = Math.max(bars.left - 2, from);
  // One that ends with the view goes on below its duration's room when the view is zoomed.
  const right = Math.min(viewport.isZoomed ? layout.width : end, Math.max(to, from + LEAST_WIDTH));
  const place: Place = { left, width: Math.max(LEAST_WIDTH, right - left) };
  context.globalAlpha = matches.size > 0 && !matches.has(row) ? DIMMED : 1;
  paintBody(context, scene, row, place, y, xOf);
  if (scene.isPathShown) paintPath(context, scene, row, place, y, xOf);
  paintEvents(context, scene, row, place, y, xOf);
  context.globalAlpha = 1;
  paintLabel(context, scene, fitter, scene.format.duration(length), place, y);
}

function paintBody(
  context: CanvasRenderingContext2D,
  scene: Scene,
  row: number,
  { left, width }: Place,
  y: number,
  xOf: (time: number) => number,
): void {
  const { trace, colors, colorOf, folded, cover } = scene;
  const color = colorOf(row);
  const alpha = context.globalAlpha;
  const top = y + BAR_TOP;
  const follows = hasMark(trace, row, RowMark.followsFrom);
  context.fillStyle = color;
  if (follows) context.globalAlpha = alpha * COVERED;
  context.beginPath();
  context.roundRect(left, top, width, BAR_HEIGHT, Math.min(RADIUS, width / 2));
  context.fill();
  context.globalAlpha = alpha;
  if (!follows && width > 8) {
    const parts = cover.of(row);
    context.fillStyle = colors.surface;
    context.globalAlpha = alpha * (1 - COVERED);
    for (let i = 0; i < parts.length; i += 2) {
      const begins = Math.max(left, xOf(parts[i] ?? 0));
      const ends = Math.min(left + width, xOf(parts[i + 1] ?? 0));
      if (ends - begins >= 1) context.fillRect(begins, top, ends - begins, BAR_HEIGHT);
    }
    context.globalAlpha = alpha;
  }
  if (folded[row] === 1) paintHatch(context, scene, { left, width }, top);
  if (follows) {
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.setLineDash([3, 2]);
    context.strokeRect(left + 0.75, top + 0.75, Math.max(1, width - 1.5), BAR_HEIGHT - 1.5);
    context.setLineDash([]);
  }
  if (isError(trace, row)) {
    context.strokeStyle = colors.error;
    context.lineWidth = 1.5;
    context.beginPath();
    context.roundRect(left - 2, top - 2, width + 4, BAR_HEIGHT + 4, RADIUS + 1.5);
    context.stroke();
  }
}

/** What is folded away is told by stripes. */
function paintHatch(
  context: CanvasRenderingContext2D,
  { colors }: Scene,
  { left, width }: Place,
  top: number,
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, BAR_HEIGHT);
  context.clip();
  context.strokeStyle = colors.surface;
  context.globalAlpha *= 0.5;
  context.lineWidth = 2;
  context.beginPath();
  for (let x = left - BAR_HEIGHT; x < left + width; x += 8) {
    context.moveTo(x, top + BAR_HEIGHT);
    context.lineTo(x + BAR_HEIGHT, top);
  }
  context.stroke();
  context.restore();
}

/** The critical path, as a line under the bar that it goes through. */
function paintPath(
  context: CanvasRenderingContext2D,
  { trace, colors }: Scene,
  row: number,
  { left, width }: Place,
  y: number,
  xOf: (time: number) => number,
): void {
  if ((trace.timeUse.onPath[row] ?? 0) === 0) return;
  context.fillStyle = colors.ink;
  for (const part of pathParts(trace.timeUse, row, MOST_PATH_PARTS)) {
    const begins = Math.max(left, xOf(part.from));
    const ends = Math.min(left + width, xOf(part.to));
    if (ends >= begins) {
      context.fillRect(begins, y + PATH_TOP, Math.max(1, ends - begins), PATH_HEIGHT);
    }
  }
}

function paintEvents(
  context: CanvasRenderingContext2D,
  { trace, colors }: Scene,
  row: number,
  { left, width }: Place,
  y: number,
  xOf: (time: number) => number,
): void {
  if (!hasMark(trace, row, RowMark.events)) return;
  context.fillStyle = colors.ink;
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * 0.65;
  let last = Number.NEGATIVE_INFINITY;
  for (const { offset } of trace.eventsOf(row, MOST_EVENTS)) {
    const x = Math.round(xOf(offset)) - 1;
    if (x === last || x < left - 2 || x > left + width) continue;
    last = x;
    context.fillRect(x, y + BAR_TOP - 2, 2, BAR_HEIGHT + 4);
  }
  context.globalAlpha = alpha;
}

/** Beside the bar where there is room, else upon it. */
function paintLabel(
  context: CanvasRenderingContext2D,
  { colors, layout }: Scene,
  fitter: TextFitter,
  text: string,
  { left, width }: Place,
  y: number,
): void {
  const middle = y + BAR_TOP + BAR_HEIGHT / 2;
  const size = fitter.width(text);
  const after = left + width + LABEL_SPACE;
  context.fillStyle = colors['ink-2'];
  if (after + size <= layout.width) {
    context.fillText(text, after, middle);
    return;
  }
  const before = left - LABEL_SPACE - size;
  if (before >= layout.nameWidth) {
    context.fillText(text, before, middle);
    return;
  }
  const upon = layout.width - size - LABEL_SPACE;
  context.fillStyle = colors.surface;
  context.beginPath();
  context.roundRect(upon - 4, middle - 9, size + 8, 18, 4);
  context.fill();
  context.fillStyle = colors['ink-2'];
  context.fillText(text, upon, middle);
}

/** Tells on which side of the view a bar is. */
function paintBeyond(
  context: CanvasRenderingContext2D,
  { colors }: Scene,
  x: number,
  side: number,
  y: number,
): void {
  const middle = y + ROW_HEIGHT / 2;
  context.fillStyle = colors['line-strong'];
  context.beginPath();
  context.moveTo(x + side * 4, middle);
  context.lineTo(x - side * 2, middle - 4);
  context.lineTo(x - side * 2, middle + 4);
  context.fill();
}

/** The way from a span to one that only follows from it: dashed, with an arrow. */
export function paintFollows(
  context: CanvasRenderingContext2D,
  { trace, viewport, rows, layout, colors }: Scene,
  row: number,
  y: number,
): void {
  const parent = trace.parent[row] ?? -1;
  if (parent < 0) return;
  const bars = barsOf(layout);
  const { range } = viewport;
  const starts = trace.offset[row] ?? 0;
  const ended = (trace.offset[parent] ?? 0) + (trace.length[parent] ?? 0);
  const xOf = (time: number): number => bars.left + shareOfTime(time, range) * bars.width;
  const leaves = xOf(Math.min(starts, ended));
  const arrives = xOf(starts);
  if (arrives < bars.left || leaves > bars.left + bars.width) return;
  const above = positionOf(rows, parent) * ROW_HEIGHT - viewport.top + BAR_TOP + BAR_HEIGHT;
  const middle = y + BAR_TOP + BAR_HEIGHT / 2;
  // Straight down where the follower begins under its parent, else past the parent's end and then across.
  const turn = Math.min(leaves, arrives - 9);
  context.save();
  context.beginPath();
  context.rect(bars.left - 6, 0, layout.width - bars.left, layout.height);
  context.clip();
  context.strokeStyle = colors['ink-3'];
  context.fillStyle = colors['ink-3'];
  context.lineWidth = 1.2;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(turn, Math.max(-2, above));
  context.lineTo(turn, middle);
  context.lineTo(arrives - 5, middle);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(arrives - 1, middle);
  context.lineTo(arrives - 7, middle - 3.5);
  context.lineTo(arrives - 7, middle + 3.5);
  context.fill();
  context.restore();
}
