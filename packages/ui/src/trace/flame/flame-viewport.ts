// What of a flame graph is in view: which part of its width, and which levels. Lives outside of React, since it changes
// with every frame of a drag; the canvas listens to it and draws.

/** Pixels; each level is exactly this high. */
export const LEVEL_HEIGHT = 20;
/** Higher elements are cut off by browsers; beyond it the scroll bar moves more than its own pixels. */
const MOST_SCROLL_HEIGHT = 8_000_000;
/** Nanoseconds; nothing is to be seen between two of them. */
const SHORTEST = 10;

/** A part of a flame graph's width, nanoseconds. */
export interface FlameRange {
  readonly from: number;
  readonly to: number;
}

type Listener = () => void;

/** The part of a flame graph that is in view. */
export class FlameViewport {
  readonly #width: number;
  readonly #contentHeight: number;
  readonly #listeners = new Set<Listener>();
  #range: FlameRange;
  #top = 0;
  #height = 0;

  /**
   * @param width of the whole, nanoseconds
   * @param levels of the whole
   */
  constructor(width: number, levels: number) {
    this.#width = Math.max(1, width);
    this.#contentHeight = levels * LEVEL_HEIGHT;
    this.#range = this.whole;
  }

  get whole(): FlameRange {
    return { from: 0, to: this.#width };
  }

  get range(): FlameRange {
    return this.#range;
  }

  get isZoomed(): boolean {
    return this.#range.from > 0 || this.#range.to < this.#width;
  }

  /** Pixels of levels above the view. */
  get top(): number {
    return this.#top;
  }

  /** The height of the view, pixels. */
  get height(): number {
    return this.#height;
  }

  /** The height of the element that is scrolled, pixels. */
  get scrollHeight(): number {
    return Math.min(MOST_SCROLL_HEIGHT, this.#contentHeight);
  }

  /** Where the scroll bar stands, pixels. */
  get scrollTop(): number {
    return this.#mostTop === 0 ? 0 : (this.#top / this.#mostTop) * this.#mostScrollTop;
  }

  get #mostTop(): number {
    return Math.max(0, this.#contentHeight - this.#height);
  }

  get #mostScrollTop(): number {
    return Math.max(0, this.scrollHeight - this.#height);
  }

  /** Calls a listener after each change, until the function that is returned is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setHeight(height: number): void {
    this.#height = height;
    this.scrollTo(this.#top);
  }

  /** The scroll bar was moved. */
  scrolledTo(scrollTop: number): void {
    // What the bar says after it was told is rounded: only a move of its own counts.
    if (Math.abs(scrollTop - this.scrollTop) < 1) return;
    this.scrollTo((scrollTop / Math.max(1, this.#mostScrollTop)) * this.#mostTop);
  }

  scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(this.#mostTop, top));
    this.#notify();
  }

  /** As much of a part as there is, and no less than can be told apart. */
  within({ from, to }: FlameRange): FlameRange {
    const length = Math.min(this.#width, Math.max(SHORTEST, to - from));
    const start = Math.max(0, Math.min(this.#width - length, from));
    return { from: start, to: start + length };
  }

  /** Shows a part of the width. */
  setRange(range: FlameRange): void {
    this.#range = this.within(range);
    this.#notify();
  }

  /**
   * Shows more or less around a place, which stays where it is in view.
   * @param factor below 1 to see closer
   */
  zoom(factor: number, around: number): void {
    const { from, to } = this.#range;
    const length = Math.max(SHORTEST, (to - from) * factor);
    const share = (around - from) / (to - from);
    this.setRange({ from: around - share * length, to: around + (1 - share) * length });
  }

  /** Moves the view by a share of what it shows; to the left when negative. */
  pan(share: number): void {
    const { from, to } = this.#range;
    const move = (to - from) * share;
    this.setRange({ from: from + move, to: to + move });
  }

  /** Brings a level into view, no further than needed. */
  showLevel(level: number): void {
    const top = level * LEVEL_HEIGHT;
    const bottom = top + LEVEL_HEIGHT;
    if (top < this.#top) this.scrollTo(top);
    else if (bottom > this.#top + this.#height) this.scrollTo(bottom - this.#height);
  }

  /** Brings a part of the width into view: as it is if some of it is seen, else in the middle; wider if it is too large. */
  showPart({ from, to }: FlameRange): void {
    const { range } = this;
    if (to > range.from && from < range.to) return;
    const length = range.to - range.from;
    const middle = (from + to) / 2;
    this.setRange({ from: middle - length / 2, to: middle + length / 2 });
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
