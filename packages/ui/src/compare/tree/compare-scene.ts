// Everything that a frame of the comparison is drawn from.
import type { CanvasColors } from '../../canvas/canvas-colors.ts';
import type { Format } from '../../format/format.ts';
import type { BarArea, SceneLayout, SceneWords } from '../../trace/timeline/scene.ts';
import type { Viewport } from '../../trace/timeline/viewport.ts';
import type { Change } from '../data/change.ts';
import type { Comparison } from '../data/comparison.ts';

/** One tree with two bars a row, or two timelines beside each other. */
export type TreeView = 'merged' | 'sides';

/** What is to be seen; rows are nodes. */
export interface CompareScene {
  readonly comparison: Comparison;
  readonly viewport: Viewport;
  readonly view: TreeView;
  /** Visible nodes in view order. */
  readonly rows: Int32Array;
  /** 1 for a node whose descendants are hidden. */
  readonly folded: Uint8Array;
  /** Numbers of `CHANGES`. */
  readonly changes: Uint8Array;
  readonly cursor: number;
  readonly openRow: number;
  readonly hoverRow: number;
  readonly matches: ReadonlySet<number>;
  readonly hasFocus: boolean;
  /** By number of operation. */
  readonly serviceColors: readonly string[];
  readonly colors: CanvasColors;
  readonly format: Format;
  readonly words: SceneWords & Readonly<Record<'new' | 'gone', string>>;
  readonly layout: CompareLayout;
}

/** Pixels from the left. */
export interface CompareLayout extends SceneLayout {
  /** Where the bars of each trace are: the same place in one tree. */
  readonly areaA: BarArea;
  readonly areaB: BarArea;
  /** Where the numbers of each trace end; undefined where there is no room for them. */
  readonly numbersA: number | undefined;
  readonly numbersB: number | undefined;
  /** Where the differences begin and end. */
  readonly difference: BarArea;
}

const SPACE = 12;
const NARROW_SPACE = 5;
const NUMBER_WIDTH = 82;
const DIFFERENCE_WIDTH = 156;
const NARROW_DIFFERENCE_WIDTH = 76;
/** Room beside a bar for how long it is. */
const LABEL_ROOM = 62;

/** The places of bars and numbers beside the names. */
export function compareLayout(layout: SceneLayout, view: TreeView): CompareLayout {
  const { width, nameWidth, isNarrow } = layout;
  const space = isNarrow ? NARROW_SPACE : SPACE;
  const end = width - space;
  const differenceWidth = isNarrow ? NARROW_DIFFERENCE_WIDTH : DIFFERENCE_WIDTH;
  const differenceLeft = end - differenceWidth;
  const difference = { left: differenceLeft, width: differenceWidth };
  const left = nameWidth + space;
  if (view === 'sides') {
    const label = isNarrow ? 0 : LABEL_ROOM;
    const half = (differenceLeft - nameWidth) / 2;
    const barWidth = Math.max(1, half - space - label);
    return {
      ...layout,
      areaA: { left, width: barWidth },
      areaB: { left: left + half, width: barWidth },
      numbersA: undefined,
      numbersB: undefined,
      difference,
    };
  }
  const numbers = isNarrow ? 0 : NUMBER_WIDTH * 2;
  const area = { left, width: Math.max(1, differenceLeft - numbers - space - left) };
  return {
    ...layout,
    areaA: area,
    areaB: area,
    numbersA: isNarrow ? undefined : differenceLeft - NUMBER_WIDTH,
    numbersB: isNarrow ? undefined : differenceLeft,
    difference,
  };
}

/** The color token of a change. */
export const CHANGE_COLORS = {
  same: 'ink-3',
  slower: 'slower',
  faster: 'faster',
  new: 'added',
  gone: 'gone',
} as const satisfies Readonly<Record<Change, keyof CanvasColors>>;
