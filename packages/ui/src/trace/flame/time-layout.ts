// Spans at their time, each below its parent. A child and all that is under it is a rectangle, which goes to the highest
// place that is free for as long as it takes: so children that run one after the other lie side by side, and those that run
// at once below each other.
import type { TraceRows } from '@clew/model';
import { type FlameLayout, withLevels } from './flame-layout.ts';

/** What a layout by time reads of a trace. */
export type TimedRows = Pick<
  TraceRows,
  'count' | 'duration' | 'parent' | 'end' | 'offset' | 'length'
>;

/** The shortest that a box may be, nanoseconds: two spans that took no time must not lie in one place. */
const LEAST = 1;

/** Boxes are rows. Takes O(n log n). */
export function timeLayoutOf(rows: TimedRows): FlameLayout {
  const { count, parent, end, offset, length } = rows;
  const left = offset;
  const right = new Float64Array(count);
  /** What the row and all below it take: their time, their levels. */
  const opens = new Float64Array(count);
  const closes = new Float64Array(count);
  const height = new Uint32Array(count);
  /** How far below its parent a row lies. */
  const below = new Uint32Array(count);
  const places = new Places(opens, closes, height, below);
  // From the last row to the first, so that each comes after all below it.
  for (let row = count - 1; row >= 0; row--) {
    const from = offset[row] as number;
    const to = Math.max(from + (length[row] as number), from + LEAST);
    right[row] = to;
    opens[row] = from;
    closes[row] = to;
    height[row] = 1;
    const last = end[row] as number;
    if (last === row + 1) continue;
    places.clear();
    for (let child = row + 1; child < last; child = end[child] as number) {
      places.add(child);
      if ((opens[child] as number) < (opens[row] as number)) opens[row] = opens[child] as number;
      if ((closes[child] as number) > (closes[row] as number)) {
        closes[row] = closes[child] as number;
      }
    }
    height[row] = 1 + places.place();
  }
  places.clear();
  for (let root = 0; root < count; root = end[root] as number) places.add(root);
  places.place();

  const level = new Uint32Array(count);
  let width = Math.max(LEAST, rows.duration);
  for (let row = 0; row < count; row++) {
    const above = parent[row] as number;
    level[row] =
      above < 0 ? (below[row] as number) - 1 : (level[above] as number) + (below[row] as number);
    width = Math.max(width, right[row] as number);
  }
  return withLevels({ count, width, parent, end, level, left, right });
}

/** Up to so many children that run at once, every gap between them is looked at. */
const MOST_RUNNING = 128;

/** Finds places for the children of one row. */
class Places {
  readonly #opens: Float64Array;
  readonly #closes: Float64Array;
  readonly #height: Uint32Array;
  readonly #below: Uint32Array;
  #members = new Uint32Array(64);
  #size = 0;
  #isSorted = true;
  /** Members that run at the moment, from the highest to the lowest. */
  readonly #running = new Uint32Array(MOST_RUNNING);
  readonly #lanes: Lanes;

  constructor(opens: Float64Array, closes: Float64Array, height: Uint32Array, below: Uint32Array) {
    this.#opens = opens;
    this.#closes = closes;
    this.#height = height;
    this.#below = below;
    this.#lanes = new Lanes(opens, closes, height, below);
  }

  clear(): void {
    this.#size = 0;
    this.#isSorted = true;
  }

  add(row: number): void {
    if (this.#size === this.#members.length) {
      const members = new Uint32Array(this.#size * 2);
      members.set(this.#members);
      this.#members = members;
    }
    if (this.#size > 0) {
      const before = this.#members[this.#size - 1] as number;
      if ((this.#opens[row] as number) < (this.#opens[before] as number)) this.#isSorted = false;
    }
    this.#members[this.#size++] = row;
  }

  /** Says of each member how far below its parent it lies; returns how many levels all take. */
  place(): number {
    const members = this.#members.subarray(0, this.#size);
    const opens = this.#opens;
    if (!this.#isSorted) {
      members.sort((a, b) => (opens[a] as number) - (opens[b] as number) || a - b);
    }
    const levels = this.#fill(members);
    return levels < 0 ? this.#lanes.place(members) : levels;
  }

  /** Puts each member into the first gap that is high enough; −1 where too many run at once. */
  #fill(members: Uint32Array): number {
    const closes = this.#closes;
    const height = this.#height;
    const below = this.#below;
    const running = this.#running;
    let count = 0;
    let levels = 0;
    for (let i = 0; i < members.length; i++) {
      const row = members[i] as number;
      const now = this.#opens[row] as number;
      let left = 0;
      for (let at = 0; at < count; at++) {
        const one = running[at] as number;
        if ((closes[one] as number) > now) running[left++] = one;
      }
      count = left;
      if (count === MOST_RUNNING) return -1;
      const high = height[row] as number;
      let at = 0;
      let free = 1;
      while (at < count) {
        const one = running[at] as number;
        if ((below[one] as number) - free >= high) break;
        free = (below[one] as number) + (height[one] as number);
        at++;
      }
      running.copyWithin(at + 1, at, count);
      running[at] = row;
      count++;
      below[row] = free;
      levels = Math.max(levels, free - 1 + high);
    }
    return levels;
  }
}

/**
 * Lays children into lanes, where there are too many at once to look at each: a child goes into the first lane that is free by
 * then, and each lane is as high as the highest in it.
 */
class Lanes {
  readonly #opens: Float64Array;
  readonly #closes: Float64Array;
  readonly #height: Uint32Array;
  readonly #below: Uint32Array;
  /** A tree of the earliest time at which any lane below a node is free; lanes are its leaves, from `#leaves` on. */
  #free = new Float64Array(0);
  #leaves = 1;

  constructor(opens: Float64Array, closes: Float64Array, height: Uint32Array, below: Uint32Array) {
    this.#opens = opens;
    this.#closes = closes;
    this.#height = height;
    this.#below = below;
  }

  /** Does what {@link Places.place} does, for rows in the order in which they open. */
  place(rows: Uint32Array): number {
    this.#empty(rows.length);
    const lane = new Uint32Array(rows.length);
    /** The height of each lane, then its first level. */
    const tops = new Uint32Array(rows.length);
    let laneCount = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const at = this.#take(this.#opens[row] as number, this.#closes[row] as number);
      laneCount = Math.max(laneCount, at + 1);
      lane[i] = at;
      tops[at] = Math.max(tops[at] as number, this.#height[row] as number);
    }
    let levels = 0;
    for (let at = 0; at < laneCount; at++) {
      const high = tops[at] as number;
      tops[at] = levels;
      levels += high;
    }
    for (let i = 0; i < rows.length; i++) {
      this.#below[rows[i] as number] = (tops[lane[i] as number] as number) + 1;
    }
    return levels;
  }

  #empty(most: number): void {
    this.#leaves = 1;
    while (this.#leaves < most) this.#leaves *= 2;
    if (this.#free.length < this.#leaves * 2) this.#free = new Float64Array(this.#leaves * 2);
    this.#free.fill(Number.NEGATIVE_INFINITY, 0, this.#leaves * 2);
  }

  /** Takes the first lane that is free at a time until another; there are as many lanes as members. */
  #take(from: number, to: number): number {
    const free = this.#free;
    let at = 1;
    while (at < this.#leaves) {
      at *= 2;
      if ((free[at] as number) > from) at++;
    }
    free[at] = to;
    const lane = at - this.#leaves;
    while (at > 1) {
      at >>>= 1;
      free[at] = Math.min(free[at * 2] as number, free[at * 2 + 1] as number);
    }
    return lane;
  }
}
