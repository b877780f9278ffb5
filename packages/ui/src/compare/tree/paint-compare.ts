// A frame of the comparison. Hot: drawn at every step of a scroll, so it looks at the rows in view alone.
import { canvasFont } from '../../canvas/canvas-colors.ts';
import type { TextFitter } from '../../canvas/fit-text.ts';
import { hasChildren } from '../../trace/data/trace.ts';
import { paintFold, paintGuides } from '../../trace/timeline/paint-names.ts';
import { paintErrorMark } from '../../trace/timeline/paint-signs.ts';
import { paintGround } from '../../trace/timeline/paint-timeline.ts';
import { type BarArea, FOLD_WIDTH, nameLeft } from '../../trace/timeline/scene.ts';
import { shareOfTime } from '../../trace/timeline/time-range.ts';
import { ROW_HEIGHT } from '../../trace/timeline/viewport.ts';
import { type Change, changeOf } from '../data/change.ts';
import { differenceText, ratioText } from '../data/difference-text.ts';
import { nodeCalls } from '../data/node-calls.ts';
import { CHANGE_COLORS, type CompareScene } from './compare-scene.ts';

const CHIP_WIDTH = 4;
const CHIP_HEIGHT = 14;
const SPACE = 6;
const THIN = 7;
const THICK = 12;
const LEAST_WIDTH = 2;
const RADIUS = 2;
/** How much of a bar's color is left where what it called ran: the rest is time of its own. */
const CALLED = 0.38;

interface Fonts {
  readonly bold: string;
  readonly plain: string;
  readonly small: string;
}

/** Draws what is in view, on a canvas that was cleared. */
export function paintCompare(
  context: CanvasRenderingContext2D,
  scene: CompareScene,
  fitter: TextFitter,
  ticks: readonly number[],
): void {
  const { viewport, rows, layout } = scene;
  const fonts = { bold: canvasFont(13, 600), plain: canvasFont(13), small: canvasFont(12) };
  context.textBaseline = 'middle';
  const first = viewport.firstRow;
  const end = Math.min(rows.length, viewport.endRow);
  for (let position = first; position < end; position++) {
    paintGround(context, scene, rows[position] ?? 0, position * ROW_HEIGHT - viewport.top);
  }
  const height = Math.min(layout.height, rows.length * ROW_HEIGHT);
  for (const area of new Set([layout.areaA, layout.areaB])) {
    paintGrid(context, scene, area, ticks, height);
  }
  for (let position = first; position < end; position++) {
    const node = rows[position] ?? 0;
    const y = position * ROW_HEIGHT - viewport.top;
    if (scene.view === 'merged') paintPair(context, scene, node, y);
    else paintSides(context, scene, fonts, node, y);
    paintNumbers(context, scene, fitter, fonts, node, y);
    paintName(context, scene, fitter, fonts, node, y);
  }
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { colors, viewport }: CompareScene,
  area: BarArea,
  ticks: readonly number[],
  height: number,
): void {
  context.fillStyle = colors.line;
  for (const tick of ticks) {
    const x = area.left + shareOfTime(tick, viewport.range) * area.width;
    context.fillRect(Math.round(x), 0, 1, height);
  }
}

/** The durations of both traces under each other, from the same edge. */
function paintPair(
  context: CanvasRenderingContext2D,
  scene: CompareScene,
  node: number,
  y: number,
): void {
  const { layout, colors, comparison, changes } = scene;
  const { a, b } = comparison.tree;
  const change = changeOf(changes, node);
  const color = colors[CHANGE_COLORS[change]];
  if (a.count[node] !== 0) {
    const total = a.total[node] ?? 0;
    paintBar(
      context,
      scene,
      layout.areaA,
      0,
      total,
      a.self[node] ?? 0,
      lookOfA(scene, change),
      y + 5,
      THIN,
    );
  }
  if (b.count[node] !== 0) {
    const total = b.total[node] ?? 0;
    paintBar(context, scene, layout.areaB, 0, total, b.self[node] ?? 0, { color }, y + 14, THIN);
  }
}

/** The span of each trace where it lies in time. */
function paintSides(
  context: CanvasRenderingContext2D,
  scene: CompareScene,
  fonts: Fonts,
  node: number,
  y: number,
): void {
  const { layout, colors, comparison, changes } = scene;
  const { a, b, tree } = comparison;
  const change = changeOf(changes, node);
  const color = colors[CHANGE_COLORS[change]];
  context.font = fonts.small;
  for (const { trace, row, area, look } of [
    { trace: a, row: tree.a.first[node] ?? -1, area: layout.areaA, look: lookOfA(scene, change) },
    { trace: b, row: tree.b.first[node] ?? -1, area: layout.areaB, look: { color } },
  ]) {
    if (row < 0) continue;
    const from = trace.offset[row] ?? 0;
    const length = trace.length[row] ?? 0;
    const self = trace.timeUse.self[row] ?? 0;
    const right = paintBar(context, scene, area, from, length, self, look, y + 7, THICK);
    if (layout.isNarrow || right === undefined) continue;
    context.fillStyle = colors['ink-2'];
    context.fillText(scene.format.duration(length), right + SPACE, y + ROW_HEIGHT / 2);
  }
}

/** What a bar looks like. */
interface BarLook {
  readonly color: string;
  /** Only its edge is drawn: it is not there any more. */
  readonly isHollow?: boolean;
}

function lookOfA({ colors }: CompareScene, change: Change): BarLook {
  return change === 'gone' ? { color: colors.gone, isHollow: true } : { color: colors['ink-3'] };
}

/** Draws a bar as far as it is in view; gives where it ends, or nothing where none of it is. */
function paintBar(
  context: CanvasRenderingContext2D,
  { viewport }: CompareScene,
  area: BarArea,
  from: number,
  length: number,
  self: number,
  { color, isHollow = false }: BarLook,
  top: number,
  height: number,
): number | undefined {
  const xOf = (time: number): number => area.left + shareOfTime(time, viewport.range) * area.width;
  const end = area.left + area.width;
  const left = Math.max(area.left, xOf(from));
  const right = Math.min(end, Math.max(xOf(from + length), left + LEAST_WIDTH));
  if (xOf(from + length) < area.left || left > end) return undefined;
  const width = Math.max(LEAST_WIDTH, right - left);
  const own = Math.max(0, Math.min(width, xOf(from + self) - left));
  context.fillStyle = color;
  context.globalAlpha = CALLED;
  context.beginPath();
  context.roundRect(left, top, width, height, Math.min(RADIUS, width / 2));
  context.fill();
  context.globalAlpha = 1;
  if (isHollow) {
    context.strokeStyle = color;
    context.setLineDash([3, 2]);
    context.strokeRect(left + 0.5, top + 0.5, Math.max(1, width - 1), height - 1);
    context.setLineDash([]);
  } else if (own > 0) {
    context.beginPath();
    context.roundRect(left, top, Math.max(own, 1), height, Math.min(RADIUS, own / 2));
    context.fill();
  }
  return left + width;
}

function paintNumbers(
  context: CanvasRenderingContext2D,
  { comparison, layout, colors, format, changes, words }: CompareScene,
  fitter: TextFitter,
  fonts: Fonts,
  node: number,
  y: number,
): void {
  const { a, b } = comparison.tree;
  const before = a.total[node] ?? 0;
  const after = b.total[node] ?? 0;
  const change = changeOf(changes, node);
  const middle = y + ROW_HEIGHT / 2;
  context.textAlign = 'right';
  context.font = fonts.plain;
  for (const { right, count, total } of [
    { right: layout.numbersA, count: a.count[node], total: before },
    { right: layout.numbersB, count: b.count[node], total: after },
  ]) {
    if (right === undefined) continue;
    context.fillStyle = count === 0 ? colors['ink-3'] : colors.ink;
    context.fillText(count === 0 ? '–' : format.duration(total), right, middle);
  }
  const right = layout.difference.left + layout.difference.width;
  const word = change === 'new' ? words.new : change === 'gone' ? words.gone : undefined;
  context.fillStyle = change === 'same' ? colors['ink-3'] : colors[CHANGE_COLORS[change]];
  const difference = word ?? differenceText(after - before, format);
  if (layout.isNarrow) {
    context.font = fonts.small;
    context.fillText(fitter.fit(difference, layout.difference.width), right, middle);
  } else {
    const ratio = word === undefined ? ratioText(before, after, format) : '';
    context.font = fonts.small;
    context.fillText(ratio, right, middle);
    context.font = change === 'same' ? fonts.plain : fonts.bold;
    context.fillText(difference, right - RATIO_WIDTH, middle);
  }
  context.textAlign = 'left';
}

/** Room for how many times as long. */
const RATIO_WIDTH = 58;

function paintName(
  context: CanvasRenderingContext2D,
  scene: CompareScene,
  fitter: TextFitter,
  fonts: Fonts,
  node: number,
  y: number,
): void {
  const { comparison, layout, colors, serviceColors } = scene;
  const { tree } = comparison;
  const middle = y + ROW_HEIGHT / 2;
  context.save();
  context.beginPath();
  context.rect(0, y, layout.nameWidth - 2, ROW_HEIGHT);
  context.clip();
  const depth = tree.depth[node] ?? 0;
  paintGuides(context, scene, depth, y);
  let x = nameLeft(depth, layout);
  if (hasChildren(tree, node)) paintFold(context, scene, node, x + FOLD_WIDTH / 2, middle);
  x += FOLD_WIDTH + 2;
  context.fillStyle = serviceColors[tree.operation[node] ?? 0] ?? colors['ink-3'];
  context.beginPath();
  context.roundRect(x, middle - CHIP_HEIGHT / 2, CHIP_WIDTH, CHIP_HEIGHT, 2);
  context.fill();
  x += CHIP_WIDTH + SPACE;
  if (tree.a.errors[node] !== 0 || tree.b.errors[node] !== 0) {
    x += paintErrorMark(context, colors, x, middle);
  }
  const right = layout.nameWidth - 8;
  const calls = nodeCalls(tree, node);
  context.font = fonts.small;
  if (calls !== '' && right - x > 90) {
    context.fillStyle = colors['ink-3'];
    context.textAlign = 'right';
    context.fillText(calls, right, middle);
    context.textAlign = 'left';
  }
  const room = right - x - (calls === '' ? 0 : fitter.width(calls) + SPACE * 2);
  paintTexts(context, scene, fitter, fonts, node, x, middle, room);
  context.restore();
}

function paintTexts(
  context: CanvasRenderingContext2D,
  { comparison, colors, words }: CompareScene,
  fitter: TextFitter,
  fonts: Fonts,
  node: number,
  left: number,
  middle: number,
  room: number,
): void {
  const { tree, operations } = comparison;
  const operation = operations[tree.operation[node] ?? 0];
  const parent = tree.parent[node] ?? -1;
  const above = parent < 0 ? undefined : operations[tree.operation[parent] ?? 0];
  let x = left;
  if (above?.service !== operation?.service) {
    context.font = fonts.bold;
    context.fillStyle = colors.ink;
    const service = fitter.fit(operation?.service || words.noService, room);
    context.fillText(service, x, middle);
    x += fitter.width(service) + SPACE;
  }
  const rest = left + room - x;
  if (rest <= 0) return;
  context.font = fonts.plain;
  context.fillStyle = colors['ink-2'];
  context.fillText(fitter.fit(operation?.name || words.noName, rest), x, middle);
}
