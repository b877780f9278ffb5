// Everything that a frame of the timeline is drawn from.
import type { CanvasColors } from '../../canvas/canvas-colors.ts';
import type { Format } from '../../format/format.ts';
import type { Trace } from '../data/trace.ts';
import type { ChildCover } from './child-cover.ts';
import type { RowColor } from './row-colors.ts';
import type { Viewport } from './viewport.ts';

/** What is to be seen. */
export interface Scene {
  readonly trace: Trace;
  readonly viewport: Viewport;
  /** Visible rows in view order. */
  readonly rows: Int32Array;
  /** 1 for a row whose descendants are hidden. */
  readonly folded: Uint8Array;
  readonly cursor: number;
  readonly openRow: number;
  readonly hoverRow: number;
  readonly matches: ReadonlySet<number>;
  /** Whether the keyboard works on the rows. */
  readonly hasFocus: boolean;
  readonly isPathShown: boolean;
  readonly colorOf: RowColor;
  readonly cover: ChildCover;
  readonly colors: CanvasColors;
  readonly format: Format;
  readonly words: SceneWords;
  readonly layout: SceneLayout;
}

/** Words that stand in for names that spans lack. */
export interface SceneWords {
  readonly noService: string;
  readonly noName: string;
}

/** Pixels from the left. */
export interface SceneLayout {
  readonly width: number;
  readonly height: number;
  /** Where names end and bars begin. */
  readonly nameWidth: number;
  /** What a level of nesting moves a name to the right. */
  readonly indent: number;
  /** Whether there is no room for signs of little weight. */
  readonly isNarrow: boolean;
}

const BARS_LEFT = 10;
/** Room for the duration of a span that ends with the trace. */
const BARS_RIGHT = 76;
const NARROW_BARS_RIGHT = 56;

/** Where bars begin and how wide all of the range is, pixels. */
export interface BarArea {
  readonly left: number;
  readonly width: number;
}

export function barsOf({ width, nameWidth, isNarrow }: SceneLayout): BarArea {
  const left = nameWidth + (isNarrow ? 4 : BARS_LEFT);
  const right = isNarrow ? NARROW_BARS_RIGHT : BARS_RIGHT;
  return { left, width: Math.max(1, width - left - right) };
}

/** Where a row's name begins: first the sign that folds it, pixels. */
export function nameLeft(depth: number, { indent, isNarrow }: SceneLayout): number {
  return (isNarrow ? 2 : 6) + depth * indent;
}

/** Width of the sign that folds a row. */
export const FOLD_WIDTH = 18;
