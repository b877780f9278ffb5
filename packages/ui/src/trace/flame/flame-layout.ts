// Where the boxes of a flame graph lie: from left to right in nanoseconds, from top to bottom in levels. All that is
// asked of it while it is drawn is answered by binary search, so that a frame costs the same for any number of boxes.

/** Pixels; each level is exactly this high. */
export const LEVEL_HEIGHT = 20;

/** Boxes of a flame graph, as columns. Boxes of one level do not overlap. */
export interface FlameLayout {
  readonly count: number;
  /** The width of the whole, nanoseconds. */
  readonly width: number;
  readonly levels: number;
  /** Box that this one hangs from, or −1. Boxes stand in the order of a walk, so it comes before. */
  readonly parent: Int32Array;
  /** The box after the last one that hangs from it. */
  readonly end: Uint32Array;
  /** From the top. */
  readonly level: Uint32Array;
  /** Nanoseconds. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Boxes by level, from left to right: a level's are from `first[level]` to before `first[level + 1]`. */
  readonly first: Uint32Array;
  readonly ordered: Uint32Array;
  /** `left` and `right` in that order: who looks along a level finds them beside each other in memory, which is what a frame costs. */
  readonly begins: Float64Array;
  readonly ends: Float64Array;
}

/** Adds the order by level. Of one level, boxes must come from left to right already. */
export function withLevels(
  boxes: Omit<FlameLayout, 'first' | 'ordered' | 'begins' | 'ends' | 'levels'>,
): FlameLayout {
  const { count, level, left, right } = boxes;
  let levels = 0;
  for (let box = 0; box < count; box++) levels = Math.max(levels, (level[box] ?? 0) + 1);
  const first = new Uint32Array(levels + 1);
  for (let box = 0; box < count; box++) {
    const after = (level[box] ?? 0) + 1;
    first[after] = (first[after] ?? 0) + 1;
  }
  for (let i = 0; i < levels; i++) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0);
  const next = first.slice();
  const ordered = new Uint32Array(count);
  const begins = new Float64Array(count);
  const ends = new Float64Array(count);
  for (let box = 0; box < count; box++) {
    const at = next[level[box] ?? 0] ?? 0;
    ordered[at] = box;
    begins[at] = left[box] ?? 0;
    ends[at] = right[box] ?? 0;
    next[level[box] ?? 0] = at + 1;
  }
  return { ...boxes, levels, first, ordered, begins, ends };
}

/**
 * The first place from `from` to before `to` in `ordered` whose box ends after a time; `to` if there is none. Looks near `from`
 * first, since the next box is mostly the one.
 */
export function firstEndingAfter(
  { ends }: Pick<FlameLayout, 'ends'>,
  time: number,
  from: number,
  to: number,
): number {
  let low = from;
  let step = 1;
  while (low + step <= to && (ends[low + step - 1] as number) <= time) {
    low += step;
    step *= 2;
  }
  let high = Math.min(to, low + step);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The box at a time on a level, or the nearest within a tolerance; −1 if there is none. */
export function boxAt(layout: FlameLayout, level: number, time: number, tolerance: number): number {
  if (level < 0 || level >= layout.levels) return -1;
  const to = layout.first[level + 1] ?? 0;
  const at = firstEndingAfter(layout, time - tolerance, layout.first[level] ?? 0, to);
  if (at === to) return -1;
  const box = layout.ordered[at] ?? -1;
  // The one before may only have been within reach of the tolerance.
  const next = layout.ordered[at + 1] ?? -1;
  if (at + 1 < to && (layout.right[box] ?? 0) <= time && (layout.left[next] ?? 0) <= time) {
    return next;
  }
  return (layout.left[box] ?? 0) <= time + tolerance ? box : -1;
}
