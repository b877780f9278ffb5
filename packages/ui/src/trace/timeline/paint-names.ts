// The left half of the timeline: the tree of names.

import { canvasFont } from '../../canvas/canvas-colors.ts';
import type { TextFitter } from '../../canvas/fit-text.ts';
import { hasChildren } from '../data/trace.ts';
import { paintErrorSign, paintSigns } from './paint-signs.ts';
import { FOLD_WIDTH, nameLeft, type Scene } from './scene.ts';
import { ROW_HEIGHT } from './viewport.ts';

const CHIP_WIDTH = 4;
const CHIP_HEIGHT = 14;
const SPACE = 6;

/** Fonts, read from the page once a frame. */
export interface NameFonts {
  readonly bold: string;
  readonly plain: string;
  readonly small: string;
}

export function nameFonts(): NameFonts {
  return { bold: canvasFont(13, 600), plain: canvasFont(13), small: canvasFont(12) };
}

/** Draws the name of the row whose top is at `y`. */
export function paintName(
  context: CanvasRenderingContext2D,
  scene: Scene,
  fitter: TextFitter,
  fonts: NameFonts,
  row: number,
  y: number,
): void {
  const { trace, layout } = scene;
  const depth = trace.depth[row] ?? 0;
  const middle = y + ROW_HEIGHT / 2;
  context.save();
  context.beginPath();
  context.rect(0, y, layout.nameWidth - 2, ROW_HEIGHT);
  context.clip();
  paintGuides(context, scene, depth, y);
  let x = nameLeft(depth, layout);
  if (hasChildren(trace, row)) paintFold(context, scene, row, x + FOLD_WIDTH / 2, middle);
  x += FOLD_WIDTH + 2;
  context.fillStyle = scene.colorOf(row);
  context.beginPath();
  context.roundRect(x, middle - CHIP_HEIGHT / 2, CHIP_WIDTH, CHIP_HEIGHT, 2);
  context.fill();
  x += CHIP_WIDTH + SPACE;
  x += paintErrorSign(context, scene, row, x, middle);
  const right = layout.nameWidth - 8;
  const room = right - paintSigns(context, scene, row, right, middle) - x;
  paintTexts(context, scene, fitter, fonts, row, x, middle, room);
  context.restore();
}

function paintTexts(
  context: CanvasRenderingContext2D,
  { trace, colors, words }: Scene,
  fitter: TextFitter,
  fonts: NameFonts,
  row: number,
  left: number,
  middle: number,
  room: number,
): void {
  let x = left;
  const parent = trace.parent[row] ?? -1;
  if (parent < 0 || trace.service[parent] !== trace.service[row]) {
    context.font = fonts.bold;
    context.fillStyle = colors.ink;
    const service = fitter.fit(trace.serviceOf(row) || words.noService, room);
    context.fillText(service, x, middle);
    x += fitter.width(service) + SPACE;
  }
  const rest = left + room - x;
  if (rest <= 0) return;
  context.font = fonts.plain;
  context.fillStyle = colors['ink-2'];
  context.fillText(fitter.fit(trace.nameOf(row) || words.noName, rest), x, middle);
}

/** A line for each span above, so that the eye finds siblings. */
export function paintGuides(
  context: CanvasRenderingContext2D,
  { colors, layout }: Pick<Scene, 'colors' | 'layout'>,
  depth: number,
  y: number,
): void {
  if (depth === 0 || layout.indent < 3) return;
  context.fillStyle = colors.line;
  const left = nameLeft(0, layout) + FOLD_WIDTH / 2;
  for (let level = 0; level < depth; level++) {
    context.fillRect(Math.round(left + level * layout.indent), y, 1, ROW_HEIGHT);
  }
}

/** The sign that tells whether what is below a row is folded away. */
export function paintFold(
  context: CanvasRenderingContext2D,
  { colors, folded }: Pick<Scene, 'colors' | 'folded'>,
  row: number,
  x: number,
  y: number,
): void {
  // What is below it would run through the sign.
  context.fillStyle = colors.surface;
  context.fillRect(x - 6, y - 6, 12, 12);
  context.strokeStyle = colors['ink-3'];
  context.lineWidth = 1.5;
  context.beginPath();
  if (folded[row] === 1) {
    context.moveTo(x - 2, y - 4);
    context.lineTo(x + 2, y);
    context.lineTo(x - 2, y + 4);
  } else {
    context.moveTo(x - 4, y - 2);
    context.lineTo(x, y + 2);
    context.lineTo(x + 4, y - 2);
  }
  context.stroke();
}
