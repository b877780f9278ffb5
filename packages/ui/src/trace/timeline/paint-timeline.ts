// A frame of the timeline. Hot: drawn at every step of a scroll, so it looks at the rows in view alone.
import { RowMark } from '@clew/model';
import type { TextFitter } from '../../canvas/fit-text.ts';
import { hasMark } from '../data/trace.ts';
import { paintBar, paintFollows } from './paint-bars.ts';
import { nameFonts, paintName } from './paint-names.ts';
import { barsOf, type Scene } from './scene.ts';
import { shareOfTime } from './time-range.ts';
import { ROW_HEIGHT } from './viewport.ts';

/** Draws what is in view, on a canvas that was cleared. */
export function paintTimeline(
  context: CanvasRenderingContext2D,
  scene: Scene,
  fitter: TextFitter,
  ticks: readonly number[],
): void {
  const { viewport, rows, trace } = scene;
  const fonts = nameFonts();
  context.textBaseline = 'middle';
  const first = viewport.firstRow;
  const end = Math.min(rows.length, viewport.endRow);
  for (let position = first; position < end; position++) {
    paintGround(context, scene, rows[position] ?? 0, position * ROW_HEIGHT - viewport.top);
  }
  paintGrid(context, scene, ticks, Math.min(scene.layout.height, rows.length * ROW_HEIGHT));
  for (let position = first; position < end; position++) {
    const row = rows[position] ?? 0;
    const y = position * ROW_HEIGHT - viewport.top;
    context.font = fonts.small;
    paintBar(context, scene, fitter, row, y);
    paintName(context, scene, fitter, fonts, row, y);
    if (hasMark(trace, row, RowMark.followsFrom)) paintFollows(context, scene, row, y);
  }
}

/** What is behind the rows of a scene. */
type GroundScene = Pick<
  Scene,
  'colors' | 'layout' | 'matches' | 'openRow' | 'hoverRow' | 'cursor' | 'hasFocus'
>;

/** What stands behind a row: found, open, under the pointer, with the keyboard's cursor. */
export function paintGround(
  context: CanvasRenderingContext2D,
  { colors, layout, matches, openRow, hoverRow, cursor, hasFocus }: GroundScene,
  row: number,
  y: number,
): void {
  const ground =
    row === openRow
      ? colors.selected
      : matches.has(row)
        ? colors.match
        : row === hoverRow
          ? colors['surface-2']
          : undefined;
  if (ground !== undefined) {
    context.fillStyle = ground;
    context.fillRect(0, y, layout.width, ROW_HEIGHT);
  }
  if (row !== cursor) return;
  context.fillStyle = colors.accent;
  context.fillRect(0, y, 2, ROW_HEIGHT);
  if (!hasFocus) return;
  context.strokeStyle = colors.accent;
  context.lineWidth = 2;
  context.strokeRect(1, y + 1, layout.width - 2, ROW_HEIGHT - 2);
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { colors, layout, viewport }: Scene,
  ticks: readonly number[],
  height: number,
): void {
  const bars = barsOf(layout);
  context.fillStyle = colors.line;
  for (const tick of ticks) {
    const x = bars.left + shareOfTime(tick, viewport.range) * bars.width;
    context.fillRect(Math.round(x), 0, 1, height);
  }
}
