// The ways from one box to another: for the keyboard, and for the words beside the canvas.
import type { FlameLayout } from './flame-layout.ts';

type Boxes = Pick<FlameLayout, 'count' | 'parent' | 'end' | 'level'>;

/** The boxes that a box hangs from, the outermost first, and the box itself. */
export function pathTo({ parent }: Boxes, box: number): readonly number[] {
  const path: number[] = [];
  for (let at = box; at >= 0; at = parent[at] ?? -1) path.push(at);
  return path.reverse();
}

/** A box among those that hang from the same one. */
export interface Siblings {
  /** The place of the box, from 0. */
  readonly index: number;
  readonly count: number;
  /** Some of them, in order, around the box. */
  readonly near: readonly number[];
  /** The place of the first of them. */
  readonly first: number;
}

/** A box's siblings, and which ones are at most `reach` away from it. */
export function siblingsOf(layout: Boxes, box: number, reach: number): Siblings {
  const { from, to } = rangeBelow(layout, layout.parent[box] ?? -1);
  let index = 0;
  let count = 0;
  for (let at = from; at < to; at = layout.end[at] ?? to) {
    if (at < box) index++;
    count++;
  }
  const first = Math.max(0, index - reach);
  const near: number[] = [];
  let place = 0;
  for (let at = from; at < to && place <= index + reach; at = layout.end[at] ?? to) {
    if (place >= first) near.push(at);
    place++;
  }
  return { index, count, near, first };
}

/** The first boxes that hang from a box, and how many there are. */
export function childrenOf(
  layout: Boxes,
  box: number,
  most: number,
): { readonly count: number; readonly shown: readonly number[] } {
  const { from, to } = rangeBelow(layout, box);
  const shown: number[] = [];
  let count = 0;
  for (let at = from; at < to; at = layout.end[at] ?? to) {
    if (count < most) shown.push(at);
    count++;
  }
  return { count, shown };
}

function rangeBelow({ count, end }: Boxes, box: number): { from: number; to: number } {
  return box < 0 ? { from: 0, to: count } : { from: box + 1, to: end[box] ?? 0 };
}

/** Where a key leads. */
export type Step = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

/**
 * The box that a step leads to; the same where there is none. Left and right are siblings, and after the last sibling
 * what comes next in the graph; up and down follow the levels, so that callers are above.
 */
export function stepFrom(layout: Boxes, box: number, step: Step): number {
  const { count, parent, end, level } = layout;
  if (step === 'first') return 0;
  if (step === 'last') return count - 1;
  if (step === 'right') {
    const next = end[box] ?? count;
    return next < count ? next : box;
  }
  if (step === 'left') return siblingBefore(layout, box);
  const own = level[box] ?? 0;
  const away = step === 'up' ? -1 : 1;
  const above = parent[box] ?? -1;
  if (above >= 0 && ((level[above] ?? 0) - own) * away > 0) return above;
  const { from, to } = rangeBelow(layout, box);
  for (let at = from; at < to; at = end[at] ?? to) {
    if (((level[at] ?? 0) - own) * away > 0) return at;
  }
  return box;
}

function siblingBefore(layout: Boxes, box: number): number {
  const { from } = rangeBelow(layout, layout.parent[box] ?? -1);
  let before = box;
  for (let at = from; at < box; at = layout.end[at] ?? box) before = at;
  return before;
}
